package net.sluice.l2tp.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.sluice.l2tp.AcceptProfile;
import net.sluice.l2tp.Encapsulation;
import net.sluice.l2tp.LcceProfile;
import net.sluice.l2tp.PeerProfile;
import net.sluice.l2tp.SignaledPseudowireProfile;
import net.sluice.l2tp.SignaledTunnelProfile;
import net.sluice.l2tp.TunnelProfile;
import net.sluice.l2tp.signaling.Refusal;
import net.sluice.l2tp.signaling.SessionReport;
import net.sluice.l2tp.signaling.SignalingEvent;
import net.sluice.l2tp.signaling.SignalingUpdate;
import net.sluice.l2tp.signaling.TunnelReport;

/**
 * A host in a {@link SimulatedNetwork}: an {@link Lcce}, its sockets, and a data plane that
 * accepts, delays or refuses. It checks after every step that the events of the Lcce are
 * consistent.
 */
final class SimulatedHost implements SimulatedNetwork.Timed, SimulatedNetwork.Node {

  /** The answer of the data plane to the request for a session. */
  interface DataPlane {
    /** The time until the answer. */
    Duration delay();

    /** True if it refuses. */
    boolean refuses();

    /** A data plane that accepts immediately. */
    DataPlane WILLING = of(Duration.ZERO, false);

    static DataPlane of(Duration delay, boolean refuses) {
      return new DataPlane() {
        @Override
        public Duration delay() {
          return delay;
        }

        @Override
        public boolean refuses() {
          return refuses;
        }
      };
    }
  }

  private record Socket(LcceAction.OpenSocket request, int port, InetSocketAddress peer) {}

  private static final int FIRST_FREE_PORT = 49152;

  private final SimulatedNetwork network;
  private final InetAddress address;
  private final Random random;
  private final Queue<LcceInput> inputs = new ArrayDeque<>();

  // --- configuration
  private Optional<LcceProfile> profile = Optional.empty();
  private final Map<String, SignaledTunnelProfile> tunnelProfiles = new LinkedHashMap<>();
  private final Map<String, SignaledPseudowireProfile> pseudowires = new LinkedHashMap<>();
  private List<PeerProfile> peers = List.of();
  private List<AcceptProfile> accepts = List.of();

  // --- state
  private final Map<Integer, Socket> sockets = new HashMap<>();

  /** The sockets that could not be opened. */
  private final Set<Integer> failed = new HashSet<>();

  private final Map<String, TunnelReport> tunnels = new TreeMap<>();
  private final Map<String, SessionReport> sessions = new TreeMap<>();
  private final List<Refusal> refusals = new ArrayList<>();

  /** The tunnels in the data plane, by their ids. */
  private final Map<Long, TunnelProfile> installedTunnels = new HashMap<>();

  private final Set<Long> ended = new HashSet<>();

  /** The sessions in the data plane, by name. */
  private final Map<String, SessionReport> installedSessions = new HashMap<>();

  private DataPlane dataPlane = DataPlane.WILLING;
  private double socketFailures;
  private Random lcceRandom;
  private Lcce lcce;
  private int incarnation;
  private int nextPort = FIRST_FREE_PORT;
  private boolean busy;
  private long sent;

  SimulatedHost(SimulatedNetwork network, InetAddress address, Random random) {
    this.network = network;
    this.address = address;
    this.random = random;
    lcceRandom = new Random(random.nextLong());
    lcce = new Lcce(lcceRandom);
    network.attach(address, this);
    network.add(this);
  }

  InetAddress address() {
    return address;
  }

  Lcce lcce() {
    return lcce;
  }

  Map<String, TunnelReport> tunnels() {
    return tunnels;
  }

  Map<String, SessionReport> sessions() {
    return sessions;
  }

  /** Returns the refusals that it reported, in order. */
  List<Refusal> refusals() {
    return refusals;
  }

  Map<String, SignaledTunnelProfile> tunnelProfiles() {
    return tunnelProfiles;
  }

  Map<String, SignaledPseudowireProfile> pseudowires() {
    return pseudowires;
  }

  Map<String, SessionReport> installedSessions() {
    return installedSessions;
  }

  Map<Long, TunnelProfile> installedTunnels() {
    return installedTunnels;
  }

