package net.sluice.l2tp.protocol;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import net.sluice.l2tp.ControlParameters;
import net.sluice.l2tp.Encapsulation;
import net.sluice.l2tp.PeerProfile;
import net.sluice.l2tp.Result;
import net.sluice.l2tp.ResultCodes;
import net.sluice.l2tp.SignaledTunnelProfile;
import net.sluice.l2tp.protocol.Objections.About;
import net.sluice.l2tp.signaling.Cause;
import net.sluice.l2tp.signaling.Reason;
import net.sluice.l2tp.signaling.Reason.Effect;
import net.sluice.l2tp.signaling.SignalingEvent;
import net.sluice.l2tp.signaling.TunnelCounters;
import net.sluice.l2tp.signaling.TunnelReport;
import net.sluice.l2tp.signaling.TunnelReport.State;
import net.sluice.l2tp.wire.ControlMessage;
import net.sluice.l2tp.wire.ControlMessage.Endpoint;
import net.sluice.l2tp.wire.Decoded;
import net.sluice.l2tp.wire.MessageCodec;
import org.jspecify.annotations.Nullable;

/**
 * A tunnel by its name: its successive control connections, and the time of the next attempt.
 * Beside the current connection there may be a challenger, which the peer has requested although
 * the current one has not ended here. The challenger replaces the current connection when it is
 * established, not before: anybody can replay an SCCRQ.
 */
final class Tunnel {
  /** The part of the wait before a new attempt that is random. */
  private static final double JITTER = 0.2;

  private final Host host;
  private final Sessions sessions;
  private final Tunnels tunnels;
  private final String name;
  private final ControlCounters counts = new ControlCounters();
  private final Backoff backoff;
  private final Alarms.Alarm retry;

  /** As configured; empty for one that a peer opened. */
  private Optional<SignaledTunnelProfile> profile;

  private ConnectionTerms terms;

  /** The channel that serves it; null for none. */
  private @Nullable ControlChannel current;

  /** The connection that will replace the current one; null for none. */
  private @Nullable ControlConnection challenger;

  /** The channel that has stopped and waits for the acknowledgement; null for none. */
  private @Nullable ControlChannel closing;

  /** Its connections that have ended, and may still have something to send or to acknowledge. */
  private final List<ControlConnection> leaving = new ArrayList<>(1);

  /** The reason why it last went down or could not come up; empty if it never did. */
  private Optional<Cause> last = Optional.empty();

  /**
   * The peer's refusal of the SCCRQ, because its own SCCRQ won the tie; empty for none. It is a
   * failure only if the SCCRQ of the peer does not arrive before the next attempt.
   */
  private Optional<Cause> lostTie = Optional.empty();

  private int failures;

  /** Time when a connection was established; {@link Alarms#NEVER} if none is. */
  private long upSince = Alarms.NEVER;

  private boolean removed;

  /** True if it was reported. A tunnel of a peer is not reported before it is established. */
  private boolean announced;

  private Tunnel(
      Host host,
      Sessions sessions,
      Tunnels tunnels,
      String name,
      Optional<SignaledTunnelProfile> profile,
      ConnectionTerms terms) {
    this.host = host;
    this.sessions = sessions;
    this.tunnels = tunnels;
    this.name = name;
    this.profile = profile;
    this.terms = terms;
    this.announced = profile.isPresent();
    this.backoff = new Backoff(JITTER, host.random());
    this.retry = host.alarms().alarm(this::open);
    host.objections().add(name);
  }

  /** Creates a configured tunnel. */
  static Tunnel configured(
      Host host, Sessions sessions, Tunnels tunnels, SignaledTunnelProfile profile) {
    return new Tunnel(
        host, sessions, tunnels, profile.name(), Optional.of(profile), ConnectionTerms.of(profile));
  }

