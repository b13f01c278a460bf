package net.sluice.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks the tables of compliance, and the tests that they and docs/architecture.md name. */
class ComplianceTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern CITED = Pattern.compile("`(\\w+(?:Test|Contract|Cases))\\.(\\w+)`");
  private static final Pattern ROW =
      Pattern.compile("\\| [^|]+ \\| [^|]+ \\| (yes|partly|no|n/a) \\| [^|]+ \\|");
  private static final Pattern HEAD = Pattern.compile("\\| section \\|.*|\\|---.*");

  @ParameterizedTest
  @ValueSource(
      strings = {"docs/compliance.md", "docs/compliance-netconf.md", "docs/architecture.md"})
  void everyTestThatADocumentNamesExists(String document) throws IOException {
    List<MatchResult> cited =
        CITED.matcher(Files.readString(ROOT.resolve(document))).results().toList();
    assertFalse(cited.isEmpty());
    Map<String, String> sources = testSources();
    List<String> missing =
        cited.stream()
            .filter(test -> !declares(sources.getOrDefault(test.group(1), ""), test.group(2)))
            .map(MatchResult::group)
            .toList();
    assertEquals(List.of(), missing);
  }

  @ParameterizedTest
  @ValueSource(strings = {"docs/compliance.md", "docs/compliance-netconf.md"})
  void everyRowHasAStateAndATestOrAReason(String document) throws IOException {
    List<String> rows =
        Files.readString(ROOT.resolve(document))
            .lines()
            .filter(line -> line.startsWith("|"))
            .filter(not(HEAD))
            .toList();
    assertFalse(rows.isEmpty());
    assertEquals(List.of(), rows.stream().filter(not(ROW)).toList());
  }

  private static Predicate<String> not(Pattern pattern) {
    return pattern.asMatchPredicate().negate();
  }

  private static boolean declares(String source, String method) {
    return Pattern.compile("(?:void|>) " + method + "\\(").matcher(source).find();
  }

  /**
   * Returns the source of each test class by its simple name. Sources of classes with the same name
   * are joined.
   */
  private static Map<String, String> testSources() throws IOException {
    try (Stream<Path> modules = Files.list(ROOT)) {
      return modules
          .map(module -> module.resolve("src/test/java"))
          .filter(Files::isDirectory)
          .flatMap(ComplianceTest::javaFiles)
          .collect(
              Collectors.toMap(ComplianceTest::className, ComplianceTest::read, String::concat));
    }
  }

  private static Stream<Path> javaFiles(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String className(Path file) {
    return file.getFileName().toString().replace(".java", "");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
