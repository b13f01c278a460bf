package net.sluice.l2tp.protocol;

import java.net.InetSocketAddress;
import java.util.Optional;
import net.sluice.l2tp.ControlParameters;
import net.sluice.l2tp.MessageType;
import net.sluice.l2tp.SignaledTunnelProfile.TunnelIds;
import net.sluice.l2tp.signaling.Cause;
import net.sluice.l2tp.signaling.Reason;
import net.sluice.l2tp.signaling.TunnelCounters;
import net.sluice.l2tp.signaling.TunnelReport;
import net.sluice.l2tp.signaling.TunnelReport.State;
import net.sluice.l2tp.wire.ControlMessage;
import net.sluice.l2tp.wire.Decoded;
import net.sluice.l2tp.wire.MessageCodec;
import org.jspecify.annotations.Nullable;

/**
 * The control channel of a keepalive tunnel: HELLO and its acknowledgement, nothing else. There is
 * no set-up that negotiates sequence numbers, and either end may restart alone. Each end therefore
 * adopts the number that the other one expects, which every message contains. A duplicate HELLO
 * does no harm.
 */
final class KeepaliveChannel extends ControlChannel {
  private static final int MASK = 0xffff;

  private final TunnelIds ids;
  private final HelloTimer helloTimer;
  private ControlParameters parameters;
  private State state = State.IDLE;

  /** Ns of the HELLO that is unacknowledged, otherwise of the next one. */
  private int ns;

  private int nr;

  /** True while a HELLO is unacknowledged. */
  private boolean waiting;

  private int retries;
  private long interval;
  private long at = Alarms.NEVER;

  private KeepaliveChannel(Host host, Tunnel tunnel, TunnelIds ids, InetSocketAddress peer) {
    super(
        host, tunnel, ids.local(), peer, new MessageCodec(tunnel.parameters(), "", host.random()));
    this.ids = ids;
    this.parameters = tunnel.parameters();
    this.helloTimer = new HelloTimer(host, parameters.timing().helloInterval());
  }

  /** Creates a channel and adds it to the host; returns null if its id is in use. */
  static @Nullable KeepaliveChannel create(
      Host host, Tunnel tunnel, TunnelIds ids, InetSocketAddress peer) {
    KeepaliveChannel channel = new KeepaliveChannel(host, tunnel, ids, peer);
    return host.add(channel) ? channel : null;
  }

  @Override
  public long peerId() {
    return ids.peer();
  }

  @Override
  State state() {
    return state;
  }

  @Override
  TunnelReport report(State shown, Optional<Cause> last) {
    return owner().report(shown, local(), peer(), Endpoints.unknown(ids.peer()), last);
  }

  @Override
  TunnelCounters counters() {
    return owner().counters(1, ns, nr);
  }

  @Override
  public void opened() {
    if (state == State.IDLE) {
      state = State.WAIT_CTL_REPLY;
      host().connect(socket(), peer());
      install();
      begin();
      owner().changed(this);
    }
  }

  @Override
  public void failed(String reason) {
    owner().remember(this, Cause.of(Reason.NO_SOCKET, reason));
    end();
  }

  @Override
  void close(Cause cause) {
    owner().remember(this, cause);
    end();
  }

  private void end() {
    if (finished()) {
      return; // a refusal of the data plane may come after the end
    }
    state = State.IDLE;
    finish();
    owner().ended(this);
  }

  @Override
  void reset() {
    state = State.WAIT_CTL_REPLY;
    ns = 0;
    nr = 0;
    begin();
    owner().changed(this);
  }

  @Override
  void parameters(ControlParameters changed) {
    parameters = changed;
    helloTimer.interval(changed.timing().helloInterval());
    recode(changed);
    if (!waiting) {
      waitForSilence();
    }
  }

  @Override
  boolean comesFrom(InetSocketAddress source) {
    return source.equals(peer());
  }

  @Override
  void received(Decoded decoded, InetSocketAddress source) {
    switch (decoded) {
      case Decoded.Accepted accepted -> owner().counts().good(accepted.message().type());
      case Decoded.Rejected rejected -> {
        countBad(rejected);
        drop(Reason.MALFORMED_MESSAGE, source, rejected.result().text());
      }
      case Decoded.Ignored ignored ->
          drop(Reason.UNKNOWN_MESSAGE, source, "a message of type " + ignored.messageType());
      case Decoded.Dropped dropped -> throw new IllegalStateException(dropped.toString());
    }
    if (!isAck(decoded)) {
      nr = header(decoded).ns() + 1 & MASK;
      owner().counts().sent(MessageType.ACK);
      put(ns, nr, new ControlMessage.Ack());
    }
    answered(header(decoded).nr());
  }

  private void answered(int expected) {
    boolean acknowledged = expected == (ns + 1 & MASK);
    ns = expected;
    if (!waiting || acknowledged) {
      waitForSilence();
    }
    if (state != State.ESTABLISHED) {
      state = State.ESTABLISHED;
      owner().changed(this);
    }
  }

  /** Waits until the peer has been silent for the interval. */
  private void waitForSilence() {
    waiting = false;
    helloTimer.drawJitter();
    helloTimer.restart();
    wake(helloTimer.dueAt());
  }

  @Override
  void timer() {
    if (host().now() < at) {
      return;
    }
    if (!waiting) {
      begin();
      return;
    }
    retries++;
    if (retries > parameters.delivery().retransmitLimit() && state != State.RETRY) {
      state = State.RETRY;
      owner().remember(this, Cause.of(Reason.NO_ANSWER, "the peer does not answer"));
      owner().changed(this);
    }
    owner().counts().retransmit();
    interval = Math.min(2 * interval, parameters.delivery().retransmitCap().toNanos());
    hello();
  }

  private void begin() {
    waiting = true;
    retries = 0;
    interval = parameters.delivery().retransmitTimeout().toNanos();
    owner().counts().sent(MessageType.HELLO);
    hello();
  }

  private void hello() {
    put(ns, nr, new ControlMessage.Hello());
    wake(host().now() + interval);
  }

  private void wake(long when) {
    at = when;
    wakeAt(when);
  }
}
