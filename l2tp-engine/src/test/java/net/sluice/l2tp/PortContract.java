package net.sluice.l2tp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import net.sluice.netlink.Await;
import net.sluice.netlink.NetlinkException;
import net.sluice.netlink.rtnl.Bridge;
import net.sluice.netlink.rtnl.BridgePort;
import net.sluice.netlink.rtnl.LinkWriter;
import net.sluice.netlink.system.Syscalls;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The contract of a data plane for interfaces that are ports of bridges: two namespaces, a veth
 * between them, a data plane in each.
 */
abstract class PortContract {
  /** The default settings of a bridge port. */
  static final PortSettings USUAL =
      new PortSettings(BridgePort.KERNEL_DEFAULT, OptionalInt.empty());

  private static final PortSettings ISOLATED =
      new PortSettings(BridgePort.KERNEL_DEFAULT.withIsolated(true), OptionalInt.empty());

  @AutoClose protected Site left;
  @AutoClose protected Site right;

  /** Opens a data plane in the namespace of this thread, or skips the test. */
  protected abstract DataPlane open(Syscalls syscalls);

  @BeforeEach
  void openSites() {
    List<Site> sites = Site.pair();
    left = sites.getFirst();
    right = sites.getLast();
    left.open(this::open);
    right.open(this::open);
  }

  protected void createTunnels() {
    left.applied(new Step.CreateTunnel(Profiles.tunnel(1)));
    right.applied(new Step.CreateTunnel(Profiles.peerOf(Profiles.tunnel(1))));
  }

  @Test
  void aDormantInterfaceIsOutOfItsBridge() {
    bridges("br0");
    createTunnels();
    SessionProfile session = Profiles.session(1, 7);
    InterfaceSettings awake =
        new InterfaceSettings("pw7", "", 1400, true, Optional.of("br0"), false);
    InterfaceSettings dormant =
        new InterfaceSettings("pw7", "", 1400, true, Optional.of("br0"), true);
    left.applied(
        new Step.CreateSession("p", session),
        new Step.Configure("p", InterfaceSettings.fresh("pw7"), dormant));
    right.applied(new Step.CreateSession("p", Profiles.peerOf(session)));
    right.bringUp("pw7", 1400);
    assertEquals(dormant.withPort(USUAL), left.state("pw7").settings());
    assertFalse(left.state("pw7").running());
    try (FramePort far = right.port("pw7");
        FramePort bridge = left.port("br0")) {
      staysOutside(1, far, bridge);

      left.applied(new Step.Configure("p", dormant, awake));
      assertEquals(awake.withPort(USUAL), left.state("pw7").settings());
      assertTrue(left.state("pw7").running());
      Carriage.crosses(FramePort.frame(100, 2), far, bridge);

      left.applied(new Step.Configure("p", awake, dormant));
      assertFalse(left.state("pw7").running());
      assertTrue(left.namespace().exec("ip", "link", "show", "pw7").contains("mode DORMANT"));
      staysOutside(3, far, bridge);

      left.applied(new Step.Configure("p", dormant, awake));
      Carriage.crosses(FramePort.frame(100, 4), far, bridge);
    }
  }

  /** Checks that the interface receives a frame and does not pass it to the bridge. */
  private void staysOutside(int seed, FramePort far, FramePort bridge) {
    long before = left.state("pw7").inPackets();
    far.send(FramePort.frame(100, seed));
    Await.until("the frame arrives", () -> left.state("pw7").inPackets() == before + 1);
    assertTrue(bridge.receive().isEmpty());
  }

  @Test
  void aPortNeverForwardsBeforeItIsIsolated() {
    bridges("br0", "br1", "br2");
    createTunnels();
    InterfaceSettings fresh = InterfaceSettings.fresh("pw7");
    InterfaceSettings open = new InterfaceSettings("pw7", "", 1400, true, Optional.of("br1"));
    left.applied(new Step.CreateSession("p", Profiles.session(1, 7)));
    try (PortEvents events = new PortEvents(left, "pw7")) {
      becomesIsolated(fresh, isolatedIn("br0"), events);

      left.applied(new Step.Configure("p", isolatedIn("br0"), open));
      assertEquals(open.withPort(USUAL), left.state("pw7").settings());
      events.awaitForwarding(left.state("br1").index(), false);

      becomesIsolated(open, isolatedIn("br2"), events);
      assertTrue(left.state("pw7").running());
    }
  }

  private void becomesIsolated(
      InterfaceSettings before, InterfaceSettings isolated, PortEvents events) {
    left.applied(new Step.Configure("p", before, isolated));
    assertEquals(isolated, left.state("pw7").settings());
    int bridge = left.state(isolated.bridge().orElseThrow()).index();
    events.awaitForwarding(bridge, true);
    assertFalse(events.forwardedOpenly(bridge));
  }

  private static InterfaceSettings isolatedIn(String bridge) {
    return new InterfaceSettings("pw7", "", 1400, true, Optional.of(bridge)).withPort(ISOLATED);
  }

