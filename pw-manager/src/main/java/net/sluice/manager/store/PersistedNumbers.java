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
 * The numbers that objects keep as long as they exist, by name of the object. The store writes them
 * as leaves of operational state into the list entry of each object, so that one file has both.
 *
 * @param pseudowires numbers of pseudowires
 * @param funnels numbers of funnels
 * @param leaves indexes of the funnel leaves that pseudowires are in, by name of the pseudowire
 */
public record PersistedNumbers(
    Map<String, Integer> pseudowires, Map<String, Integer> funnels, Map<String, Integer> leaves) {
  public static final PersistedNumbers NONE = new PersistedNumbers(Map.of(), Map.of(), Map.of());

  /**
   * A kind of numbers.
   *
   * @param leaf the YANG leaf in files
   * @param attached true if only objects that are attached to a funnel have such a number
   * @param in the map that holds the numbers
   */
  private record Kind(
      QName leaf, boolean attached, Function<PersistedNumbers, Map<String, Integer>> in) {

    NodeIdentifier leafId() {
      return NodeIdentifier.create(leaf);
    }

    boolean appliesTo(MapEntryNode entry) {
      return !attached
          || (entry.childByArg(ATTACHMENT) instanceof ChoiceNode choice
              && choice.childByArg(FUNNEL) != null);
    }
  }

  private static final NodeIdentifier ATTACHMENT =
      NodeIdentifier.create(PseudowireModel.ATTACHMENT);
  private static final NodeIdentifier FUNNEL = NodeIdentifier.create(PseudowireModel.FUNNEL);

  /** The kinds of numbers, by list of the objects that have them. */
  private static final Map<QName, List<Kind>> KINDS =
      Map.of(
          PseudowireModel.PSEUDOWIRE,
          List.of(
              new Kind(PseudowireModel.ID, false, PersistedNumbers::pseudowires),
              new Kind(PseudowireModel.FUNNEL_LEAF, true, PersistedNumbers::leaves)),
          FunnelModel.FUNNEL,
          List.of(new Kind(FunnelModel.ID, false, PersistedNumbers::funnels)));

  /** The leaves that hold the numbers in files. */
  static final Set<QName> LEAVES =
      KINDS.values().stream().flatMap(List::stream).map(Kind::leaf).collect(Collectors.toSet());

  /** Returns an empty value that can be changed. */
  static PersistedNumbers empty() {
    return new PersistedNumbers(new HashMap<>(), new HashMap<>(), new HashMap<>());
  }

  /** Returns an immutable copy. */
  PersistedNumbers snapshot() {
    return new PersistedNumbers(Map.copyOf(pseudowires), Map.copyOf(funnels), Map.copyOf(leaves));
  }

  /**
   * Returns the numbers of the objects that a change creates or modifies.
   *
   * @param given the numbers that the change gives to new objects
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
      Integer number = kind.in.apply(given).get(name);
      if (number == null) {
        number = kind.in.apply(before).get(name);
      }
      if (number != null && kind.appliesTo(entry)) {
        kind.in.apply(this).put(name, number);
      }
    }
  }

  /** Adds other numbers; they replace numbers of the same objects. */
  void addAll(PersistedNumbers others) {
    pseudowires.putAll(others.pseudowires);
    funnels.putAll(others.funnels);
    leaves.putAll(others.leaves);
  }

  /** Removes the numbers of the object at a path. */
  void remove(YangInstanceIdentifier path) {
    kinds(path).forEach(kind -> kind.in.apply(this).remove(name(path)));
  }

  /** Returns a unit with its numbers added as leaves. */
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

  /** Returns a unit without the leaves of its numbers, and adds these numbers to this object. */
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
