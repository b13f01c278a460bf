package net.sluice.l2tp.protocol;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;
import net.sluice.l2tp.ControlParameters;
import net.sluice.l2tp.Encapsulation;
import net.sluice.l2tp.MessageType;
import net.sluice.l2tp.TunnelProfile;
import net.sluice.l2tp.protocol.Objections.About;
import net.sluice.l2tp.signaling.Cause;
import net.sluice.l2tp.signaling.Reason;
import net.sluice.l2tp.signaling.SignalingEvent;
import net.sluice.l2tp.signaling.TunnelCounters;
import net.sluice.l2tp.signaling.TunnelReport;
import net.sluice.l2tp.wire.ControlMessage;
import net.sluice.l2tp.wire.Decoded;
import net.sluice.l2tp.wire.Header;
import net.sluice.l2tp.wire.MessageCodec;
import org.jspecify.annotations.Nullable;

/**
 * One end of a control channel: a socket, an id, and the coding of messages. {@link
 * ControlConnection} and {@link KeepaliveChannel} handle the messages.
 */
abstract class ControlChannel implements ControlSocket.User {
  /** The version of L2TP in a header. */
  static final int VERSION = 3;

  private final Host host;
  private final Tunnel tunnel;
  private final long localId;
  private final Alarms.Alarm alarm;

  /** Null before {@link #open}, which the tunnel calls for each channel that it uses. */
  private @Nullable ControlSocket socket;

  private MessageCodec codec;
  private InetSocketAddress peer;

  /** True from {@link #install} until the data plane has released the socket. */
  private boolean inDataPlane;

  /** True if there is nothing left to send or to acknowledge. */
  private boolean finished;

  ControlChannel(
      Host host, Tunnel tunnel, long localId, InetSocketAddress peer, MessageCodec codec) {
    this.host = host;
    this.tunnel = tunnel;
    this.localId = localId;
    this.peer = peer;
    this.codec = codec;
    this.alarm = host.alarms().alarm(this::timer);
  }

  /** Handles a message that was decoded and verified. */
  abstract void received(Decoded decoded, InetSocketAddress source);

  /** Returns true if a datagram from this source may be from the peer. */
  abstract boolean comesFrom(InetSocketAddress source);

  /** Handles the time that {@link #wakeAt} has set. */
  abstract void timer();

  /** Returns the state of its state machine. */
  abstract TunnelReport.State state();

  /** Returns the Control Connection ID at the peer; 0 while it is not known. */
  public abstract long peerId();

  /** Starts the channel again if it can be used again, otherwise clears it. */
  abstract void reset();

  /** Clears the channel in any state. */
  abstract void close(Cause cause);

  /** Applies changed parameters that need no new channel. */
  abstract void parameters(ControlParameters parameters);

  /** Returns a report of its tunnel. */
  abstract TunnelReport report(TunnelReport.State state, Optional<Cause> last);

  /** Returns the present counters of its tunnel. */
  abstract TunnelCounters counters();

  final Host host() {
    return host;
  }

  final Tunnel owner() {
    return tunnel;
  }

  public final long localId() {
    return localId;
  }

  final InetSocketAddress peer() {
    return peer;
  }

  final void peer(InetSocketAddress peer) {
    this.peer = peer;
  }

  /** Returns the socket; only for a channel that was opened. */
  final ControlSocket socket() {
    return Objects.requireNonNull(socket, "the channel is not open");
  }

  /** Returns this end as reports show it. */
  final TunnelReport.Local local() {
    return new TunnelReport.Local(localId, Optional.ofNullable(socket().local()));
  }

  /** Codes messages with other secrets from now on (RFC 3931 section 4.3: key roll-over). */
  final void recode(ControlParameters parameters) {
    codec = codec.with(parameters, host.random());
  }

  /** Requests the socket. */
  final void open(Encapsulation encapsulation, InetAddress local, int port) {
    boolean overIp = encapsulation == Encapsulation.IP;
    socket =
        host.open(
            encapsulation,
            local,
            port,
            overIp ? localId : 0,
            tunnel.udpChecksum(),
            tunnel.name(),
            this);
  }

