package net.sluice.northbound.netconf;

import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
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
import net.sluice.northbound.load.MemoryBudget;
import net.sluice.northbound.netconf.auth.HostKey;
import net.sluice.northbound.netconf.auth.SshAccess;
import net.sluice.northbound.netconf.auth.Users;
import net.sluice.northbound.netconf.events.DeviceEvents;
import net.sluice.northbound.netconf.events.EventStream;
import net.sluice.northbound.netconf.framing.OctetChannel;
import net.sluice.northbound.netconf.monitoring.OpenSession;
import net.sluice.northbound.netconf.monitoring.OpenSessions;
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

  /**
   * Time for which closing waits for requests in progress, a commit for instance, and for clients
   * that read their replies. The rest is cut off, so that the process ends in time.
   */
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(20);

  private final ServerContext context;

  /** The channels of sessions, which stay open until the client has read everything. */
  private final ChannelGroup channels;

  private final StatusService.Subscription deviceEvents;
  private final SshAccess access;
  private final SshListener listener;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().daemon().name("netconf-timer").unstarted(task));

  private NetconfServer(
      ServerContext context,
      ChannelGroup channels,
      StatusService.Subscription deviceEvents,
      SshAccess access,
      SshListener listener) {
    this.context = context;
    this.channels = channels;
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
  public static NetconfServer start(
      NetconfServerConfig config,
      Schema schema,
      ConfigService datastores,
      StatusService status,
      ActionService actions)
      throws IOException {
    return start(config, schema, datastores, status, actions, MemoryBudget.ofHeap());
  }

  /** Starts to listen, with a given memory for all sessions. */
  @SuppressWarnings("FutureReturnValueIgnored") // of the timer, which runs until it is shut down
  static NetconfServer start(
      NetconfServerConfig config,
      Schema schema,
      ConfigService datastores,
      StatusService status,
      ActionService actions,
      MemoryBudget memory)
      throws IOException {
    var access =
        new SshAccess(HostKey.loadOrCreate(config.hostKeyFile()), new Users(config.usersFile()));
    var context = new ServerContext(schema, datastores, status, actions, memory);
    var channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    var deviceEvents = DeviceEvents.start(status, context.events());
    try {
      var listener =
          SshListener.listen(
              config.address(),
              config.port(),
              access,
              SshLimits.of(config.helloTimeout(), config.maxSessions()),
              (channel, octets, user) -> {
                channels.add(channel);
                open(context, config, channel, octets, user);
              });
      var server = new NetconfServer(context, channels, deviceEvents, access, listener);
      server.timer.scheduleWithFixedDelay(server::checkTimeouts, 1, 1, TimeUnit.SECONDS);
      return server;
    } catch (IOException e) {
      deviceEvents.close();
      access.close();
      throw e;
    }
  }

  /** Opens a session on a connection; refuses the connection if there are too many. */
  private static void open(
      ServerContext context,
      NetconfServerConfig config,
      Channel channel,
      OctetChannel octets,
      String user) {
    var limits =
        new SessionLimits(config.maxMessageBytes(), config.helloTimeout(), config.idleTimeout());
    int max = config.maxSessions();
    context
        .sessions()
        .open(user, max, id -> new NetconfSession(context, limits, channel, octets, user, id))
        .ifPresentOrElse(
            session -> channel.pipeline().addLast(session),
            () -> {
              String reason =
                  "there are too many sessions: the limit is %d, and %d for one user"
                      .formatted(max, OpenSessions.maxOfUser(max));
              LOG.warn("netconf session refused user={} reason=\"{}\"", user, reason);
              octets.refuse(reason);
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

  MemoryBudget memory() {
    return context.memory();
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

  /**
   * Stops to listen and ends the sessions, each after the request that it works on, and when its
   * client has read the replies.
   */
  @Override
  public void close() {
    timer.shutdownNow();
    deviceEvents.close();
    listener.shutdown();
    long deadline = System.nanoTime() + CLOSE_WAIT.toNanos();
    var sessions = context.sessions().all();
    sessions.forEach(session -> session.end(SessionEnd.OTHER, "the server stops"));
    sessions.forEach(session -> session.awaitEnd(Duration.ofNanos(deadline - System.nanoTime())));
    channels
        .newCloseFuture()
        .awaitUninterruptibly(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    listener.closeConnections(Duration.ofNanos(deadline - System.nanoTime()));
    listener.close();
    access.close();
  }
}
