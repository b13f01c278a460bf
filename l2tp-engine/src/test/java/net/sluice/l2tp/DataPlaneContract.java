package net.sluice.l2tp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import net.sluice.l2tp.StepResults.Failure;
import net.sluice.l2tp.socket.L2tpSocket;
import net.sluice.netlink.Await;
import net.sluice.netlink.rtnl.Bridge;
import net.sluice.netlink.system.Errno;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The contract of every data plane with real interfaces. */
public abstract class DataPlaneContract extends PortContract {
  /** Returns the uses of sequence numbers that work with this data plane. */
  protected abstract Sequencing[] sequencings();

  /** Returns the kind of socket that the signaling opens over IP for this data plane. */
  protected abstract L2tpSocket.Kind ipSockets();

  @ParameterizedTest
  @CsvSource({"UDP, 192.0.2.", "UDP, 2001:db8::", "IP, 192.0.2.", "IP, 2001:db8::"})
  void carriesFramesOfFullSizeBothWays(Encapsulation encapsulation, String prefix) {
    TunnelProfile tunnel = Profiles.tunnel(1, encapsulation, prefix + 1, prefix + 2);
    new Carriage(left, right).carriesAllKinds(tunnel, sequencings());
  }

  @ParameterizedTest
  @CsvSource({"UDP, 192.0.2.", "UDP, 2001:db8::", "IP, 192.0.2.", "IP, 2001:db8::"})
  void sharesAGivenSocketWithItsOwner(Encapsulation encapsulation, String prefix) {
    TunnelProfile tunnel = Profiles.tunnel(1, encapsulation, prefix + 1, prefix + 2);
    SessionProfile session =
        Profiles.session(
            1,
            7,
            Cookie.parse("0123456789abcdef"),
            Cookie.parse("89abcdef"),
            Sublayer.NONE,
            Sequencing.NONE);
    try (GivenSocket near = new GivenSocket(left, tunnel, ipSockets());
        GivenSocket far = new GivenSocket(right, Profiles.peerOf(tunnel), ipSockets())) {
      left.applied(new Step.CreateTunnel(tunnel, Optional.of(near)));
      right.applied(new Step.CreateTunnel(Profiles.peerOf(tunnel), Optional.of(far)));
      new Carriage(left, right).carries(tunnel, session);
      near.sends(1, tunnel.peerTunnelId());
      far.receives(1);
      far.sends(2, tunnel.tunnelId());
      near.receives(2);
      new Carriage(left, right).carries(tunnel, session);

      left.applied(new Step.DeleteTunnel(tunnel));
      right.applied(new Step.DeleteTunnel(Profiles.peerOf(tunnel)));
      near.sends(3, tunnel.peerTunnelId());
      far.reads(3);
    }
  }

  @Test
  void sendsWithoutChecksumIfConfigured() {
    for (String prefix : List.of("192.0.2.", "2001:db8::")) {
      TunnelProfile tunnel =
          Profiles.withoutChecksum(Profiles.tunnel(1, Encapsulation.UDP, prefix + 1, prefix + 2));
      left.applied(new Step.CreateTunnel(tunnel));
      right.applied(new Step.CreateTunnel(Profiles.peerOf(tunnel)));
      new Carriage(left, right).carries(tunnel, Profiles.session(1, 7));
      left.applied(new Step.DeleteTunnel(tunnel));
      right.applied(new Step.DeleteTunnel(Profiles.peerOf(tunnel)));
    }
  }

  @Test
  void configuresTheInterface() {
    left.namespace().rtnetlink(links -> links.create(Bridge.named("br0")));
    createTunnels();
    SessionProfile session = Profiles.session(1, 7);
    InterfaceSettings fresh = InterfaceSettings.fresh("pw7");
    InterfaceSettings wanted =
        new InterfaceSettings("pw7", "Kunde Grün", 1400, true, Optional.of("br0"));
    left.applied(new Step.CreateSession("p", session), new Step.Configure("p", fresh, wanted));
    InterfaceState state = left.state("pw7");
    assertEquals(wanted.withPort(USUAL), state.settings());
    assertTrue(state.running());
    assertEquals("", left.namespace().exec("ip", "-6", "address", "show", "dev", "pw7"));

    InterfaceSettings alone = new InterfaceSettings("pw7", "", 1300, false, Optional.empty());
    left.applied(new Step.Configure("p", wanted, alone));
    assertEquals(alone, left.state("pw7").settings());
    assertFalse(left.state("pw7").running());
  }

