package net.sluice.l2tp.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.sluice.l2tp.AcceptProfile;
import net.sluice.l2tp.CircuitStatus;
import net.sluice.l2tp.ControlParameters;
import net.sluice.l2tp.ControlParameters.Authentication;
import net.sluice.l2tp.ControlParameters.Delivery;
import net.sluice.l2tp.DigestType;
import net.sluice.l2tp.Encapsulation;
import net.sluice.l2tp.PeerProfile;
import net.sluice.l2tp.PseudowireType;
import net.sluice.l2tp.RemoteEndId;
import net.sluice.l2tp.Sequencing;
import net.sluice.l2tp.SessionParameters;
import net.sluice.l2tp.SignaledPseudowireProfile;
import net.sluice.l2tp.SignaledTunnelProfile;
import net.sluice.l2tp.Sublayer;
import net.sluice.l2tp.protocol.SimulatedNetwork.Faults;
import net.sluice.l2tp.signaling.SessionReport;
import net.sluice.l2tp.signaling.TunnelReport;

/**
 * Two hosts with any sequence of events: the configuration changes, operators reset, hosts crash,
 * the network fails, sockets and data planes refuse. After all faults end, everything that is
 * configured at both ends is up, and nothing else exists.
 */
class ConvergencePropertyTest {
  private static final int TUNNELS = 2;
  private static final int PSEUDOWIRES = 4;
  private static final List<Faults> NETWORKS =
      List.of(
          Faults.NONE,
          Faults.DOWN,
          new Faults(0.2, 0.1, 0.25, Duration.ofMillis(50), Duration.ZERO),
          new Faults(0.05, 0.3, 0.1, Duration.ofMillis(1), Duration.ofMillis(300)));

  /** Longer than any HELLO, retransmission, establishment and retry together. */
  private static final Duration LONG = Duration.ofMinutes(20);

  private final List<String> log = new ArrayList<>();
  private Random random;
  private SimulatedPair pair;

  @Property(tries = 200)
  void configuredTunnelsAndSessionsAreUpAfterAllFaultsEnd(@ForAll long seed) {
    log.clear();
    random = new Random(seed);
    pair = new SimulatedPair(seed, Faults.NONE);
    int steps = 10 + random.nextInt(60);
    for (int i = 0; i < steps; i++) {
      act(random.nextBoolean() ? pair.a() : pair.b());
      pair.network().run(pause());
    }
    pair.network().faults(Faults.NONE);
    for (SimulatedHost host : List.of(pair.a(), pair.b())) {
      host.socketFailures(0);
      host.dataPlane(SimulatedHost.DataPlane.WILLING);
    }
    pair.network().run(LONG);
    try {
      assertConverged(pair.a(), pair.b());
      assertConverged(pair.b(), pair.a());
      clear(pair.a());
      clear(pair.b());
      pair.network().run(LONG);
      pair.assertNothingLeft();
    } catch (AssertionError e) {
      throw new AssertionError(String.join("\n", log) + "\n" + pair, e);
    }
  }

  private Duration pause() {
    return Duration.ofMillis(
        switch (random.nextInt(3)) {
          case 0 -> random.nextInt(5);
          case 1 -> random.nextInt(500);
          default -> random.nextInt(60_000);
        });
  }

  private void act(SimulatedHost host) {
    switch (random.nextInt(15)) {
      case 0, 1, 2 -> log(host, "tunnel", this::tunnel);
      case 3, 4, 5, 6 -> log(host, "pseudowire", this::pseudowire);
      case 7 -> log(host, "remove tunnel", at -> at.removeTunnel("t" + random.nextInt(TUNNELS)));
      case 8 ->
          log(
              host,
              "remove pseudowire",
              at -> at.removePseudowires(List.of("pw" + random.nextInt(PSEUDOWIRES))));
      case 9 ->
          log(
              host,
              "reset",
              at ->
                  at.on(
                      random.nextBoolean()
                          ? new LcceInput.ResetTunnel("t" + random.nextInt(TUNNELS))
                          : new LcceInput.ResetSession("pw" + random.nextInt(PSEUDOWIRES))));
      case 10 -> log(host, "crash", SimulatedHost::restart);
      case 11 -> log(host, "network", at -> pair.network().faults(pick(NETWORKS)));
      case 12 -> log(host, "data plane", this::dataPlane);
      case 13 -> log(host, "sockets", at -> at.socketFailures(random.nextBoolean() ? 0.5 : 0));
      default -> log(host, "peers, status", this::others);
    }
  }

  private void log(
      SimulatedHost host, String what, java.util.function.Consumer<SimulatedHost> action) {
    log.add(
        "%8.3f %s %s".formatted(pair.network().now() / 1e9, host == pair.a() ? "a" : "b", what));
    action.accept(host);
  }

  /**
   * Returns a tunnel. Its name is in the Host Name, so that the peer can distinguish two of them.
   */
  private void tunnel(SimulatedHost host) {
    String name = "t" + random.nextInt(TUNNELS);
    // without tie breakers at either end there would be two connections
    boolean tieBreaker = host == pair.a() || random.nextBoolean();
    ControlParameters usual = SimulatedPair.parameters(name, tieBreaker);
    // one secret for each tunnel, and none for the other
    List<String> secrets = name.equals("t0") ? List.of("secret") : List.of();
    ControlParameters parameters =
        new ControlParameters(
            name,
            new Authentication(
                secrets, DigestType.SHA1, !secrets.isEmpty() && random.nextBoolean()),
            new Delivery(
                usual.delivery().retransmitTimeout(),
                usual.delivery().retransmitCap(),
                usual.delivery().retransmitLimit(),
                1 + random.nextInt(20)),
            usual.timing(),
            usual.tieBreaker(),
            usual.maxSessions(),
            random.nextBoolean(),
            usual.quirks());
    Encapsulation encapsulation = name.equals("t0") ? Encapsulation.UDP : Encapsulation.IP;
    host.add(
        SimulatedPair.forHost(
            pair.tunnel(host, name, random.nextInt(3) != 0, encapsulation, parameters), name));
  }

