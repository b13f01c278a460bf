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
 * A Linux kernel with L2TPv3 that runs as an ordinary program (User Mode Linux), so that tests meet
 * the real kernel interfaces on machines whose own kernel has none. Every command gets a freshly
 * booted kernel and leaves nothing behind.
 *
 * @param file the kernel's program
 */
public record LabKernel(Path file) {

  private static final Path RUNNER =
      Path.of(System.getProperty("basedir", "")).toAbsolutePath().resolve("lab/run");

  /**
   * How long the runner may take beyond the command's own time: to boot, and to give up in good
   * order.
   */
  private static final Duration GRACE = Duration.ofSeconds(30);

  /** Stands for the kernel that is missing, so that the tests that want one are there and skip. */
  private static final LabKernel NONE = new LabKernel(Path.of("none"));

  /**
   * The kernels of this machine, newest first; meant as the source of a parameterised test. When
   * there is none, the one that is returned skips the test as soon as it is used.
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

  /** The first of {@link #all}. */
  public static LabKernel newest() {
    return all().findFirst().orElseThrow();
  }

  /** A command for this kernel, with the runner's own memory and a limit of two minutes. */
  public LabCommand command(String... command) {
    return new LabCommand(this, List.of(), Duration.ofMinutes(2), List.of(command));
  }

  /** Runs a shell script in a freshly booted kernel; it stops at the first command that fails. */
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
      // Files, not pipes: nobody has to read them while the command runs.
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
   * What a command left.
   *
   * @param status its exit status; 124 when its time ran out, 125 when the kernel died
   * @param output its stdout
   * @param errors its stderr and what the runner had to say
   */
  public record Result(int status, String output, String errors) {

    /**
     * The command's stdout.
     *
     * @throws AssertionError when the exit status is not 0
     */
    public String outputOfSuccess() {
      if (status != 0) {
        throw new AssertionError("exit status " + status + "\n" + output + errors);
      }
      return output;
    }
  }
}
