package net.sluice.tests.scale;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import net.sluice.tests.site.Sluice;

/** Measures times and counts requests, and prints them. */
final class Figures {
  private Figures() {}

  /** Runs work. Prints and returns its time in seconds. */
  static double timed(String what, Runnable work) {
    long start = System.nanoTime();
    work.run();
    double seconds = (System.nanoTime() - start) / 1e9;
    print(what, "%8.2f s", seconds);
    return seconds;
  }

  static void print(String what, String format, double value) {
    System.out.printf(Locale.ROOT, "%-45s " + format + "%n", what, value);
  }

  /** Returns the requests that a Sluice has sent so far, by their kind. */
  static Map<String, Long> requests(Sluice sluice) {
    Map<String, Long> counts = new TreeMap<>();
    JsonNode requests = sluice.status("/status").path("netlink-requests");
    requests.properties().forEach(entry -> counts.put(entry.getKey(), entry.getValue().asLong()));
    return counts;
  }

  /** Returns the requests that it has sent since then. */
  static Map<String, Long> requestsSince(Map<String, Long> before, Sluice sluice) {
    Map<String, Long> difference = new TreeMap<>(requests(sluice));
    before.forEach((name, count) -> difference.merge(name, -count, Long::sum));
    difference.values().removeIf(count -> count == 0);
    return difference;
  }

  static long sum(Map<String, Long> requests) {
    return requests.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Returns the lines of its log about the phases of commits. */
  static String commits(Sluice sluice) {
    return sluice
        .log()
        .lines()
        .filter(line -> line.contains("commit applied user=admin"))
        .map(line -> line.replaceFirst(".*commit applied", "log: commit applied"))
        .collect(Collectors.joining("\n"));
  }
}
