package net.sluice.funnel.nft;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import net.sluice.funnel.FunnelException;

/** A runner of the program nft, in the network namespace of the calling thread. */
final class Nft {
  /** Maximum run time of nft. */
  private static final int LIMIT_SECONDS = 60;

  private static final String PROGRAM = "nft";

  /**
   * Carries out commands as one transaction.
   *
   * @throws FunnelException with nft's own text if it refuses, or if the program is missing
   */
  void execute(String commands) throws FunnelException {
    Result result = run(commands, PROGRAM, "-f", "-");
    if (result.status() != 0) {
      throw new FunnelException("nftables: " + result.output().strip());
    }
  }

  /** Returns the table as text; empty if there is none. */
  Optional<String> listTable() throws FunnelException {
    Result result = run("", PROGRAM, "list", "table", PolicyText.FAMILY, PolicyText.NAME);
    return result.status() == 0 ? Optional.of(result.output()) : Optional.empty();
  }

  private record Result(int status, String output) {}

  private static Result run(String input, String... command) throws FunnelException {
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new FunnelException(
          "groups and storm control need the program nft (package nftables): " + e.getMessage(), e);
    }
    try {
      CompletableFuture<String> output = CompletableFuture.supplyAsync(() -> read(process));
      write(process, input);
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        throw new FunnelException("nft did not end within " + LIMIT_SECONDS + " s");
      }
      return new Result(process.exitValue(), output.join());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FunnelException("interrupted while nft was running", e);
    } finally {
      process.destroyForcibly();
    }
  }

  /** Writes the input. If nft ends without reading it all, its output has the reason. */
  private static void write(Process process, String input) {
    try (OutputStream out = process.getOutputStream()) {
      out.write(input.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      return;
    }
  }

  private static String read(Process process) {
    try {
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