  private void pseudowire(SimulatedHost host) {
    int number = random.nextInt(PSEUDOWIRES);
    host.add(
        List.of(
            new SignaledPseudowireProfile(
                "pw" + number,
                "t" + number % TUNNELS,
                RemoteEndId.ofNumber(number),
                random.nextInt(3) != 0,
                random.nextInt(4) != 0,
                session())));
  }

  private SessionParameters session() {
    return new SessionParameters(
        PseudowireType.ETHERNET,
        4 * random.nextInt(3),
        Optional.empty(),
        random.nextBoolean() ? Sublayer.DEFAULT : Sublayer.NONE,
        pick(List.of(Sequencing.values())));
  }

  private <T> T pick(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  private void dataPlane(SimulatedHost host) {
    Duration delay = random.nextBoolean() ? Duration.ZERO : Duration.ofMillis(random.nextInt(2000));
    host.dataPlane(SimulatedHost.DataPlane.of(delay, random.nextInt(3) == 0));
  }

  private void others(SimulatedHost host) {
    switch (random.nextInt(4)) {
      case 0 ->
          host.on(
              new LcceInput.LocalStatus(
                  Map.of(
                      "pw" + random.nextInt(PSEUDOWIRES),
                      random.nextBoolean() ? CircuitStatus.UP : CircuitStatus.DOWN)));
      case 1 -> host.peers(List.of());
      case 2 ->
          host.peers(
              List.of(
                  new PeerProfile(
                      "any",
                      Optional.empty(),
                      Optional.of(new PeerProfile.Prefix(SimulatedPair.A, 0)),
                      false,
                      random.nextBoolean() ? Optional.of("any") : Optional.empty(),
                      PeerProfile.MAX_SESSIONS,
                      SimulatedPair.parameters("any", true))));
      default -> host.accepts(List.of(new AcceptProfile("any", Optional.empty(), session())));
    }
  }

  private static void clear(SimulatedHost host) {
    host.peers(List.of());
    host.removePseudowires(List.copyOf(host.pseudowires().keySet()));
    List.copyOf(host.tunnelProfiles().keySet()).forEach(host::removeTunnel);
  }

  // --- expected state at the end

  private static void assertConverged(SimulatedHost host, SimulatedHost peer) {
    for (SignaledTunnelProfile tunnel : host.tunnelProfiles().values()) {
      SignaledTunnelProfile far = peer.tunnelProfiles().get(tunnel.name());
      if (far != null && (tunnel.initiate() || far.initiate())) {
        TunnelReport report = host.tunnels().get(tunnel.name());
        assertEquals(TunnelReport.State.ESTABLISHED, report.state(), report::toString);
        assertEquals(peer.tunnels().get(tunnel.name()).local().id(), report.peer().id());
      }
    }
    for (TunnelReport tunnel : host.tunnels().values()) {
      if (tunnel.state() == TunnelReport.State.ESTABLISHED) {
        List<TunnelReport> ends =
            peer.tunnels().values().stream()
                .filter(far -> far.local().id() == tunnel.peer().id())
                .toList();
        assertEquals(1, ends.size(), tunnel::toString);
        assertEquals(tunnel.local().id(), ends.getFirst().peer().id());
        assertEquals(TunnelReport.State.ESTABLISHED, ends.getFirst().state());
      }
    }
    for (SignaledPseudowireProfile pseudowire : host.pseudowires().values()) {
      SignaledPseudowireProfile far = peer.pseudowires().get(pseudowire.name());
      TunnelReport tunnel = host.tunnels().get(pseudowire.tunnel());
      if (far != null
          && (pseudowire.initiate() || far.initiate())
          && tunnel != null
          && tunnel.state() == TunnelReport.State.ESTABLISHED
          && peer.tunnelProfiles().containsKey(pseudowire.tunnel())) {
        SessionReport report = host.sessions().get(pseudowire.name());
        assertEquals(SessionReport.State.ESTABLISHED, report.state(), report::toString);
        assertEquals(
            peer.sessions().get(pseudowire.name()).local().sessionId(), report.peer().sessionId());
      }
    }
    for (SessionReport session : host.sessions().values()) {
      if (session.state() == SessionReport.State.ESTABLISHED) {
        assertMirrored(session, peer);
      }
    }
  }

  private static void assertMirrored(SessionReport session, SimulatedHost peer) {
    List<SessionReport> ends =
        peer.sessions().values().stream()
            .filter(far -> far.local().sessionId() == session.peer().sessionId())
            .toList();
    assertEquals(1, ends.size(), session::toString);
    SessionReport far = ends.getFirst();
    assertEquals(SessionReport.State.ESTABLISHED, far.state());
    assertEquals(session.local().sessionId(), far.peer().sessionId());
    assertEquals(session.peer().cookie(), far.local().cookie());
    assertEquals(session.sublayer(), far.sublayer());
    assertEquals(session.peer().circuit(), far.local().circuit());
    assertTrue(session.sequencing().sends() || !far.sequencing().receives(), session::toString);
    assertTrue(session.sequencing() == Sequencing.NONE || session.sublayer() != Sublayer.NONE);
  }
}
