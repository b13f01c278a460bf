package net.sluice.l2tp.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import net.sluice.l2tp.ControlParameters;
import net.sluice.l2tp.Encapsulation;
import net.sluice.l2tp.LcceProfile;
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

/** Two hosts in one network. */
final class SimulatedPair {
  static final InetAddress A = address("192.0.2.1");
  static final InetAddress B = address("192.0.2.2");
  static final int PORT = 1701;

  private static final SessionParameters SESSION =
      new SessionParameters(
          PseudowireType.ETHERNET, 8, Optional.empty(), Sublayer.NONE, Sequencing.NONE);

  private final SimulatedNetwork network;
  private final SimulatedHost a;
  private final SimulatedHost b;

  SimulatedPair(long seed, Faults faults) {
    Random random = new Random(seed);
    network = new SimulatedNetwork(random, faults);
    a = new SimulatedHost(network, A, random);
    b = new SimulatedHost(network, B, random);
    a.configure(lcce("a", 1));
    b.configure(lcce("b", 2));
  }

  static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  static LcceProfile lcce(String name, long routerId) {
    InetAddress any = address("0.0.0.0");
    return new LcceProfile(
        name,
        routerId,
        "Sluice",
        List.of(
            new LcceProfile.Listener(Encapsulation.UDP, any, PORT),
            new LcceProfile.Listener(Encapsulation.IP, any, 0)),
        0,
        0,
        100,
        0,
        false);
  }

  SimulatedNetwork network() {
    return network;
  }

  SimulatedHost a() {
    return a;
  }

  SimulatedHost b() {
    return b;
  }

  /** Returns parameters with or without a tie breaker. */
  static ControlParameters parameters(String host, boolean tieBreaker) {
    return ControlParameters.of(host).withTieBreaker(tieBreaker);
  }

  /** Returns a tunnel that only a peer with a Host Name can open. */
  static SignaledTunnelProfile forHost(SignaledTunnelProfile tunnel, String peerHostName) {
    return new SignaledTunnelProfile(
        tunnel.name(),
        tunnel.encapsulation(),
        tunnel.localAddress(),
        tunnel.localPort(),
        tunnel.peerAddress(),
        tunnel.peerPort(),
        tunnel.udpChecksum(),
        tunnel.initiate(),
        Optional.of(peerHostName),
        Optional.empty(),
        tunnel.parameters());
  }

  /** Returns a tunnel from the view of one host. */
  SignaledTunnelProfile tunnel(
      SimulatedHost host,
      String name,
      boolean initiate,
      Encapsulation encapsulation,
      ControlParameters parameters) {
    return new SignaledTunnelProfile(
        name,
        encapsulation,
        host.address(),
        0,
        host == a ? B : A,
        encapsulation == Encapsulation.UDP ? PORT : 0,
        true,
        initiate,
        Optional.empty(),
        Optional.empty(),
        parameters);
  }

  /** Returns a tunnel over UDP with a tie breaker. */
  SignaledTunnelProfile tunnel(SimulatedHost host, String name, boolean initiate) {
    String hostName = host == a ? "a" : "b";
    return tunnel(host, name, initiate, Encapsulation.UDP, parameters(hostName, true));
  }

  /** Returns numbered pseudowires. */
  static List<SignaledPseudowireProfile> pseudowires(
      String tunnel, int from, int to, boolean initiate) {
    return IntStream.range(from, to)
        .mapToObj(
            number ->
                new SignaledPseudowireProfile(
                    "pw" + number, tunnel, RemoteEndId.ofNumber(number), initiate, true, SESSION))
        .toList();
  }

  /** Lets time pass until a condition holds; fails if it does not hold within the time. */
  void await(String what, Duration limit, BooleanSupplier condition) {
    long until = network.now() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      assertTrue(network.now() < until, () -> what + " did not happen: " + this);
      network.run(Duration.ofMillis(100));
    }
  }

  boolean tunnelUp(String name) {
    return up(a, name) && up(b, name);
  }

  private static boolean up(SimulatedHost host, String name) {
    TunnelReport report = host.tunnels().get(name);
    return report != null && report.state() == TunnelReport.State.ESTABLISHED;
  }

  /** Returns true if both ends have the same connection for this tunnel. */
  boolean sameConnection(String name) {
    TunnelReport one = a.tunnels().get(name);
    TunnelReport other = b.tunnels().get(name);
    return one.local().id() == other.peer().id() && one.peer().id() == other.local().id();
  }

  /** Checks that a tunnel is up at both ends with the same connection. */
  void assertTunnelUp(String name) {
    assertTrue(tunnelUp(name), this::toString);
    assertTrue(sameConnection(name), this::toString);
  }

  /** Checks that pseudowires are up at both ends with the same negotiated values. */
  void assertSessionsUp(List<SignaledPseudowireProfile> pseudowires) {
    for (SignaledPseudowireProfile pseudowire : pseudowires) {
      SessionReport one = a.sessions().get(pseudowire.name());
      SessionReport other = b.sessions().get(pseudowire.name());
      assertNotNull(one, pseudowire.name());
      assertNotNull(other, pseudowire.name());
      assertEquals(SessionReport.State.ESTABLISHED, one.state());
      assertEquals(SessionReport.State.ESTABLISHED, other.state());
      assertEquals(one.local().sessionId(), other.peer().sessionId());
      assertEquals(one.peer().sessionId(), other.local().sessionId());
      assertEquals(one.peer().cookie(), other.local().cookie());
      assertEquals(one.local().cookie(), other.peer().cookie());
      assertEquals(one.sublayer(), other.sublayer());
      assertEquals(one.local().circuit(), other.peer().circuit());
      assertEquals(one.peer().circuit(), other.local().circuit());
      assertEquals(one.local().tunnelId(), other.peer().tunnelId());
    }
  }

  void assertNothingLeft() {
    a.assertNothingLeft();
    b.assertNothingLeft();
  }

  @Override
  public String toString() {
    return "a: %s %s%nb: %s %s"
        .formatted(
            a.tunnels().values(),
            a.sessions().size() < 5 ? a.sessions().values() : a.sessions().size(),
            b.tunnels().values(),
            b.sessions().size() < 5 ? b.sessions().values() : b.sessions().size());
  }
}
