package net.sluice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.sluice.files.BootstrapReader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Runs every command and every example of the manual against a simulated daemon. */
@Timeout(120)
class ManualTest {
  private static final Path ROOT = Path.of("..");

  private static final String SERVICE =
      "would change the machine; tests/installed-service runs it on another";

  /** Commands that are not run, by what they begin with, and the reason. */
  private static final Map<String, String> NOT_RUN =
      Map.of(
          "./quickstart", "needs root and network namespaces; the build runs it by itself",
          "./test", "is what runs this test",
          "scripts/", SERVICE,
          "dist/target/", "is what this test runs from its classes",
          "mv ", SERVICE,
          "cp -a backup/", SERVICE,
          "systemd-tmpfiles ", SERVICE,
          "systemctl ", SERVICE);

  /** Exit codes, by what a command begins with; 0 for all others. */
  private static final Map<String, Set<Integer>> EXIT_CODES =
      Map.of(
          "sluice doctor", Set.of(0, 1), // 1 if it finds something
          "sluice show funnel internet --mac", Set.of(1), // no frame has come from that address
          "sluice user remove operator", Set.of(1)); // there is no such user

  /** Commands that are run in another form, and the reason. */
  private static final Map<String, String> OTHER_FORM =
      Map.of(
          // This process has no terminal.
          "sluice user add admin", "sluice user add admin --password-stdin",
          // It must not write to the machine.
          "sluice doctor --install", "sluice doctor --install --root .",
          "source <(sluice completion)", "sluice completion");

