package net.sluice.l2tp.userspace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.sluice.l2tp.Carriage;
import net.sluice.l2tp.Cookie;
import net.sluice.l2tp.DataPlaneContract;
import net.sluice.l2tp.Encapsulation;
import net.sluice.l2tp.FramePort;
import net.sluice.l2tp.InterfaceSettings;
import net.sluice.l2tp.InterfaceState;
import net.sluice.l2tp.Profiles;
import net.sluice.l2tp.Sequencing;
import net.sluice.l2tp.SessionProfile;
import net.sluice.l2tp.Snapshot;
import net.sluice.l2tp.Step;
import net.sluice.l2tp.Sublayer;
import net.sluice.l2tp.TunnelProfile;
import net.sluice.l2tp.socket.L2tpSocket;
import net.sluice.netlink.Await;
import net.sluice.netlink.system.Syscalls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The userspace data plane in two namespaces of this kernel. */
class UserspaceDataPlaneTest extends DataPlaneContract {
  private static final Cookie COOKIE = Cookie.parse("0123456789abcdef");

  @Override
  protected UserspaceDataPlane open(Syscalls syscalls) {
    return UserspaceDataPlane.open(syscalls);
  }

  @Override
  protected Sequencing[] sequencings() {
    return Sequencing.values();
  }

  @Override
  protected L2tpSocket.Kind ipSockets() {
    return L2tpSocket.Kind.RAW_IP;
  }

  private UserspaceDataPlane leftPlane() {
    return (UserspaceDataPlane) left.plane();
  }

  private UserspaceDataPlane rightPlane() {
    return (UserspaceDataPlane) right.plane();
  }

  private static SessionProfile session(Cookie cookie) {
    return Profiles.session(1, 7, cookie, cookie, Sublayer.DEFAULT, Sequencing.BOTH);
  }

  @Test
  void dropsAndCountsAWrongCookie() {
    createTunnels();
    SessionProfile other = session(new Cookie(8, 1));
    new Carriage(left, right).create(session(COOKIE), Profiles.peerOf(other), 1400);
    try (FramePort near = left.port("pw7")) {
      near.send(FramePort.frame(100, 1));
    }
    Await.until("the drop is counted", () -> rightPlane().drops(101).get(Drop.WRONG_COOKIE) == 1);
    InterfaceState state = right.state("pw7");
    assertEquals(0, state.inPackets());
    assertEquals(1, state.inErrors());
  }

  @ParameterizedTest
  @CsvSource({
    "UNKNOWN_SESSION, 00030000 00000063 0000000000000000000000000000",
    "NOT_DATA, c8030014 00000000 0000000000000000",
    "TOO_SHORT, 0003",
    "TOO_SHORT, 00030000 000003ef 00",
    "NOT_DELIVERED, 00030000 000003ef 0000000000000000000000000000",
  })
  void countsDroppedPackets(Drop reason, String packet) {
    right.applied(
        new Step.CreateTunnel(Profiles.peerOf(Profiles.tunnel(1))),
        new Step.CreateSession("p", Profiles.peerOf(Profiles.session(1, 7))));
    byte[] bytes = HexFormat.of().parseHex(packet.replace(" ", ""));
    left.namespace().run(() -> sendFrom(5001, bytes, new InetSocketAddress("192.0.2.2", 5001)));
    Await.until(reason + " is counted", () -> rightPlane().drops(101).get(reason) == 1);
  }

  private static void sendFrom(int port, byte[] bytes, InetSocketAddress to) throws Exception {
    try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress("192.0.2.1", port))) {
      socket.send(new DatagramPacket(bytes, bytes.length, to));
    }
  }

  @ParameterizedTest
  @CsvSource({"UDP, 192.0.2.", "UDP, 2001:db8::", "IP, 192.0.2.", "IP, 2001:db8::"})
  void survivesAnAbsentPeer(Encapsulation encapsulation, String prefix) {
    TunnelProfile tunnel = Profiles.tunnel(1, encapsulation, prefix + 1, prefix + 2);
    SessionProfile session = session(COOKIE);
    left.applied(new Step.CreateTunnel(tunnel), new Step.CreateSession("p", session));
    left.bringUp("pw7", 1400);
    try (FramePort near = left.port("pw7")) {
      for (int seed = 0; seed < 3; seed++) {
        near.send(FramePort.frame(100, seed));
      }
      Await.until("they were sent", () -> left.state("pw7").outPackets() == 3);
      right.applied(
          new Step.CreateTunnel(Profiles.peerOf(tunnel)),
          new Step.CreateSession("p", Profiles.peerOf(session)));
      right.bringUp("pw7", 1400);
      try (FramePort far = right.port("pw7")) {
        Carriage.crosses(FramePort.frame(100, 7), near, far);
        Carriage.crosses(FramePort.frame(100, 8), far, near);
      }
    }
  }

  @Test
  void explainsSteps() {
    InterfaceSettings wanted = new InterfaceSettings("pw7", "x", 1400, true, Optional.empty());
    InterfaceSettings fresh = InterfaceSettings.fresh("pw7");
    assertEquals(
        List.of("open UDP socket 192.0.2.1 port 5001 to 192.0.2.2 port 5001"),
        leftPlane().explain(new Step.CreateTunnel(Profiles.tunnel(1))));
    assertEquals(
        List.of("remove TAP pw7"),
        leftPlane().explain(new Step.DeleteSession("p", Profiles.session(1, 7))));
    assertEquals(
        List.of(
            "sysctl net.ipv6.conf.pw7.disable_ipv6=1",
            "rtnl newlink up ifname=pw7 mtu=1400 ifalias=x"),
        leftPlane().explain(new Step.Configure("p", fresh, wanted)));
    assertEquals(List.of(), leftPlane().explain(new Step.Configure("p", wanted, wanted)));
  }

  @Test
  void treatsADeletedInterfaceAsADeletedSession() {
    createTunnels();
    SessionProfile session = session(COOKIE);
    new Carriage(left, right).create(session, Profiles.peerOf(session), 1400);
    left.namespace().rtnetlink(links -> links.delete("pw7"));
    Snapshot snapshot = left.snapshot(List.of(1L), List.of(session));
    assertEquals(Map.of(1L, Profiles.tunnel(1)), snapshot.tunnels());
    assertTrue(snapshot.sessions().isEmpty());
    left.applied(new Step.CreateSession("p", session));
    left.bringUp("pw7", 1400);
    try (FramePort near = left.port("pw7");
        FramePort far = right.port("pw7")) {
      Carriage.crosses(FramePort.frame(1400, 1), near, far);
    }
  }

  @Test
  void closingLeavesNoInterface() {
    createTunnels();
    left.applied(new Step.CreateSession("p", Profiles.session(1, 7)));
    left.closePlane();
    left.namespace().rtnetlink(links -> assertEquals(Optional.empty(), links.link("pw7")));
  }
}
