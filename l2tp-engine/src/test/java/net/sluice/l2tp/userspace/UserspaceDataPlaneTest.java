package net.sluice.l2tp.userspace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import net.sluice.l2tp.Await;
import net.sluice.l2tp.Cookie;
import net.sluice.l2tp.DataPlaneListener;
import net.sluice.l2tp.Encapsulation;
import net.sluice.l2tp.InterfaceSettings;
import net.sluice.l2tp.InterfaceState;
import net.sluice.l2tp.Mtu;
import net.sluice.l2tp.Profiles;
import net.sluice.l2tp.Sequencing;
import net.sluice.l2tp.SessionProfile;
import net.sluice.l2tp.Snapshot;
import net.sluice.l2tp.Step;
import net.sluice.l2tp.StepResults;
import net.sluice.l2tp.StepResults.Failure;
import net.sluice.l2tp.Sublayer;
import net.sluice.l2tp.TunnelProfile;
import net.sluice.netlink.Bridge;
import net.sluice.netlink.Errno;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The whole path: two namespaces, a veth between them, a data plane in each. */
class UserspaceDataPlaneTest {
  private static final Cookie COOKIE = Cookie.parse("0123456789abcdef");

  private final List<Site> sites = new ArrayList<>();
  private Site left;
  private Site right;

  @BeforeEach
  void open() {
    sites.addAll(Site.pair());
    left = sites.getFirst();
    right = sites.getLast();
    right.open();
  }

  @AfterEach
  void close() {
    sites.forEach(Site::close);
  }

  static Stream<Arguments> tunnels() {
    return Stream.of(Encapsulation.values())
        .flatMap(
            encapsulation ->
                Stream.of(Arguments.of(encapsulation, false), Arguments.of(encapsulation, true)));
  }

  @ParameterizedTest
  @MethodSource("tunnels")
  void carriesFramesOfFullSizeBothWays(Encapsulation encapsulation, boolean ipv6) throws Exception {
    left.open();
    String prefix = ipv6 ? "2001:db8::" : "192.0.2.";
    TunnelProfile tunnel = Profiles.tunnel(1, encapsulation, prefix + 1, prefix + 2);
    applied(left.apply(new Step.CreateTunnel(tunnel)));
    applied(right.apply(new Step.CreateTunnel(Profiles.peerOf(tunnel))));
    for (Cookie cookie : List.of(Cookie.NONE, Cookie.parse("89abcdef"), COOKIE)) {
      for (Sequencing sequencing : Sequencing.values()) {
        carriesFrames(tunnel, session(cookie, Sublayer.DEFAULT, sequencing));
      }
      carriesFrames(tunnel, session(cookie, Sublayer.NONE, Sequencing.NONE));
    }
    assertEquals(0, fragmentsMade(left), "frames went out in fragments");
    assertEquals(Map.of(), nonZero(left.plane().drops(1)));
    assertEquals(Map.of(), nonZero(right.plane().drops(101)));
  }

  private static SessionProfile session(Cookie cookie, Sublayer sublayer, Sequencing sequencing) {
    return Profiles.session(1, 7, cookie, cookie, sublayer, sequencing);
  }

  private void carriesFrames(TunnelProfile tunnel, SessionProfile session) {
    int mtu = Mtu.inner(tunnel, session.transmitCookie(), session.sublayer());
    createBoth(session, Profiles.peerOf(session), mtu);
    try (FramePort near = left.port("pw7");
        FramePort far = right.port("pw7")) {
      for (int seed = 0; seed < 3; seed++) {
        assertCrosses(FramePort.frame(mtu, seed), near, far);
        assertCrosses(FramePort.frame(mtu, -seed), far, near);
      }
    }
    assertEquals(3, left.state("pw7").inPackets());
    assertEquals(3L * (mtu + 14), left.state("pw7").inOctets());
    assertEquals(3, left.state("pw7").outPackets());
    assertEquals(3L * (mtu + 14), left.state("pw7").outOctets());
    applied(left.apply(new Step.DeleteSession("p", session)));
    applied(right.apply(new Step.DeleteSession("p", Profiles.peerOf(session))));
  }

  private static void assertCrosses(byte[] frame, FramePort from, FramePort to) {
    assertEquals(frame.length, from.send(frame));
    Await.until(
        "the frame has crossed",
        () -> to.receive().filter(received -> Arrays.equals(received, frame)).isPresent());
  }

  private void createBoth(SessionProfile session, SessionProfile peer, int mtu) {
    applied(left.apply(new Step.CreateSession("p", session)));
    applied(right.apply(new Step.CreateSession("p", peer)));
    left.bringUp("pw7", mtu);
    right.bringUp("pw7", mtu);
  }

