package net.sluice.manager;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import net.sluice.l2tp.CircuitStatus;
import net.sluice.l2tp.Cookie;
import net.sluice.l2tp.Encapsulation;
import net.sluice.l2tp.PseudowireType;
import net.sluice.l2tp.RemoteEndId;
import net.sluice.l2tp.Result;
import net.sluice.l2tp.Sequencing;
import net.sluice.l2tp.SessionParameters;
import net.sluice.l2tp.SignaledPseudowireProfile;
import net.sluice.l2tp.SignaledTunnelProfile;
import net.sluice.l2tp.Sublayer;
import net.sluice.l2tp.TunnelProfile;
import net.sluice.l2tp.TunnelSocket;
import net.sluice.l2tp.signaling.Cause;
import net.sluice.l2tp.signaling.Reason;
import net.sluice.l2tp.signaling.SessionReport;
import net.sluice.l2tp.signaling.Signaling;
import net.sluice.l2tp.signaling.SignalingEvent;
import net.sluice.l2tp.signaling.SignalingUpdate;
import net.sluice.l2tp.signaling.SystemCounters;
import net.sluice.l2tp.signaling.TunnelCounters;
import net.sluice.l2tp.signaling.TunnelReport;

/**
 * Signaling without peers: it remembers what it was told, and the test says what the peers do. It
 * tells what the real one would, in the same order, and insists on being used as it must be.
 */
public final class FakeSignaling implements Signaling {
  public static final String CLEARED = "the peer cleared it: CDN result 3, error 0 'maintenance'";

  /** What the message said that {@link #CLEARED} is about. */
  public static final Result RESULT = Result.of(3, "maintenance");

  private static final CircuitStatus INACTIVE = new CircuitStatus(0);
  private static final InetAddress LOCAL = address(1);
  private static final InetAddress PEER = address(2);

  /** A tunnel, configured or opened by a peer. */
  private static final class Tunnel {
    final String name;
    final boolean configured;
    final Optional<Long> fixedId;
    long id;
    TunnelReport.State state = TunnelReport.State.IDLE;
    Optional<Cause> last = Optional.empty();

    Tunnel(String name, boolean configured, Optional<Long> fixedId) {
      this.name = name;
      this.configured = configured;
      this.fixedId = fixedId;
    }
  }

  /** A session, of a configured pseudowire or opened by a peer. */
  private static final class Session {
    final String name;
    final Optional<String> acceptProfile;
    String tunnel;
    long id;
    long tunnelId;
    Cookie transmitCookie = Cookie.NONE;
    CircuitStatus peerStatus = INACTIVE;
    SessionReport.State state = SessionReport.State.WAIT_CONTROL_CONN;
    Optional<Cause> last = Optional.empty();

    Session(String name, String tunnel, Optional<String> acceptProfile) {
      this.name = name;
      this.tunnel = tunnel;
      this.acceptProfile = acceptProfile;
    }
  }

  private Consumer<List<SignalingEvent>> listener = events -> {};
  private final Map<String, Tunnel> tunnels = new TreeMap<>();
  private final Map<String, Session> sessions = new TreeMap<>();
  private long lastId = 1000;

  /** Ids of tunnels whose connection is over, and whose socket is open for the data plane. */
  private final Set<Long> over = new TreeSet<>();

  /** Ids of tunnels that have a socket. */
  public final Set<Long> sockets = new TreeSet<>();

  public final List<SignalingUpdate> updates = new ArrayList<>();
  public final List<String> resets = new ArrayList<>();
  public final Map<Long, String> refusedSessions = new HashMap<>();
  public final Map<Long, String> refusedTunnels = new HashMap<>();
  private final List<String> circuits = new ArrayList<>();
  public final List<Integer> installedTogether = new ArrayList<>();

  // --- What the manager calls --------------------------------------------------------------------

  @Override
  public synchronized void listen(Consumer<List<SignalingEvent>> newListener) {
    listener = newListener;
  }

