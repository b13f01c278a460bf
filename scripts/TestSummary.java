import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Prints a summary of surefire's XML reports below the given directory: the failed tests, the reasons of skipped tests,
 * and the totals as the last line. Runs from its source.
 */
final class TestSummary {

  private final Map<String, Integer> skippedByReason = new TreeMap<>();
  private int tests;
  private int failed;
  private int skipped;

  public static void main(String[] args) throws Exception {
    var summary = new TestSummary();
    for (Path report : reports(Path.of(args[0]).toAbsolutePath())) {
      summary.add(report);
    }
    summary.print();
  }

  private static List<Path> reports(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root, 4)) {
      return files
          .filter(file -> file.getParent().endsWith("target/surefire-reports"))
          .filter(file -> file.getFileName().toString().matches("TEST-.*\\.xml"))
          .sorted()
          .toList();
    }
  }

  private void add(Path report) throws Exception {
    NodeList cases =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(report.toFile())
            .getElementsByTagName("testcase");
    for (int i = 0; i < cases.getLength(); i++) {
      add((Element) cases.item(i));
    }
  }

  private void add(Element test) {
    tests++;
    NodeList skips = test.getElementsByTagName("skipped");
    if (has(test, "failure") || has(test, "error")) {
      failed++;
      System.out.println(
          "failed: " + test.getAttribute("classname") + "." + test.getAttribute("name"));
    } else if (skips.getLength() > 0) {
      skipped++;
      skippedByReason.merge(reason((Element) skips.item(0)), 1, Integer::sum);
    }
  }

  private static boolean has(Element test, String outcome) {
    return test.getElementsByTagName(outcome).getLength() > 0;
  }

  /** Returns the message, or the first line of the stack trace without the class of the exception. */
  private static String reason(Element skip) {
    String text = skip.getAttribute("message");
    if (text.isBlank()) {
      text = skip.getTextContent().strip().lines().findFirst().orElse("no reason given");
    }
    return text.replaceFirst("^[\\w.]+Exception: ", "").replaceFirst("^Assumption failed: ", "");
  }

  private void print() {
    skippedByReason.forEach(
        (reason, count) -> System.out.println("skipped: " + count + " x " + reason));
    System.out.printf(
        "%d passed, %d failed, %d skipped%n", tests - failed - skipped, failed, skipped);
  }
}
