package net.sluice.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import net.sluice.northbound.netconf.NetconfServerConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("AddressSelection") // the addresses are literal
class BootstrapReaderTest {

  private static List<String> problems(String text) {
    FailureException e =
        assertThrows(FailureException.class, () -> BootstrapReader.parse("file", text));
    assertEquals(ExitCode.USAGE, e.exitCode());
    return e.problems();
  }

  @Test
  void everythingHasADefault() throws Exception {
    Bootstrap bootstrap = BootstrapReader.parse("file", "{}");

    assertEquals(Path.of("/var/lib/sluice"), bootstrap.stateDirectory());
    assertEquals(Optional.empty(), bootstrap.initialConfig());
    assertEquals("0:0:0:0:0:0:0:0", bootstrap.netconf().address().getHostAddress());
    assertEquals(830, bootstrap.netconf().port());
    assertEquals(Path.of("/etc/sluice/users"), bootstrap.netconf().usersFile());
    assertEquals(Path.of("/var/lib/sluice/netconf-host-key"), bootstrap.netconf().hostKeyFile());
    assertEquals(new InetSocketAddress("127.0.0.1", 8830), bootstrap.status());
    assertEquals(Bootstrap.LogLevel.INFO, bootstrap.log().level());
    assertEquals(Optional.empty(), bootstrap.log().file());
  }

  @Test
  void everythingCanBeSet() throws Exception {
    Bootstrap bootstrap =
        BootstrapReader.parse(
            "file",
            """
            {
              "state-directory": "/s",
              "initial-config": "/i",
              "netconf": {
                "address": "192.0.2.1", "port": 1830, "users-file": "/u", "host-key-file": "/k",
                "limits": {
                  "max-sessions": 2, "max-message": 65536, "hello-timeout": 3, "idle-timeout": 4
                }
              },
              "status": {"address": "::1", "port": 80},
              "log": {"level": "debug", "file": "/l"}
            }
            """);

    assertEquals(
        new Bootstrap(
            Path.of("/s"),
            Optional.of(Path.of("/i")),
            new NetconfServerConfig(
                NetUtil.createInetAddressFromIpAddressString("192.0.2.1"),
                1830,
                Path.of("/k"),
                Path.of("/u"),
                2,
                65536,
                Duration.ofSeconds(3),
                Duration.ofSeconds(4)),
            new InetSocketAddress("::1", 80),
            new Bootstrap.Log(Bootstrap.LogLevel.DEBUG, Optional.of(Path.of("/l")))),
        bootstrap);
  }

  @Test
  void theDefaultHostKeyIsInTheStateDirectory() throws Exception {
    assertEquals(
        Path.of("/s/netconf-host-key"),
        BootstrapReader.parse("file", "{\"state-directory\": \"/s\"}").netconf().hostKeyFile());
  }

  @Test
  void allProblemsAreReportedAtOnce() {
    assertEquals(
        List.of(
            "file: state-directory must be a path that begins with /, not \"s\"",
            "file: netconf.address must be an IPv4 or IPv6 address, not \"localhost\"",
            "file: netconf.port must be a number from 1 to 65535, not 65536",
            "file: netconf.limits.max-sessions must be a number from 1 to 10000, not \"2\"",
            "file: netconf.ports is not known here; the nearest name is port",
            "file: status.port must be a number from 1 to 65535, not 1.5",
            "file: status.address must be a loopback address: the status endpoint knows no users",
            "file: log must be an object, not []",
            "file: colour is not known here, only"
                + " initial-config, log, netconf, state-directory, status"),
        problems(
            """
            {
              "state-directory": "s",
              "netconf": {"address": "localhost", "port": 65536, "limits": {"max-sessions": "2"}, "ports": 1},
              "status": {"address": "0.0.0.0", "port": 1.5},
              "log": [],
              "colour": "red"
            }
            """));
    assertEquals(
        List.of("file: log.level must be one of trace, debug, info, warn, error, not \"loud\""),
        problems("{\"log\": {\"level\": \"loud\"}}"));
  }

  @Test
  void invalidJsonIsReportedWithItsPlace() {
    assertEquals(
        List.of(
            "file: line 2 column 6: the member port is here for the second time",
            "file: netconf.port must be a number from 1 to 65535, not 0"),
        problems("{\"status\": {\"port\": 1,\n     \"port\": 2}, \"netconf\": {\"port\": 0}}"));
    assertEquals(List.of("file: the file must be an object, not []"), problems("[]"));
    assertEquals(1, problems("{\"log\": ").size());
    assertEquals(1, problems("").size());
    assertEquals(1, problems("{} {}").size());
    assertEquals(1, problems("[".repeat(3000)).size());
  }

  @Test
  void aNamedFileMustExist(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("bootstrap.json");
    FailureException e =
        assertThrows(FailureException.class, () -> BootstrapReader.read(Optional.of(file)));
    assertEquals(List.of(file + ": there is no such file"), e.problems());

    Files.writeString(file, "{\"status\": {\"port\": 81}}");

    assertEquals(81, BootstrapReader.read(Optional.of(file)).status().getPort());
  }
}