  private static Map<Drop, Long> nonZero(Map<Drop, Long> drops) {
    drops.values().removeIf(count -> count == 0);
    return drops;
  }

  private static long fragmentsMade(Site site) throws Exception {
    return site.namespace().call(() -> fragmentsMade("snmp", "Ip:") + fragmentsMade6());
  }

  private static long fragmentsMade(String file, String prefix) throws Exception {
    List<String> lines =
        Files.readAllLines(Path.of("/proc/thread-self/net", file)).stream()
            .filter(line -> line.startsWith(prefix))
            .toList();
    int column = List.of(lines.getFirst().split(" ", -1)).indexOf("FragCreates");
    return Long.parseLong(lines.getLast().split(" ", -1)[column]);
  }

  private static long fragmentsMade6() throws Exception {
    return Files.readAllLines(Path.of("/proc/thread-self/net/snmp6")).stream()
        .filter(line -> line.startsWith("Ip6FragCreates"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D+6?\\D+", "")))
        .sum();
  }

  @Test
  void dropsAndCountsAWrongCookie() {
    left.open();
    createTunnels();
    SessionProfile session = session(COOKIE, Sublayer.NONE, Sequencing.NONE);
    SessionProfile other = session(new Cookie(8, 1), Sublayer.NONE, Sequencing.NONE);
    createBoth(session, Profiles.peerOf(other), 1400);
    try (FramePort near = left.port("pw7")) {
      near.send(FramePort.frame(100, 1));
    }
    Await.until("the drop is counted", () -> right.drops(101, Drop.WRONG_COOKIE) == 1);
    InterfaceState state = right.state("pw7");
    assertEquals(0, state.inPackets());
    assertEquals(1, state.inErrors());
  }

  private void createTunnels() {
    applied(left.apply(new Step.CreateTunnel(Profiles.tunnel(1))));
    applied(right.apply(new Step.CreateTunnel(Profiles.peerOf(Profiles.tunnel(1)))));
  }

  @ParameterizedTest
  @CsvSource({
    "UNKNOWN_SESSION, 00030000 00000063 0000000000000000000000000000",
    "NOT_DATA, c8030014 00000000 0000000000000000",
    "TOO_SHORT, 0003",
    "TOO_SHORT, 00030000 000003ef 00",
    "NOT_DELIVERED, 00030000 000003ef 0000000000000000000000000000",
  })
  void countsWhatItDrops(Drop reason, String packet) {
    applied(right.apply(new Step.CreateTunnel(Profiles.peerOf(Profiles.tunnel(1)))));
    SessionProfile session = Profiles.peerOf(session(Cookie.NONE, Sublayer.NONE, Sequencing.NONE));
    applied(right.apply(new Step.CreateSession("p", session)));
    byte[] bytes = HexFormat.of().parseHex(packet.replace(" ", ""));
    left.namespace().run(() -> sendFrom(5001, bytes, new InetSocketAddress("192.0.2.2", 5001)));
    Await.until(reason + " is counted", () -> right.drops(101, reason) == 1);
  }

  private static void sendFrom(int port, byte[] bytes, InetSocketAddress to) throws Exception {
    try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress("192.0.2.1", port))) {
      socket.send(new DatagramPacket(bytes, bytes.length, to));
    }
  }

  @ParameterizedTest
  @CsvSource({"UDP, 192.0.2.", "UDP, 2001:db8::", "IP, 192.0.2.", "IP, 2001:db8::"})
  void outlastsAPeerThatIsNotThere(Encapsulation encapsulation, String prefix) {
    left.open();
    TunnelProfile tunnel = Profiles.tunnel(1, encapsulation, prefix + 1, prefix + 2);
    SessionProfile session = session(COOKIE, Sublayer.DEFAULT, Sequencing.BOTH);
    applied(left.apply(new Step.CreateTunnel(tunnel), new Step.CreateSession("p", session)));
    left.bringUp("pw7", 1400);
    try (FramePort near = left.port("pw7")) {
      for (int seed = 0; seed < 3; seed++) {
        near.send(FramePort.frame(100, seed));
      }
      Await.until("they were sent", () -> left.state("pw7").outPackets() == 3);
      applied(
          right.apply(
              new Step.CreateTunnel(Profiles.peerOf(tunnel)),
              new Step.CreateSession("p", Profiles.peerOf(session))));
      right.bringUp("pw7", 1400);
      try (FramePort far = right.port("pw7")) {
        assertCrosses(FramePort.frame(100, 7), near, far);
        assertCrosses(FramePort.frame(100, 8), far, near);
      }
    }
  }

