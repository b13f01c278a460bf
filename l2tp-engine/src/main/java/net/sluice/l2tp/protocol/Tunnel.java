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
import net.sluice.l2tp.signaling.Cause;
import net.sluice.l2tp.signaling.SignalingEvent;
import net.sluice.l2tp.signaling.TunnelCounters;
import net.sluice.l2tp.signaling.TunnelReport;
import net.sluice.l2tp.signaling.TunnelReport.State;
import net.sluice.l2tp.wire.ControlMessage;
import net.sluice.l2tp.wire.ControlMessage.Endpoint;
import net.sluice.l2tp.wire.Decoded;
import net.sluice.l2tp.wire.MessageCodec;

/**
 * A tunnel by its name: the control connections that serve it one after the other, and when the
 * next one is tried. Beside the one that serves it there may be a challenger: a connection that the
 * peer asked for while this end believed the old one to be there. It takes over when it is
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

  /** What serves it; null for nothing. */
  private ControlChannel current;

  /** What shall take over; null for nothing. */
  private ControlConnection challenger;

  /** What stopped and waits for the acknowledgement; null for nothing. */
  private ControlChannel closing;

  /** Why it last went down or could not come up. */
  private Optional<Cause> last = Optional.empty();

  private int failures;

  /** Since when a connection is established; {@link Alarms#NEVER} without one. */
  private long upSince = Alarms.NEVER;

  private boolean removed;

  /** Whether anybody was told of it. */
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
  }

  /** One that is configured. */
  static Tunnel configured(
      Host host, Sessions sessions, Tunnels tunnels, SignaledTunnelProfile profile) {
    return new Tunnel(
        host, sessions, tunnels, profile.name(), Optional.of(profile), ConnectionTerms.of(profile));
  }

  /** One that a peer opens. */
  static Tunnel made(
      Host host, Sessions sessions, Tunnels tunnels, String name, ConnectionTerms terms) {
    return new Tunnel(host, sessions, tunnels, name, Optional.empty(), terms);
  }

  // --- What it is

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

  /** Whether no connection serves it or is to. */
  boolean isFree() {
    return current == null && challenger == null;
  }

  boolean hasChallenger() {
    return challenger != null;
  }

  /** The connection whose SCCRQ is under way, if there is one. */
  Optional<ControlConnection> requesting() {
    return current instanceof ControlConnection connection && connection.requesting()
        ? Optional.of(connection)
        : Optional.empty();
  }

  // --- What shall be

  /** Opens a connection, if this end is to and there is none. */
  void open() {
    if (current != null || removed || host.shuttingDown() || !opens()) {
      return;
    }
    retry.cancel();
    SignaledTunnelProfile shall = profile.orElseThrow();
    InetSocketAddress peer = new InetSocketAddress(shall.peerAddress(), shall.peerPort());
    current =
        shall.keepalive().isPresent()
            ? KeepaliveChannel.create(host, this, shall.keepalive().get(), peer)
            : ControlConnection.toPeer(host, this, peer);
    if (current == null) {
      // The channel before it, until the data plane has let go of its tunnel.
      retryLater();
      return;
    }
    current.open(shall.encapsulation(), shall.localAddress(), shall.localPort());
    tell();
  }

  /** Whether it is this end that opens its connections. */
  private boolean opens() {
    return profile.filter(shall -> shall.initiate() || shall.keepalive().isPresent()).isPresent();
  }

  /** It shall be something else. */
  void update(SignaledTunnelProfile shall) {
    boolean anew = ConnectionChanges.needNewConnection(profile.orElseThrow(), shall);
    profile = Optional.of(shall);
    terms = ConnectionTerms.of(shall);
    if (anew) {
      failures = 0;
      clear(Result.of(ResultCodes.STOP_CLEAR, "the configuration changed"));
    } else {
      channels().forEach(channel -> channel.parameters(shall.parameters()));
    }
    if (!opens()) {
      retry.cancel();
    }
    open();
  }

  /**
   * The peer profile that let it in changed. Secrets are rolled over on the live connection; what
   * would need another connection waits until the peer opens one.
   */
  void update(PeerProfile shall) {
    if (!ConnectionChanges.needNewConnection(parameters(), shall.parameters())) {
      terms = ConnectionTerms.of(shall);
      channels().forEach(channel -> channel.parameters(shall.parameters()));
    }
  }

  /** It is to be cleared and opened again. */
  void reset() {
    channels().forEach(ControlChannel::reset);
    failures = 0;
    open();
  }

  /** It shall not be any more. */
  void remove() {
    removed = true;
    clear(Result.of(ResultCodes.STOP_CLEAR, "not configured any more"));
    retry.cancel();
  }

  /** This end shuts down. */
  void shutDown() {
    retry.cancel();
    clear(Result.of(ResultCodes.STOP_SHUTDOWN, "shutting down"));
  }

  private void clear(Result result) {
    channels().forEach(channel -> channel.close(result));
  }

  /** What serves it and what shall. */
  private List<ControlChannel> channels() {
    List<ControlChannel> channels = new ArrayList<>(2);
    channels.add(current);
    channels.add(challenger);
    channels.removeIf(Objects::isNull);
    return channels;
  }

  // --- What the peer asks for

  /**
   * The peer asks for a connection.
   *
   * @param listener the socket that its SCCRQ came by
   */
  ControlConnection request(
      ControlSocket listener,
      InetSocketAddress peer,
      MessageCodec codec,
      String nonce,
      Decoded.Accepted request) {
    Endpoint remote = ((ControlMessage.Sccrq) request.message()).sender();
    ControlConnection connection =
        ControlConnection.fromPeer(host, this, peer, codec, nonce, remote);
    if (current == null) {
      retry.cancel();
      current = connection;
    } else {
      if (challenger != null) {
        // Whoever asks again and again must not have one after the other kept for its StopCCN.
        challenger.drop(Result.of(ResultCodes.STOP_CLEAR, "asked for again"));
      }
      challenger = connection;
    }
    InetAddress local =
        profile
            .filter(shall -> listener.address().isAnyLocalAddress())
            .map(SignaledTunnelProfile::localAddress)
            .orElse(listener.address());
    boolean fresh = parameters().freshPort() || listener.encapsulation() == Encapsulation.IP;
    connection.open(listener.encapsulation(), local, fresh ? 0 : listener.port());
    connection.requested(request.header(), request);
    changed(connection);
    return connection;
  }

  // --- What its connections tell

  /** Why a connection ends; of one beside another only that other counts. */
  void note(ControlChannel channel, Cause cause) {
    if (channel == current) {
      last = Optional.of(cause);
    }
  }

  /** Something of a connection changed. */
  void changed(ControlChannel channel) {
    if (channel == current && announced) {
      tell();
    }
  }

  /** A connection is established. */
  void established(ControlConnection connection) {
    tunnels.halfOpen().remove(connection);
    upSince = host.now();
    announced = true;
    if (connection == challenger) {
      Result why = Result.of(ResultCodes.STOP_CLEAR, "replaced by a newer connection");
      note(current, Cause.of(why));
      ControlChannel old = current;
      current = connection;
      challenger = null;
      old.close(why);
    }
    connection.install();
    sessions.connectionUp(connection);
  }

  /** A connection is over, though it may have to acknowledge for a while. */
  void ended(ControlChannel channel) {
    if (channel instanceof ControlConnection connection) {
      tunnels.halfOpen().remove(connection);
      if (connection.wasUp()) {
        sessions.connectionDown(connection, last.map(Cause::text));
      }
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

  /** A connection has nothing more to acknowledge. */
  void closed(ControlConnection connection) {
    tunnels.closed(connection);
    if (connection == closing) {
      closing = null;
      if (current == null && profile.isPresent() && !retry.isSet()) {
        tell();
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
    tell();
  }

  private void retryLater() {
    retry.set(host.now() + backoff.delay(parameters(), failures));
    failures++;
  }

  // --- What it hands on

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

  /** Counters as of now. */
  TunnelCounters counters() {
    return current == null ? counts.snapshot(0, 0, 0) : current.counters();
  }

  private void tell() {
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
    SignaledTunnelProfile shall = profile.orElseThrow();
    InetSocketAddress peer = new InetSocketAddress(shall.peerAddress(), shall.peerPort());
    return report(state, TunnelReport.Local.NONE, peer, Endpoints.UNKNOWN, last);
  }

  /** A report of what a connection knows. */
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
