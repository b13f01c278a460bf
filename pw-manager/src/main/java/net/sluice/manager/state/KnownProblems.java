package net.sluice.manager.state;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;
import net.sluice.manager.api.StatusService.Health;
import net.sluice.manager.api.StatusService.Subject;

/**
 * The present problems, by object. An object has at most one problem.
 *
 * <p>Thread: manager. {@link #health()}: any.
 */
public final class KnownProblems {
  private static final int SHOWN = 100;

  private final ConcurrentNavigableMap<String, String> byObject = new ConcurrentSkipListMap<>();

  /**
   * Objects whose problem ends by an event that the manager will receive, so that a retry is
   * useless.
   */
  private final Set<String> waiting = ConcurrentHashMap.newKeySet();

  /** Objects with a problem that {@link #takeFresh} has not returned yet. */
  private final Set<String> fresh = new HashSet<>();

  /** Stores the problem of an object; empty if it has none. */
  void set(Subject subject, String name, Optional<String> problem) {
    set(key(subject, name), problem);
  }

  /**
   * Stores the problem of something that is not an object of the model; empty if it has none.
   *
   * @param object a description, for example "data plane"
   */
  void set(String object, Optional<String> problem) {
    if (problem.isEmpty()) {
      waiting.remove(object);
      byObject.remove(object);
    } else if (isNew(object, problem.get())) {
      fresh.add(object);
    }
  }

  private boolean isNew(String object, String problem) {
    boolean waited = waiting.remove(object);
    return byObject.put(object, problem) == null || waited;
  }

  /**
   * Stores a problem that needs no retry, because an event will report its end.
   *
   * @param problem the reason why the object waits
   */
  void setWaiting(Subject subject, String name, String problem) {
    String object = key(subject, name);
    set(object, Optional.of(problem));
    waiting.add(object);
  }

  /** Returns the description of an object that identifies its problem. */
  public static String key(Subject subject, String name) {
    // Concatenation, because this runs for each object of a commit, and a formatter is much slower.
    return subject.name().toLowerCase(Locale.ROOT) + " '" + name + "'";
  }

  /** Returns true if an object has a problem that a retry may solve. */
  public boolean isToBeRetried(String object) {
    return byObject.containsKey(object) && !waiting.contains(object);
  }

  /** Returns the objects that have got such a problem since the previous call. */
  public Set<String> takeFresh() {
    Set<String> taken =
        fresh.stream().filter(this::isToBeRetried).collect(Collectors.toUnmodifiableSet());
    fresh.clear();
    return taken;
  }

  /** Returns the number of problems, and the first ones as text. Thread: any. */
  Health health() {
    List<String> shown =
        byObject.entrySet().stream()
            .limit(SHOWN)
            .map(problem -> problem.getKey() + ": " + problem.getValue())
            .toList();
    return new Health(shown.isEmpty(), byObject.size(), shown);
  }
}