  @Test
  void restoresAPortThatCanNotChangeBridges() {
    bridges("br0");
    createTunnels();
    InterfaceSettings isolated = isolatedIn("br0");
    InterfaceSettings elsewhere = isolatedIn("under0");
    left.applied(
        new Step.CreateSession("p", Profiles.session(1, 7)),
        new Step.Configure("p", InterfaceSettings.fresh("pw7"), isolated));
    left.refused(new Step.Configure("p", isolated, elsewhere));
    assertEquals(isolated, left.state("pw7").settings());
    assertTrue(left.state("pw7").running());
  }

  @Test
  void reportsAPortThatIsNoLongerIsolated() throws InterruptedException {
    bridges("br0");
    createTunnels();
    InterfaceSettings isolated = isolatedIn("br0");
    left.applied(
        new Step.CreateSession("p", Profiles.session(1, 7)),
        new Step.Configure("p", InterfaceSettings.fresh("pw7"), isolated));
    BlockingQueue<InterfaceState> reported = new LinkedBlockingQueue<>();
    left.listen(states(reported));
    left.namespace().exec("bridge", "link", "set", "dev", "pw7", "isolated", "off");
    awaitSettings(isolated.withPort(USUAL), reported);
    left.applied(new Step.Configure("p", isolated.withPort(USUAL), isolated));
    assertEquals(isolated, left.state("pw7").settings());
  }

  @Test
  void aPortHasItsConfiguredVlan() throws InterruptedException {
    assumeTrue(createsVlanFilteringBridge(), "this kernel has no VLAN filtering in bridges");
    createTunnels();
    InterfaceSettings seven = inVlan(7);
    InterfaceSettings eight = inVlan(8);
    left.applied(
        new Step.CreateSession("p", Profiles.session(1, 7)),
        new Step.Configure("p", InterfaceSettings.fresh("pw7"), seven));
    assertEquals(seven, left.state("pw7").settings());
    left.applied(new Step.Configure("p", seven, eight));
    assertEquals(eight, left.state("pw7").settings());
    String vlans = left.namespace().exec("bridge", "vlan", "show", "dev", "pw7");
    assertTrue(vlans.contains("8 PVID Egress Untagged") && !vlans.contains(" 7 "), vlans);

    BlockingQueue<InterfaceState> reported = new LinkedBlockingQueue<>();
    left.listen(states(reported));
    left.namespace().exec("bridge", "vlan", "del", "dev", "pw7", "vid", "8");
    InterfaceSettings outside = inVlan(PortSettings.NO_VLAN);
    awaitSettings(outside, reported);
    left.applied(new Step.Configure("p", outside, eight));
    assertEquals(eight, left.state("pw7").settings());
  }

  @ParameterizedTest
  @ValueSource(strings = {"add VID 9", "add VID 8 pvid", "add VID 1-7 untagged", "add VID 9 pvid"})
  void aPortLeavesOtherVlans(String change) throws InterruptedException {
    assumeTrue(createsVlanFilteringBridge(), "this kernel has no VLAN filtering in bridges");
    createTunnels();
    InterfaceSettings eight = inVlan(8);
    left.applied(
        new Step.CreateSession("p", Profiles.session(1, 7)),
        new Step.Configure("p", InterfaceSettings.fresh("pw7"), eight));
    BlockingQueue<InterfaceState> reported = new LinkedBlockingQueue<>();
    left.listen(states(reported));
    left.namespace().exec(("bridge vlan " + change.replace("VID", "dev pw7 vid")).split(" "));
    InterfaceSettings several = inVlan(PortSettings.OTHER_VLANS);
    awaitSettings(several, reported);
    left.applied(new Step.Configure("p", several, eight));
    assertEquals(eight, left.state("pw7").settings());
  }

  private boolean createsVlanFilteringBridge() {
    Bridge bridge = new Bridge("br0", true, 0, Bridge.DOT1Q, OptionalInt.empty());
    try {
      left.namespace().rtnetlink(links -> links.create(bridge));
      left.namespace().rtnetlink(links -> links.change("br0", LinkWriter::up));
      return true;
    } catch (NetlinkException e) {
      return false;
    }
  }

  private static InterfaceSettings inVlan(int vlan) {
    return new InterfaceSettings("pw7", "", 1400, true, Optional.of("br0"))
        .withPort(new PortSettings(ISOLATED.flags(), OptionalInt.of(vlan)));
  }

  private static void awaitSettings(
      InterfaceSettings settings, BlockingQueue<InterfaceState> reported)
      throws InterruptedException {
    InterfaceState state;
    do {
      state = reported.poll(10, TimeUnit.SECONDS);
      assertNotNull(state, "no event");
    } while (!state.settings().equals(settings));
  }

  private void bridges(String... names) {
    left.namespace()
        .rtnetlink(
            links -> {
              for (String name : names) {
                links.create(Bridge.named(name));
                links.change(name, LinkWriter::up);
              }
            });
  }

  private static DataPlaneListener states(BlockingQueue<InterfaceState> reported) {
    return new DataPlaneListener() {
      @Override
      public void interfaceChanged(InterfaceState state) {
        reported.add(state);
      }

      @Override
      public void interfaceGone(String name) {}

      @Override
      public void overrun() {}
    };
  }
}
