package net.sluice.funnel.kernel;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The program nft, which not every machine has. */
final class NftProgram {
  private NftProgram() {}

  /** Skips a test where it is missing. */
  static void assumePresent() {
    boolean present =
        Arrays.stream(System.getenv("PATH").split(":"))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "nft")));
    assumeTrue(present, "the program nft (package nftables) is not installed");
  }
}
