package net.sluice.doctor;

import java.util.List;
import java.util.stream.Stream;

/**
 * The names of the interfaces that Sluice creates.
 *
 * @param prefix the beginning of the automatic names of pseudowires
 */
record OurInterfaces(String prefix) {
  private static final List<String> FUNNELS = List.of("fbb", "fbu", "fbd", "fbv");

  /** Returns shell patterns for the names. */
  List<String> patterns() {
    return prefixes().map(start -> start + "*").toList();
  }

  /** Returns true if the name is one of them. */
  boolean has(String name) {
    return prefixes().anyMatch(name::startsWith);
  }

  /** Returns true if the patterns match all of them. */
  boolean areMatchedBy(List<String> patterns) {
    return prefixes()
        .allMatch(start -> patterns.stream().anyMatch(pattern -> matches(pattern, start + "0")));
  }

  private Stream<String> prefixes() {
    return Stream.concat(Stream.of(prefix), FUNNELS.stream());
  }

  /** Matches {@code *} and {@code ?} only, which all of the services understand. */
  private static boolean matches(String pattern, String name) {
    StringBuilder expression = new StringBuilder();
    pattern
        .chars()
        .forEach(
            c -> {
              switch (c) {
                case '*' -> expression.append(".*");
                case '?' -> expression.append('.');
                default -> expression.append("\\x{").append(Integer.toHexString(c)).append('}');
              }
            });
    return name.matches(expression.toString());
  }
}