  private static final Pattern COMMENT = Pattern.compile("\\s+# .*");
  private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]*)(?:#([^)]*))?\\)");

  private static List<ManualPage> pages;
  private static ManualHost host;

  @BeforeAll
  static void start(@TempDir Path root) throws Exception {
    pages = ManualPage.all();
    String example = pages.getFirst().blocks("json").findFirst().orElseThrow().text();
    host = new ManualHost(root, example);
  }

  @AfterAll
  static void stop() {
    if (host != null) {
      host.close();
    }
  }

  @TestFactory
  Stream<DynamicTest> everyBlockIsOfAKnownKind() {
    return blocks().map(block -> dynamicTest(block.place(), () -> requireKnown(block)));
  }

  private static void requireKnown(ManualPage.Block block) {
    assertTrue(
        List.of("json", "python", "sh", "text", "xml").contains(block.language()),
        () -> "%s: '%s' blocks are not checked".formatted(block.place(), block.language()));
  }

  private static Stream<ManualPage.Block> blocks() {
    return pages.stream().flatMap(page -> page.blocks().stream());
  }

  private static Stream<ManualPage.Block> blocks(String language) {
    return blocks().filter(block -> block.language().equals(language));
  }

  @TestFactory
  Stream<DynamicTest> jsonIsAConfigurationOrABootstrapFile() {
    return blocks("json").map(block -> dynamicTest(block.place(), () -> checkJson(block)));
  }

  private static void checkJson(ManualPage.Block block) throws Exception {
    String first = new ObjectMapper().readTree(block.text()).fieldNames().next();
    if (first.startsWith("sluice-")) {
      host.write("example.json", block.text());
      Cli check = host.sluice(List.of("check", "example.json"));
      assertEquals(0, check.code(), () -> block.place() + ": " + check.err());
    } else {
      BootstrapReader.parse(block.place(), block.text());
    }
  }

  @TestFactory
  Stream<DynamicTest> operationsAreAccepted() {
    return pages.stream()
        .filter(page -> page.blocks("xml").findAny().isPresent())
        .map(
            page ->
                dynamicTest(
                    page.name(),
                    () -> {
                      requirePython();
                      host.operations(page.blocks("xml").toList());
                    }));
  }

  @TestFactory
  Stream<DynamicTest> pythonProgramsSucceed() {
    return blocks("python")
        .map(
            block ->
                dynamicTest(
                    block.place(),
                    () -> {
                      requirePython();
                      at(block.place(), () -> host.python(block.text()));
                    }));
  }

  /** Runs a check; the message of a failure begins with the place. */
  private static void at(String place, Executable check) throws Throwable {
    try {
      check.execute();
    } catch (AssertionError e) {
      throw new AssertionError(place + ": " + e.getMessage(), e);
    }
  }

  private static void requirePython() {
    assumeTrue(
        Files.isExecutable(ManualHost.PYTHON)
            && Files.isDirectory(Path.of("/usr/lib/python3/dist-packages/ncclient")),
        "python3-ncclient is not installed");
  }

  @TestFactory
  Stream<DynamicTest> commandsExitAsTheManualSays() {
    return commands()
        .map(
            command ->
                dynamicTest(command.toString(), () -> at(command.toString(), () -> run(command))));
  }

  /**
   * A command of a shell block.
   *
   * @param place its page and line
   * @param text the command without its comment
   */
  private record Command(String place, String text) {
    @Override
    public String toString() {
      return place + ": " + text;
    }
  }

  private static Stream<Command> commands() {
    return blocks("sh").flatMap(ManualTest::commands);
  }

  private static Stream<Command> commands(ManualPage.Block block) {
    return IntStream.range(0, block.lines().size())
        .mapToObj(
            i ->
                new Command(
                    block.page() + ":" + (block.line() + 1 + i),
                    COMMENT.matcher(block.lines().get(i)).replaceFirst("").strip()))
        .filter(command -> !command.text().isEmpty());
  }

  private static void run(Command command) throws Exception {
    if (matching(NOT_RUN, command).isPresent()) {
      return;
    }
    List<String> words = words(OTHER_FORM.getOrDefault(command.text(), command.text()));
    switch (words.getFirst()) {
      case "sluice" -> runSluice(command, words.subList(1, words.size()));
      case "curl" -> host.get(words.getLast());
      case "cp", "mkdir" -> host.run(command.text());
      default -> throw new AssertionError("ManualTest does not know how to run " + command);
    }
  }

  private static void runSluice(Command command, List<String> words) {
    if (words.getFirst().equals("daemon")) {
      // It would not end, and DaemonIT starts it: only its command line is checked.
      Main.commandLine().parseArgs(words.toArray(String[]::new));
      return;
    }
    Cli result = host.sluice(words);
    Set<Integer> expected = matching(EXIT_CODES, command).orElse(Set.of(0));
    assertTrue(
        expected.contains(result.code()),
        () -> "exit code %d: %s".formatted(result.code(), result.err()));
  }

  private static <T> Optional<T> matching(Map<String, T> table, Command command) {
    return table.entrySet().stream()
        .filter(entry -> command.text().startsWith(entry.getKey()))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  private static List<String> words(String line) {
    return WORD.matcher(line)
        .results()
        .map(word -> word.group(1) != null ? word.group(1) : word.group(2))
        .toList();
  }

  @Test
  void everyEntryOfTheTablesIsUsed() {
    Set<String> lines = commands().map(Command::text).collect(Collectors.toSet());
    Stream.of(NOT_RUN, EXIT_CODES, OTHER_FORM)
        .flatMap(table -> table.keySet().stream())
        .forEach(
            entry ->
                assertTrue(
                    lines.stream().anyMatch(line -> line.startsWith(entry)),
                    () -> "no command begins with " + entry));
  }

  @Test
  void anUnclosedOrIndentedBlockIsAnError() {
    assertThrows(
        AssertionError.class, () -> ManualPage.parse("page", List.of("text", "```sh", "sluice")));
    assertThrows(
        AssertionError.class, () -> ManualPage.parse("page", List.of("text", "", "    sluice")));
  }

  /** Rows of tables can not be wrapped. */
  @Test
  void linesHaveAtMost120Characters() throws IOException {
    List<String> tooLong = new ArrayList<>();
    for (ManualPage page : pages) {
      try (Stream<String> lines = Files.lines(ROOT.resolve(page.name()))) {
        lines
            .filter(line -> line.codePointCount(0, line.length()) > 120 && !line.startsWith("|"))
            .forEach(line -> tooLong.add(page.name() + ": " + line));
      }
    }
    assertEquals(List.of(), tooLong);
  }

  @Test
  void everyLinkLeadsSomewhere() throws IOException {
    List<String> broken = new ArrayList<>();
    try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      Stream<Path> top = Stream.of("README.md", "CONTRIBUTING.md").map(ROOT::resolve);
      for (Path page :
          Stream.concat(top, docs.filter(file -> file.toString().endsWith(".md"))).toList()) {
        for (MatchResult link : LINK.matcher(Files.readString(page)).results().toList()) {
          Path target = link.group(1).isEmpty() ? page : page.resolveSibling(link.group(1));
          if (!Files.exists(target) || !hasHeading(target, link.group(2))) {
            broken.add(page + ": " + link.group());
          }
        }
      }
    }
    assertEquals(List.of(), broken);
  }

  private static boolean hasHeading(Path page, String anchor) throws IOException {
    return anchor == null
        || Files.readAllLines(page).stream()
            .filter(line -> line.startsWith("#"))
            .map(line -> line.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT))
            .map(heading -> heading.replaceAll("[^\\w\\- ]", "").replace(' ', '-'))
            .anyMatch(anchor::equals);
  }
}
