package net.sluice.tests.lab;

import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A Linux kernel with L2TPv3 that runs as an ordinary program (User Mode Linux). With it, tests use
 * real kernel interfaces on machines whose kernel has no L2TP. Every command gets a freshly booted
 * kernel and leaves nothing on the machine.
 *
 * @param file the program file of the kernel
 */
public record LabKernel(Path file) {

  private static final Path RUNNER =
      Path.of(System.getProperty("basedir", "")).toAbsolutePath().resolve("lab/run");

  /**
   * The time that the runner may take besides the time limit of the command: to boot, and to stop a
   * command that exceeds its limit.
   */
  private static final Duration GRACE = Duration.ofSeconds(30);

  /** Stands for a missing kernel, so that the tests that need one exist and skip themselves. */
  private static final LabKernel NONE = new LabKernel(Path.of("none"));

  /**
   * Returns the kernels of this machine, newest first, as the source of a parameterized test. If
   * there is none, returns one that skips the test when it is used.
   */
  public static Stream<LabKernel> all() {
    List<LabKernel> kernels =
        execute(List.of(RUNNER.toString(), "--list"), GRACE)
            .output()
            .lines()
            .map(line -> new LabKernel(Path.of(line)))
            .toList();
    return kernels.isEmpty() ? Stream.of(NONE) : kernels.stream();
  }

  /** Returns the first of {@link #all}. */
  public static LabKernel newest() {
    return all().findFirst().orElseThrow();
  }

  /** Returns a command for this kernel, with the memory that the runner sets and two minutes. */
  public LabCommand command(String... command) {
    return new LabCommand(this, List.of(), Duration.ofMinutes(2), List.of(command));
  }

  /** Runs a shell script in a freshly booted kernel. It stops at the first command that fails. */
  public Result sh(String script) {
    return command("/bin/sh", "-e", "-c", script).run();
  }

  @Override
  public String toString() {
    return file.getFileName().toString();
  }

  static Result run(LabCommand command) {
    assumeFalse(
        command.kernel().equals(NONE),
        "no lab kernel: build one with tests/lab/build-kernel or name one in SLUICE_LAB_KERNEL");
    Stream<String> options =
        Stream.concat(
            Stream.of(
                RUNNER.toString(),
                "--kernel=" + command.kernel().file(),
                "--timeout=" + command.timeout().toSeconds()),
            command.options().stream());
    List<String> line =
        Stream.concat(options, Stream.concat(Stream.of("--"), command.command().stream())).toList();
    return execute(line, command.timeout().plus(GRACE));
  }

  private static Result execute(List<String> command, Duration limit) {
    try {
      // Files, not pipes: no thread has to read them while the command runs.
      Path output = Files.createTempFile("sluice-lab", ".out");
      Path errors = Files.createTempFile("sluice-lab", ".err");
      try {
        int status = execute(command, limit, output, errors);
        return new Result(status, Files.readString(output), Files.readString(errors));
      } finally {
        Files.delete(output);
        Files.delete(errors);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while running " + command, e);
    }
  }

  private static int execute(List<String> command, Duration limit, Path output, Path errors)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile())
            .start();
    try {
      if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException("still running after " + limit + ": " + command);
      }
      return process.exitValue();
    } finally {
      process.destroy();
    }
  }

  /**
   * The result of a command.
   *
   * @param status the exit status; 124 after the time limit, 125 if the kernel died
   * @param output the text on stdout
   * @param errors the text on stderr, with the messages of the runner
   */
  public record Result(int status, String output, String errors) {

    /**
     * Returns the text on stdout.
     *
     * @throws AssertionError if the exit status is not 0
     */
    public String outputOfSuccess() {
      if (status != 0) {
        throw new AssertionError("exit status " + status + "\n" + output + errors);
      }
      return output;
    }
  }
}