  /** Returns the number of datagrams sent. */
  long sent() {
    return sent;
  }

  int openSockets() {
    return sockets.size();
  }

  List<String> established() {
    return sessions.values().stream()
        .filter(session -> session.state() == SessionReport.State.ESTABLISHED)
        .map(SessionReport::name)
        .toList();
  }

  /** Seeds the random numbers that the Lcce draws from now on. */
  void seed(long seed) {
    lcceRandom.setSeed(seed);
  }

  void dataPlane(DataPlane dataPlane) {
    this.dataPlane = dataPlane;
  }

  /** Sets the share of sockets that can not be opened. */
  void socketFailures(double share) {
    socketFailures = share;
  }

  // --- configuration

  void configure(LcceProfile lcceProfile) {
    profile = Optional.of(lcceProfile);
    update(new SignalingUpdate(profile, Map.of(), Map.of(), Optional.empty(), Optional.empty()));
  }

  void peers(List<PeerProfile> all) {
    peers = all;
    update(
        new SignalingUpdate(
            Optional.empty(), Map.of(), Map.of(), Optional.of(peers), Optional.empty()));
  }

  void accepts(List<AcceptProfile> all) {
    accepts = all;
    update(
        new SignalingUpdate(
            Optional.empty(), Map.of(), Map.of(), Optional.empty(), Optional.of(accepts)));
  }

  void add(SignaledTunnelProfile tunnel) {
    tunnelProfiles.put(tunnel.name(), tunnel);
    update(
        new SignalingUpdate(
            Optional.empty(),
            Map.of(tunnel.name(), Optional.of(tunnel)),
            Map.of(),
            Optional.empty(),
            Optional.empty()));
  }

  void add(List<SignaledPseudowireProfile> all) {
    Map<String, Optional<SignaledPseudowireProfile>> changes = new LinkedHashMap<>();
    for (SignaledPseudowireProfile pseudowire : all) {
      pseudowires.put(pseudowire.name(), pseudowire);
      changes.put(pseudowire.name(), Optional.of(pseudowire));
    }
    update(
        new SignalingUpdate(
            Optional.empty(), Map.of(), changes, Optional.empty(), Optional.empty()));
  }

  void removePseudowires(List<String> names) {
    Map<String, Optional<SignaledPseudowireProfile>> changes = new LinkedHashMap<>();
    for (String name : names) {
      pseudowires.remove(name);
      changes.put(name, Optional.empty());
    }
    update(
        new SignalingUpdate(
            Optional.empty(), Map.of(), changes, Optional.empty(), Optional.empty()));
  }

  void removeTunnel(String name) {
    tunnelProfiles.remove(name);
    tunnels.remove(name);
    update(
        new SignalingUpdate(
            Optional.empty(),
            Map.of(name, Optional.empty()),
            Map.of(),
            Optional.empty(),
            Optional.empty()));
    releaseWhatIsOver(name);
  }

  private void update(SignalingUpdate update) {
    on(new LcceInput.Update(update));
  }

  /** Restarts the host after a power failure: only the configuration stays. */
  void restart() {
    incarnation++;
    sockets.clear();
    failed.clear();
    tunnels.clear();
    sessions.clear();
    installedTunnels.clear();
    installedSessions.clear();
    ended.clear();
    lcceRandom = new Random(random.nextLong());
    lcce = new Lcce(lcceRandom);
    Map<String, Optional<SignaledTunnelProfile>> allTunnels = new LinkedHashMap<>();
    tunnelProfiles.forEach((name, tunnel) -> allTunnels.put(name, Optional.of(tunnel)));
    Map<String, Optional<SignaledPseudowireProfile>> all = new LinkedHashMap<>();
    pseudowires.forEach((name, pseudowire) -> all.put(name, Optional.of(pseudowire)));
    update(new SignalingUpdate(profile, allTunnels, all, Optional.of(peers), Optional.of(accepts)));
  }

  // --- events

  @Override
  public long deadline() {
    return lcce.deadline();
  }

  @Override
  public void timer() {
    on(new LcceInput.Timer());
  }

