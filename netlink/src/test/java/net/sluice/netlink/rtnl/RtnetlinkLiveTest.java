package net.sluice.netlink.rtnl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import net.sluice.netlink.MacAddress;
import net.sluice.netlink.NetlinkException;
import net.sluice.netlink.NetlinkSocket;
import net.sluice.netlink.Nl;
import net.sluice.netlink.RequestBatch;
import net.sluice.netlink.TestNamespace;
import net.sluice.netlink.system.Errno;
import net.sluice.netlink.system.ErrnoException;
import net.sluice.netlink.system.LinuxSyscalls;
import net.sluice.netlink.system.Syscalls;
import net.sluice.netlink.system.Sysctl;
import net.sluice.netlink.system.Tap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Links and addresses of the running kernel, in a network namespace. */
class RtnetlinkLiveTest {
  private static final Syscalls SYSCALLS = LinuxSyscalls.instance();
  private static final int GROUP = 77;
  private static final int BRIDGE_PORTS = 1023;

  @AutoClose private TestNamespace namespace;

  @BeforeEach
  void enter() {
    namespace = TestNamespace.create();
  }

  @Test
  void oneMessageSetsAllSettingsOfASessionInterface() {
    MacAddress mac = MacAddress.parse("02:00:5e:10:00:01");
    namespace.rtnetlink(
        rtnetlink -> {
          rtnetlink.create(VethPair.of("d0", "d1"));
          rtnetlink.change(
              "d0",
              link ->
                  link.mtu(1450)
                      .alias("für Zoë")
                      .mac(mac)
                      .group(GROUP)
                      .withoutIpv6AddressGeneration());
          rtnetlink.change("d0", LinkWriter::up);
          Link link = rtnetlink.link("d0").orElseThrow();
          assertEquals("d0", link.name());
          assertEquals("veth", link.kind());
          assertEquals(1450, link.mtu());
          assertEquals("für Zoë", link.alias());
          assertEquals(GROUP, link.group());
          assertEquals(rtnetlink.link("d1").orElseThrow().index(), link.relations().linkIndex());
          assertTrue(link.up());
          assertFalse(link.carrier(), "the other end is down");
          assertEquals(Optional.of(link.name()), rtnetlink.link(link.index()).map(Link::name));
        });
    String text = namespace.exec("ip", "-d", "link", "show", "d0");
    assertTrue(text.contains("link/ether 02:00:5e:10:00:01 "), text);
    assertTrue(text.contains("addrgenmode none "), text);
  }

  @Test
  void addressGenerationGoesOffOnlyBeforeTheLinkComesUp() {
    namespace.rtnetlink(
        rtnetlink -> {
          try (Tap late = Tap.create(SYSCALLS, "late");
              Tap early = Tap.create(SYSCALLS, "early")) {
            rtnetlink.change(late.name(), link -> link.withoutIpv6AddressGeneration().up());
            rtnetlink.change(early.name(), LinkWriter::withoutIpv6AddressGeneration);
            rtnetlink.change(early.name(), LinkWriter::up);
            List<Integer> withAddress =
                rtnetlink.addresses().stream().map(InterfaceAddress::linkIndex).toList();
            assertTrue(withAddress.contains(rtnetlink.link("late").orElseThrow().index()));
            assertFalse(withAddress.contains(rtnetlink.link("early").orElseThrow().index()));
          }
        });
  }

  @Test
  void withoutIpv6ALinkComesUpWithoutAddress() {
    namespace.rtnetlink(
        rtnetlink -> {
          try (Tap tap = Tap.create(SYSCALLS, "tap.0")) {
            Sysctl sysctl = new Sysctl(SYSCALLS);
            sysctl.setIpv6(tap.name(), false);
            rtnetlink.change(tap.name(), link -> link.mtu(1450).up());
            int index = rtnetlink.link(tap.name()).orElseThrow().index();
            assertTrue(rtnetlink.addresses().stream().noneMatch(each -> each.linkIndex() == index));
            ErrnoException e =
                assertThrows(ErrnoException.class, () -> sysctl.setIpv6("absent", false));
            assertEquals(Errno.ENOENT, e.errno());
          }
        });
  }

  @Test
  void isolatedPortOfABridge() {
    namespace.rtnetlink(
        rtnetlink -> {
          rtnetlink.create(new Bridge("br0", false, 0x4000));
          rtnetlink.create(VethPair.of("p0", "p1"));
          int bridge = rtnetlink.link("br0").orElseThrow().index();
          rtnetlink.change("p0", link -> link.master(bridge).up());
          Link joined = rtnetlink.link("p0").orElseThrow();
          assertEquals(bridge, joined.master());
          assertEquals(Optional.of(BridgePort.KERNEL_DEFAULT), joined.port());

          BridgePort quiet = new BridgePort(true, false, false, false, false, true);
          rtnetlink.change("p0", link -> link.port(quiet));
          assertEquals(Optional.of(quiet), rtnetlink.link("p0").orElseThrow().port());

          rtnetlink.change("p0", LinkWriter::withoutMaster);
          assertEquals(Optional.empty(), rtnetlink.link("p0").orElseThrow().port());
        });
    assertTrue(namespace.exec("ip", "-d", "link", "show", "br0").contains("group_fwd_mask 0x4000"));
  }