  @Test
  void sendsWithoutChecksumWhenTold() {
    left.open();
    for (String prefix : List.of("192.0.2.", "2001:db8::")) {
      TunnelProfile with = Profiles.tunnel(1, Encapsulation.UDP, prefix + 1, prefix + 2);
      TunnelProfile tunnel =
          new TunnelProfile(
              "t",
              1,
              101,
              Encapsulation.UDP,
              with.localAddress(),
              5001,
              with.peerAddress(),
              5001,
              false);
      applied(left.apply(new Step.CreateTunnel(tunnel)));
      applied(right.apply(new Step.CreateTunnel(Profiles.peerOf(tunnel))));
      carriesFrames(tunnel, session(Cookie.NONE, Sublayer.NONE, Sequencing.NONE));
      applied(left.apply(new Step.DeleteTunnel(tunnel)));
      applied(right.apply(new Step.DeleteTunnel(Profiles.peerOf(tunnel))));
    }
  }

  @Test
  void configuresTheInterface() {
    left.open();
    left.namespace().rtnetlink(links -> links.create(Bridge.named("br0")));
    createTunnels();
    SessionProfile session = session(Cookie.NONE, Sublayer.NONE, Sequencing.NONE);
    InterfaceSettings fresh = InterfaceSettings.fresh("pw7");
    InterfaceSettings wanted =
        new InterfaceSettings("pw7", "Kunde Grün", 1400, true, Optional.of("br0"));
    applied(
        left.apply(new Step.CreateSession("p", session), new Step.Configure("p", fresh, wanted)));
    InterfaceState state = left.state("pw7");
    assertEquals(wanted, state.settings());
    assertTrue(state.running());
    assertEquals("", left.namespace().exec("ip", "-6", "address", "show", "dev", "pw7"));

    InterfaceSettings alone = new InterfaceSettings("pw7", "", 1300, false, Optional.empty());
    applied(left.apply(new Step.Configure("p", wanted, alone)));
    assertEquals(alone, left.state("pw7").settings());
    assertFalse(left.state("pw7").running());
  }

  @Test
  void restoresAnInterfaceWhoseBridgeIsMissing() {
    left.open();
    createTunnels();
    SessionProfile session = session(Cookie.NONE, Sublayer.NONE, Sequencing.NONE);
    applied(left.apply(new Step.CreateSession("p", session)));
    left.bringUp("pw7", 1400);
    InterfaceSettings before = left.state("pw7").settings();
    InterfaceSettings after = new InterfaceSettings("pw7", "new", 1300, true, Optional.of("br9"));
    Failure failure = refused(left.apply(new Step.Configure("p", before, after)));
    assertEquals(Errno.ENODEV, failure.errno());
    assertEquals("ENODEV (No such device): bridge br9: no such interface", failure.text());
    assertEquals(before, left.state("pw7").settings());
  }

  @Test
  void explainsWhatItWouldDo() {
    left.open();
    InterfaceSettings wanted = new InterfaceSettings("pw7", "x", 1400, true, Optional.empty());
    InterfaceSettings fresh = InterfaceSettings.fresh("pw7");
    assertEquals(
        List.of("open UDP socket 192.0.2.1 port 5001 to 192.0.2.2 port 5001"),
        left.plane().explain(new Step.CreateTunnel(Profiles.tunnel(1))));
    assertEquals(
        List.of("remove TAP pw7"),
        left.plane().explain(new Step.DeleteSession("p", Profiles.session(1, 7))));
    assertEquals(
        List.of(
            "rtnl newlink ifname=pw7 mtu=1400 ifalias=x af-spec={inet6={addr-gen-mode=1}}",
            "rtnl newlink up ifname=pw7"),
        left.plane().explain(new Step.Configure("p", fresh, wanted)));
    assertEquals(List.of(), left.plane().explain(new Step.Configure("p", wanted, wanted)));
  }

  @Test
  void saysWhyATunnelIsRefused() {
    left.open();
    TunnelProfile foreign = Profiles.tunnel(1, Encapsulation.UDP, "192.0.2.99", "192.0.2.2");
    assertEquals(
        "EADDRNOTAVAIL (Cannot assign requested address):"
            + " local address 192.0.2.99 is not configured on this host",
        refused(left.apply(new Step.CreateTunnel(foreign))).text());
    TunnelProfile unreachable = Profiles.tunnel(1, Encapsulation.UDP, "192.0.2.1", "203.0.113.1");
    assertEquals(
        "ENETUNREACH (Network is unreachable): no route to 203.0.113.1",
        refused(left.apply(new Step.CreateTunnel(unreachable))).text());
    applied(left.apply(new Step.CreateTunnel(Profiles.tunnel(1))));
    assertEquals(
        "EEXIST (File exists): tunnel id 1 is already in use",
        refused(left.apply(new Step.CreateTunnel(Profiles.tunnel(1)))).text());
    TunnelProfile samePort =
        new TunnelProfile(
            "t",
            2,
            3,
            Encapsulation.UDP,
            Profiles.ip("192.0.2.1"),
            5001,
            Profiles.ip("192.0.2.2"),
            5009,
            true);
    assertEquals(
        "EADDRINUSE (Address already in use): 192.0.2.1 port 5001 is already in use by another"
            + " socket",
        refused(left.apply(new Step.CreateTunnel(samePort))).text());
  }