  /** Passes an input to the Lcce, and the immediate answers to its actions. */
  void on(LcceInput input) {
    inputs.add(input);
    if (busy) {
      return;
    }
    busy = true;
    while (!inputs.isEmpty()) {
      lcce.on(inputs.remove(), network.now(), this::perform);
    }
    busy = false;
    check();
  }

  private void later(Duration delay, LcceInput input) {
    if (delay.isZero()) {
      on(input);
      return;
    }
    int asked = incarnation;
    network.after(
        delay,
        () -> {
          if (asked == incarnation) {
            on(input);
          }
        });
  }

  private void perform(LcceAction action) {
    switch (action) {
      case LcceAction.OpenSocket open -> open(open);
      case LcceAction.ConnectSocket connect ->
          sockets.computeIfPresent(
              connect.socket(),
              (number, socket) -> new Socket(socket.request, socket.port, connect.peer()));
      case LcceAction.CloseSocket close -> {
        boolean open = sockets.remove(close.socket()) != null;
        assertTrue(open || failed.remove(close.socket()), "closed a socket that is not open");
      }
      case LcceAction.Send send -> send(send);
      case LcceAction.InstallTunnel install -> install(install);
      case LcceAction.Emit emit -> emitted(emit.event());
    }
  }

  private void open(LcceAction.OpenSocket request) {
    if (random.nextDouble() < socketFailures || inUse(request)) {
      failed.add(request.socket());
      on(new LcceInput.SocketFailed(request.socket(), "address already in use"));
      return;
    }
    boolean ephemeral = request.encapsulation() == Encapsulation.UDP && request.port() == 0;
    int port = ephemeral ? nextPort++ : request.port();
    if (nextPort > 65535) {
      nextPort = FIRST_FREE_PORT;
    }
    assertEquals(null, sockets.put(request.socket(), new Socket(request, port, null)));
    InetAddress local = request.local().isAnyLocalAddress() ? address : request.local();
    on(new LcceInput.SocketOpened(request.socket(), new InetSocketAddress(local, port)));
  }

  /** Over IP, two sockets can not have one connection id. Over UDP they share a port. */
  private boolean inUse(LcceAction.OpenSocket request) {
    return request.encapsulation() == Encapsulation.IP
        && sockets.values().stream()
            .anyMatch(
                socket ->
                    socket.request.encapsulation() == Encapsulation.IP
                        && socket.request.connectionId() == request.connectionId());
  }

  private void send(LcceAction.Send send) {
    sent++;
    Socket socket = sockets.get(send.socket());
    assertNotNull(socket, "sent by a socket that is not open");
    assertTrue(socket.peer == null || socket.peer.equals(send.to()), "sent to another peer");
    network.send(
        socket.request.encapsulation(),
        new InetSocketAddress(address, socket.port),
        send.to(),
        send.message());
  }

  @Override
  public void arrived(
      Encapsulation encapsulation,
      InetSocketAddress source,
      InetSocketAddress target,
      ByteBuffer message) {
    long connectionId = Integer.toUnsignedLong(message.getInt(Integer.BYTES));
    Integer best = null;
    for (Map.Entry<Integer, Socket> entry : sockets.entrySet()) {
      Socket socket = entry.getValue();
      boolean fits =
          encapsulation == socket.request.encapsulation()
              && (encapsulation == Encapsulation.UDP
                  ? socket.port == target.getPort()
                  : socket.request.connectionId() == connectionId)
              && (socket.peer == null || socket.peer.equals(source));
      if (fits && (best == null || socket.peer != null)) {
        best = entry.getKey();
      }
    }
    if (best != null) {
      on(new LcceInput.Datagram(best, source, message));
    }
  }

  private void install(LcceAction.InstallTunnel install) {
    assertTrue(sockets.containsKey(install.socket()), "no socket for the tunnel");
    TunnelProfile tunnel = install.tunnel();
    releaseWhatIsOver(tunnel.name());
    assertEquals(null, installedTunnels.put(tunnel.tunnelId(), tunnel), "installed twice");
  }

  private void releaseWhatIsOver(String name) {
    for (long id : List.copyOf(ended)) {
      if (installedTunnels.get(id).name().equals(name)) {
        ended.remove(id);
        installedTunnels.remove(id);
        installedSessions.values().removeIf(session -> session.local().tunnelId() == id);
        on(new LcceInput.Released(id));
      }
    }
  }

