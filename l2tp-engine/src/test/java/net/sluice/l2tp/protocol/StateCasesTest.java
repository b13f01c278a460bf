package net.sluice.l2tp.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import net.sluice.l2tp.protocol.Stage.Message;
import net.sluice.l2tp.protocol.Stage.Scene;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/**
 * Every message in every state of both machines. The results, and the sections of RFC 3931 that are
 * the reasons, are in {@code connection-cases.txt} and {@code session-cases.txt}.
 */
class StateCasesTest {
  private static final Pattern CELLS = Pattern.compile("\\|");
  private static final Pattern WORDS = Pattern.compile(" +");

  @Test
  void everyMessageInEveryStateOfAConnection(TestReporter report) throws IOException {
    assertAsInTable("connection-cases.txt", Scene.OF_CONNECTIONS, report);
  }

  @Test
  void everyMessageInEveryStateOfASession(TestReporter report) throws IOException {
    assertAsInTable("session-cases.txt", Scene.OF_SESSIONS, report);
  }

  private static void assertAsInTable(String file, Set<Scene> scenes, TestReporter report)
      throws IOException {
    Map<String, String> expected = table(file);
    List<String> wrong = new ArrayList<>();
    int cases = 0;
    for (Scene scene : scenes) {
      for (Message message : scene.messages()) {
        String key = scene.label() + " | " + message.label();
        String result = outcome(scene, message);
        if (!result.equals(expected.get(key))) {
          wrong.add(key + " | " + result + "  -- expected " + expected.get(key));
        }
        cases++;
      }
    }
    report.publishEntry(file, cases + " cases");
    assertEquals("", String.join("\n", wrong));
    assertEquals(cases, expected.size(), "cases in the table");
  }

  private static String outcome(Scene scene, Message message) {
    try {
      Stage stage = new Stage(scene);
      stage.peer().send(stage.build(message));
      return stage.outcome();
    } catch (AssertionError | RuntimeException e) {
      return e.toString();
    }
  }

  /** Reads a table. A line has a state, messages, the result and the section, separated by bars. */
  private static Map<String, String> table(String file) throws IOException {
    Map<String, String> table = new LinkedHashMap<>();
    try (InputStream in = StateCasesTest.class.getResourceAsStream(file)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (String line : text.lines().toList()) {
        List<String> cells = CELLS.splitAsStream(line).map(String::strip).toList();
        if (cells.size() == 4 && !line.startsWith("#")) {
          WORDS
              .splitAsStream(cells.get(1))
              .forEach(message -> table.put(cells.get(0) + " | " + message, cells.get(2)));
        }
      }
    }
    return table;
  }

  /** The result of a spoilt message. */
  private enum Fate {
    AS_IF_INTACT,
    CDN,
    STOPCCN,
    NOTHING
  }

  @Test
  void everySpoiltMessageInEveryState(TestReporter report) {
    Map<String, Map<Fate, Integer>> counts = new TreeMap<>();
    List<String> wrong = new ArrayList<>();
    for (Scene scene : Scene.values()) {
      for (Message message : scene.messages()) {
        Stage intact = new Stage(scene);
        intact.peer().send(intact.build(message));
        String usual = intact.outcome();
        byte[] body = intact.peer().body(new Stage(scene).build(message));
        for (SpoiltMessages.Spoilt spoilt : SpoiltMessages.of(body)) {
          Stage stage = new Stage(scene);
          stage
              .peer()
              .sendBody(SpoiltMessages.apply(stage.peer().body(stage.build(message)), spoilt));
          String outcome = stage.outcome();
          Fate fate = fate(outcome, usual);
          counts
              .computeIfAbsent(spoilt.kind(), kind -> new TreeMap<>())
              .merge(fate, 1, Integer::sum);
          if (!spoilt.allows(outcome, usual)) {
            wrong.add(
                "%s | %s | %s | %s (intact: %s)"
                    .formatted(scene.label(), message.label(), spoilt, outcome, usual));
          }
          assertTrue(
              stage.stillWorks(), () -> scene.label() + " " + message.label() + " " + spoilt);
        }
      }
    }
    counts.forEach((kind, fates) -> report.publishEntry(kind, fates.toString()));
    assertEquals("", String.join("\n", wrong));
  }

  private static Fate fate(String outcome, String usual) {
    if (outcome.equals(usual)) {
      return Fate.AS_IF_INTACT;
    }
    if (outcome.contains("STOPCCN")) {
      return Fate.STOPCCN;
    }
    return outcome.contains("CDN") ? Fate.CDN : Fate.NOTHING;
  }
}
