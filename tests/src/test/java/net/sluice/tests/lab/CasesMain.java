package net.sluice.tests.lab;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * The program that {@code tests/stock-kernel} and {@code tests/kill-storm} run. Its arguments are
 * test classes, whose time limits do not apply. Prints each result as soon as there is one.
 */
final class CasesMain implements TestExecutionListener {
  private static final PrintStream OUT = System.out;

  private final Map<TestIdentifier, Long> starts = new ConcurrentHashMap<>();
  private int failed;

  private CasesMain() {}

  /** Runs the tests. Exits with 0 if none failed. */
  public static void main(String[] classes) {
    CasesMain results = new CasesMain();
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request()
                .selectors(Stream.of(classes).map(DiscoverySelectors::selectClass).toList())
                .filters(EngineFilter.includeEngines("junit-jupiter"))
                .configurationParameter("junit.jupiter.execution.timeout.mode", "disabled")
                .build(),
            results);
    OUT.printf("%d failed%n", results.failed);
    System.exit(results.failed == 0 ? 0 : 1); // threads of libraries may still run
  }

  @Override
  public void executionStarted(TestIdentifier test) {
    starts.put(test, System.nanoTime());
  }

  @Override
  public void executionSkipped(TestIdentifier test, String reason) {
    OUT.printf("skipped       %s: %s%n", test.getDisplayName(), reason);
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    Duration took = Duration.ofNanos(System.nanoTime() - starts.get(test));
    if (test.isTest() || result.getThrowable().isPresent()) {
      OUT.printf(
          "%-10s %d s %s%n",
          result.getStatus().name().toLowerCase(Locale.ROOT),
          took.toSeconds(),
          test.getDisplayName());
    } else if (test.getParentId().isPresent()) {
      OUT.printf("%s took %d s%n", test.getDisplayName(), took.toSeconds());
    }
    result.getThrowable().ifPresent(failure -> failure.printStackTrace(OUT));
    if (result.getStatus() == TestExecutionResult.Status.FAILED) {
      failed++;
    }
  }
}
