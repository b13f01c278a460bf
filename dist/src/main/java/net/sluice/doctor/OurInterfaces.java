package net.sluice.doctor;

import java.util.List;
import java.util.stream.Stream;

/**
 * The interfaces that Sluice makes, by their names.
 *
 * @param prefix what the automatic names of pseudowires begin with
 */
record OurInterfaces(String prefix) {
  private static final List<String> FUNNELS = List.of("fbb", "fbu", "fbd", "fbv");

  /** Patterns for the names, as the shell has them. */
  List<String> patterns() {
    return prefixes().map(start -> start + "*").toList();
  }

  /** Whether a name is one of them. */
  boolean has(String name) {
    return prefixes().anyMatch(name::startsWith);
  }

  /** Whether patterns match all of them. */
  boolean areMatchedBy(List<String> patterns) {
    return prefixes()
        .allMatch(start -> patterns.stream().anyMatch(pattern -> matches(pattern, start + "0")));
  }

  private Stream<String> prefixes() {
    return Stream.concat(Stream.of(prefix), FUNNELS.stream());
  }

  /** Just {@code *} and {@code ?}, which all of the services understand. */
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
