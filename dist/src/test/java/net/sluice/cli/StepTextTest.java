package net.sluice.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.util.NetUtil;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import net.sluice.funnel.Funnel;
import net.sluice.funnel.Tree;
import net.sluice.funnel.TreeChange;
import net.sluice.funnel.Uplink;
import net.sluice.l2tp.Cookie;
import net.sluice.l2tp.Encapsulation;
import net.sluice.l2tp.InterfaceSettings;
import net.sluice.l2tp.PortSettings;
import net.sluice.l2tp.Sequencing;
import net.sluice.l2tp.SessionProfile;
import net.sluice.l2tp.Step;
import net.sluice.l2tp.Sublayer;
import net.sluice.l2tp.TunnelProfile;
import net.sluice.manager.api.Plan.Action;
import net.sluice.netlink.rtnl.BridgePort;
import org.junit.jupiter.api.Test;

class StepTextTest {
  private static TunnelProfile tunnel(Encapsulation encapsulation, String local, String peer) {
    int port = encapsulation == Encapsulation.UDP ? 1701 : 0;
    return new TunnelProfile(
        "core",
        1,
        4294967295L,
        encapsulation,
        NetUtil.createInetAddressFromIpAddressString(local),
        port,
        NetUtil.createInetAddressFromIpAddressString(peer),
        port,
        true);
  }

  private static final SessionProfile SESSION =
      new SessionProfile(
          1,
          2,
          17,
          18,
          Cookie.parse("deadbeef"),
          Cookie.NONE,
          Sublayer.DEFAULT,
          Sequencing.SEND,
          "pw0");

  @Test
  void tunnels() {
    assertEquals(
        "create tunnel 'core': udp from 192.0.2.1:1701 to 192.0.2.2:1701, id 1, peer's id"
            + " 4294967295",
        StepText.of(new Step.CreateTunnel(tunnel(Encapsulation.UDP, "192.0.2.1", "192.0.2.2"))));
    assertEquals(
        "create tunnel 'core': udp from [2001:db8:0:0:0:0:0:1]:1701 to [2001:db8:0:0:0:0:0:2]:1701,"
            + " id 1, peer's id 4294967295",
        StepText.of(
            new Step.CreateTunnel(tunnel(Encapsulation.UDP, "2001:db8::1", "2001:db8::2"))));
    assertEquals(
        "create tunnel 'core': ip from 192.0.2.1 to 192.0.2.2, id 1, peer's id 4294967295",
        StepText.of(new Step.CreateTunnel(tunnel(Encapsulation.IP, "192.0.2.1", "192.0.2.2"))));
    assertEquals(
        "delete tunnel 'core' with its sessions",
        StepText.of(new Step.DeleteTunnel(tunnel(Encapsulation.IP, "192.0.2.1", "192.0.2.2"))));
  }

  @Test
  void funnels() {
    Funnel funnel = Funnel.builder("f", 3, new Uplink("eth1", OptionalInt.of(7))).build();
    Optional<Tree> tree = Optional.of(new Tree(funnel, new TreeSet<>(Set.of(0, 1))));
    TreeChange appears = new TreeChange(Optional.empty(), tree, List.of());
    TreeChange disappears = new TreeChange(tree, Optional.empty(), List.of());
    assertEquals(
        "build funnel 'f': number 3, uplink eth1 VLAN 7, 2 leaves",
        StepText.of(new Action.Build(appears)));
    assertEquals("remove funnel 'f'", StepText.of(new Action.Clear(disappears)));
    assertEquals(
        "remove unused parts of funnel 'f'",
        StepText.of(new Action.Clear(new TreeChange(tree, tree, List.of()))));
  }

  @Test
  void sessionsShowNoCookie() {
    assertEquals(
        "create session of 'a b': interface pw0, id 17, peer's id 18, cookies 4/0, sublayer default,"
            + " sequencing send",
        StepText.of(new Step.CreateSession("a b", SESSION)));
    assertEquals(
        "delete session of 'a b' with its interface pw0",
        StepText.of(new Step.DeleteSession("a b", SESSION)));
  }

  @Test
  void configurationShowsTheChanges() {
    InterfaceSettings fresh = new InterfaceSettings("pw0", "", 1450, false, Optional.empty());
    InterfaceSettings full = new InterfaceSettings("pw0", "a b", 1400, true, Optional.of("br0"));

    assertEquals(
        "configure interface pw0 of 'a b': alias 'a b', mtu 1400, bridge br0, up",
        StepText.of(new Step.Configure("a b", fresh, full)));
    assertEquals(
        "configure interface pw0 of 'a b': alias '', mtu 1450, no bridge, down",
        StepText.of(new Step.Configure("a b", full, fresh)));
  }

  @Test
  void configurationShowsTheFlagsOfTheBridgePort() {
    InterfaceSettings fresh = InterfaceSettings.fresh("pw0");
    InterfaceSettings plain = new InterfaceSettings("pw0", "", 1450, true, Optional.of("br0"));
    BridgePort usual = BridgePort.KERNEL_DEFAULT;
    InterfaceSettings port = plain.withPort(new PortSettings(usual, OptionalInt.empty()));
    InterfaceSettings isolated =
        plain.withPort(new PortSettings(usual.withIsolated(true), OptionalInt.of(7)));

    assertEquals(
        "configure interface pw0 of 'a': mtu 1450, bridge br0, port isolated on vlan 7, up",
        StepText.of(new Step.Configure("a", fresh, isolated)));
    assertEquals(
        "configure interface pw0 of 'a': port with defaults",
        StepText.of(new Step.Configure("a", isolated, port)));
  }
}