  /** Lets the next update fail. */
  boolean failsNextUpdate;

  @Override
  public synchronized void update(SignalingUpdate update) {
    if (failsNextUpdate) {
      failsNextUpdate = false;
      throw new IllegalStateException("the signalling is broken");
    }
    updates.add(update);
    update.pseudowires().forEach(this::updateSession);
    update.tunnels().forEach(this::updateTunnel);
  }

  private void updateSession(String name, Optional<SignaledPseudowireProfile> profile) {
    Session session = sessions.get(name);
    if (profile.isEmpty()) {
      sessions.remove(name);
      emit(new SignalingEvent.SessionGone(name, session.id));
    } else if (session == null) {
      session = new Session(name, profile.get().tunnel(), Optional.empty());
      sessions.put(name, session);
      emit(new SignalingEvent.SessionChanged(report(session)));
    } else if (!session.tunnel.equals(profile.get().tunnel())) {
      session.tunnel = profile.get().tunnel();
      rest(session, "its configuration changed");
      emit(new SignalingEvent.SessionChanged(report(session)));
    }
  }

  private void updateTunnel(String name, Optional<SignaledTunnelProfile> profile) {
    if (profile.isEmpty()) {
      tunnelDown(name, "not configured any more");
      tunnels.remove(name);
    } else {
      tunnels.computeIfAbsent(
          name,
          absent -> new Tunnel(name, true, profile.get().keepalive().map(ids -> ids.local())));
      emit(new SignalingEvent.TunnelChanged(report(tunnels.get(name))));
    }
  }

  @Override
  public synchronized void resetTunnel(String name) {
    resets.add(name);
    tunnelDown(name, "reset");
  }

  @Override
  public synchronized void resetSession(String name) {
    resets.add(name);
    if (sessions.containsKey(name)) {
      clear(name, "reset");
    }
  }

  @Override
  public synchronized void circuitStatus(Map<String, CircuitStatus> byName) {
    byName.forEach(
        (name, status) -> circuits.add(name + (status.equals(CircuitStatus.UP) ? " up" : " down")));
  }

  @Override
  public synchronized void installed(Collection<Long> sessionIds) {
    installedTogether.add(sessionIds.size());
    List<SignalingEvent> events = new ArrayList<>();
    for (Session session : sessions.values()) {
      if (session.state != SessionReport.State.ESTABLISHED && sessionIds.contains(session.id)) {
        session.state = SessionReport.State.ESTABLISHED;
        events.add(new SignalingEvent.SessionChanged(report(session)));
      }
    }
    listener.accept(events);
  }

  @Override
  public synchronized void sessionRefused(long sessionId, String reason) {
    refusedSessions.put(sessionId, reason);
    sessions.values().stream()
        .filter(session -> session.id == sessionId)
        .findAny()
        .ifPresent(session -> clear(session.name, reason));
  }

  @Override
  public synchronized void tunnelRefused(long tunnelId, String reason) {
    refusedTunnels.put(tunnelId, reason);
    tunnels.values().stream()
        .filter(tunnel -> tunnel.id == tunnelId)
        .findAny()
        .ifPresent(tunnel -> tunnelDown(tunnel.name, reason));
  }

  @Override
  public synchronized void released(long tunnelId) {
    if (!over.remove(tunnelId)) {
      throw new IllegalStateException("tunnel %d is not over".formatted(tunnelId));
    }
    sockets.remove(tunnelId);
  }

  @Override
  public Optional<TunnelCounters> counters(String tunnel) {
    return Optional.empty();
  }

  @Override
  public SystemCounters counters() {
    return SystemCounters.NONE;
  }

  @Override
  public void record(String tunnel, Optional<Path> file) {}

  @Override
  public void close() {}

  // --- What the peers do -------------------------------------------------------------------------

