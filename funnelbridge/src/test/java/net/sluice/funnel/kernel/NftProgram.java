package net.sluice.funnel.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.sluice.netlink.TestNamespace;

/** The program nft, which may be missing on the machine that runs the tests. */
final class NftProgram {
  private NftProgram() {}

  /** Skips a test if the program is missing. */
  static void assumePresent() {
    boolean present =
        Arrays.stream(System.getenv("PATH").split(":"))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "nft")));
    assumeTrue(present, "the program nft (package nftables) is not installed");
  }

  /** Returns the mark that frames from an interface get. */
  static String mark(TestNamespace namespace, String interfaceName) {
    String marks = run(namespace, "list map bridge sluice marks");
    Matcher mark = Pattern.compile('"' + interfaceName + "\" : (0x[0-9a-f]+)").matcher(marks);
    assertTrue(mark.find(), marks);
    return mark.group(1);
  }

  /** Gives a mark to all frames that arrive at any interface. */
  static void markAll(TestNamespace namespace, String mark) {
    run(
        namespace,
        "add table bridge underlay; delete table bridge underlay; add table bridge underlay;"
            + " add chain bridge underlay in { type filter hook prerouting priority -310; };"
            + " add rule bridge underlay in iifname != \"fb*\" meta mark set "
            + mark);
  }

  private static String run(TestNamespace namespace, String command) {
    return namespace.call(
        () -> {
          Process nft = new ProcessBuilder("nft", command).redirectErrorStream(true).start();
          String output = new String(nft.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
          assertEquals(0, nft.waitFor(), output);
          return output;
        });
  }
}
