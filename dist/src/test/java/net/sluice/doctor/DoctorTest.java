package net.sluice.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import net.sluice.doctor.Demand.Need;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each check, with a directory as the host. */
class DoctorTest {
  private static final Demand LARGE = demand(10_000);

  private static final String L2TP_ETH = ".* (module|which) l2tp_eth( needs)?";

  @TempDir private Path root;
  private FakeHost fake;

  @BeforeEach
  void createHost() {
    fake = new FakeHost(root).program("/usr/sbin/nft");
  }

  /** Returns the demand of a configuration that needs these features only. */
  private static Demand demand(int pseudowires, Need... needs) {
    return new Demand(pseudowires, "pw", Optional.of(Set.of(needs)));
  }

  private List<String> found(Demand demand) {
    return Doctor.examine(fake.host(), demand).stream()
        .map(finding -> finding.severity() + ": " + finding.found())
        .toList();
  }

  @Test
  void theUnknownIsNotReported() {
    assertEquals(List.of(), found(LARGE));
  }

  @ParameterizedTest
  @CsvSource({
    "6.11.9-1-amd64, true",
    "5.15.0-91-generic, true",
    "6.12.0, false",
    "7.0, false",
    "nonsense, false"
  })
  void oldKernelsAreSlowWithManySessions(String release, boolean old) {
    fake.kernel(release);

    assertEquals(old ? List.of("warning: the kernel is " + release) : List.of(), found(LARGE));
    assertEquals(List.of(), found(demand(999)));
  }

  @Test
  void oldKernelsCanNotLimitAddresses() {
    fake.kernel("6.6.1");

    assertEquals(
        List.of("error: the kernel is 6.6.1, which can not limit addresses"),
        found(demand(10, Need.MAC_LIMIT)));

    fake.kernel("6.7.0");

    assertEquals(List.of(), found(demand(10, Need.MAC_LIMIT)));
  }

  @Test
  void aModuleWithoutFileIsMissing() {
    fake.kernel("6.12.1")
        .file(
            "/lib/modules/6.12.1/modules.dep",
            """
            kernel/net/l2tp/l2tp_core.ko.xz: kernel/net/ipv6/udp_tunnel.ko.xz
            kernel/net/l2tp/l2tp_ip.ko.xz: kernel/net/l2tp/l2tp_core.ko.xz
            kernel/net/l2tp/l2tp_netlink.ko.xz: kernel/net/l2tp/l2tp_core.ko.xz
            kernel/drivers/net/veth.ko:
            """)
        .file("/lib/modules/6.12.1/modules.builtin", "kernel/net/bridge/bridge.ko\n");

    assertEquals(List.of(), found(demand(1, Need.IPV4_ENCAPSULATION)));
    assertEquals(
        List.of("error: the kernel has no l2tp_ip6"), found(demand(1, Need.IPV6_ENCAPSULATION)));
    assertEquals(List.of(), found(demand(1, Need.FUNNELS)));
    assertEquals(
        List.of("error: the kernel has no l2tp_eth"), found(demand(1, Need.KERNEL_DATA_PLANE)));
  }