  @Test
  void restoresAnInterfaceWhoseBridgeIsMissingOrNoBridge() {
    createTunnels();
    SessionProfile session = Profiles.session(1, 7);
    left.applied(new Step.CreateSession("p", session));
    left.bringUp("pw7", 1400);
    InterfaceSettings before = left.state("pw7").settings();
    InterfaceSettings after = new InterfaceSettings("pw7", "new", 1300, true, Optional.of("br9"));
    Failure failure = left.refused(new Step.Configure("p", before, after));
    assertEquals(Errno.ENODEV, failure.errno());
    assertEquals("ENODEV (No such device): bridge br9: no such interface", failure.text());
    assertEquals(before, left.state("pw7").settings());

    after = new InterfaceSettings("pw7", "new", 1300, true, Optional.of("lo"));
    failure = left.refused(new Step.Configure("p", before, after));
    assertTrue(failure.text().contains("interface lo is not a bridge"), failure.text());
    assertEquals(before, left.state("pw7").settings());
  }

  @Test
  void explainsARefusedTunnel() {
    TunnelProfile foreign = Profiles.tunnel(1, Encapsulation.UDP, "192.0.2.99", "192.0.2.2");
    assertEquals(
        "EADDRNOTAVAIL (Cannot assign requested address):"
            + " local address 192.0.2.99 is not configured on this host",
        left.refused(new Step.CreateTunnel(foreign)).text());
    TunnelProfile unreachable = Profiles.tunnel(1, Encapsulation.UDP, "192.0.2.1", "203.0.113.1");
    assertEquals(
        "ENETUNREACH (Network is unreachable): no route to 203.0.113.1",
        left.refused(new Step.CreateTunnel(unreachable)).text());
    left.applied(new Step.CreateTunnel(Profiles.tunnel(1)));
    assertEquals(
        "EEXIST (File exists): tunnel id 1 is already in use",
        left.refused(new Step.CreateTunnel(Profiles.tunnel(1))).text());
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
        left.refused(new Step.CreateTunnel(samePort)).text());
  }

  @Test
  void explainsARefusedSession() {
    assertEquals(
        "ENODEV (No such device): there is no tunnel with id 1",
        left.refused(new Step.CreateSession("p", Profiles.session(1, 7))).text());
    createTunnels();
    left.applied(new Step.CreateSession("p", Profiles.session(1, 7)));
    assertEquals(
        "EEXIST (File exists): session id 7 is already in use",
        left.refused(new Step.CreateSession("p", Profiles.session(1, 7))).text());
    left.namespace().rtnetlink(links -> links.create(Bridge.named("pw8")));
    assertEquals(
        "EEXIST (File exists): interface name pw8 is already in use",
        left.refused(new Step.CreateSession("p", Profiles.session(1, 8))).text());
  }

  @Test
  void deletingATunnelDeletesItsSessions() {
    createTunnels();
    SessionProfile session = Profiles.session(1, 7);
    left.applied(new Step.CreateSession("p", session));
    left.applied(new Step.DeleteTunnel(Profiles.tunnel(1)));
    Await.until("the interface is gone", () -> left.states(List.of("pw7")).isEmpty());
    // The kernel reports a tunnel until its last user has released it.
    Snapshot nothing = new Snapshot(Map.of(), Map.of(), Map.of());
    Await.until(
        "tunnel and session are gone",
        () -> left.snapshot(List.of(1L), List.of(session)).equals(nothing));
    left.applied(new Step.DeleteSession("p", session));
  }

  @ParameterizedTest
  @CsvSource({"UDP, 192.0.2.", "UDP, 2001:db8::", "IP, 192.0.2.", "IP, 2001:db8::"})
  void readsBackTunnelsAndSessions(Encapsulation encapsulation, String prefix) {
    TunnelProfile plain = Profiles.tunnel(1, encapsulation, prefix + 1, prefix + 2);
    boolean udp = encapsulation == Encapsulation.UDP;
    for (TunnelProfile tunnel : List.of(plain, udp ? Profiles.withoutChecksum(plain) : plain)) {
      SessionProfile session =
          Profiles.session(
              1,
              4_000_000_000L,
              Cookie.parse("0123456789abcdef"),
              Cookie.parse("89abcdef"),
              Sublayer.DEFAULT,
              Sequencing.BOTH);
      left.applied(new Step.CreateTunnel(tunnel), new Step.CreateSession("p", session));
      Snapshot snapshot = left.snapshot(List.of(1L, 2L), List.of(session, Profiles.session(1, 8)));
      assertEquals(
          Map.of(1L, tunnel), Map.of(1L, snapshot.tunnels().get(1L).withName(tunnel.name())));
      Snapshot.ActualSession actual = snapshot.sessions().get(4_000_000_000L);
      assertEquals(session, actual.profile().withSublayer(session.sublayer()));
      assertEquals(List.of(session.interfaceName()), List.copyOf(snapshot.interfaces().keySet()));
      left.applied(new Step.DeleteTunnel(tunnel));
    }
  }

  @Test
  void recreatesImmediatelyAfterDeleting() {
    TunnelProfile tunnel = Profiles.tunnel(1);
    List<Step> creations = new ArrayList<>(List.of(new Step.CreateTunnel(tunnel)));
    for (int id = 1; id <= 20; id++) {
      creations.add(new Step.CreateSession("p", Profiles.session(1, id)));
    }
    List<Step> sessionsAgain = new ArrayList<>();
    creations.reversed().stream().limit(20).map(Step::inverse).forEach(sessionsAgain::add);
    sessionsAgain.addAll(creations.subList(1, 21));
    Step[] creating = creations.toArray(Step[]::new);
    for (int i = 0; i < 3; i++) {
      left.applied(creating);
      left.applied(sessionsAgain.toArray(Step[]::new));
      left.applied(new Step.DeleteTunnel(tunnel));
    }
    left.applied(creating);
    assertEquals(20, left.states(creationNames()).size());
  }

  @Test
  void deletesManySessions() {
    left.applied(new Step.CreateTunnel(Profiles.tunnel(1)));
    List<Step> creations = new ArrayList<>();
    List<Step> deletions = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (int id = 1; id <= 200; id++) {
      creations.add(new Step.CreateSession("p", Profiles.session(1, id)));
      deletions.add(creations.getLast().inverse());
      names.add("pw" + id);
    }
    left.applied(creations.toArray(Step[]::new));
    assertEquals(200, left.states(names).size());
    left.applied(deletions.toArray(Step[]::new));
    Await.until("the interfaces are gone", () -> left.states(names).isEmpty());
    left.applied(creations.toArray(Step[]::new));
    assertEquals(200, left.states(names).size());
  }

  private static List<String> creationNames() {
    return Stream.iterate(1, id -> id + 1).limit(20).map(id -> "pw" + id).toList();
  }

  @Test
  void reportsChangesMadeByOthers() throws InterruptedException {
    createTunnels();
    SessionProfile session = Profiles.session(1, 7);
    left.applied(new Step.CreateSession("p", session));
    BlockingQueue<String> reported = new LinkedBlockingQueue<>();
    left.listen(recorder(reported));
    left.namespace().rtnetlink(links -> links.change("pw7", link -> link.mtu(1234)));
    String next = reported.poll(10, TimeUnit.SECONDS);
    assertEquals("pw7 1234", next);
    left.applied(new Step.DeleteSession("p", session));
    while (!"pw7 is gone".equals(next)) {
      next = reported.poll(10, TimeUnit.SECONDS);
      assertTrue("pw7 is gone".equals(next) || "pw7 1234".equals(next), next);
    }
  }

  /** Records events of session interfaces: the kernel may report under0 late. */
  private static DataPlaneListener recorder(BlockingQueue<String> reported) {
    return new DataPlaneListener() {
      @Override
      public void interfaceChanged(InterfaceState state) {
        InterfaceSettings settings = state.settings();
        if (settings.name().startsWith("pw")) {
          reported.add(settings.name() + " " + settings.mtu());
        }
      }

      @Override
      public void interfaceGone(String name) {
        reported.add(name + " is gone");
      }

      @Override
      public void overrun() {
        reported.add("overrun");
      }
    };
  }
}
