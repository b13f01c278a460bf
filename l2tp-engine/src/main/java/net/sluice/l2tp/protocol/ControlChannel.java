package net.sluice.l2tp.protocol;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import net.sluice.l2tp.ControlParameters;
import net.sluice.l2tp.Encapsulation;
import net.sluice.l2tp.Result;
import net.sluice.l2tp.TunnelProfile;
import net.sluice.l2tp.signaling.Cause;
import net.sluice.l2tp.signaling.SignalingEvent;
import net.sluice.l2tp.signaling.TunnelCounters;
import net.sluice.l2tp.signaling.TunnelReport;
import net.sluice.l2tp.wire.ControlMessage;
import net.sluice.l2tp.wire.Decoded;
import net.sluice.l2tp.wire.Header;
import net.sluice.l2tp.wire.MessageCodec;

/**
 * One end of a control channel: a socket, an id, and the coding of messages. What the messages mean
 * is left to {@link ControlConnection} and {@link KeepaliveChannel}.
 */
abstract class ControlChannel implements ControlSocket.User {
  /** The version of L2TP in a header. */
  static final int VERSION = 3;

  private final Host host;
  private final Tunnel tunnel;
  private final long localId;
  private final Alarms.Alarm alarm;
  private ControlSocket socket;
  private MessageCodec codec;
  private InetSocketAddress peer;

  /** Whether the data plane has, or had, a tunnel on the socket, which it has not let go of. */
  private boolean inDataPlane;

  /** Whether it has no more to say. */
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

  /** Takes in a message that was decoded and is to be believed. */
  abstract void received(Decoded decoded, InetSocketAddress source);

  /** Whether this may come from the peer. */
  abstract boolean comesFrom(InetSocketAddress source);

  /** Does what is due. */
  abstract void timer();

  /** State of its machine. */
  abstract TunnelReport.State state();

  /** Id at the peer; 0 while it is not known. */
  public abstract long peerId();

  /** Begins again where that needs no other channel; else clears it. */
  abstract void reset();

  /** Clears it, whatever its state. */
  abstract void close(Result result);

  /** The peer's parameters changed, though not in a way for which it must be opened anew. */
  abstract void parameters(ControlParameters parameters);

  /** Completes a report of its tunnel. */
  abstract TunnelReport report(TunnelReport.State state, Optional<Cause> last);

  /** Counters as of now. */
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

  final ControlSocket socket() {
    return socket;
  }

  /** This end as reports show it. */
  final TunnelReport.Local local() {
    return new TunnelReport.Local(localId, Optional.ofNullable(socket.local()));
  }

  /** Codes messages by other secrets from now on (RFC 3931 section 4.3: key roll-over). */
  final void recode(ControlParameters parameters) {
    codec = codec.with(parameters, host.random());
  }

  /** Asks for the socket. */
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

  /** Takes in a datagram with our id in its header. */
  final void datagram(InetSocketAddress source, MessageCodec.Peek peek, ByteBuffer message) {
    if (finished || !comesFrom(source)) {
      tunnel.counts().drop(finished ? "unknown-connection" : "wrong-source");
      return;
    }
    if (peek.messageType() < 0) {
      tunnel.counts().zlb();
    }
    decoded(codec.decode(message), source);
  }

  /** Takes in what a datagram was decoded to. */
  final void decoded(Decoded decoded, InetSocketAddress source) {
    if (decoded instanceof Decoded.Dropped dropped) {
      tunnel.counts().drop(dropped.reason());
    } else {
      received(decoded, source);
    }
  }

  /** The header of a message that takes part in the reliable delivery. */
  static Header header(Decoded decoded) {
    return switch (decoded) {
      case Decoded.Accepted accepted -> accepted.header();
      case Decoded.Rejected rejected -> rejected.header();
      case Decoded.Ignored ignored -> ignored.header();
      case Decoded.Dropped dropped -> throw new IllegalArgumentException(dropped.toString());
    };
  }

  static boolean isAck(Decoded decoded) {
    return decoded instanceof Decoded.Accepted accepted
        && accepted.message() instanceof ControlMessage.Ack;
  }

  /** Tells a peer that knows version 2 only that this one does not (RFC 3931 section 4.7.3). */
  final void refuseVersion(Decoded.Rejected message) {
    Header header = new Header(message.header().version(), message.connectionId(), 0, 1);
    host.send(socket, peer, codec, header, new ControlMessage.StopCcn(message.result(), localId));
  }

  /** Sends a message as it is. */
  final void put(int ns, int nr, ControlMessage message) {
    host.send(socket, peer, codec, new Header(VERSION, peerId(), ns, nr), message);
  }

  /** Has {@link #timer} called at a time. */
  final void wakeAt(long at) {
    alarm.set(finished ? Alarms.NEVER : at);
  }

  /** Has the data plane make its tunnel. */
  final void install() {
    inDataPlane = true;
    InetSocketAddress local = socket.local();
    host.act(
        new LcceAction.InstallTunnel(
            new TunnelProfile(
                tunnel.name(),
                localId,
                peerId(),
                socket.encapsulation(),
                local.getAddress(),
                local.getPort(),
                peer.getAddress(),
                peer.getPort(),
                tunnel.udpChecksum()),
            socket.number()));
  }

  /** Tells the data plane's side that it is over. */
  final void reportEnd() {
    if (inDataPlane) {
      host.emit(new SignalingEvent.TunnelEnded(localId));
    }
  }

  /** The data plane has let go of the socket. */
  final void released() {
    inDataPlane = false;
    dispose();
  }

  /** There is nothing left to send or to acknowledge. */
  final void finish() {
    finished = true;
    alarm.cancel();
    dispose();
  }

  /** Whether it waits for nothing from the peer before this end may go. */
  boolean stopsAcknowledged() {
    return finished;
  }

  final boolean finished() {
    return finished;
  }

  private void dispose() {
    if (finished && !inDataPlane) {
      host.remove(this);
      host.close(socket);
    }
  }
}
