package net.sluice.tests.site;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** Runs programs and takes down what they print. */
public final class Shell {
  /** Longer than any of them needs; a test that hangs says which program it was. */
  private static final List<String> LIMIT = List.of("timeout", "--kill-after=5", "900");

  private Shell() {}

  /**
   * What a program left.
   *
   * @param status its exit status; 124 when it hung
   * @param output what it printed, on both streams
   */
  public record Result(List<String> command, int status, String output) {
    /**
     * What it printed.
     *
     * @throws AssertionError when the status is not 0
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

  /** Runs a program that reads a text. */
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

  /** Runs a program that must succeed; what it printed. */
  public static String ok(String... command) {
    return run(List.of(command)).ok();
  }

  /** Whether there is such a program. */
  public static boolean has(String program) {
    return run(List.of("sh", "-c", "command -v " + program)).status() == 0;
  }
}
