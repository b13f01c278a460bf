package net.sluice.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import net.sluice.Cli;
import net.sluice.doctor.FakeHost;
import net.sluice.files.ExitCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code sluice doctor} on a host that is a directory. */
class DoctorCommandTest {
  @TempDir private Path directory;
  private Path root;
  private FakeHost fake;

  @BeforeEach
  void host() throws IOException {
    root = Files.createDirectory(directory.resolve("root"));
    fake = new FakeHost(root).program("/usr/sbin/nft");
  }

  private Path configuration(String text) throws IOException {
    return Files.writeString(directory.resolve("config.json"), text.replace('\'', '"'));
  }

  private Cli doctor(String configuration, String... arguments) throws IOException {
    String[] all = new String[arguments.length + 4];
    all[0] = "doctor";
    all[1] = configuration(configuration).toString();
    all[2] = "--root";
    all[3] = root.toString();
    System.arraycopy(arguments, 0, all, 4, arguments.length);
    return Cli.run(all);
  }

  private static final String GROUPS =
      """
      {'sluice-l2tp:l2tp': {'system': {'autoname-interfaces': 'cust'}},
       'sluice-funnelbridge:funnels': {'funnel': [
         {'name': 'internet', 'uplink': {'interface': 'eth1', 'vlan': 7}, 'isolation': 'groups'}]}}
      """;

  @Test
  void everyFindingHasReasonAndRemedy() throws IOException {
    fake.kernel("6.6.0")
        .file("/proc/config.gz", "CONFIG_BRIDGE=y\nCONFIG_VETH=y\nCONFIG_NF_TABLES=y\n")
        .process("systemd-resolved")
        .process("systemd-udevd")
        .sysctl("net.bridge.bridge-nf-call-iptables", 1)
        .sysctl("net.ipv4.neigh.default.gc_thresh3", 1024);

    Cli cli = doctor(GROUPS, "--pseudowires", "20000");

    assertEquals("", cli.err());
    assertEquals(Golden.read("doctor.txt"), cli.out());
    assertEquals(ExitCode.FAILURE, cli.code());
  }

  @Test
  void aGoodHostIsReported() throws IOException {
    Cli cli = doctor("{}");

    assertEquals("10000 pseudowires: no problems found\n", cli.out());
    assertEquals(ExitCode.OK, cli.code());
  }

  @Test
  void filesAreWrittenAndNotOverwritten() throws IOException {
    fake.process("NetworkManager").process("systemd-networkd").process("systemd-udevd");
    Path manager = root.resolve("etc/NetworkManager/conf.d/90-sluice.conf");
    Files.createDirectories(manager.getParent());
    Files.writeString(manager, "[main]\n");

    Cli cli = doctor(GROUPS, "--install", "--pseudowires", "1000");

    assertEquals(
        """
        wrote /etc/udev/rules.d/83-sluice.rules; now: udevadm control --reload
        wrote /etc/udev/rules.d/99-zz-sluice.rules; now: udevadm control --reload
        wrote /etc/systemd/network/00-sluice.link; now: udevadm control --reload
        wrote /etc/systemd/network/00-sluice.network; now: networkctl reload
        """,
        cli.out().substring(cli.out().indexOf("wrote")));
    assertEquals(
        "sluice: /etc/NetworkManager/conf.d/90-sluice.conf exists with other content and stays;"
            + " --replace replaces it\n",
        cli.err());
    assertEquals("[main]\n", Files.readString(manager));
    assertEquals(
        """
        # Interfaces of Sluice: no programs run for them, and no units. Written by sluice doctor.
        # What other rules want run is replaced by a builtin that starts no process.
        SUBSYSTEM=="net", KERNEL=="cust*|fbb*|fbu*|fbd*|fbv*", ENV{SYSTEMD_READY}="0", TAG-="systemd", ENV{NM_UNMANAGED}="1", RUN{builtin}="path_id"
        """,
        Files.readString(root.resolve("etc/udev/rules.d/99-zz-sluice.rules")));
    assertEquals(
        """
        # Interfaces of Sluice keep their names and addresses. Written by sluice doctor.
        [Match]
        OriginalName=cust* fbb* fbu* fbd* fbv*

        [Link]
        NamePolicy=keep
        MACAddressPolicy=none
        """,
        Files.readString(root.resolve("etc/systemd/network/00-sluice.link")));
    assertEquals(
        """
        # Interfaces of Sluice are not networkd's. Written by sluice doctor.
        [Match]
        Name=cust* fbb* fbu* fbd* fbv*

        [Link]
        Unmanaged=yes
        """,
        Files.readString(root.resolve("etc/systemd/network/00-sluice.network")));

    doctor(GROUPS, "--install", "--replace", "--pseudowires", "1000");

    assertEquals(
        """
        # Interfaces of Sluice are not NetworkManager's. Written by sluice doctor.
        [keyfile]
        unmanaged-devices+=interface-name:cust*;interface-name:fbb*;interface-name:fbu*;interface-name:fbd*;interface-name:fbv*
        """,
        Files.readString(manager));
    assertEquals(
        "1000 pseudowires: no problems found\n", doctor(GROUPS, "--pseudowires", "1000").out());
  }

  @Test
  void aPrefixThatIsAPatternIsRejected() throws IOException {
    Cli cli = doctor("{'sluice-l2tp:l2tp': {'system': {'autoname-interfaces': 'a*'}}}");

    assertEquals(
        "sluice: autoname-interfaces 'a*': only letters, digits, '_', '.' and '-' are allowed, because"
            + " other characters have a meaning in the files of other services\n",
        cli.err());
    assertEquals(ExitCode.FAILURE, cli.code());
  }

  @Test
  void zeroPseudowiresAreRejected() throws IOException {
    assertEquals(ExitCode.USAGE, doctor("{}", "--pseudowires", "0").code());
  }
}
