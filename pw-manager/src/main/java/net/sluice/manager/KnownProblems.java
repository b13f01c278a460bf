package net.sluice.manager;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import net.sluice.manager.StatusService.Health;
import net.sluice.manager.StatusService.Subject;

/** What is not as it shall be, object by object. Written by the manager's thread, read by any. */
final class KnownProblems {
  private static final int SHOWN = 100;

  private final ConcurrentNavigableMap<String, String> byObject = new ConcurrentSkipListMap<>();

  /** Objects for which nothing can be done but wait. */
  private final Set<String> waiting = ConcurrentHashMap.newKeySet();

  /** Notes what is wrong with an object, or that nothing is. */
  void note(Subject subject, String name, Optional<String> problem) {
    note(key(subject, name), problem);
  }

  /** Notes what is wrong with something that is no object, or that nothing is. */
  void note(String object, Optional<String> problem) {
    waiting.remove(object);
    problem.ifPresentOrElse(text -> byObject.put(object, text), () -> byObject.remove(object));
  }

  /** Notes what an object waits for, that will be heard of. */
  void noteWaiting(Subject subject, String name, String what) {
    String object = key(subject, name);
    note(object, Optional.of(what));
    waiting.add(object);
  }

  private static String key(Subject subject, String name) {
    // Concatenated: it is done for each object of a commit, and a formatter costs many times that.
    return subject.name().toLowerCase(Locale.ROOT) + " '" + name + "'";
  }

  /** Whether there is nothing that trying again could put right. */
  boolean nothingToRetry() {
    return byObject.size() == waiting.size();
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
