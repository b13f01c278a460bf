package net.sluice.northbound.netconf.transport;

import static java.util.Objects.requireNonNull;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import net.sluice.northbound.netconf.auth.SourcePrefix;
import org.jspecify.annotations.Nullable;
import org.opendaylight.netconf.shaded.sshd.common.SshConstants;
import org.opendaylight.netconf.shaded.sshd.common.future.CloseFuture;
import org.opendaylight.netconf.shaded.sshd.common.io.IoHandler;
import org.opendaylight.netconf.shaded.sshd.common.session.Session;
import org.opendaylight.netconf.shaded.sshd.common.util.Readable;
import org.opendaylight.netconf.shaded.sshd.common.util.buffer.ByteArrayBuffer;
import org.opendaylight.netconf.shaded.sshd.netty.NettyIoService;
import org.opendaylight.netconf.shaded.sshd.netty.NettyIoSession;

/**
 * A TCP connection with SSH on it. Thread: its event loop; any for the methods that read a time or
 * close it.
 */
@SuppressWarnings("FutureReturnValueIgnored") // of closing: nothing follows it
final class SshConnection extends NettyIoSession {
  private final Channel tcp;
  private final SshConnections connections;
  private final Executor handshakes;
  private final LongSupplier nanoTime;
  private final Reading reading = new Reading();
  private final AtomicInteger channels = new AtomicInteger();
  private final AtomicInteger sessions = new AtomicInteger();
  private volatile long heard;
  private volatile long idleSince;
  private volatile boolean keyed;
  private volatile @Nullable Session ssh;

  SshConnection(
      Channel tcp,
      SshConnections connections,
      NettyIoService service,
      IoHandler handler,
      Executor handshakes,
      LongSupplier nanoTime) {
    super(service, handler, requireNonNull(tcp.localAddress()));
    this.tcp = tcp;
    this.connections = connections;
    this.handshakes = handshakes;
    this.nanoTime = nanoTime;
    this.heard = nanoTime.getAsLong();
    this.idleSince = heard;
  }

  /** Returns the connection that an SSH session runs on. */
  static SshConnection of(Session session) {
    return (SshConnection) session.getIoSession();
  }

  /** Adds the handlers of this connection to its channel. */
  void attach() {
    tcp.pipeline().addLast(reading, adapter);
  }

  /** Returns the channel of the TCP connection. */
  Channel tcp() {
    return tcp;
  }

  SourcePrefix source() {
    return SourcePrefix.of(tcp.remoteAddress());
  }

  /** Returns the address of the client for the log. */
  String client() {
    return tcp.remoteAddress() instanceof InetSocketAddress remote
        ? NetUtil.toSocketAddressString(remote)
        : "unknown";
  }

  /** Returns the time since the last octet of the client, in ns. */
  long silence() {
    return nanoTime.getAsLong() - heard;
  }

  /** Counts an SSH channel; returns false if there are {@code max} already. */
  boolean openChannel(int max) {
    if (channels.incrementAndGet() <= max) {
      return true;
    }
    channels.decrementAndGet();
    return false;
  }

  void closeChannel() {
    channels.decrementAndGet();
  }

  void beginSession() {
    sessions.incrementAndGet();
  }

  void endSession() {
    idleSince = nanoTime.getAsLong();
    sessions.decrementAndGet();
  }

  /** Begins to count the time without a session. */
  void loggedIn(Session session) {
    ssh = session;
    idleSince = nanoTime.getAsLong();
  }

  /** Returns the time without a session, in ns: 0 while there is one. */
  long idleTime() {
    return sessions.get() > 0 ? 0 : nanoTime.getAsLong() - idleSince;
  }

  /**
   * Asks the client for a sign of life. Every client answers, because RFC 4254 section 4 says so.
   */
  void askForLife() {
    tcp.eventLoop().execute(this::sendKeepalive);
  }

  private void sendKeepalive() {
    var session = ssh;
    try {
      if (session != null && session.isOpen()) {
        var request = session.createBuffer(SshConstants.SSH_MSG_GLOBAL_REQUEST);
        request.putString("keepalive@openssh.com");
        request.putBoolean(true);
        session.writePacket(request);
      }
    } catch (IOException e) {
      drop();
    }
  }

  /**
   * Ends the channels, then the connection. To be called after the login.
   *
   * @return done when the client has acknowledged the end of its channels, or is too late
   */
  CloseFuture finish() {
    return requireNonNull(ssh).close(false);
  }

  /** Closes the connection without a word. */
  void drop() {
    tcp.close();
  }

  @Override
  protected void channelActive(ChannelHandlerContext ctx) throws Exception {
    connections.accepted(this);
    super.channelActive(ctx);
  }

  @Override
  protected void channelRead(ChannelHandlerContext ctx, Readable message) throws Exception {
    heard = nanoTime.getAsLong();
    if (keyed) {
      super.channelRead(ctx, message);
      return;
    }
    var copy = new ByteArrayBuffer(message.available(), false);
    copy.putBuffer(message, true);
    reading.setComputing(true);
    handshakes.execute(() -> shakeHands(ctx, copy));
  }

  /** Continues the handshake. It costs too much for a loop that sessions share with strangers. */
  private void shakeHands(ChannelHandlerContext ctx, Readable message) {
    try {
      if (tcp.isActive()) {
        super.channelRead(ctx, message);
      }
    } catch (Exception e) {
      tcp.eventLoop().execute(() -> tcp.pipeline().fireExceptionCaught(e));
    } finally {
      tcp.eventLoop().execute(() -> reading.setComputing(false));
    }
  }

  /** Ends the handshake. */
  void keyed() {
    keyed = true;
  }

  @Override
  protected void channelInactive(ChannelHandlerContext ctx) throws Exception {
    connections.closed(this);
    super.channelInactive(ctx);
  }

  /**
   * Stops to read while the client does not, or while a handshake is computed. A client that asks
   * and never reads the answers would fill the memory.
   */
  private final class Reading extends ChannelInboundHandlerAdapter {
    private boolean computing;

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
      update();
      ctx.fireChannelWritabilityChanged();
    }

    void setComputing(boolean now) {
      computing = now;
      update();
    }

    private void update() {
      tcp.config().setAutoRead(!computing && tcp.isWritable());
    }
  }
}
