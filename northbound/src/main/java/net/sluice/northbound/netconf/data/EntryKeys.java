package net.sluice.northbound.netconf.data;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;
import net.sluice.northbound.load.Computing;
import org.jspecify.annotations.Nullable;
import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.NodeIdentifierWithPredicates;
import org.opendaylight.yangtools.yang.data.api.schema.MapEntryNode;
import org.opendaylight.yangtools.yang.data.api.schema.MapNode;

/**
 * The keys that filters name for the entries of a list. An entry with other keys is not read at
 * all, which matters for entries whose state is expensive.
 */
final class EntryKeys {
  /** The keys of filters that admit every entry. */
  static final EntryKeys ANY = new EntryKeys(null, null, null, Computing.FREE);

  /** Null if a filter does not name all keys. */
  private final @Nullable Set<NodeIdentifierWithPredicates> named;

  /** The key matches of each filter, and all of them; null if every entry is admitted. */
  private final @Nullable MatchSets<Boolean> sets;

  private final @Nullable SubtreeFilter matches;
  private final Computing computing;

  private EntryKeys(
      @Nullable Set<NodeIdentifierWithPredicates> named,
      @Nullable MatchSets<Boolean> sets,
      @Nullable SubtreeFilter matches,
      Computing computing) {
    this.named = named;
    this.sets = sets;
    this.matches = matches;
    this.computing = computing;
  }

  /** Returns the keys that the filters for the entries of a list name. */
  static EntryKeys of(ModelNode list, SubtreeFilter.Siblings filters) {
    if (filters.selectsAll()) {
      return ANY;
    }
    var computing = filters.computing();
    var sets = new MatchSets<>(() -> true);
    Set<NodeIdentifierWithPredicates> named = new LinkedHashSet<>();
    boolean all = true;
    for (FilterNode filter : filters.inner()) {
      computing.step();
      sets.of(filter.children().stream().filter(match -> isKey(list, match)).toList());
      var keys = keys(list, filter);
      keys.ifPresent(named::add);
      all &= keys.isPresent();
    }
    return new EntryKeys(
        all ? named : null, sets, new SubtreeFilter(sets.matches(), computing), computing);
  }

  /** Returns the entries that can match, if each filter names all keys. */
  Optional<Collection<MapEntryNode>> entries(MapNode list) {
    if (named == null) {
      return Optional.empty();
    }
    var entries = new ArrayList<MapEntryNode>();
    for (var id : named) {
      var entry = list.childByArg(id);
      if (entry != null) {
        entries.add(entry);
      }
    }
    return Optional.of(entries);
  }

  /** Returns true unless all filters name other keys than those of an entry. */
  boolean admits(ModelNode list, MapEntryNode entry) {
    if (sets == null || matches == null || named != null) {
      return true;
    }
    var found = new ArrayList<FilterNode>();
    for (var key : entry.name().entrySet()) {
      var leaf = new TreeData.Value(list.child(key.getKey()).orElseThrow(), key.getValue(), true);
      matches.siblings(leaf).ifPresent(siblings -> found.addAll(siblings.trueMatches(leaf)));
    }
    return !sets.find(found, computing).isEmpty();
  }

  private static boolean isKey(ModelNode list, FilterNode match) {
    return match.isContentMatch()
        && list.keys().stream()
            .anyMatch(key -> match.names(key.getNamespace().toString(), key.getLocalName()));
  }

  /** Returns the keys of the one entry that a filter names; empty if it does not name all keys. */
  private static Optional<NodeIdentifierWithPredicates> keys(ModelNode child, FilterNode filter) {
    BinaryOperator<Object> first = (one, other) -> one;
    Map<QName, Object> values =
        filter.children().stream()
            .filter(FilterNode::isContentMatch)
            .flatMap(match -> key(child, match).stream())
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, first));
    return values.size() == child.keys().size()
        ? Optional.of(NodeIdentifierWithPredicates.of(child.qname(), inOrder(child, values)))
        : Optional.empty();
  }

  private static Map<QName, Object> inOrder(ModelNode child, Map<QName, Object> values) {
    var ordered = new LinkedHashMap<QName, Object>();
    child.keys().forEach(key -> ordered.put(key, values.get(key)));
    return ordered;
  }

  private static Optional<Map.Entry<QName, Object>> key(ModelNode child, FilterNode match) {
    for (QName key : child.keys()) {
      if (match.matches(key.getNamespace().toString(), key.getLocalName())) {
        return TreeData.parse(child.child(key).orElseThrow(), match.text())
            .map(value -> Map.entry(key, value));
      }
    }
    return Optional.empty();
  }
}
