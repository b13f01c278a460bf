package net.sluice.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.sluice.Cli;
import net.sluice.doctor.FakeHost;
import net.sluice.files.ExitCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code sluice check} and {@code sluice plan}. */
class ConfigCommandsTest {
  private static final String TUNNEL_NODES =
      "name, profile, signaling, peer-address, peer-host-name, encapsulation, local-address,"
          + " local-port, peer-port, udp-checksum, initiate, host-name, secret, secondary-secret,"
          + " message-digest, hide-avps, tie-breaker, hello-interval, retransmit, receive-window,"
          + " establish-timeout, retry-interval, retry-cap, max-sessions, answer-port, quirk,"
          + " local-tunnel-id, peer-tunnel-id";

  @TempDir private Path directory;
  private Path one;

  @BeforeEach
  void writeConfiguration() throws IOException {
    one = file("one.json", resource("/net/sluice/one.json"));
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = ConfigCommandsTest.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  private Cli plan(Path file) {
    return Cli.run(
        "plan", "--state-directory", directory.resolve("state").toString(), file.toString());
  }

  /** Returns the lines of steps. The lines of requests are indented, and depend on the kernel. */
  private static String steps(Cli cli) {
    return cli.out().lines().filter(line -> !line.startsWith(" ")).toList().toString();
  }

  @Test
  void aValidFileIsReported() {
    assertEquals(
        new Cli(0, one + " is valid\n", ""),
        Cli.run("check", "--root", directory.toString(), one.toString()));
  }

  @Test
  void modulesThatTheHostCanNotLoadAreNamed() throws Exception {
    Path root = directory.resolve("host");
    new FakeHost(root)
        .kernel("6.12.1")
        .file(
            "/lib/modules/6.12.1/modules.dep",
            "kernel/l2tp_netlink.ko:\nkernel/l2tp_eth.ko:\nkernel/l2tp_ip.ko:\n")
        .file("/etc/modprobe.d/x.conf", "blacklist l2tp_ip\n");
    Path config =
        file(
            "ip.json",
            """
            {"sluice-l2tp:l2tp": {"tunnel": [
              {"name": "a", "encapsulation": "ip", "local-address": "192.0.2.1",
               "peer-address": "192.0.2.2", "local-tunnel-id": 1, "peer-tunnel-id": 1},
              {"name": "b", "encapsulation": "ip", "local-address": "2001:db8::1",
               "peer-address": "2001:db8::2", "local-tunnel-id": 2, "peer-tunnel-id": 2}]}}
            """);

    Cli check = Cli.run("check", "--root", root.toString(), config.toString());

    assertEquals(config + " is valid\n", check.out());
    assertEquals(
        """
        sluice: warning: on this host: the kernel has no l2tp_ip6; install the other modules of \
        the kernel (Ubuntu: linux-modules-extra, Fedora: kernel-modules-extra), or a kernel that \
        is built with CONFIG_L2TP_IP
        sluice: warning: on this host: /etc/modprobe.d/x.conf prevents the kernel from loading \
        the module l2tp_ip; remove the line 'blacklist l2tp_ip'
        """,
        check.err());
    assertEquals(0, check.code());
  }

  @Test
  void allProblemsOfTheTextArePrinted() throws Exception {
    Path bad =
        file(
            "bad.json",
            """
            {"sluice-l2tp:l2tp": {"tunnel": [
              {"name": "a", "peer-address": "192.0.2.300", "local-tunnel-id": 0},
              {"name": "b", "signaling": "dynamic", "local-address": "192.0.2.1", "colour": 1, "localport": 1}]}}
            """);

    Cli cli = Cli.run("check", bad.toString());

    assertEquals(
        """
        sluice: %1$s: line 2, column 33 (byte 66): /sluice-l2tp:l2tp/tunnel[name='a']/peer-address: \
        peer-address '192.0.2.300' is not valid: expected an IPv4 or IPv6 address
        sluice: %1$s: line 2, column 67 (byte 100): /sluice-l2tp:l2tp/tunnel[name='a']/local-tunnel-id: \
        local-tunnel-id '0' is not valid: a tunnel id is a number from 1 to 4294967295
        sluice: %1$s: line 3, column 71 (byte 174): /sluice-l2tp:l2tp/tunnel[name='b']/colour: \
        there is no such node, only %2$s
        sluice: %1$s: line 3, column 84 (byte 187): /sluice-l2tp:l2tp/tunnel[name='b']/localport: \
        there is no such node; the nearest name is local-port
        sluice: %1$s: /sluice-l2tp:l2tp/tunnel[name='a']/local-address: \
        tunnel 'a': local-address is missing: give it on the tunnel or in its profile
        sluice: %1$s: /sluice-l2tp:l2tp/tunnel[name='a']/peer-tunnel-id: \
        tunnel 'a': peer-tunnel-id is missing: a static tunnel needs it
        sluice: %1$s: /sluice-l2tp:l2tp/tunnel[name='b']: tunnel 'b': peer-address is missing
        """
            .formatted(bad, TUNNEL_NODES),
        cli.err());
    assertEquals("", cli.out());
    assertEquals(ExitCode.FAILURE, cli.code());
  }

  @Test
  void allProblemsOfTheContentArePrinted() throws Exception {
    Path bad =
        file(
            "bad.json",
            """
            {"sluice-l2tp:l2tp": {"tunnel": [{"name": "b", "signaling": "dynamic"}]},
             "sluice-pseudowire:pseudowires": {"pseudowire": [{"name": "p", "tunnel": "zz"}]}}
            """);

    assertEquals(
        """
        sluice: %1$s: /sluice-l2tp:l2tp/tunnel[name='b']/local-address: \
        tunnel 'b': local-address is missing: give it on the tunnel or in its profile
        sluice: %1$s: /sluice-l2tp:l2tp/tunnel[name='b']: tunnel 'b': peer-address is missing
        sluice: %1$s: /sluice-pseudowire:pseudowires/pseudowire[name='p']/tunnel: \
        pseudowire 'p': tunnel 'zz' does not exist
        """
            .formatted(bad)
            .lines()
            .toList(),
        Cli.run("check", bad.toString()).err().lines().sorted().toList());
  }

  /** Values, unknown names, missing nodes, references and rules, all in one run. */
  @Test
  void problemsOfEveryKindArePrintedTogether() throws Exception {
    Path bad =
        file(
            "bad.json",
            """
            {"sluice-l2tp:l2tp": {"tunnel": [
              {"name": "a", "local-address": "192.0.2.1", "peer-address": "192.0.2.2",
               "local-tunnel-id": 1, "peer-tunnel-id": 1, "peer-port": 70000},
              {"name": "b", "local-address": "192.0.2.1",
               "local-tunnel-id": 1, "peer-tunnel-id": 1},
              {"name": "c", "local-address": "192.0.2.1", "peer-address": "192.0.2.3",
               "local-tunnel-id": 1, "peer-tunnel-id": 1, "encapsulatoin": "ip"},
              {"name": "d", "signaling": "dynamik", "peer-address": "192.0.2.3"}]},
             "sluice-pseudowire:pseudowires": {"pseudowire": [
              {"name": "p", "tunnel": "zz"},
              {"name": "q", "tunnel": "d"},
              {"name": "r", "tunnel": "c", "local-session-id": 5}]}}
            """);

    List<String> problems =
        Cli.run("check", bad.toString())
            .err()
            .lines()
            .map(
                line ->
                    line.replaceFirst(
                        ".*bad.json: (line \\d+, column \\d+ \\(byte \\d+\\): )?", ""))
            .map(line -> line.replaceFirst("^/[^:]*:[^:]*: ", ""))
            .toList();

    assertEquals(
        List.of(
            "peer-port '70000' is not valid: expected a number from 1 to 65535",
            "there is no such node; the nearest name is encapsulation",
            "signaling 'dynamik' is not valid: expected one of: static, keepalive, dynamic",
            "tunnel 'b': peer-address is missing",
            "tunnel 'c': UDP port 1701 of 192.0.2.1 is already used by tunnel 'a'",
            "tunnel 'c': local-tunnel-id 1 is already used by tunnel 'a'",
            "pseudowire 'p': tunnel 'zz' does not exist",
            "pseudowire 'r': peer-session-id is missing: a pseudowire in a static tunnel needs it"),
        problems);
  }

  @Test
  void noTextOfTheParserIsPrinted() throws Exception {
    for (String text :
        List.of(
            "",
            "{",
            "{\"a\"",
            "{a:1}",
            "[1,]",
            "{} {}",
            "nul",
            "{\"a\":01}",
            "{\"a\":\"\\x\"}",
            "{\"sluice-l2tp:l2tp\":{\"a\":1,}}",
            "{\"a\":1]",
            "\u0000",
            "[".repeat(3000),
            "{\"a\":\"\t\"}",
            "<xml/>")) {
      String err = Cli.run("check", file("bad.json", text).toString()).err();
      assertFalse(
          err.isEmpty()
              || err.matches(
                  "(?s).*(REDACTED|Exception|Source|java\\.|jackson|was expecting|Token|byte -1).*"),
          text + " -> " + err);
    }
  }

  @Test
  void rulesOutsideOfTheModelAreChecked() throws Exception {
    Path bad = file("bad.json", resource("/net/sluice/one.json").replace("19", "17"));

    assertEquals(
        """
        sluice: %s: /sluice-pseudowire:pseudowires/pseudowire[name='beta']/local-session-id: \
        pseudowire 'beta': local-session-id 17 is already used by pseudowire 'alpha'
        """
            .formatted(bad),
        Cli.run("check", bad.toString()).err());
  }

  @Test
  void aMissingFileIsNamed() {
    Path missing = directory.resolve("missing");

    assertEquals(
        "sluice: can not read the configuration: %s: there is no such file\n".formatted(missing),
        Cli.run("check", missing.toString()).err());
    assertEquals(
        "sluice: %s is a directory, not a configuration\n".formatted(directory),
        Cli.run("check", directory.toString()).err());
  }

  @Test
  void aPlanWithoutStoredConfigurationCreatesEverything() {
    assertEquals(
        """
        [create tunnel 'core': udp from 192.0.2.1:1701 to 192.0.2.2:1701, id 1, peer's id 2, \
        create session of 'alpha': interface pw0, id 17, peer's id 18, cookies 4/0, \
        sublayer none, sequencing none, \
        create session of 'beta': interface beta0, id 19, peer's id 20, cookies 0/0, \
        sublayer none, sequencing none, \
        configure interface pw0 of 'alpha': alias 'alpha', mtu 1446, up, \
        configure interface beta0 of 'beta': alias 'beta', mtu 1450, bridge br0]\
        """,
        steps(plan(one)));
  }

  @Test
  void aPlanForAnEmptyConfigurationIsEmpty() throws Exception {
    assertEquals(new Cli(0, "nothing would change\n", ""), plan(file("empty.json", "{}")));
  }

  @Test
  void aPlanForAWrongConfigurationFails() throws Exception {
    Cli cli = plan(file("bad.json", resource("/net/sluice/one.json").replace("19", "17")));

    assertEquals(ExitCode.FAILURE, cli.code());
    assertEquals("", cli.out());
  }
}