  /** The connection of a tunnel is established, instead of the one that it may have. */
  public synchronized void tunnelUp(String name) {
    Tunnel tunnel =
        tunnels.computeIfAbsent(name, absent -> new Tunnel(name, false, Optional.empty()));
    List<SignalingEvent> events = new ArrayList<>();
    if (tunnel.state == TunnelReport.State.ESTABLISHED) {
      over(tunnel, events);
    }
    tunnel.id = tunnel.fixedId.orElse(++lastId);
    tunnel.state = TunnelReport.State.ESTABLISHED;
    if (!sockets.add(tunnel.id)) {
      throw new IllegalStateException("tunnel %d has a socket".formatted(tunnel.id));
    }
    events.add(
        new SignalingEvent.InstallTunnel(
            new TunnelProfile(name, tunnel.id, 7, Encapsulation.UDP, LOCAL, 1701, PEER, 1701, true),
            new Socket()));
    events.add(new SignalingEvent.TunnelChanged(report(tunnel)));
    listener.accept(events);
  }

  /** The connection of a tunnel is over. */
  public synchronized void tunnelDown(String name, String reason) {
    Tunnel tunnel = tunnels.get(name);
    List<SignalingEvent> events = new ArrayList<>();
    if (tunnel.state == TunnelReport.State.ESTABLISHED) {
      over(tunnel, events);
    }
    tunnel.state = TunnelReport.State.RETRY;
    tunnel.last = Optional.of(cause(reason));
    events.add(new SignalingEvent.TunnelChanged(report(tunnel)));
    if (!tunnel.configured) {
      tunnels.remove(name);
      events.add(new SignalingEvent.TunnelGone(name));
    }
    listener.accept(events);
  }

  private void over(Tunnel tunnel, List<SignalingEvent> events) {
    for (Session session : List.copyOf(sessions.values())) {
      if (session.tunnelId == tunnel.id) {
        events.addAll(down(session, "the control connection is over"));
      }
    }
    over.add(tunnel.id);
    events.add(new SignalingEvent.TunnelEnded(tunnel.id));
  }

  /** This end and the peer agree on a session of a configured pseudowire. */
  public synchronized void agree(String... names) {
    List<SignalingEvent> events = new ArrayList<>();
    for (String name : names) {
      agree(sessions.get(name), SessionReport.State.WAIT_REPLY);
      events.add(new SignalingEvent.InstallSession(report(sessions.get(name))));
    }
    listener.accept(events);
  }

  /** As {@link #agree(String...)}, together with an event that can not be handled. */
  synchronized void agreeBesideBrokenEvent(String name) {
    agree(sessions.get(name), SessionReport.State.WAIT_REPLY);
    listener.accept(
        List.of(
            new SignalingEvent.SessionChanged(null),
            new SignalingEvent.InstallSession(report(sessions.get(name)))));
  }

  /** The peer asks for a session of a configured pseudowire; its ICCN is yet to come. */
  public synchronized void askedFor(String name) {
    agree(sessions.get(name), SessionReport.State.WAIT_CONNECT);
    emit(new SignalingEvent.InstallSession(report(sessions.get(name))));
  }

  /** The peer asks for a session that no pseudowire is configured for. */
  public synchronized void opened(String tunnel, String name, String profile) {
    Session session = new Session(name, tunnel, Optional.of(profile));
    sessions.put(name, session);
    agree(session, SessionReport.State.WAIT_CONNECT);
    emit(new SignalingEvent.InstallSession(report(session)));
  }

  private void agree(Session session, SessionReport.State state) {
    session.id = ++lastId;
    session.tunnelId = tunnels.get(session.tunnel).id;
    session.transmitCookie = new Cookie(8, session.id);
    session.peerStatus = CircuitStatus.UP;
    session.state = state;
  }

  /** A session is cleared; by the peer, or so. */
  public synchronized void clear(String name, String reason) {
    listener.accept(down(sessions.get(name), reason));
  }

  /** The peer tells about its circuit. */
  public synchronized void peerStatus(String name, CircuitStatus status) {
    sessions.get(name).peerStatus = status;
    emit(new SignalingEvent.SessionChanged(report(sessions.get(name))));
  }

