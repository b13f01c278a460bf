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

/** What is not as it shall be, object by object. Written by the manager's thread, read by any. */
public final class KnownProblems {
  private static final int SHOWN = 100;

  private final ConcurrentNavigableMap<String, String> byObject = new ConcurrentSkipListMap<>();

  /** Objects for which nothing can be done but wait. */
  private final Set<String> waiting = ConcurrentHashMap.newKeySet();

  /** Objects with which something came to be wrong; the manager's thread alone asks. */
  private final Set<String> fresh = new HashSet<>();

  /** Notes what is wrong with an object, or that nothing is. */
  void note(Subject subject, String name, Optional<String> problem) {
    note(key(subject, name), problem);
  }

  /** Notes what is wrong with something that is no object, or that nothing is. */
  void note(String object, Optional<String> problem) {
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

  /** Notes what an object waits for, that will be heard of. */
  void noteWaiting(Subject subject, String name, String what) {
    String object = key(subject, name);
    note(object, Optional.of(what));
    waiting.add(object);
  }

  /** What stands for an object here. */
  public static String key(Subject subject, String name) {
    // Concatenated: it is done for each object of a commit, and a formatter costs many times that.
    return subject.name().toLowerCase(Locale.ROOT) + " '" + name + "'";
  }

  /** Whether something is wrong with an object that trying again could put right. */
  public boolean isToBeRetried(String object) {
    return byObject.containsKey(object) && !waiting.contains(object);
  }

  /** The objects with which such a thing came to be wrong since this was last asked. */
  public Set<String> takeFresh() {
    Set<String> taken =
        fresh.stream().filter(this::isToBeRetried).collect(Collectors.toUnmodifiableSet());
    fresh.clear();
    return taken;
  }

  Health health() {
    List<String> shown =
        byObject.entrySet().stream()
            .limit(SHOWN)
            .map(problem -> problem.getKey() + ": " + problem.getValue())
            .toList();
    return new Health(shown.isEmpty(), byObject.size(), shown);
  }
}
