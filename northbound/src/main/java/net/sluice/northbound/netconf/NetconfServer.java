package net.sluice.northbound.netconf;

import io.netty.channel.Channel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import net.sluice.manager.api.ActionService;
import net.sluice.manager.api.ConfigService;
import net.sluice.manager.api.StatusService;
import net.sluice.northbound.netconf.auth.HostKey;
import net.sluice.northbound.netconf.auth.SshAccess;
import net.sluice.northbound.netconf.auth.Users;
import net.sluice.northbound.netconf.events.DeviceEvents;
import net.sluice.northbound.netconf.events.EventStream;
import net.sluice.northbound.netconf.monitoring.OpenSession;
import net.sluice.northbound.netconf.monitoring.SessionEnd;
import net.sluice.northbound.netconf.monitoring.SessionInfo;
import net.sluice.northbound.netconf.operation.ServerContext;
import net.sluice.northbound.netconf.session.NetconfSession;
import net.sluice.northbound.netconf.session.SessionLimits;
import net.sluice.yang.Schema;
import org.opendaylight.netconf.transport.api.TransportChannelListener;
import org.opendaylight.netconf.transport.api.UnsupportedConfigurationException;
import org.opendaylight.netconf.transport.ssh.SSHServer;
import org.opendaylight.netconf.transport.ssh.SSHTransportChannel;
import org.opendaylight.netconf.transport.ssh.SSHTransportStackFactory;
import org.opendaylight.yang.gen.v1.urn.ietf.params.xml.ns.yang.ietf.inet.types.rev130715.IetfInetUtil;
import org.opendaylight.yang.gen.v1.urn.ietf.params.xml.ns.yang.ietf.inet.types.rev130715.PortNumber;
import org.opendaylight.yang.gen.v1.urn.ietf.params.xml.ns.yang.ietf.netconf.client.rev240814.netconf.client.listen.stack.grouping.transport.ssh.ssh.TcpServerParametersBuilder;
import org.opendaylight.yang.gen.v1.urn.ietf.params.xml.ns.yang.ietf.tcp.server.rev241010.TcpServerGrouping;
import org.opendaylight.yang.gen.v1.urn.ietf.params.xml.ns.yang.ietf.tcp.server.rev241010.tcp.server.grouping.LocalBindBuilder;
import org.opendaylight.yangtools.binding.util.BindingMap;
import org.opendaylight.yangtools.yang.common.Uint16;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A NETCONF server over SSH (RFC 6241, 6242). */
@SuppressWarnings("FutureReturnValueIgnored") // of closing and of the timer: nobody waits for them
public final class NetconfServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NetconfServer.class);

  /** Event loops: they cut and encrypt; the work is done on the sessions' own threads. */
  private static final int THREADS = 2;

  /** How long closing waits for requests in work. */
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(10);

  /** Connections that have not logged in yet, beyond the sessions. */
  private static final int SPARE_CONNECTIONS = 16;

  private final NetconfServerConfig config;
  private final int port;
  private final SessionLimits limits;
  private final ServerContext context;
  private final SshAccess access;
  private final SSHTransportStackFactory factory = new SSHTransportStackFactory("netconf", THREADS);
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().daemon().name("netconf-timer").unstarted(task));
  private final StatusService.Subscription deviceEvents;
  private SSHServer server;

  private NetconfServer(NetconfServerConfig config, ServerContext context) throws IOException {
    this.config = config;
    this.limits =
        new SessionLimits(config.maxMessageBytes(), config.helloTimeout(), config.idleTimeout());
    this.context = context;
    this.port = config.port() == 0 ? freePort(config) : config.port();
    this.access =
        new SshAccess(
            HostKey.loadOrCreate(config.hostKeyFile()),
            new Users(config.usersFile()),
            config.maxSessions() + SPARE_CONNECTIONS);
    this.deviceEvents = DeviceEvents.start(context.status(), context.events());
  }

  /**
   * Starts to listen.
   *
   * @throws IOException the address can not be bound, or the host key not be read or made; the
   *     message says which and why
   */
  public static NetconfServer start(
      NetconfServerConfig config,
      Schema schema,
      ConfigService datastores,
      StatusService status,
      ActionService actions)
      throws IOException {
    var server = new NetconfServer(config, new ServerContext(schema, datastores, status, actions));
    try {
      server.listen();
    } catch (IOException e) {
      server.close();
      throw e;
    }
    return server;
  }

  // The transport does not tell which port it got, so one is found before.
  private static int freePort(NetconfServerConfig config) throws IOException {
    try (var probe = new ServerSocket(0, 1, config.address())) {
      return probe.getLocalPort();
    }
  }

  private void listen() throws IOException {
    try {
      server = factory.listenServer("netconf", new Listener(), listenAddress(), null, access).get();
    } catch (ExecutionException e) {
      throw notListening(e.getCause());
    } catch (UnsupportedConfigurationException e) {
      throw notListening(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw notListening(e);
    }
    timer.scheduleWithFixedDelay(this::checkTimeouts, 1, 1, TimeUnit.SECONDS);
    LOG.info("NETCONF over SSH at {} port {}", config.address().getHostAddress(), port);
  }

  private IOException notListening(Throwable cause) {
    String reason = String.valueOf(cause.getMessage());
    String hint =
        reason.contains("ermission denied")
            ? " (a port below 1024 needs root or the capability CAP_NET_BIND_SERVICE)"
            : "";
    return new IOException(
        "can not listen for NETCONF at "
            + config.address().getHostAddress()
            + " port "
            + port
            + ": "
            + reason
            + hint,
        cause);
  }

  private TcpServerGrouping listenAddress() {
    return new TcpServerParametersBuilder()
        .setLocalBind(
            BindingMap.of(
                new LocalBindBuilder()
                    .setLocalAddress(IetfInetUtil.ipAddressFor(config.address()))
                    .setLocalPort(new PortNumber(Uint16.valueOf(port)))
                    .build()))
        .build();
  }

  /** The TCP port it listens at. */
  public int boundPort() {
    return port;
  }

  /** The open sessions, oldest first. */
  public List<SessionInfo> sessions() {
    return context.sessions().statistics().open();
  }

  EventStream events() {
    return context.events();
  }

  private void checkTimeouts() {
    try {
      context.sessions().all().forEach(OpenSession::checkTimeouts);
    } catch (RuntimeException e) {
      LOG.error("Checking the NETCONF sessions failed", e); // and is tried again
    }
  }

  /** Stops to listen and ends the sessions, after the requests they work on. */
  @Override
  public void close() {
    timer.shutdownNow();
    deviceEvents.close();
    if (server != null) {
      server.shutdown();
    }
    var sessions = context.sessions().all();
    sessions.forEach(session -> session.end(SessionEnd.OTHER, "the server stops"));
    sessions.forEach(session -> session.awaitEnd(CLOSE_WAIT));
    factory.close();
  }

  private final class Listener implements TransportChannelListener<SSHTransportChannel> {
    @Override
    public void onTransportChannelEstablished(SSHTransportChannel transport) {
      Channel channel = transport.channel();
      var user = access.user(channel.remoteAddress());
      var session = user.flatMap(name -> open(channel, name));
      if (session.isEmpty()) {
        LOG.warn(
            "NETCONF session of {} from {} refused: {}",
            user.orElse("nobody"),
            channel.remoteAddress() instanceof InetSocketAddress remote ? remote : "?",
            user.isEmpty() ? "not logged in" : "there are " + config.maxSessions() + " already");
        channel.close();
        return;
      }
      channel.pipeline().addLast(session.get());
    }

    private Optional<NetconfSession> open(Channel channel, String user) {
      return context
          .sessions()
          .open(config.maxSessions(), id -> new NetconfSession(context, limits, channel, user, id));
    }

    @Override
    public void onTransportChannelFailed(Throwable cause) {
      LOG.info("NETCONF connection failed: {}", cause.getMessage());
    }
  }
}
