package net.sluice.tests.lab;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import net.sluice.tests.lab.GuestResult.State;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * The program that {@link LabTests} runs in the lab kernel. Its arguments are a file for the
 * results, and test classes.
 */
final class GuestMain implements TestExecutionListener {
  private final ObjectOutputStream results;

  private GuestMain(ObjectOutputStream results) {
    this.results = results;
  }

  /** Runs the tests. Exits with 0 if they ran, even if some failed. */
  public static void main(String[] arguments) throws IOException {
    List<String> classes = Arrays.asList(arguments).subList(1, arguments.length);
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(classes.stream().map(DiscoverySelectors::selectClass).toList())
            .filters(EngineFilter.includeEngines("junit-jupiter"))
            .build();
    try (ObjectOutputStream out =
        new ObjectOutputStream(Files.newOutputStream(Path.of(arguments[0])))) {
      LauncherFactory.create().execute(request, new GuestMain(out));
      out.writeObject(null);
    }
    System.exit(0); // threads of libraries may still run
  }

  @Override
  public void executionSkipped(TestIdentifier test, String reason) {
    write(test, State.SKIPPED, reason);
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    String text = result.getThrowable().map(GuestMain::trace).orElse("");
    switch (result.getStatus()) {
      case SUCCESSFUL -> {
        if (test.isTest()) {
          write(test, State.PASSED, text);
        }
      }
      case ABORTED -> write(test, State.SKIPPED, text);
      case FAILED -> write(test, State.FAILED, text);
    }
  }

  private static String trace(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  private void write(TestIdentifier test, State state, String text) {
    try {
      results.writeObject(new GuestResult(test.getDisplayName(), state, text));
      results.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
