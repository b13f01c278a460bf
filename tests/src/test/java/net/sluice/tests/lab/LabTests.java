package net.sluice.tests.lab;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.opentest4j.TestAbortedException;

/** Runs test classes in one boot of a lab kernel, and returns a dynamic test for each result. */
public final class LabTests {
  /** The properties with the sizes of measurements, which the guest gets, too. */
  private static final String SIZES = "sluice.scale";

  private LabTests() {}

  /**
   * Boots a kernel and runs the classes in it.
   *
   * @param memory the memory of the machine, like {@code 2G}
   * @return a test for each of their tests, which passes, fails or skips like it
   */
  public static Stream<DynamicTest> run(
      LabKernel kernel, String memory, Duration limit, Class<?>... classes) {
    try {
      Path directory = Files.createTempDirectory("sluice-lab-tests");
      try {
        return run(kernel, memory, limit, directory, classes);
      } finally {
        Files.deleteIfExists(directory.resolve("results"));
        Files.delete(directory);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<DynamicTest> run(
      LabKernel kernel, String memory, Duration limit, Path directory, Class<?>... classes)
      throws IOException {
    Path results = directory.resolve("results");
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(List.of("-Xmx1g", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-Dbasedir=" + Path.of(System.getProperty("basedir", "")).toAbsolutePath());
    System.getProperties().stringPropertyNames().stream()
        .filter(name -> name.startsWith(SIZES))
        .forEach(name -> command.add("-D" + name + "=" + System.getProperty(name)));
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(GuestMain.class.getName());
    command.add(results.toString());
    Stream.of(classes).map(Class::getName).forEach(command::add);
    LabKernel.Result result =
        kernel
            .command(command.toArray(String[]::new))
            .memory(memory)
            .share(directory)
            .timeout(limit)
            .run();
    System.out.print(result.output());
    List<GuestResult> found = read(results);
    if (found.isEmpty() || result.status() != 0) {
      found.add(
          new GuestResult(
              "the run as a whole",
              GuestResult.State.FAILED,
              "exit status " + result.status() + "\n" + result.output() + result.errors()));
    }
    return found.stream().map(LabTests::test);
  }

  private static List<GuestResult> read(Path file) throws IOException {
    List<GuestResult> results = new ArrayList<>();
    if (Files.exists(file)) {
      try (ObjectInputStream in = new ObjectInputStream(Files.newInputStream(file))) {
        while (in.readObject() instanceof GuestResult result) {
          results.add(result);
        }
      } catch (ClassNotFoundException e) {
        throw new IOException(e);
      }
    }
    return results;
  }

  private static DynamicTest test(GuestResult result) {
    return dynamicTest(
        result.name(),
        () -> {
          switch (result.state()) {
            case PASSED -> {}
            case SKIPPED -> throw new TestAbortedException(result.text());
            case FAILED -> throw new AssertionError("in the lab kernel: " + result.text());
          }
        });
  }
}
