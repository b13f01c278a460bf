package net.sluice.northbound.netconf.data;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import javax.xml.stream.XMLStreamException;
import net.sluice.northbound.load.Computing;
import org.jspecify.annotations.Nullable;

/**
 * Subtree filters of one level (RFC 6241 section 6.2), prepared for matching. Filters with the same
 * content matches are one, and are found by the values of the data. So the cost is that of the
 * filter plus that of the data, and not their product.
 *
 * <p>Thread: one at a time, because results are kept.
 */
public final class SubtreeFilter {
  /** The filter that selects everything. */
  static final SubtreeFilter ALL = new SubtreeFilter(List.of(), Computing.FREE);

  /** Octets on the heap of a prepared element, besides those of the filter itself. */
  private static final int ELEMENT = 100;

  /** Number of results that are kept for sets of filters that apply together. */
  private static final int KEPT = 256;

  private record Name(String namespace, String local) {}

  private final Computing computing;
  private final Map<String, List<FilterNode>> nodes = new HashMap<>();
  private final Map<Name, Optional<Siblings>> siblings = new HashMap<>();

  /**
   * @param filters the siblings; none select nothing
   * @param computing the computing that matches the filters
   */
  public SubtreeFilter(Collection<FilterNode> filters, Computing computing) {
    this.computing = computing;
    for (FilterNode filter : filters) {
      computing.step();
      computing.charge(ELEMENT);
      nodes.computeIfAbsent(filter.name(), name -> new ArrayList<>()).add(filter);
    }
  }

  boolean isEmpty() {
    return nodes.isEmpty();
  }

  /** Returns the filters for data of a name; empty if there is none. */
  Optional<Siblings> siblings(String namespace, String name) {
    return siblings.computeIfAbsent(
        new Name(namespace, name),
        key -> {
          var matching =
              nodes.getOrDefault(name, List.of()).stream()
                  .filter(filter -> filter.matches(namespace, name))
                  .toList();
          return matching.isEmpty() ? Optional.empty() : Optional.of(new Siblings(matching));
        });
  }

  Optional<Siblings> siblings(Data data) {
    return siblings(data.namespace(), data.name());
  }

  /** Returns true if any part of a node is selected. */
  public boolean selects(Data data) throws XMLStreamException {
    var siblings = siblings(data);
    if (siblings.isEmpty()) {
      return false;
    }
    return switch (data) {
      case Data.Leaf leaf -> siblings.get().selects(leaf);
      case Data.Inner inner -> selectsInside(inner, siblings.get().below(inner));
    };
  }

  private static boolean selectsInside(Data.Inner inner, SubtreeFilter below)
      throws XMLStreamException {
    if (below == ALL || below.isEmpty()) {
      return below == ALL;
    }
    var found = new boolean[1];
    inner.children(below, child -> found[0] = found[0] || below.selects(child));
    return found[0];
  }

  /** The filters for data of one name, all of the same parent. */
  final class Siblings {
    private final boolean selectsAll;
    private final List<FilterNode> contentMatches;
    private final List<FilterNode> inner;

    /** The content matches that stand for a value, by type and value. */
    private final Map<Object, Map<Object, List<FilterNode>>> values = new HashMap<>(2);

    private @Nullable MatchSets<Below> sets;
    private @Nullable SubtreeFilter matches;
    private final Map<List<Below>, SubtreeFilter> together = new HashMap<>();
    private final Map<ModelNode, Object> derived = new HashMap<>(1);

    private Siblings(List<FilterNode> filters) {
      this.selectsAll = filters.stream().anyMatch(FilterNode::isSelection);
      this.contentMatches = filters.stream().filter(FilterNode::isContentMatch).toList();
      this.inner = filters.stream().filter(filter -> !filter.children().isEmpty()).toList();
    }

    /** Returns true if one of the filters selects a whole node without conditions. */
    boolean selectsAll() {
      return selectsAll;
    }

    /** Returns the filters with filters inside. */
    List<FilterNode> inner() {
      return inner;
    }

    Computing computing() {
      return computing;
    }

    /** Returns an object that is computed once for these siblings and a node of the schema. */
    @SuppressWarnings("unchecked") // each node has objects of one type
    <T> T derived(ModelNode model, Function<ModelNode, T> compute) {
      return (T) derived.computeIfAbsent(model, key -> compute.apply(model));
    }

    boolean selects(Data.Leaf leaf) {
      return selectsAll || !trueMatches(leaf).isEmpty();
    }

    /** Returns the content matches that are true for a leaf. */
    List<FilterNode> trueMatches(Data.Leaf leaf) {
      if (contentMatches.isEmpty()) {
        return List.of();
      }
      return values
          .computeIfAbsent(leaf.type(), type -> byValue(leaf))
          .getOrDefault(leaf.value(), List.of());
    }

    private Map<Object, List<FilterNode>> byValue(Data.Leaf leaf) {
      Map<Object, List<FilterNode>> matching = new HashMap<>();
      for (FilterNode match : contentMatches) {
        computing.step();
        leaf.parse(match.text(), match.prefixes())
            .ifPresent(value -> matching.computeIfAbsent(value, v -> new ArrayList<>()).add(match));
      }
      return matching;
    }

    /**
     * Returns the filters that apply inside a node: {@link #ALL} if all of it is selected, an empty
     * one if nothing is.
     */
    SubtreeFilter below(Data.Inner data) throws XMLStreamException {
      if (selectsAll) {
        return ALL;
      }
      if (sets == null || matches == null) {
        sets = sets();
        matches = new SubtreeFilter(sets.matches(), computing);
      }
      List<Below> found = sets.find(trueInside(data, matches), computing);
      if (found.isEmpty()) {
        return new SubtreeFilter(List.of(), computing);
      }
      if (found.stream().anyMatch(below -> below.all)) {
        return ALL;
      }
      if (together.size() > KEPT) {
        together.clear();
      }
      return together.computeIfAbsent(found, this::together);
    }

    private SubtreeFilter together(List<Below> found) {
      return new SubtreeFilter(
          found.stream().flatMap(below -> below.filters.stream()).toList(), computing);
    }

    private MatchSets<Below> sets() {
      var all = new MatchSets<>(Below::new);
      for (FilterNode filter : inner) {
        computing.step();
        var conditions = filter.children().stream().filter(FilterNode::isContentMatch).toList();
        var below = all.of(conditions);
        below.filters.addAll(filter.children());
        below.all |= conditions.size() == filter.children().size();
      }
      return all;
    }
  }

  /** The filters inside those that have the same content matches. */
  private static final class Below {
    final List<FilterNode> filters = new ArrayList<>();
    boolean all;
  }

  /** Returns the content matches that are true for leaves of a node. */
  private static List<FilterNode> trueInside(Data.Inner data, SubtreeFilter matches)
      throws XMLStreamException {
    if (matches.isEmpty()) {
      return List.of();
    }
    var found = new ArrayList<FilterNode>();
    data.children(
        matches,
        child -> {
          if (child instanceof Data.Leaf leaf) {
            matches.siblings(leaf).ifPresent(siblings -> found.addAll(siblings.trueMatches(leaf)));
          }
        });
    return found;
  }
}
