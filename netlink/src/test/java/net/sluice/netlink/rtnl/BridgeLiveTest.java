package net.sluice.netlink.rtnl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import net.sluice.netlink.MacAddress;
import net.sluice.netlink.NetlinkException;
import net.sluice.netlink.TestNamespace;
import net.sluice.netlink.system.Errno;
import net.sluice.netlink.system.LinuxSyscalls;
import net.sluice.netlink.system.Syscalls;
import net.sluice.netlink.system.Tap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bridges, VLANs of their ports and learned addresses, with the running kernel. */
class BridgeLiveTest {
  private static final Syscalls SYSCALLS = LinuxSyscalls.instance();
  private static final MacAddress HOST = MacAddress.parse("02:00:5e:10:00:01");
  private static final int FRAME_LENGTH = 60;

  @AutoClose private TestNamespace namespace;

  @BeforeEach
  void enter() {
    namespace = TestNamespace.create();
  }

  @Test
  void flagsAndUpInOneMessage() {
    namespace.rtnetlink(
        rtnetlink -> {
          rtnetlink.create(Bridge.named("br0"));
          rtnetlink.create(VethPair.of("p0", "p1"));
          int bridge = rtnetlink.link("br0").orElseThrow().index();
          BridgePort quiet = new BridgePort(true, false, false, false, false, true);
          rtnetlink.change("p0", link -> link.master(bridge));
          rtnetlink.change("p0", link -> link.port(quiet).up());
          Link port = rtnetlink.link("p0").orElseThrow();
          assertEquals(Optional.of(quiet), port.port());
          assertTrue(port.up());
          assertEquals(Optional.empty(), port.bridge());
        });
  }

  @Test
  void limitOfAddressesIsReadBackIfTheKernelHasIt() {
    namespace.rtnetlink(
        rtnetlink -> {
          rtnetlink.create(new Bridge("br0", false, 0, 0, OptionalInt.of(5)));
          Bridge bridge = rtnetlink.link("br0").orElseThrow().bridge().orElseThrow();
          assumeTrue(bridge.macLimit().isPresent(), "bridges limit addresses from Linux 6.7 on");
          assertEquals(new Bridge("br0", false, 0, 0, OptionalInt.of(5)), bridge);
          rtnetlink.change("br0", link -> link.bridge(OptionalInt.empty(), OptionalInt.of(0)));
          Link unlimited = rtnetlink.link("br0").orElseThrow();
          assertEquals(OptionalInt.of(0), unlimited.bridge().orElseThrow().macLimit());
        });
  }

  @Test
  void learnedAddressIsFoundBehindItsPort() {
    namespace.rtnetlink(
        rtnetlink -> {
          try (Tap tap = Tap.create(SYSCALLS, "tap0")) {
            rtnetlink.create(Bridge.named("br0"));
            rtnetlink.change("br0", LinkWriter::up);
            int bridge = rtnetlink.link("br0").orElseThrow().index();
            rtnetlink.change("tap0", link -> link.master(bridge));
            rtnetlink.change("tap0", LinkWriter::up);
            int port = rtnetlink.link("tap0").orElseThrow().index();
            assertEquals(OptionalInt.empty(), rtnetlink.lookup(bridge, HOST, 0));
            SYSCALLS.write(tap.fd(), broadcast());
            assertEquals(OptionalInt.of(port), rtnetlink.lookup(bridge, HOST, 0));
          }
        });
  }

  private static ByteBuffer broadcast() {
    ByteBuffer frame = ByteBuffer.allocateDirect(FRAME_LENGTH).putInt(-1).putShort((short) -1);
    return frame.putShort((short) (HOST.bits() >> 32)).putInt((int) HOST.bits()).rewind();
  }

  @Test
  void portHasTheVlansThatItIsGiven() {
    namespace.rtnetlink(
        rtnetlink -> {
          createVlanBridge(rtnetlink);
          rtnetlink.create(VethPair.of("p0", "p1"));
          Link bridge = rtnetlink.link("br0").orElseThrow();
          assertEquals(Bridge.DOT1AD, bridge.bridge().orElseThrow().vlanProtocol());
          rtnetlink.change("p0", link -> link.master(bridge.index()));
          rtnetlink.change("p1", link -> link.master(bridge.index()));
          assertEquals(Map.of(), rtnetlink.portVlans(0));

          int trunk = rtnetlink.link("p0").orElseThrow().index();
          int access = rtnetlink.link("p1").orElseThrow().index();
          List<PortVlan> all = List.of(PortVlan.untagged(1), PortVlan.tagged(2, PortVlan.MAX));
          List<PortVlan> one = List.of(PortVlan.untagged(100));
          rtnetlink.addVlans(trunk, all);
          rtnetlink.addVlans(access, one);
          assertEquals(Map.of(trunk, all, access, one), rtnetlink.portVlans(0));
          assertEquals(Map.of(access, one), rtnetlink.portVlans(access));
        });
  }

  @Test
  void portThatHasLeftOrIsGoneHasNoVlans() {
    namespace.rtnetlink(
        rtnetlink -> {
          createVlanBridge(rtnetlink);
          rtnetlink.create(VethPair.of("p0", "p1"));
          int bridge = rtnetlink.link("br0").orElseThrow().index();
          int port = rtnetlink.link("p0").orElseThrow().index();
          rtnetlink.change("p0", link -> link.master(bridge));
          rtnetlink.addVlans(port, List.of(PortVlan.untagged(100)));
          assertEquals(Set.of(port), rtnetlink.portVlans(port).keySet());
          rtnetlink.change("p0", link -> link.master(0));
          assertEquals(Map.of(), rtnetlink.portVlans(port));
          rtnetlink.delete("p0");
          assertEquals(Map.of(), rtnetlink.portVlans(port));
        });
  }

  @Test
  void interfaceForAVlan() {
    namespace.rtnetlink(
        rtnetlink -> {
          rtnetlink.create(VethPair.of("p0", "p1"));
          int parent = rtnetlink.link("p0").orElseThrow().index();
          try {
            rtnetlink.createVlan("v0", parent, 100);
          } catch (NetlinkException e) {
            assumeTrue(e.errno() != Errno.EOPNOTSUPP, "the kernel has no VLAN interfaces");
            throw e;
          }
          Link vlan = rtnetlink.link("v0").orElseThrow();
          assertEquals("vlan", vlan.kind());
          assertEquals(100, vlan.relations().vlan());
          assertEquals(parent, vlan.relations().linkIndex());
          assertFalse(vlan.up());
        });
  }

  private static void createVlanBridge(Rtnetlink rtnetlink) {
    try {
      rtnetlink.create(new Bridge("br0", false, 0, Bridge.DOT1AD, OptionalInt.empty()));
    } catch (NetlinkException e) {
      assumeTrue(e.errno() != Errno.EOPNOTSUPP, "the kernel has no VLAN filtering");
      throw e;
    }
  }
}