  private List<SignalingEvent> down(Session session, String reason) {
    long id = session.id;
    rest(session, reason);
    List<SignalingEvent> events = new ArrayList<>();
    events.add(new SignalingEvent.SessionChanged(report(session)));
    if (session.acceptProfile.isPresent()) {
      sessions.remove(session.name);
      events.add(new SignalingEvent.SessionGone(session.name, id));
    }
    return events;
  }

  private static void rest(Session session, String reason) {
    session.id = 0;
    session.tunnelId = 0;
    session.state = SessionReport.State.RETRY;
    session.peerStatus = INACTIVE;
    session.last = Optional.of(cause(reason));
  }

  private static Cause cause(String reason) {
    return reason.equals(CLEARED)
        ? Cause.of(Reason.CLEARED_BY_PEER, reason, RESULT)
        : Cause.of(Reason.NO_ANSWER, reason);
  }

  private void emit(SignalingEvent event) {
    listener.accept(List.of(event));
  }

  // --- What is -----------------------------------------------------------------------------------

  /** Names of the tunnels whose connection is established. */
  public synchronized List<String> tunnelsUp() {
    return tunnels.values().stream()
        .filter(tunnel -> tunnel.state == TunnelReport.State.ESTABLISHED)
        .map(tunnel -> tunnel.name)
        .toList();
  }

  /** Names of the tunnels that there are. */
  public synchronized List<String> tunnelNames() {
    return List.copyOf(tunnels.keySet());
  }

  /** Ids of the tunnels that have a socket. */
  public synchronized Set<Long> openSockets() {
    return Set.copyOf(sockets);
  }

  /** Reports of all sessions by name. */
  public synchronized Map<String, SessionReport> sessions() {
    Map<String, SessionReport> reports = new TreeMap<>();
    sessions.values().forEach(session -> reports.put(session.name, report(session)));
    return reports;
  }

  /** What was told of circuits, in order. */
  public synchronized List<String> circuits() {
    return List.copyOf(circuits);
  }

  /** Id of the latest tunnel of this name at this end. */
  public synchronized long tunnelId(String name) {
    return tunnels.get(name).id;
  }

  /** Id of the session of this name at this end; 0 without one. */
  public synchronized long sessionId(String name) {
    return sessions.get(name).id;
  }

  private static TunnelReport report(Tunnel tunnel) {
    return new TunnelReport(
        tunnel.name,
        tunnel.configured,
        tunnel.fixedId.isPresent(),
        tunnel.configured ? Optional.empty() : Optional.of("everybody"),
        tunnel.state,
        new TunnelReport.Local(tunnel.id, Optional.of(new InetSocketAddress(LOCAL, 1701))),
        new TunnelReport.Peer(7, new InetSocketAddress(PEER, 1701), "peer", 0, "", List.of(), 4),
        0,
        tunnel.last);
  }

  private static SessionReport report(Session session) {
    return new SessionReport(
        session.name,
        session.acceptProfile,
        session.tunnel,
        RemoteEndId.ofText(session.name),
        session.state,
        parameters(),
        new SessionReport.End(session.tunnelId, session.id, Cookie.NONE, CircuitStatus.UP),
        new SessionReport.End(7, session.id + 1, session.transmitCookie, session.peerStatus),
        Sublayer.NONE,
        Sequencing.NONE,
        session.last);
  }

  public static SessionParameters parameters() {
    return new SessionParameters(
        PseudowireType.ETHERNET, 8, Optional.empty(), Sublayer.NONE, Sequencing.NONE);
  }

  /** The manager hands sockets on to the data plane; to use one is a mistake of its own. */
  private static final class Socket implements TunnelSocket {
    @Override
    public int descriptor() {
      throw new AssertionError("the manager uses a socket");
    }

    @Override
    public void received(ByteBuffer message) {
      throw new AssertionError("the manager uses a socket");
    }
  }

  private static InetAddress address(int last) {
    try {
      return InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, (byte) last});
    } catch (java.net.UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }
}