  private void emitted(SignalingEvent event) {
    switch (event) {
      case SignalingEvent.TunnelChanged changed -> changed(changed.report());
      case SignalingEvent.TunnelGone gone -> {
        tunnels.remove(gone.name());
        releaseWhatIsOver(gone.name());
      }
      case SignalingEvent.InstallTunnel install ->
          throw new AssertionError("reported, not requested: " + install);
      case SignalingEvent.TunnelEnded gone -> {
        TunnelProfile tunnel = installedTunnels.get(gone.tunnelId());
        assertNotNull(tunnel, "a tunnel has ended that was never installed");
        assertTrue(ended.add(gone.tunnelId()), "ended twice");
        if (!tunnelProfiles.containsKey(tunnel.name())) {
          releaseWhatIsOver(tunnel.name());
        }
      }
      case SignalingEvent.InstallSession install -> {
        sessions.put(install.session().name(), install.session());
        install(install.session());
      }
      case SignalingEvent.SessionChanged changed ->
          sessions.put(changed.report().name(), changed.report());
      case SignalingEvent.SessionGone gone -> {
        sessions.remove(gone.name());
        installedSessions.remove(gone.name());
      }
      case SignalingEvent.Refused refused -> refusals.add(refused.refusal());
    }
  }

  private void changed(TunnelReport report) {
    String name = report.name();
    assertTrue(
        !report.configured() || tunnelProfiles.containsKey(name), "a removed tunnel is reported");
    tunnels.put(name, report);
  }

  private void install(SessionReport session) {
    TunnelProfile tunnel = installedTunnels.get(session.local().tunnelId());
    assertNotNull(tunnel, "a session without its tunnel");
    assertEquals(tunnel.peerTunnelId(), session.peer().tunnelId());
    assertTrue(session.local().sessionId() != 0 && session.peer().sessionId() != 0);
    if (dataPlane.refuses()) {
      later(
          dataPlane.delay(),
          new LcceInput.SessionRefused(session.local().sessionId(), "no such bridge"));
    } else {
      installedSessions.put(session.name(), session);
      later(dataPlane.delay(), new LcceInput.Installed(List.of(session.local().sessionId())));
    }
  }

  // --- invariants

  private void check() {
    if (sessions.size() > 100 && random.nextInt(sessions.size()) != 0) {
      return; // a check of all sessions after each step is too slow for many
    }
    Set<Long> ids = new HashSet<>();
    for (SessionReport session : sessions.values()) {
      assertTrue(
          session.local().sessionId() == 0 || ids.add(session.local().sessionId()),
          "one id, two sessions");
      if (session.state() == SessionReport.State.ESTABLISHED) {
        TunnelReport tunnel = tunnels.get(session.tunnel());
        assertNotNull(tunnel, "established in a tunnel that is gone");
        assertEquals(TunnelReport.State.ESTABLISHED, tunnel.state(), "established in no tunnel");
        SessionReport installed = installedSessions.get(session.name());
        assertNotNull(installed, "established and not installed");
        assertEquals(session.local().sessionId(), installed.local().sessionId());
        assertEquals(session.peer().sessionId(), installed.peer().sessionId());
        assertEquals(session.peer().cookie(), installed.peer().cookie());
        assertEquals(session.local().cookie(), installed.local().cookie());
        assertEquals(session.sublayer(), installed.sublayer());
        assertTrue(
            installedTunnels.containsKey(session.local().tunnelId()), "session without a tunnel");
      }
    }
  }

  /** Checks that nothing is left except the sockets that listen. */
  void assertNothingLeft() {
    assertEquals(Map.of(), tunnels);
    assertEquals(Map.of(), sessions);
    assertEquals(Map.of(), installedTunnels);
    assertEquals(Map.of(), installedSessions);
    List<LcceAction.OpenSocket> open = new ArrayList<>();
    sockets.values().forEach(socket -> open.add(socket.request));
    assertEquals(profile.map(p -> p.listeners().size()).orElse(0), open.size(), open::toString);
    assertEquals(Long.MAX_VALUE, lcce.deadline(), "a timer is pending");
  }
}
