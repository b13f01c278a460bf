package net.sluice.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.sluice.Cli;
import org.junit.jupiter.api.Test;

/** The keys that are described are the keys that are read, and the help shows them. */
class BootstrapKeyTest {
  private static final String UNKNOWN = "unknown";

  private static Set<String> described() {
    return BootstrapKey.all().stream()
        .map(BootstrapKey::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Adds the keys that the reader knows in an object, and in the objects within it. */
  private static void addKnown(List<String> object, Set<String> keys) {
    String prefix = object.stream().map(name -> name + ".").collect(Collectors.joining());
    for (String member : knownIn(object, prefix)) {
      if (described().contains(prefix + member)) {
        keys.add(prefix + member);
      } else {
        List<String> inner = new ArrayList<>(object);
        inner.add(member);
        addKnown(inner, keys);
      }
    }
  }

  /** Returns the members that the reader names when it rejects an unknown one beside them. */
  private static List<String> knownIn(List<String> object, String prefix) {
    String json = "{\"%s\": 1}".formatted(UNKNOWN);
    for (String name : object.reversed()) {
      json = "{\"%s\": %s}".formatted(name, json);
    }
    String text = json;
    FailureException e =
        assertThrows(FailureException.class, () -> BootstrapReader.parse("file", text));
    String start = "file: %s%s is not known here, only ".formatted(prefix, UNKNOWN);
    String problem = e.problems().getFirst();
    assertTrue(problem.startsWith(start), () -> "read, but not described: " + problem);
    return List.of(problem.substring(start.length()).split(", "));
  }

  @Test
  void theKeysThatAreReadAreTheKeysThatAreDescribed() {
    Set<String> read = new TreeSet<>();

    addKnown(List.of(), read);

    assertEquals(described(), read);
  }

  @Test
  void defaultsAreValues() {
    for (BootstrapKey<?> key : BootstrapKey.all()) {
      boolean none = key.fallback().isMissingNode();
      boolean relative = key.fallback().asText().startsWith(BootstrapKey.STATE);
      assertEquals(!none && !relative, key.defaultValue().isPresent(), key.name());
    }
  }

  @Test
  void theHelpOfTheDaemonHasEveryKeyAndItsDefault() {
    String help = Cli.run("daemon", "--help").out();

    for (BootstrapKey<?> key : BootstrapKey.all()) {
      List<String> lines = key.help().toList();
      assertTrue(help.contains(String.join("\n", lines) + "\n"), key.name() + " in:\n" + help);
      assertTrue(lines.getFirst().contains(key.name()), key.name());
      assertTrue(lines.getFirst().endsWith(key.fallback().asText()), key.name());
    }
  }

  @Test
  void theHelpFitsATerminal() {
    Cli.run("daemon", "--help")
        .out()
        .lines()
        .forEach(line -> assertTrue(line.length() <= 80, line));
  }
}
