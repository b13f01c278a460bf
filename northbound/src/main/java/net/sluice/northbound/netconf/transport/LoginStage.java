package net.sluice.northbound.netconf.transport;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import net.sluice.northbound.netconf.auth.SourcePrefix;

/**
 * The connections at one stage before the login, oldest first. If there are too many, the oldest of
 * the source that has most must go. So a newcomer gets in, and a source can not push out others.
 *
 * @param <C> a connection
 */
final class LoginStage<C> {
  private final int maxPerSource;
  private final int max;
  private final Map<C, SourcePrefix> members = new LinkedHashMap<>();

  LoginStage(int maxPerSource, int max) {
    this.maxPerSource = maxPerSource;
    this.max = max;
  }

  /** Adds a connection; returns one that must be closed for it, which is no member any more. */
  Optional<C> add(C connection, SourcePrefix source) {
    members.put(connection, source);
    Optional<C> tooMany = Optional.empty();
    if (of(source).size() > maxPerSource) {
      tooMany = Optional.of(of(source).getFirst());
    } else if (members.size() > max) {
      tooMany = Optional.of(of(greatest()).getFirst());
    }
    tooMany.ifPresent(members::remove);
    return tooMany;
  }

  /** Removes a connection; returns false if it is no member. */
  boolean remove(C connection) {
    return members.remove(connection) != null;
  }

  boolean contains(C connection) {
    return members.containsKey(connection);
  }

  /** Returns the connections, oldest first. */
  Collection<C> members() {
    return List.copyOf(members.keySet());
  }

  private List<C> of(SourcePrefix source) {
    return members.entrySet().stream()
        .filter(member -> member.getValue().equals(source))
        .map(Map.Entry::getKey)
        .toList();
  }

  private SourcePrefix greatest() {
    return members.values().stream()
        .collect(Collectors.groupingBy(source -> source, Collectors.counting()))
        .entrySet()
        .stream()
        .max(Comparator.comparingLong(Map.Entry::getValue))
        .orElseThrow()
        .getKey();
  }
}