  /** Handles a datagram with the id of this channel in its header. */
  final void datagram(InetSocketAddress source, MessageCodec.Peek peek, ByteBuffer message) {
    if (finished || !comesFrom(source)) {
      drop(
          finished ? Reason.UNKNOWN_CONNECTION : Reason.WRONG_SOURCE,
          source,
          finished
              ? "a message to tunnel %d, which has ended".formatted(localId)
              : "a message to tunnel %d from another address than its peer's".formatted(localId));
      return;
    }
    if (peek.messageType() < 0) {
      tunnel.counts().zlb();
    }
    Decoded decoded = codec.decode(message);
    if (!(decoded instanceof Decoded.Dropped)) {
      verified();
    }
    decoded(decoded, source);
  }

  /** Handles that a valid message contained the id of this channel. */
  void verified() {}

  /** Handles a decoded datagram. */
  final void decoded(Decoded decoded, InetSocketAddress source) {
    if (decoded instanceof Decoded.Dropped dropped) {
      drop(reason(dropped.reason()), source, dropped.detail());
    } else {
      received(decoded, source);
    }
  }

  /** Counts and reports a dropped datagram. */
  final void drop(Reason reason, InetSocketAddress source, String text) {
    host.objections().object(reason, About.tunnel(tunnel.name(), source), text);
  }

  /** Counts a message with an error by its type. */
  final void countBad(Decoded.Rejected rejected) {
    MessageType type = rejected.type();
    if (type != null) {
      tunnel.counts().bad(type);
    }
  }

  /** Returns the reason for a datagram that can not be decoded. */
  static Reason reason(Decoded.Reason reason) {
    return switch (reason) {
      case BAD_HEADER -> Reason.BAD_HEADER;
      case BAD_DIGEST -> Reason.BAD_DIGEST;
      case BAD_STRUCTURE -> Reason.BAD_STRUCTURE;
    };
  }

  /** Returns the header of a message that takes part in the reliable delivery. */
  static Header header(Decoded decoded) {
    return switch (decoded) {
      case Decoded.Accepted accepted -> accepted.header();
      case Decoded.Rejected rejected -> rejected.header();
      case Decoded.Ignored ignored -> ignored.header();
      case Decoded.Dropped dropped -> throw new IllegalArgumentException(dropped.toString());
    };
  }

  /** Returns true for an ACK or ZLB. */
  static boolean isAck(Decoded decoded) {
    return decoded instanceof Decoded.Accepted accepted
        && accepted.message() instanceof ControlMessage.Ack;
  }

  /** Refuses a peer that supports only version 2 (RFC 3931 section 4.7.3). */
  final void refuseVersion(Decoded.Rejected message) {
    Header header = new Header(message.header().version(), message.connectionId(), 0, 1);
    host.send(socket(), peer, codec, header, new ControlMessage.StopCcn(message.result(), localId));
  }

  /** Sends a message without the reliable delivery. */
  final void put(int ns, int nr, ControlMessage message) {
    put(encode(ns, nr, message));
  }

  final void put(ByteBuffer message) {
    host.send(socket(), peer, message);
  }

  final ByteBuffer encode(int ns, int nr, ControlMessage message) {
    return host.encode(codec, new Header(VERSION, peerId(), ns, nr), message);
  }

  final MessageCodec codec() {
    return codec;
  }

  /** Sets the time of the next call of {@link #timer}, in nanoseconds; replaces the earlier one. */
  final void wakeAt(long at) {
    alarm.set(finished ? Alarms.NEVER : at);
  }

  /** Requests the tunnel from the data plane. */
  final void install() {
    inDataPlane = true;
    // A connection is not established before its socket is open.
    InetSocketAddress local = Objects.requireNonNull(socket().local());
    host.act(
        new LcceAction.InstallTunnel(
            new TunnelProfile(
                tunnel.name(),
                localId,
                peerId(),
                socket().encapsulation(),
                local.getAddress(),
                local.getPort(),
                peer.getAddress(),
                peer.getPort(),
                tunnel.udpChecksum()),
            socket().number()));
  }

  /** Reports to the data plane that the channel has ended. */
  final void reportEnd() {
    if (inDataPlane) {
      host.emit(new SignalingEvent.TunnelEnded(localId));
    }
  }

  /** Handles that the data plane has released the socket. */
  final void released() {
    inDataPlane = false;
    dispose();
  }

  /** Closes the channel, which has nothing left to send or to acknowledge. */
  final void finish() {
    finished = true;
    alarm.cancel();
    dispose();
  }

  /** Returns true if this end can shut down without a further message of the peer. */
  boolean stopsAcknowledged() {
    return finished;
  }

  final boolean finished() {
    return finished;
  }

  private void dispose() {
    if (finished && !inDataPlane) {
      host.remove(this);
      host.close(socket());
    }
  }
}
