package net.sluice.tests;

import static net.sluice.tests.site.Netconf.requireOk;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import net.sluice.northbound.netconf.OdlClient;
import net.sluice.tests.site.Namespace;
import net.sluice.tests.site.Parts;
import net.sluice.tests.site.Pseudowires;
import net.sluice.tests.site.Shell;
import net.sluice.tests.site.Sluice;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three NETCONF clients of other projects. Each creates a pseudowire. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ClientsTest {
  private static final String USER = "controller";
  private static final String PASSWORD = "not a secret";

  @AutoClose private static final Parts PARTS = new Parts();
  private static Namespace host;
  private static Sluice sluice;

  @BeforeAll
  static void start(@TempDir Path directory) {
    host = PARTS.add(Namespace.create("host"));
    sluice = PARTS.add(new Sluice(host, directory.resolve("sluice")));
    Shell.run(
            List.of(
                Sluice.LAUNCHER.toString(),
                "user",
                "add",
                USER,
                "--password-stdin",
                "--bootstrap",
                sluice.bootstrapFile().toString()),
            PASSWORD + "\n")
        .ok();
    sluice.start();
    PARTS.add(sluice.netconf()).apply(Pseudowires.TUNNEL);
  }

  private static String good(int number) {
    return Pseudowires.of(IntStream.of(number), n -> "");
  }

  private static String wrong(int number) {
    return Pseudowires.of(IntStream.of(number), n -> "<receive-cookie>0011223344</receive-cookie>");
  }

  private static void assertRefused(String reply) {
    assertTrue(reply.contains("invalid-value"), reply);
    assertTrue(reply.contains("a cookie has 0, 4 or 8 octets"), reply);
  }

  private static void assertUp(int number) {
    assertEquals("up", sluice.pseudowire(Pseudowires.name(number), "oper-status"));
  }

  @Test
  void opendaylight() throws Exception {
    try (OdlClient client = host.call(() -> new OdlClient(830, USER, PASSWORD))) {
      requireOk(client.text(edit(good(1))));
      requireOk(client.text("<validate><source><candidate/></source></validate>"));
      requireOk(client.text("<commit/>"));
      String running = client.text("<get-config><source><running/></source></get-config>");
      assertTrue(running.contains("<name>" + Pseudowires.name(1) + "</name>"), running);
      assertRefused(client.text(edit(wrong(2))));
    }
    assertUp(1);
  }

  private static String edit(String config) {
    return "<edit-config><target><candidate/></target><config>%s</config></edit-config>"
        .formatted(config);
  }

  @Test
  void ncclient(@TempDir Path directory) throws IOException {
    Path python = Path.of("/usr/bin/python3");
    assumeTrue(
        Files.isExecutable(python)
            && Shell.run(List.of(python.toString(), "-c", "import ncclient")).status() == 0,
        "python3-ncclient is not installed");
    Path script = directory.resolve("client.py");
    try (var resource = ClientsTest.class.getResourceAsStream("client.py")) {
      Files.write(script, resource.readAllBytes());
    }
    Path good = Files.writeString(directory.resolve("good.xml"), good(3));
    Path wrong = Files.writeString(directory.resolve("wrong.xml"), wrong(4));
    String output =
        host.exec(
            python.toString(),
            script.toString(),
            USER,
            PASSWORD,
            good.toString(),
            wrong.toString());
    assertTrue(output.contains("<name>" + Pseudowires.name(3) + "</name>"), output);
    assertRefused(output);
    assertUp(3);
  }

  @Test
  void yangcli(@TempDir Path directory) throws IOException {
    assumeTrue(Shell.has("yangcli"), "yangcli is not installed");
    Path good = Files.writeString(directory.resolve("good.xml"), good(5));
    Path wrong = Files.writeString(directory.resolve("wrong.xml"), wrong(6));
    Path script =
        Files.writeString(
            directory.resolve("script"),
            """
            lock target=candidate
            edit-config target=candidate config=@%s
            validate source=candidate
            commit
            unlock target=candidate
            sget-config source=running /pseudowires
            """
                .formatted(good));
    String output = yangcli(directory, "--run-script=" + script);
    assertEquals(5, output.split("RPC OK Reply", -1).length - 1, output);
    assertTrue(output.contains(Pseudowires.name(5)), output);
    assertRefused(
        yangcli(directory, "--run-command=edit-config target=candidate config=@" + wrong));
    assertUp(5);
  }

  private static String yangcli(Path home, String command) {
    return host.exec(
        "env",
        "HOME=" + home,
        "yangcli",
        "--server=127.0.0.1",
        "--ncport=830",
        "--user=" + USER,
        "--password=" + PASSWORD,
        "--batch-mode",
        "--autoload=true",
        command);
  }
}
