package net.sluice.northbound.netconf.transport;

import static java.util.Objects.requireNonNullElse;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongSupplier;
import java.util.stream.StreamSupport;
import net.sluice.northbound.netconf.auth.SshAccess;
import org.opendaylight.netconf.shaded.sshd.common.io.IoHandler;
import org.opendaylight.netconf.shaded.sshd.netty.NettyIoService;
import org.opendaylight.netconf.shaded.sshd.netty.NettyIoServiceFactory;
import org.opendaylight.netconf.shaded.sshd.server.session.SessionFactory;
import org.opendaylight.netconf.transport.spi.NettyTransportSupport;
import org.opendaylight.netconf.transport.tcp.BootstrapFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens for SSH connections to the subsystem {@code netconf} (RFC 6242): TCP from OpenDaylight's
 * transport, SSH from the Apache MINA SSHD that comes with it. Thread: any.
 */
@SuppressWarnings("FutureReturnValueIgnored") // of closing: nothing follows it
public final class SshListener implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SshListener.class);

  /** Event loops. They cut and encrypt; sessions have threads of their own for the rest. */
  private static final int THREADS = 2;

  /**
   * Threads for the handshakes of strangers, which do not take the event loops of sessions. Two at
   * least, because one key exchange may take 40 ms.
   */
  private static final int HANDSHAKE_THREADS =
      Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 2, 4);

  /** Silence after which TCP asks whether the client is there, and the time between questions. */
  private static final Duration KEEPALIVE_IDLE = Duration.ofMinutes(1);

  private static final Duration KEEPALIVE_INTERVAL = Duration.ofSeconds(15);
  private static final int KEEPALIVE_PROBES = 4;

  /** Time without an acknowledgement after which a client is gone. */
  private static final Duration UNACKNOWLEDGED = Duration.ofMinutes(2);

  private final BootstrapFactory factory;
  private final Channel server;
  private final SshConnections connections;
  private final ExecutorService handshakes;

  private SshListener(
      BootstrapFactory factory,
      Channel server,
      SshConnections connections,
      ExecutorService handshakes) {
    this.factory = factory;
    this.server = server;
    this.connections = connections;
    this.handshakes = handshakes;
  }

  /**
   * Starts to listen.
   *
   * @param port TCP port; 0 for any free one
   * @param access checks logins
   * @param limits of connections
   * @param handler gets each connection whose user has logged in
   * @throws IOException the address can not be bound; the message says which and why
   */
  public static SshListener listen(
      InetAddress address, int port, SshAccess access, SshLimits limits, ConnectionHandler handler)
      throws IOException {
    return listen(address, port, access, limits, handler, System::nanoTime);
  }

  /** Starts to listen, with a monotonic clock. */
  static SshListener listen(
      InetAddress address,
      int port,
      SshAccess access,
      SshLimits limits,
      ConnectionHandler handler,
      LongSupplier nanoTime)
      throws IOException {
    var factory = new BootstrapFactory("netconf", THREADS);
    var connections = new SshConnections(limits, nanoTime);
    var handshakes =
        Executors.newFixedThreadPool(
            HANDSHAKE_THREADS,
            Thread.ofPlatform().daemon().name("netconf-handshake-", 0).factory());
    var bootstrap = factory.newServerBootstrap();
    accept(bootstrap, access, connections, handshakes, handler, nanoTime);
    var bound = bootstrap.bind(address, port).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      handshakes.shutdownNow();
      factory.close();
      throw notListening(
          address, port, requireNonNullElse(bound.cause(), new IOException("no reason")));
    }
    var listener = new SshListener(factory, bound.channel(), connections, handshakes);
    LOG.info(
        "netconf listening address={} port={}", NetUtil.toAddressString(address), listener.port());
    return listener;
  }

  private static void accept(
      ServerBootstrap bootstrap,
      SshAccess access,
      SshConnections connections,
      Executor handshakes,
      ConnectionHandler handler,
      LongSupplier nanoTime) {
    EventLoopGroup loops = bootstrap.config().childGroup();
    var ssh = SshServers.create(access, connections, handler, loops);
    IoHandler sessions = new SessionFactory(ssh);
    var service = new NettyIoService(new NettyIoServiceFactory(ssh, loops), sessions, "netconf") {};
    bootstrap.childHandler(
        new ChannelInitializer<Channel>() {
          @Override
          protected void initChannel(Channel tcp) {
            new SshConnection(tcp, connections, service, sessions, handshakes, nanoTime).attach();
          }
        });
    noticeVanishedClients(bootstrap);
  }

  private static void noticeVanishedClients(ServerBootstrap bootstrap) {
    var keepalive = NettyTransportSupport.tcpKeepaliveOptions();
    bootstrap.childOption(ChannelOption.SO_KEEPALIVE, true);
    if (keepalive != null) {
      bootstrap
          .childOption(keepalive.tcpKeepIdle(), (int) KEEPALIVE_IDLE.toSeconds())
          .childOption(keepalive.tcpKeepIntvl(), (int) KEEPALIVE_INTERVAL.toSeconds())
          .childOption(keepalive.tcpKeepCnt(), KEEPALIVE_PROBES);
    }
    if (Epoll.isAvailable()) {
      bootstrap.childOption(EpollChannelOption.TCP_USER_TIMEOUT, (int) UNACKNOWLEDGED.toMillis());
    }
  }

  private static IOException notListening(InetAddress address, int port, Throwable cause) {
    String reason = String.valueOf(cause.getMessage());
    String hint =
        reason.contains("ermission denied")
            ? " (a port below 1024 needs root or the capability CAP_NET_BIND_SERVICE)"
            : "";
    return new IOException(
        "can not listen for NETCONF at "
            + NetUtil.toAddressString(address)
            + " port "
            + port
            + ": "
            + reason
            + hint,
        cause);
  }

  /** Returns the TCP port. */
  public int port() {
    return ((InetSocketAddress) server.localAddress()).getPort();
  }

  /** Closes the connections whose time is over. To be called every second. */
  public void checkConnections() {
    connections.check();
  }

  /** Returns the event loops, so that a watchdog can find out if they work. */
  public List<Executor> loops() {
    return StreamSupport.stream(
            factory.newServerBootstrap().config().childGroup().spliterator(), false)
        .<Executor>map(loop -> loop)
        .toList();
  }

  /** Stops to listen. Open connections stay. */
  public void shutdown() {
    server.close();
  }

  /**
   * Closes the connections that have logged in, and waits until their clients have read everything.
   *
   * @param patience time for all of them together
   */
  public void closeConnections(Duration patience) {
    connections.close(patience);
  }

  /** Stops the event loops, and with them all connections. */
  @Override
  public void close() {
    factory.close();
    handshakes.shutdownNow();
  }
}
