package net.sluice.northbound.netconf;

import io.netty.channel.Channel;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
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
import net.sluice.northbound.netconf.transport.SshLimits;
import net.sluice.northbound.netconf.transport.SshListener;
import net.sluice.yang.Schema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A NETCONF server over SSH (RFC 6241, 6242). Thread: any. */
public final class NetconfServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NetconfServer.class);

  /** Time for which closing waits for the requests in progress of each session. */
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(10);

  private final ServerContext context;
  private final StatusService.Subscription deviceEvents;
  private final SshAccess access;
  private final SshListener listener;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().daemon().name("netconf-timer").unstarted(task));

  private NetconfServer(
      ServerContext context,
      StatusService.Subscription deviceEvents,
      SshAccess access,
      SshListener listener) {
    this.context = context;
    this.deviceEvents = deviceEvents;
    this.access = access;
    this.listener = listener;
  }

  /**
   * Starts to listen.
   *
   * @throws IOException the address can not be bound, or the host key can not be read or created;
   *     the message says which and why
   */
  @SuppressWarnings("FutureReturnValueIgnored") // of the timer, which runs until it is shut down
  public static NetconfServer start(
      NetconfServerConfig config,
      Schema schema,
      ConfigService datastores,
      StatusService status,
      ActionService actions)
      throws IOException {
    var access =
        new SshAccess(HostKey.loadOrCreate(config.hostKeyFile()), new Users(config.usersFile()));
    var context = new ServerContext(schema, datastores, status, actions);
    var deviceEvents = DeviceEvents.start(status, context.events());
    try {
      var listener =
          SshListener.listen(
              config.address(),
              config.port(),
              access,
              SshLimits.of(config.helloTimeout(), config.maxSessions()),
              (channel, user) -> open(context, config, channel, user));
      var server = new NetconfServer(context, deviceEvents, access, listener);
      server.timer.scheduleWithFixedDelay(server::checkTimeouts, 1, 1, TimeUnit.SECONDS);
      return server;
    } catch (IOException e) {
      deviceEvents.close();
      access.close();
      throw e;
    }
  }

  /** Opens a session on a connection; closes the connection if there are too many. */
  @SuppressWarnings("FutureReturnValueIgnored") // of closing a refused connection
  private static void open(
      ServerContext context, NetconfServerConfig config, Channel channel, String user) {
    var limits =
        new SessionLimits(config.maxMessageBytes(), config.helloTimeout(), config.idleTimeout());
    context
        .sessions()
        .open(config.maxSessions(), id -> new NetconfSession(context, limits, channel, user, id))
        .ifPresentOrElse(
            session -> channel.pipeline().addLast(session),
            () -> {
              LOG.warn(
                  "netconf session refused user={} reason=\"{} sessions are open\"",
                  user,
                  config.maxSessions());
              channel.close();
            });
  }

  /** Returns the TCP port. */
  public int boundPort() {
    return listener.port();
  }

  /** Returns the event loops, so that a watchdog can find out if they work. */
  public List<Executor> loops() {
    return listener.loops();
  }

  /** Returns the open sessions, oldest first. */
  public List<SessionInfo> sessions() {
    return context.sessions().statistics().open();
  }

  EventStream events() {
    return context.events();
  }

  private void checkTimeouts() {
    try {
      listener.checkConnections();
      context.sessions().all().forEach(OpenSession::checkTimeouts);
    } catch (RuntimeException e) {
      LOG.error("netconf timeouts not checked", e); // an exception would end the repetition
    } catch (Error e) {
      LOG.error("netconf timeouts not checked", e); // the executor does not log it
      throw e;
    }
  }

  /** Stops to listen and ends the sessions, each after the request that it works on. */
  @Override
  public void close() {
    timer.shutdownNow();
    deviceEvents.close();
    listener.shutdown();
    var sessions = context.sessions().all();
    sessions.forEach(session -> session.end(SessionEnd.OTHER, "the server stops"));
    sessions.forEach(session -> session.awaitEnd(CLOSE_WAIT));
    listener.close();
    access.close();
  }
}