  /** Creates a tunnel that a peer opens. */
  static Tunnel made(
      Host host, Sessions sessions, Tunnels tunnels, String name, ConnectionTerms terms) {
    return new Tunnel(host, sessions, tunnels, name, Optional.empty(), terms);
  }

  // --- State

  String name() {
    return name;
  }

  ControlCounters counts() {
    return counts;
  }

  Optional<SignaledTunnelProfile> profile() {
    return profile;
  }

  ConnectionTerms terms() {
    return terms;
  }

  ControlParameters parameters() {
    return terms.parameters();
  }

  boolean udpChecksum() {
    return terms.udpChecksum();
  }

  Optional<String> sessionProfile() {
    return terms.sessionProfile();
  }

  /** Returns true if it has no connection. */
  boolean isFree() {
    return current == null && challenger == null;
  }

  boolean hasChallenger() {
    return challenger != null;
  }

  /** Returns true if a connection is established. */
  boolean isUp() {
    return current != null && current.state() == State.ESTABLISHED;
  }

  /** Returns the time of the peer's last message in its connection, in nanoseconds; 0 for none. */
  long lastHeard() {
    return current instanceof ControlConnection connection ? connection.lastHeard() : 0;
  }

  /** Returns the connection with an unanswered SCCRQ; empty if there is none. */
  Optional<ControlConnection> requesting() {
    return current instanceof ControlConnection connection && connection.requesting()
        ? Optional.of(connection)
        : Optional.empty();
  }

  // --- Configuration

  /** Opens a connection, if this end initiates it and there is none. */
  void open() {
    if (current != null || removed || host.shuttingDown() || !opens()) {
      return;
    }
    retry.cancel();
    last = lostTie.or(() -> last);
    lostTie = Optional.empty();
    SignaledTunnelProfile configured = profile.orElseThrow();
    InetSocketAddress peer = new InetSocketAddress(configured.peerAddress(), configured.peerPort());
    ControlChannel channel =
        configured.keepalive().isPresent()
            ? KeepaliveChannel.create(host, this, configured.keepalive().get(), peer)
            : ControlConnection.toPeer(host, this, peer);
    if (channel == null) {
      // The channel before it has the id until the data plane has released its tunnel.
      retryLater();
      return;
    }
    current = channel;
    channel.open(configured.encapsulation(), configured.localAddress(), configured.localPort());
    emitReport();
  }

  /** Returns true if this end opens its connections. */
  private boolean opens() {
    return profile.filter(each -> each.initiate() || each.keepalive().isPresent()).isPresent();
  }

  /** Changes the configuration. */
  void update(SignaledTunnelProfile changed) {
    boolean reopen = ConnectionChanges.needNewConnection(profile.orElseThrow(), changed);
    profile = Optional.of(changed);
    terms = ConnectionTerms.of(changed);
    if (reopen) {
      failures = 0;
      clear(cleared("the configuration changed"));
    } else {
      channels().forEach(channel -> channel.parameters(changed.parameters()));
    }
    if (!opens()) {
      retry.cancel();
    }
    open();
  }

  /**
   * Applies changes of the peer profile that accepted it. A roll-over of secrets affects the live
   * connection. Changes that need a new connection wait until the peer opens one.
   */
  void update(PeerProfile changed) {
    if (!ConnectionChanges.needNewConnection(parameters(), changed.parameters())) {
      terms = ConnectionTerms.of(changed);
      channels().forEach(channel -> channel.parameters(changed.parameters()));
    }
  }

  /** Clears the tunnel and opens it again. */
  void reset() {
    channels().forEach(ControlChannel::reset);
    failures = 0;
    open();
  }

  /** Clears the tunnel for good. */
  void remove() {
    removed = true;
    clear(cleared("not configured any more"));
    retry.cancel();
  }

  /** Clears the tunnel, because this end shuts down. */
  void shutDown() {
    retry.cancel();
    clear(Cause.of(Reason.SHUTTING_DOWN, Result.of(ResultCodes.STOP_SHUTDOWN, "shutting down")));
  }