  @Test
  void saysWhyASessionIsRefused() {
    left.open();
    assertEquals(
        "ENODEV (No such device): there is no tunnel with id 1",
        refused(left.apply(new Step.CreateSession("p", Profiles.session(1, 7)))).text());
    createTunnels();
    applied(left.apply(new Step.CreateSession("p", Profiles.session(1, 7))));
    assertEquals(
        "EEXIST (File exists): session id 7 is already in use",
        refused(left.apply(new Step.CreateSession("p", Profiles.session(1, 7)))).text());
    left.namespace().rtnetlink(links -> links.create(Bridge.named("pw8")));
    assertEquals(
        "EEXIST (File exists): interface name pw8 is already in use",
        refused(left.apply(new Step.CreateSession("p", Profiles.session(1, 8)))).text());
  }

  @Test
  void takesAnInterfaceDeletedByOthersForASessionDeleted() {
    left.open();
    createTunnels();
    SessionProfile session = session(COOKIE, Sublayer.NONE, Sequencing.NONE);
    createBoth(session, Profiles.peerOf(session), 1400);
    left.namespace().rtnetlink(links -> links.delete("pw7"));
    Snapshot snapshot =
        left.namespace().call(() -> left.plane().snapshot(List.of(1L), List.of(session)));
    assertEquals(Map.of(1L, Profiles.tunnel(1)), snapshot.tunnels());
    assertTrue(snapshot.sessions().isEmpty());
    applied(left.apply(new Step.CreateSession("p", session)));
    left.bringUp("pw7", 1400);
    try (FramePort near = left.port("pw7");
        FramePort far = right.port("pw7")) {
      assertCrosses(FramePort.frame(1400, 1), near, far);
    }
  }

  @Test
  void deletingATunnelDeletesItsSessions() {
    left.open();
    createTunnels();
    SessionProfile session = Profiles.session(1, 7);
    applied(left.apply(new Step.CreateSession("p", session)));
    applied(left.apply(new Step.DeleteTunnel(Profiles.tunnel(1))));
    assertTrue(left.states(List.of("pw7")).isEmpty());
    assertEquals(
        new Snapshot(Map.of(), Map.of(), Map.of()),
        left.namespace().call(() -> left.plane().snapshot(List.of(1L), List.of(session))));
    applied(left.apply(new Step.DeleteSession("p", session)));
  }

  @Test
  void closingLeavesNoInterface() {
    left.open();
    createTunnels();
    applied(left.apply(new Step.CreateSession("p", Profiles.session(1, 7))));
    left.closePlane();
    left.namespace().rtnetlink(links -> assertEquals(Optional.empty(), links.link("pw7")));
  }

  @Test
  void tellsOfChangesMadeByOthers() throws InterruptedException {
    left.open();
    createTunnels();
    applied(left.apply(new Step.CreateSession("p", Profiles.session(1, 7))));
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    left.namespace().run(() -> left.plane().listen(recorder(heard)));
    left.namespace().rtnetlink(links -> links.change("pw7", link -> link.mtu(1234)));
    left.namespace().rtnetlink(links -> links.delete("pw7"));
    String last = "";
    while (!last.equals("pw7 is gone")) {
      last = heard.poll(10, TimeUnit.SECONDS);
      assertTrue(last.startsWith("pw7 "), last);
      assertTrue(last.equals("pw7 is gone") || last.endsWith(" 1234"), last);
    }
  }

  private static DataPlaneListener recorder(BlockingQueue<String> heard) {
    return new DataPlaneListener() {
      @Override
      public void interfaceChanged(InterfaceState state) {
        heard.add(state.settings().name() + " " + state.settings().mtu());
      }

      @Override
      public void interfaceGone(String name) {
        heard.add(name + " is gone");
      }

      @Override
      public void overrun() {
        heard.add("overrun");
      }
    };
  }

  private static void applied(StepResults results) {
    assertEquals(List.of(), results.failures());
  }

  private static Failure refused(StepResults results) {
    assertEquals(1, results.failures().size());
    return results.failures().getFirst();
  }
}