  @Test
  void vethIntoAnotherNamespaceWithOneQueueEach() {
    try (TestNamespace other = TestNamespace.create()) {
      namespace.connect("here", other, "there");
      assertTrue(namespace.exec("ip", "-d", "link", "show", "here").contains("numtxqueues 1 "));
      assertTrue(other.exec("ip", "-d", "link", "show", "there").contains("numtxqueues 1 "));
    }
  }

  @Test
  void batchOfTwoHundredPairsWithOneThatFails() {
    namespace.run(
        () -> {
          try (NetlinkSocket socket = NetlinkSocket.open(SYSCALLS, Nl.NETLINK_ROUTE)) {
            Rtnetlink rtnetlink = new Rtnetlink(socket);
            int before = rtnetlink.links().size(); // loopback, and sit0 where the kernel has it
            Map<Integer, Integer> errors = new TreeMap<>();
            RequestBatch batch = socket.batch((index, error) -> errors.put(index, error.errno()));
            LinkWriter links = new LinkWriter(batch);
            for (int i = 0; i < 200; i++) {
              String name = i == 100 ? "v99" : "v" + i; // the name of its predecessor
              links.create(VethPair.of(name, "w" + i).withGroup(GROUP)).up();
            }
            batch.flush();
            assertEquals(Map.of(100, Errno.EEXIST), errors);
            assertEquals(before + 2 * 199, rtnetlink.links().size());
            rtnetlink.deleteGroup(GROUP);
            assertEquals(before, rtnetlink.links().size());
          }
        });
  }

  @Test
  void bridgeTakes1023Ports() {
    namespace.run(
        () -> {
          try (NetlinkSocket socket = NetlinkSocket.open(SYSCALLS, Nl.NETLINK_ROUTE)) {
            Rtnetlink rtnetlink = new Rtnetlink(socket);
            rtnetlink.create(Bridge.named("br0"));
            int bridge = rtnetlink.link("br0").orElseThrow().index();
            Map<Integer, Integer> errors = new TreeMap<>();
            RequestBatch batch = socket.batch((index, error) -> errors.put(index, error.errno()));
            LinkWriter links = new LinkWriter(batch);
            int pairs = (BRIDGE_PORTS + 1) / 2;
            for (int i = 0; i < pairs; i++) {
              links.create(VethPair.of("v" + i, "w" + i).withGroup(GROUP)).master(bridge);
            }
            for (int i = 0; i < pairs; i++) {
              links.change("w" + i).master(bridge);
            }
            batch.flush();
            assertEquals(Map.of(BRIDGE_PORTS, Errno.EXFULL), errors);
            rtnetlink.deleteGroup(GROUP);
          }
        });
  }

  @Test
  void refusalCarriesTheTextOfTheKernel() {
    namespace.rtnetlink(
        rtnetlink -> {
          NetlinkException e =
              assertThrows(
                  NetlinkException.class, () -> rtnetlink.change("absent", link -> link.mtu(1450)));
          assertEquals("change link absent: ENODEV (No such device)", e.getMessage());
          e =
              assertThrows(
                  NetlinkException.class, () -> rtnetlink.create(new Bridge("br0", true, 1)));
          assertEquals(Errno.EINVAL, e.errno());
          e =
              assertThrows(
                  NetlinkException.class,
                  () -> rtnetlink.create(Bridge.named("a-name-that-is-too-long")));
          assertTrue(e.toString().contains("attribute at offset 32"), e::toString);
        });
  }

  @Test
  void framesLeaveThroughATap() {
    namespace.run(
        () -> {
          try (NetlinkSocket socket = NetlinkSocket.open(SYSCALLS, Nl.NETLINK_ROUTE);
              Tap tap = Tap.create(SYSCALLS, "tap0")) {
            Rtnetlink rtnetlink = new Rtnetlink(socket);
            rtnetlink.change("tap0", LinkWriter::withoutIpv6AddressGeneration);
            rtnetlink.change("tap0", LinkWriter::up);
            assertTrue(rtnetlink.link("tap0").orElseThrow().carrier());

            ByteBuffer frame = ByteBuffer.allocateDirect(60);
            assertEquals(60, SYSCALLS.write(tap.fd(), frame));
            LinkStatistics statistics = rtnetlink.link("tap0").orElseThrow().statistics();
            assertEquals(1, statistics.rxPackets() + statistics.rxDropped());

            ErrnoException e =
                assertThrows(ErrnoException.class, () -> Tap.create(SYSCALLS, "tap0"));
            assertEquals("create TAP tap0: EBUSY (Device or resource busy)", e.getMessage());
          }
        });
    assertFalse(namespace.exec("ip", "link").contains("tap0"));
  }

  @Test
  void addressesOfBothFamilies() throws UnknownHostException {
    namespace.rtnetlink(rtnetlink -> rtnetlink.create(VethPair.of("a", "b")));
    InetAddress v4 = InetAddress.getByName("192.0.2.1");
    InetAddress v6 = InetAddress.getByName("2001:db8::1");
    namespace.addAddress("a", v4, 24);
    namespace.addAddress("a", v6, 64);
    namespace.rtnetlink(
        rtnetlink -> {
          int index = rtnetlink.link("a").orElseThrow().index();
          assertEquals(
              Set.of(new InterfaceAddress(index, v4, 24), new InterfaceAddress(index, v6, 64)),
              rtnetlink.addresses().stream()
                  .filter(each -> each.linkIndex() == index)
                  .collect(Collectors.toSet()));
        });
  }
}