  private void clear(Cause cause) {
    channels().forEach(channel -> channel.close(cause));
  }

  private static Cause cleared(String why) {
    return Cause.of(Reason.CLEARED, Result.of(ResultCodes.STOP_CLEAR, why));
  }

  /** Returns the current channel and the challenger. */
  private List<ControlChannel> channels() {
    List<ControlChannel> channels = new ArrayList<>(2);
    if (current != null) {
      channels.add(current);
    }
    if (challenger != null) {
      channels.add(challenger);
    }
    return channels;
  }

  // --- Requests of the peer

  /** Ends the connection with an unanswered SCCRQ, because that of the peer won the tie. */
  void loseTie() {
    int before = failures;
    requesting().ifPresent(ControlConnection::loseTie);
    failures = before;
  }

  /**
   * Begins a connection that the peer requests.
   *
   * @param listener the socket that received its SCCRQ
   * @param length length of the SCCRQ in octets
   */
  ControlConnection request(
      ControlSocket listener,
      InetSocketAddress peer,
      MessageCodec codec,
      String nonce,
      Decoded.Accepted request,
      int length) {
    Endpoint remote = ((ControlMessage.Sccrq) request.message()).sender();
    ControlConnection connection =
        ControlConnection.fromPeer(host, this, peer, codec, nonce, remote);
    lostTie = Optional.empty();
    if (current == null) {
      retry.cancel();
      current = connection;
    } else {
      if (challenger != null) {
        // It is dropped, so that repeated requests do not keep many connections for their StopCCN.
        challenger.drop(cleared("requested again"));
      }
      challenger = connection;
    }
    InetAddress local =
        profile
            .filter(any -> listener.address().isAnyLocalAddress())
            .map(SignaledTunnelProfile::localAddress)
            .orElse(listener.address());
    boolean fresh = parameters().freshPort() || listener.encapsulation() == Encapsulation.IP;
    connection.open(listener.encapsulation(), local, fresh ? 0 : listener.port());
    connection.requested(listener, request.header(), request, length);
    changed(connection);
    return connection;
  }

  // --- Events of its connections

  /**
   * Remembers the reason why a channel ends, which the next report contains. It is reported by
   * itself if there is no such report: for a challenger, and for a tunnel of a peer that was never
   * established.
   */
  void remember(ControlChannel channel, Cause cause) {
    if (channel != current) {
      return;
    }
    if (requesting().isPresent() && isLostTie(cause)) {
      lostTie = Optional.of(cause);
    } else {
      last = Optional.of(cause);
    }
    if (channel == current && announced) {
      host.objections().ended(cause, name);
    } else {
      About about = announced ? About.tunnel(name, channel.peer()) : About.source(channel.peer());
      host.objections().refuse(cause, about);
    }
  }

  private static boolean isLostTie(Cause cause) {
    return cause.result().filter(each -> each.code() == ResultCodes.STOP_EXISTS).isPresent();
  }

  /** Reports a change of a channel. */
  void changed(ControlChannel channel) {
    if (channel == current && announced) {
      emitReport();
    }
  }

  /** Handles an established connection. */
  void established(ControlConnection connection) {
    tunnels.halfOpen().remove(connection);
    upSince = host.now();
    announced = true;
    if (connection == challenger) {
      Cause why = cleared("replaced by a newer connection");
      last = Optional.of(why);
      // There is a challenger only beside a current channel.
      ControlChannel old = Objects.requireNonNull(current);
      current = connection;
      challenger = null;
      if (old instanceof ControlConnection replaced) {
        replaced.replaced();
      } else {
        old.close(why);
      }
    }
    List.copyOf(leaving).forEach(ControlConnection::replaced);
    connection.install();
    sessions.connectionUp(connection);
  }