  @Test
  void aLoadedModuleIsPresent() {
    fake.kernel("6.12.1").file("/lib/modules/6.12.1/modules.dep", "");
    fake.file("/sys/module/l2tp_eth/initstate", "live\n");
    fake.file("/sys/module/l2tp_netlink/initstate", "live\n");

    assertEquals(List.of(), found(demand(1, Need.KERNEL_DATA_PLANE)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/proc/config.gz", "/boot/config-6.12.1"})
  void builtInFeaturesAreInTheConfigurationOfTheKernel(String file) {
    fake.kernel("6.12.1")
        .file(
            file,
            """
            CONFIG_BRIDGE=y
            # CONFIG_BRIDGE_VLAN_FILTERING is not set
            CONFIG_VETH=m
            CONFIG_NF_TABLES=y
            CONFIG_NF_TABLES_BRIDGE=m
            """);

    assertEquals(List.of(), found(demand(1, Need.FUNNELS)));
    assertEquals(List.of(), found(demand(1, Need.FRAME_FILTER)));
    assertEquals(
        List.of("error: the kernel has no CONFIG_BRIDGE_VLAN_FILTERING"),
        found(demand(1, Need.VLAN_MAPPING)));
    assertEquals(List.of("error: the kernel has no 8021q"), found(demand(1, Need.VLAN_UPLINK)));
  }

  @Test
  void withoutAConfigurationAMissingFeatureIsAWarning() {
    fake.kernel("6.12.1").file("/proc/config.gz", "CONFIG_BRIDGE=y\n");

    List<String> found = found(new Demand(1, "pw", Optional.empty()));

    assertTrue(found.contains("warning: the kernel has no l2tp_eth"), found.toString());
    assertTrue(found.stream().allMatch(text -> text.startsWith("warning")), found.toString());
  }

  @Test
  void aKernelWithoutL2tpNeedsWhatTheUserspaceDataPlaneNeeds() {
    Demand demand = demand(1, Need.EITHER_DATA_PLANE, Need.IPV4_ENCAPSULATION);
    List<String> noL2tp =
        List.of("warning: the kernel has no l2tp_netlink", "warning: the kernel has no l2tp_eth");
    fake.kernel("6.12.1").file("/proc/config.gz", "CONFIG_TUN=y\n");

    assertEquals(noL2tp, found(demand));

    fake.file("/proc/config.gz", "# CONFIG_TUN is not set\n");

    assertEquals("error: the kernel has no tun", found(demand).getFirst());
    assertEquals(noL2tp, found(demand).subList(1, 3));
  }

  @Test
  void aKernelWithL2tpNeedsNoTapsAndTheModulesOfItsTunnels() {
    fake.kernel("6.12.1").file("/proc/config.gz", "CONFIG_L2TP=y\nCONFIG_L2TP_ETH=y\n");

    assertEquals(List.of(), found(demand(1, Need.EITHER_DATA_PLANE)));

    fake.file("/proc/config.gz", "CONFIG_L2TP=y\nCONFIG_L2TP_ETH=y\n# CONFIG_L2TP_IP\n");

    assertEquals(
        List.of("error: the kernel has no l2tp_ip"),
        found(demand(1, Need.EITHER_DATA_PLANE, Need.IPV4_ENCAPSULATION)));
  }

  /** Each line keeps the kernel from loading l2tp_eth on demand. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "blacklist l2tp_eth",
        "blacklist\t l2tp-eth",
        "install l2tp_eth /bin/false",
        "install l2tp-eth  /usr/bin/true # never",
        "install l2tp_core /bin/false"
      })
  void aBlockedModuleIsReported(String line) {
    modules();
    fake.file("/etc/modprobe.d/l2tp_eth-blacklist.conf", "# why\n" + line + "\n");

    List<Finding> findings =
        Doctor.examineKernel(fake.host(), demand(1, Need.KERNEL_DATA_PLANE)).stream()
            .filter(finding -> finding.found().matches(L2TP_ETH))
            .toList();

    assertEquals(Severity.ERROR, findings.getFirst().severity());
    assertTrue(
        findings
            .getFirst()
            .found()
            .startsWith("/etc/modprobe.d/l2tp_eth-blacklist.conf prevents the kernel from loading"),
        findings::toString);
    assertEquals("remove the line '" + line + "'", findings.getFirst().advice());
    assertEquals(
        List.of("warning: " + findings.getFirst().found()),
        found(demand(1, Need.EITHER_DATA_PLANE)).stream()
            .filter(found -> found.matches(L2TP_ETH))
            .toList());
    assertEquals(List.of(), found(demand(1)));

    fake.file("/sys/module/l2tp_core/initstate", "live\n");
    fake.file("/sys/module/l2tp_netlink/initstate", "live\n");
    fake.file("/sys/module/l2tp_eth/initstate", "live\n");

    assertEquals(List.of(), found(demand(1, Need.KERNEL_DATA_PLANE)));
  }

  /** modprobe loads l2tp_core as a part of l2tp_eth in spite of a blacklist. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "# blacklist l2tp_eth",
        "blacklist l2tp_core",
        "install l2tp_eth /sbin/modprobe --ignore-install l2tp_eth",
        "options l2tp_eth x=1",
        "blacklist l2tp_ppp"
      })
  void otherLinesBlockNothing(String line) {
    modules();
    fake.file("/etc/modprobe.d/some.conf", line + "\n");

    assertEquals(List.of(), found(demand(1, Need.KERNEL_DATA_PLANE)));
  }

  @Test
  void aFileOfTheOperatorReplacesThatOfThePackage() {
    modules();
    fake.file("/usr/lib/modprobe.d/l2tp.conf", "blacklist l2tp_eth\n");

    assertEquals(1, found(demand(1, Need.KERNEL_DATA_PLANE)).size());

    fake.file("/etc/modprobe.d/l2tp.conf", "");

    assertEquals(List.of(), found(demand(1, Need.KERNEL_DATA_PLANE)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"modprobe.blacklist=floppy,l2tp_ip", "module_blacklist=l2tp-ip"})
  void theCommandLineOfTheKernelBlocksModules(String parameter) {
    modules();
    fake.file("/proc/cmdline", "root=/dev/vda1 " + parameter + " quiet\n");

    assertEquals(
        List.of("error: the kernel's command line prevents it from loading the module l2tp_ip"),
        found(demand(1, Need.IPV4_ENCAPSULATION)));
    assertEquals(List.of(), found(demand(1, Need.IPV6_ENCAPSULATION)));
  }

  @Test
  void aKernelThatCanNotLoadModulesIsReported() {
    modules();
    fake.file("/proc/sys/kernel/modprobe", "/sbin/modprobe\n");

    assertEquals(
        List.of(
            "error: kernel.modprobe is '/sbin/modprobe', which is no program, so the kernel can not"
                + " load the module l2tp_ip"),
        found(demand(1, Need.IPV4_ENCAPSULATION)));

    fake.program("/sbin/modprobe");

    assertEquals(List.of(), found(demand(1, Need.IPV4_ENCAPSULATION)));

    fake.sysctl("kernel.modules_disabled", 1);

    assertEquals(
        List.of(
            "error: kernel.modules_disabled is 1, so the kernel can not load the module l2tp_ip"),
        found(demand(1, Need.IPV4_ENCAPSULATION)));
  }

  /** The modules of L2TP, none of them loaded. */
  private void modules() {
    fake.kernel("6.12.1")
        .file(
            "/lib/modules/6.12.1/modules.dep",
            """
            kernel/net/l2tp/l2tp_core.ko.xz:
            kernel/net/l2tp/l2tp_netlink.ko.xz: kernel/net/l2tp/l2tp_core.ko.xz
            kernel/net/l2tp/l2tp_eth.ko.xz: kernel/net/l2tp/l2tp_netlink.ko.xz kernel/net/l2tp/l2tp_core.ko.xz
            kernel/net/l2tp/l2tp_ip.ko.xz: kernel/net/l2tp/l2tp_core.ko.xz
            kernel/net/l2tp/l2tp_ip6.ko.xz: kernel/net/l2tp/l2tp_core.ko.xz
            """);
  }

  @Test
  void groupsNeedNft() {
    Host bare = new Host(root.resolve("bare"));

    assertEquals(
        List.of("the program nft is not installed"),
        Doctor.examine(bare, demand(1, Need.FRAME_FILTER)).stream().map(Finding::found).toList());
    assertEquals(List.of(), Doctor.examine(bare, demand(1)));
  }

  @Test
  void memoryIsNeededForNewPseudowiresOnly() {
    fake.file("/proc/meminfo", "MemTotal: 999999 kB\nMemAvailable:     400000 kB\n");

    assertEquals(
        List.of(
            "error: 10000 more pseudowires take 450 MB of kernel memory, and 409 MB are available"),
        found(LARGE));
    assertEquals(
        List.of(
            "warning: 5000 more pseudowires take 225 MB of kernel memory, and 409 MB are"
                + " available"),
        found(demand(5000)));
    assertEquals(List.of(), found(demand(4000)));

    for (int i = 0; i < 6000; i++) {
      fake.file("/sys/class/net/pw" + i, "");
    }

    assertEquals(List.of(), found(LARGE));
  }

  @Test
  void theUserspaceDataPlaneNeedsDescriptors() {
    Demand userspace = demand(900, Need.USERSPACE_DATA_PLANE);
    fake.sysctl("fs.nr_open", 1_048_576)
        .file(
            "/proc/self/limits",
            """
            Max processes             10                   10                   processes
            Max open files            1024                 1900                 files
            """);

    assertEquals(List.of("error: the limit of open files is 1900"), found(userspace));
    assertEquals(List.of(), found(demand(900)));

    fake.file("/usr/local/lib/systemd/system/sluice.service", "[Service]\nLimitNOFILE=262144\n");

    assertEquals(List.of(), found(userspace));

    fake.file("/etc/systemd/system/sluice.service.d/10.conf", "[Service]\nLimitNOFILE=500:1500\n");

    assertEquals(List.of("error: the limit of open files is 1500"), found(userspace));

    fake.sysctl("fs.nr_open", 1024);

    assertEquals(List.of("error: fs.nr_open is 1024"), found(userspace));
  }

  @Test
  void servicesThatFollowEveryInterfaceAreReported() {
    fake.process("systemd-resolved").process("networkd-dispatcher").process("sshd");

    assertEquals(
        List.of("warning: systemd-resolved runs", "warning: networkd-dispatcher runs"),
        found(LARGE));
    assertEquals(List.of(), found(demand(999)));
  }

  @Test
  void rulesAreInTheRightOrder() {
    fake.process("systemd-udevd");

    List<String> rules =
        Doctor.examine(fake.host(), LARGE).getFirst().files().stream()
            .map(file -> Path.of(file.path()).getFileName().toString())
            .filter(name -> name.endsWith(".rules"))
            .toList();

    assertEquals(
        List.of(
            "80-net-setup-link.rules",
            rules.getFirst(),
            "84-nm-drivers.rules",
            "85-nm-unmanaged.rules",
            "99-systemd.rules",
            rules.getLast()),
        Stream.concat(
                rules.stream(),
                Stream.of(
                    "80-net-setup-link.rules",
                    "84-nm-drivers.rules",
                    "85-nm-unmanaged.rules",
                    "99-systemd.rules"))
            .sorted()
            .toList());
  }

  @Test
  void aFileCanExcludeTheInterfacesFromNetworkd() {
    String complaint =
        "warning: systemd-networkd runs, and no file excludes the interfaces of Sluice";
    fake.process("systemd-networkd");

    assertEquals(List.of(complaint), found(LARGE));

    fake.file(
        "/run/systemd/network/05-some.network", "[Match]\nName=pw* fb*\n[Link]\nUnmanaged=yes\n");

    assertEquals(List.of(), found(LARGE));
    assertEquals(List.of(complaint), found(new Demand(10_000, "customer", Optional.of(Set.of()))));

    fake.file(
        "/run/systemd/network/05-some.network",
        "[Match]\nName = pw* fb*\n[Link]\nUnmanaged = True\n");

    assertEquals(List.of(), found(LARGE));
  }

  @Test
  void aFileCanExcludeTheInterfacesFromNetworkManager() {
    String complaint =
        "warning: NetworkManager runs, and no file excludes the interfaces of Sluice";
    fake.process("NetworkManager")
        .file(
            "/etc/NetworkManager/NetworkManager.conf",
            "[keyfile]\nunmanaged-devices=interface-name:pw?;mac:00:11:22:33:44:55\n");

    assertEquals(List.of(complaint), found(LARGE));

    fake.file(
        "/etc/NetworkManager/conf.d/fb.conf",
        "[keyfile]\nunmanaged-devices+=interface-name:fb*,interface-name:x\n");

    assertEquals(List.of(), found(LARGE));
  }

  /** The files of an Ubuntu server. */
  @Test
  void aFileCanExcludeMostInterfacesFromNetworkManager() {
    String managed = "/usr/lib/NetworkManager/conf.d/10-globally-managed-devices.conf";
    fake.process("NetworkManager")
        .file(managed, "[keyfile]\nunmanaged-devices=*,except:type:wifi,except:type:gsm\n");

    assertEquals(List.of(), found(LARGE));

    fake.file(managed, "[keyfile]\nunmanaged-devices=*,except:type:wifi,except:type:bridge\n");

    assertEquals(1, found(LARGE).size());
  }

  @Test
  void theOfferedFilesSatisfyTheDoctor() throws Exception {
    fake.process("systemd-networkd")
        .process("NetworkManager")
        .process("systemd-udevd")
        .sysctl("net.core.netdev_max_backlog", 1000)
        .sysctl("net.bridge.bridge-nf-call-iptables", 1);
    Installer installer = new Installer(root, false);
    for (Finding finding : Doctor.examine(fake.host(), LARGE)) {
      for (OfferedFile file : finding.files()) {
        assertEquals(Installer.Outcome.WRITTEN, installer.install(file));
      }
    }
    fake.sysctl("net.core.netdev_max_backlog", 10_000)
        .sysctl("net.bridge.bridge-nf-call-iptables", 0);

    assertEquals(List.of(), found(LARGE));
  }

  @Test
  void aLooseSourceFilterIsReportedIfThereAreFunnels() {
    fake.sysctl("net.ipv4.conf.all.rp_filter", 2);
    assertEquals(List.of(), found(demand(1, Need.KERNEL_DATA_PLANE)));
    assertEquals(
        List.of("warning: net.ipv4.conf.all.rp_filter is 2"), found(demand(1, Need.FUNNELS)));
    fake.sysctl("net.ipv4.conf.all.rp_filter", 1);
    assertEquals(List.of(), found(demand(1, Need.FUNNELS)));
  }

  @Test
  void largeEnoughValuesStay() {
    fake.sysctl("net.ipv4.neigh.default.gc_thresh1", 128)
        .sysctl("net.ipv4.neigh.default.gc_thresh2", 512)
        .sysctl("net.ipv4.neigh.default.gc_thresh3", 1_000_000)
        .sysctl("net.core.rmem_max", 8192);

    List<Finding> findings = Doctor.examine(fake.host(), LARGE);

    assertEquals(
        List.of(
            "net.ipv4.neigh.default.gc_thresh1 is 128, net.ipv4.neigh.default.gc_thresh2 is 512",
            "net.core.rmem_max is 8192"),
        findings.stream().map(Finding::found).toList());
    assertEquals(
        """
        # Room for many pseudowires. Written by sluice doctor.
        net.ipv4.neigh.default.gc_thresh1 = 5000
        net.ipv4.neigh.default.gc_thresh2 = 10000
        net.ipv4.neigh.default.gc_thresh3 = 1000000
        net.ipv6.neigh.default.gc_thresh1 = 5000
        net.ipv6.neigh.default.gc_thresh2 = 10000
        net.ipv6.neigh.default.gc_thresh3 = 20000
        net.core.netdev_max_backlog = 10000
        net.core.rmem_max = 20480000
        """,
        findings.getFirst().files().getFirst().content());
    assertEquals(findings.getFirst().files(), findings.getLast().files());
  }

  @Test
  void ipv6ByDefaultIsReported() {
    fake.sysctl("net.ipv6.conf.default.disable_ipv6", 0);

    assertEquals(List.of("warning: net.ipv6.conf.default.disable_ipv6 is 0"), found(LARGE));
    assertEquals(List.of(), found(demand(1)));
  }
}
