package net.sluice.manager.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import net.sluice.yang.FunnelModel;
import net.sluice.yang.PseudowireModel;
import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.common.Uint32;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.NodeIdentifier;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.NodeIdentifierWithPredicates;
import org.opendaylight.yangtools.yang.data.api.schema.ChoiceNode;
import org.opendaylight.yangtools.yang.data.api.schema.LeafNode;
import org.opendaylight.yangtools.yang.data.api.schema.MapEntryNode;
import org.opendaylight.yangtools.yang.data.api.schema.NormalizedNode;
import org.opendaylight.yangtools.yang.data.spi.node.ImmutableNodes;

/**
 * The numbers that objects keep as long as they exist, by name. Files hold them as leaves of state
 * in the entry of each object, so that one file has both.
 *
 * @param pseudowires numbers of pseudowires
 * @param funnels numbers of funnels
 * @param leaves of pseudowires in funnels: the leaves that they are in
 */
public record PersistedNumbers(
    Map<String, Integer> pseudowires, Map<String, Integer> funnels, Map<String, Integer> leaves) {
  public static final PersistedNumbers NONE = new PersistedNumbers(Map.of(), Map.of(), Map.of());

  /**
   * A kind of numbers.
   *
   * @param leaf the leaf in files
   * @param attached whether only those have it that are attached to a funnel
   * @param in where they are
   */
  private record Kind(
      QName leaf, boolean attached, Function<PersistedNumbers, Map<String, Integer>> in) {

    NodeIdentifier leafId() {
      return NodeIdentifier.create(leaf);
    }

    boolean isOf(MapEntryNode entry) {
      return !attached
          || (entry.childByArg(ATTACHMENT) instanceof ChoiceNode choice
              && choice.childByArg(FUNNEL) != null);
    }
  }

  private static final NodeIdentifier ATTACHMENT =
      NodeIdentifier.create(PseudowireModel.ATTACHMENT);
  private static final NodeIdentifier FUNNEL = NodeIdentifier.create(PseudowireModel.FUNNEL);

  /** By the list of the objects that have them. */
  private static final Map<QName, List<Kind>> KINDS =
      Map.of(
          PseudowireModel.PSEUDOWIRE,
          List.of(
              new Kind(PseudowireModel.ID, false, PersistedNumbers::pseudowires),
              new Kind(PseudowireModel.FUNNEL_LEAF, true, PersistedNumbers::leaves)),
          FunnelModel.FUNNEL,
          List.of(new Kind(FunnelModel.ID, false, PersistedNumbers::funnels)));

  /** The leaves that hold them in files. */
  static final Set<QName> LEAVES =
      KINDS.values().stream().flatMap(List::stream).map(Kind::leaf).collect(Collectors.toSet());

  /** None, to which some can be added. */
  static PersistedNumbers empty() {
    return new PersistedNumbers(new HashMap<>(), new HashMap<>(), new HashMap<>());
  }

  /** The same, for good. */
  PersistedNumbers snapshot() {
    return new PersistedNumbers(Map.copyOf(pseudowires), Map.copyOf(funnels), Map.copyOf(leaves));
  }

  /**
   * The numbers of the objects that a change puts.
   *
   * @param given numbers that are new with the change
   */
  public PersistedNumbers of(Changes changes, PersistedNumbers given) {
    PersistedNumbers put = empty();
    changes
        .units()
        .forEach(
            (path, change) ->
                change
                    .after()
                    .filter(MapEntryNode.class::isInstance)
                    .map(MapEntryNode.class::cast)
                    .ifPresent(entry -> put.add(path, entry, given, this)));
    return put;
  }

  private void add(
      YangInstanceIdentifier path,
      MapEntryNode entry,
      PersistedNumbers given,
      PersistedNumbers before) {
    for (Kind kind : kinds(path)) {
      String name = name(path);
      Integer number = kind.in.apply(given).getOrDefault(name, kind.in.apply(before).get(name));
      if (number != null && kind.isOf(entry)) {
        kind.in.apply(this).put(name, number);
      }
    }
  }

  /** Adds all of these, in the place of those with the same names. */
  void addAll(PersistedNumbers others) {
    pseudowires.putAll(others.pseudowires);
    funnels.putAll(others.funnels);
    leaves.putAll(others.leaves);
  }

  /** Forgets what the object at a path has. */
  void remove(YangInstanceIdentifier path) {
    kinds(path).forEach(kind -> kind.in.apply(this).remove(name(path)));
  }

  /** The unit at a path with its numbers, if it has any. */
  NormalizedNode with(YangInstanceIdentifier path, NormalizedNode unit) {
    if (!(unit instanceof MapEntryNode entry)) {
      return unit;
    }
    List<LeafNode<?>> numbers = new ArrayList<>();
    for (Kind kind : kinds(path)) {
      Integer number = kind.in.apply(this).get(name(path));
      if (number != null) {
        numbers.add(ImmutableNodes.leafNode(kind.leafId(), Uint32.valueOf(number)));
      }
    }
    if (numbers.isEmpty()) {
      return unit;
    }
    var numbered = ImmutableNodes.builderFactory().newMapEntryBuilder(entry);
    numbers.forEach(numbered::withChild);
    return numbered.build();
  }

  /** The unit at a path without the numbers that it may hold, which are added to these. */
  NormalizedNode take(YangInstanceIdentifier path, NormalizedNode unit) {
    NormalizedNode plain = unit;
    for (Kind kind : kinds(path)) {
      plain = take(name(path), plain, kind);
    }
    return plain;
  }

  private NormalizedNode take(String name, NormalizedNode unit, Kind kind) {
    if (!(unit instanceof MapEntryNode entry)) {
      return unit;
    }
    NormalizedNode number = entry.childByArg(kind.leafId());
    if (number == null) {
      return unit;
    }
    kind.in.apply(this).put(name, ((Uint32) number.body()).intValue());
    return ImmutableNodes.builderFactory()
        .newMapEntryBuilder(entry)
        .withoutChild(kind.leafId())
        .build();
  }

  private static List<Kind> kinds(YangInstanceIdentifier path) {
    return path.getLastPathArgument() instanceof NodeIdentifierWithPredicates entry
        ? KINDS.getOrDefault(entry.getNodeType(), List.of())
        : List.of();
  }

  private static String name(YangInstanceIdentifier path) {
    var entry = (NodeIdentifierWithPredicates) path.getLastPathArgument();
    return entry.values().iterator().next().toString();
  }
}