  /** Handles the end of a channel, which may still have to acknowledge messages. */
  void ended(ControlChannel channel) {
    if (channel instanceof ControlConnection connection) {
      tunnels.halfOpen().remove(connection);
      if (connection.wasUp()) {
        sessions.connectionDown(connection, last);
      }
    }
    if (channel instanceof ControlConnection connection && !connection.finished()) {
      leaving.add(connection);
    }
    channel.reportEnd();
    if (channel == challenger) {
      challenger = null;
    } else if (channel == current) {
      current = challenger;
      challenger = null;
      closing = channel.finished() ? null : channel;
      if (current == null) {
        next(channel);
      } else {
        changed(current);
      }
    }
  }

  /** Handles that a connection has nothing left to acknowledge. */
  void closed(ControlConnection connection) {
    tunnels.closed(connection);
    leaving.remove(connection);
    if (connection == closing) {
      closing = null;
      if (current == null && profile.isPresent() && !retry.isSet()) {
        emitReport();
      }
    }
  }

  private void next(ControlChannel before) {
    if (profile.isEmpty()) {
      tunnels.forget(this);
      if (announced) {
        host.emit(new SignalingEvent.TunnelChanged(before.report(before.state(), last)));
        host.emit(new SignalingEvent.TunnelGone(name));
      }
      return;
    }
    if (opens() && !removed && !host.shuttingDown()) {
      if (upSince != Alarms.NEVER && Backoff.hasLasted(parameters(), upSince, host.now())) {
        failures = 0;
      }
      retryLater();
    }
    upSince = Alarms.NEVER;
    emitReport();
  }

  private void retryLater() {
    retry.set(host.now() + backoff.delay(parameters(), failures));
    failures++;
  }

  // --- Inputs for its sessions

  void received(ControlConnection connection, ControlMessage.OfSession message) {
    sessions.received(connection, message);
  }

  void ready(ControlConnection connection) {
    sessions.ready(connection);
  }

  void rejected(ControlConnection connection, Decoded.Rejected rejected) {
    sessions.rejected(connection, rejected);
  }

  // --- Reports

  /** Returns the present counters. */
  TunnelCounters counters() {
    return current == null ? counters(0, 0, 0) : current.counters();
  }

  /** Returns the present counters of this tunnel with those of its channel. */
  TunnelCounters counters(int congestionWindow, int ns, int nr) {
    Objections objections = host.objections();
    return counts.snapshot(
        objections.counts(name, Effect.DROP),
        objections.counts(name, Effect.REFUSE),
        congestionWindow,
        ns,
        nr);
  }

  private void emitReport() {
    if (!removed) {
      host.emit(new SignalingEvent.TunnelChanged(report()));
    }
  }

  private TunnelReport report() {
    if (current != null) {
      return current.report(current.state(), last);
    }
    State state = retry.isSet() ? State.RETRY : closing != null ? State.CLOSING : State.IDLE;
    if (closing != null) {
      return closing.report(state, last);
    }
    SignaledTunnelProfile configured = profile.orElseThrow();
    InetSocketAddress peer = new InetSocketAddress(configured.peerAddress(), configured.peerPort());
    return report(state, TunnelReport.Local.NONE, peer, Endpoints.UNKNOWN, last);
  }

  /** Returns a report with the state of a channel. */
  TunnelReport report(
      State state,
      TunnelReport.Local local,
      InetSocketAddress peer,
      Endpoint remote,
      Optional<Cause> cause) {
    return new TunnelReport(
        name,
        profile.isPresent(),
        profile.flatMap(SignaledTunnelProfile::keepalive).isPresent(),
        terms.peerProfile(),
        state,
        local,
        new TunnelReport.Peer(
            remote.connectionId(),
            peer,
            remote.hostName(),
            remote.routerId(),
            remote.vendorName(),
            remote.capabilities(),
            Endpoints.window(remote)),
        sessions.established(name),
        cause);
  }
}
