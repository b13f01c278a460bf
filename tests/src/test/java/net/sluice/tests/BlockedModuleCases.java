package net.sluice.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.sluice.tests.site.Modules;
import net.sluice.tests.site.Netconf;
import net.sluice.tests.site.Network;
import net.sluice.tests.site.Parts;
import net.sluice.tests.site.Shell;
import net.sluice.tests.site.Sluice;
import net.sluice.tests.site.Wire;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A stock kernel that must not load a module. For {@code tests/stock-kernel}. */
class BlockedModuleCases {
  private static final Path BLOCK = Path.of("/etc/modprobe.d/blocked-by-a-test.conf");

  @TempDir private Path directory;
  @AutoClose private final Parts parts = new Parts();
  private Sluice sluice;

  @BeforeEach
  void unload() {
    Assumptions.assumeTrue(Modules.arePresent(), "not on a stock kernel of the lab");
    Modules.unloadL2tp();
    Network network = parts.add(Network.create());
    sluice = parts.add(new Sluice(network.left(), directory.resolve("sluice")));
  }

  @AfterEach
  void unblock() throws IOException {
    Files.deleteIfExists(BLOCK);
  }

  private static void block(String line) throws IOException {
    Files.createDirectories(BLOCK.getParent());
    Files.writeString(BLOCK, line + "\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"blacklist l2tp_eth", "install l2tp_netlink /bin/false"})
  void withoutAModuleFramesUseTheUserspaceDataPlane(String line) throws IOException {
    block(line);
    sluice.initialConfig("{'sluice-l2tp:l2tp': {'system': {'data-plane': 'auto'}}}");
    assertNamed(line, run("check", directory.resolve("sluice/initial.json")));
    sluice.start();
    assertNamed(line, sluice.log());
    assertEquals("userspace", sluice.status("/status").path("data-plane-in-use").asText());
    assertNamed(line, run("doctor", "--bootstrap=" + sluice.bootstrapFile()));
  }

  @Test
  void theDataPlaneOfTheKernelIsRefusedWithTheReason() throws IOException {
    String line = "install l2tp_eth /bin/false";
    block(line);
    sluice.initialConfig("{'sluice-l2tp:l2tp': {'system': {'data-plane': 'kernel'}}}");
    assertNamed(line, sluice.failToStart());
  }

  @Test
  void aTunnelIsRefusedWithItsModule() throws IOException {
    block("blacklist l2tp_ip6");
    sluice.start();
    assertEquals("kernel", sluice.status("/status").path("data-plane-in-use").asText());
    try (Netconf client = sluice.netconf()) {
      client.apply(new Wire(false, "ip", 4, 0, "none").config(1));
      client.apply(Wire.removal());
      Netconf.requireOk(client.edit(new Wire(false, "ip", 6, 0, "none").config(1)));
      String reply = client.commit();
      assertTrue(reply.contains("can not load the module l2tp_ip6"), reply);
    }
  }

  private static String run(String command, Object argument) {
    return Shell.run(List.of(Sluice.LAUNCHER.toString(), command, argument.toString())).output();
  }

  private static void assertNamed(String line, String text) {
    assertTrue(text.contains(BLOCK.toString()) && text.contains("'" + line + "'"), text);
  }
}
