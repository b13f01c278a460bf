package net.sluice.tests.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The lab: the behaviour of the runner, and L2TPv3 in its kernels. */
@Tag("lab")
class LabKernelTest {

  static final String KERNELS = "net.sluice.tests.lab.LabKernel#all";

  @ParameterizedTest
  @MethodSource(KERNELS)
  void carriesUdpAndIpTunnels(LabKernel kernel) {
    String shown =
        kernel
            .sh(
                """
                ip l2tp add tunnel tunnel_id 1 peer_tunnel_id 2 encap udp \
                  local 127.0.0.1 remote 127.0.0.2 udp_sport 1701 udp_dport 1702
                ip l2tp add session tunnel_id 1 session_id 11 peer_session_id 12 name pwudp
                ip l2tp add tunnel tunnel_id 3 peer_tunnel_id 4 encap ip \
                  local 127.0.0.1 remote 127.0.0.2
                ip l2tp add session tunnel_id 3 session_id 31 peer_session_id 32 \
                  cookie 0123456789abcdef peer_cookie fedcba98 name pwip
                ip l2tp show tunnel
                ip l2tp show session
                """)
            .outputOfSuccess();
    assertContains(shown, "Tunnel 1, encap UDP");
    assertContains(shown, "UDP source / dest ports: 1701/1702");
    assertContains(shown, "Session 11 in tunnel 1");
    assertContains(shown, "interface name: pwudp");
    assertContains(shown, "Tunnel 3, encap IP");
    assertContains(shown, "Session 31 in tunnel 3");
    assertContains(shown, "cookie 0123456789abcdef");
    assertContains(shown, "peer cookie fedcba98");
    assertContains(shown, "interface name: pwip");
  }

  @Test
  void returnsOutputAndExitStatus() {
    LabKernel.Result result = LabKernel.newest().sh("echo out; echo err >&2; exit 7");
    assertEquals(new LabKernel.Result(7, "out\n", "err\n"), result);
  }

  @Test
  void passesArgumentsAndEnvironmentUnchanged() {
    String output =
        LabKernel.newest()
            .command("sh", "-c", "printf '<%s>' \"$@\" \"$SECRET\"", "sh", "a b", "", "$x\n'\"*")
            .env("SECRET", "s p \"$HOME\"")
            .run()
            .outputOfSuccess();
    assertEquals("<a b><><$x\n'\"*><s p \"$HOME\">", output);
  }

  @Test
  void writesOnlyToShares(@TempDir Path directory) throws IOException {
    Path shared = Files.createDirectory(directory.resolve("sh are, d"));
    LabKernel.newest()
        .command(
            "sh",
            "-ec",
            "echo kept >\"$1/file\"; echo lost >\"$1/../file\"",
            "sh",
            shared.toString())
        .share(shared)
        .run()
        .outputOfSuccess();
    assertEquals("kept\n", Files.readString(shared.resolve("file")));
    assertFalse(Files.exists(directory.resolve("file")), "written beside the share");
  }

  @Test
  void stopsAfterTheTimeLimit() {
    LabKernel.Result result =
        LabKernel.newest().command("sleep", "100").timeout(Duration.ofSeconds(3)).run();
    assertEquals(124, result.status());
    assertContains(result.errors(), "time limit of 3 s exceeded: sleep 100");
  }

  @Test
  void reportsTheDeathOfTheKernel() {
    LabKernel.Result result = LabKernel.newest().sh("echo c >/proc/sysrq-trigger");
    assertEquals(125, result.status());
    assertContains(result.errors(), "Kernel panic");
  }

  private static void assertContains(String text, String part) {
    assertTrue(text.contains(part), () -> "no '" + part + "' in:\n" + text);
  }
}
