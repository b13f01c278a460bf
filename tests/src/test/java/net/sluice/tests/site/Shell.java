package net.sluice.tests.site;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import net.sluice.netlink.Await;

/** Runs programs and records their output. */
public final class Shell {
  /** A limit that no program reaches, so that a test that hangs names the program. */
  private static final List<String> LIMIT =
      List.of(
          "timeout",
          "--kill-after=5",
          Long.toString(Await.lengthened(Duration.ofMinutes(15)).toSeconds()));

  private Shell() {}

  /**
   * The result of a program.
   *
   * @param status the exit status; 124 after the time limit
   * @param output the text on stdout and stderr
   */
  public record Result(List<String> command, int status, String output) {
    /**
     * Returns the output.
     *
     * @throws AssertionError if the exit status is not 0
     */
    public String ok() {
      if (status != 0) {
        throw new AssertionError(
            "exit status " + status + ": " + String.join(" ", command) + "\n" + output);
      }
      return output;
    }
  }

  /** Runs a program without input. */
  public static Result run(List<String> command) {
    return run(command, "");
  }

  /** Runs a program with the given text on stdin. */
  public static Result run(List<String> command, String input) {
    try {
      Process process =
          new ProcessBuilder(Stream.concat(LIMIT.stream(), command.stream()).toList())
              .redirectErrorStream(true)
              .start();
      try (var stdin = process.outputWriter(StandardCharsets.UTF_8)) {
        stdin.write(input);
      }
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return new Result(command, process.waitFor(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while running " + command, e);
    }
  }

  /** Runs a program that must succeed. Returns its output. */
  public static String ok(String... command) {
    return run(List.of(command)).ok();
  }

  /** Returns true if the program is installed. */
  public static boolean has(String program) {
    return run(List.of("sh", "-c", "command -v " + program)).status() == 0;
  }
}
