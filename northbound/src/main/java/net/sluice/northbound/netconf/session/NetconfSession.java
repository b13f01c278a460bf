package net.sluice.northbound.netconf.session;

import static java.util.Objects.requireNonNullElse;

import com.google.common.net.InetAddresses;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import net.sluice.manager.api.ConfigException;
import net.sluice.manager.api.ConfigService;
import net.sluice.northbound.load.CancelledException;
import net.sluice.northbound.load.MemoryBudget;
import net.sluice.northbound.netconf.events.Subscription;
import net.sluice.northbound.netconf.framing.FramingException;
import net.sluice.northbound.netconf.framing.MessageInput;
import net.sluice.northbound.netconf.framing.MessageOutput;
import net.sluice.northbound.netconf.framing.OctetChannel;
import net.sluice.northbound.netconf.monitoring.Capabilities;
import net.sluice.northbound.netconf.monitoring.OpenSession;
import net.sluice.northbound.netconf.monitoring.ServerEvents;
import net.sluice.northbound.netconf.monitoring.SessionEnd;
import net.sluice.northbound.netconf.monitoring.SessionInfo;
import net.sluice.northbound.netconf.operation.Operations;
import net.sluice.northbound.netconf.operation.ServerContext;
import org.jspecify.annotations.Nullable;
import org.opendaylight.yangtools.yang.common.ErrorTag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session with one client. The event loop only stores octets. A platform thread of the session
 * reads messages from them, answers them in order, and may wait as long as it needs. It computes
 * only while it has a place of the {@code ComputeGate}.
 *
 * <p>Thread: the event loop of the channel for the methods of the handler; any for {@link
 * OpenSession}.
 */
public final class NetconfSession extends SimpleChannelInboundHandler<ByteBuf>
    implements OpenSession {
  private static final Logger LOG = LoggerFactory.getLogger(NetconfSession.class);

  private static final String CLOSED_BY_CLIENT = "the client has closed the channel";

  private final ServerContext server;
  private final SessionLimits limits;
  private final ConfigService.Client client;
  private final String sourceHost;
  private final Channel channel;
  private final OctetChannel octets;
  private final MemoryBudget.Account memory;
  private final MessageOutput out;
  private final MessageInput input;
  private final SessionComputing computing;
  private final SessionControl control;
  private final SessionEnding ending = new SessionEnding();

  /** True when the thread is started, or will never be. */
  private final AtomicBoolean started = new AtomicBoolean();

  private final LongAdder notifications = new LongAdder();

  /** Open until the session holds nothing any more. */
  private final CountDownLatch ended = new CountDownLatch(1);

  private final Instant login;
  private final long opened = System.nanoTime();
  private volatile long lastActivity = opened;

  /** Null until the hello of the client. */
  private volatile @Nullable RpcHandler requests;

  /**
   * Creates the session. It begins when its channel becomes active.
   *
   * @param channel carries the octets through its pipeline
   * @param octets the same channel, for flow control and the end
   */
  public NetconfSession(
      ServerContext server,
      SessionLimits limits,
      Channel channel,
      OctetChannel octets,
      String user,
      long id) {
    this.server = server;
    this.limits = limits;
    this.channel = channel;
    this.octets = octets;
    this.client = new ConfigService.Client(id, user);
    this.login = server.clock().instant();
    this.sourceHost =
        channel.remoteAddress() instanceof InetSocketAddress address
            ? InetAddresses.toAddrString(address.getAddress())
            : "";
    this.memory = server.memory().open(this::giveUp);
    this.out = new MessageOutput(channel, memory);
    this.input = new MessageInput(limits.maxMessageBytes(), memory, octets);
    this.computing = newComputing();
    this.control = new SessionControl(this, server.sessions(), this::subscription);
  }

  private SessionComputing newComputing() {
    return new SessionComputing(
        server.gate(),
        memory,
        () -> channel.isActive() ? ending.over() : Optional.of("the client is gone"));
  }

  private Subscription subscription(Subscription.Terms terms) {
    return new Subscription(
        terms,
        server.events(),
        out,
        server.clock(),
        notifications,
        new Subscription.Share(newComputing(), memory),
        reason -> end(SessionEnd.OTHER, reason));
  }

  @Override
  public long id() {
    return client.sessionId();
  }

  @Override
  public SessionInfo info() {
    var handler = requests;
    return new SessionInfo(
        id(),
        client.user(),
        sourceHost,
        login,
        handler == null ? SessionInfo.Counters.ZERO : handler.counters());
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    if (started.compareAndSet(false, true)) {
      Thread.ofPlatform().daemon().name("netconf-session-" + id()).start(this::work);
    }
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, ByteBuf received) {
    lastActivity = System.nanoTime();
    input.offer(received);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (started.get() && requests == null) {
      input.finish(); // a hello that has arrived begins the session before it ends
    } else {
      end(SessionEnd.DROPPED, CLOSED_BY_CLIENT);
    }
    ctx.fireChannelInactive();
  }

  /** Ends the session after the requests before the end of the input: the client still reads. */
  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      input.finish();
    }
    ctx.fireUserEventTriggered(event);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    end(SessionEnd.OTHER, requireNonNullElse(cause.getMessage(), cause.toString()));
  }

  private void work() {
    try {
      out.message(computing, xml -> Hello.write(xml, server.capabilities(), id()));
      var handler = begin();
      if (!channel.isActive()) {
        close(SessionEnd.DROPPED, CLOSED_BY_CLIENT); // what it asked for is not done
      }
      if (handler.isPresent()) {
        answer(handler.get());
      }
      close(SessionEnd.DROPPED, CLOSED_BY_CLIENT);
    } catch (IOException e) {
      close(SessionEnd.DROPPED, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      close(SessionEnd.OTHER, "interrupted");
    } catch (CancelledException e) {
      close(SessionEnd.OTHER, String.valueOf(e.getMessage()));
    } catch (RuntimeException | MessageOutput.UnsentException e) {
      // The reply may have begun, so it can not become an error.
      LOG.error("netconf session failed id={}", id(), e);
      close(SessionEnd.OTHER, "internal error");
    } finally {
      release();
      finish();
    }
  }

  /** Begins the session with the hello of the client; empty if the session ends before. */
  private Optional<RpcHandler> begin() throws InterruptedException {
    boolean base11;
    try {
      var hello = input.next();
      if (hello.isEmpty()) {
        return Optional.empty();
      }
      base11 = Hello.read(hello.get()).contains(Capabilities.BASE_1_1);
    } catch (FramingException e) {
      server.sessions().badHello();
      close(SessionEnd.BAD_HELLO, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
    if (base11) {
      input.useChunks();
      out.useChunks();
    }
    var operations = new Operations(server, client, control, computing);
    var handler = new RpcHandler(operations, out, base11, notifications, computing);
    requests = handler;
    LOG.info("netconf session started id={} user={} from={}", id(), client.user(), sourceHost);
    server.events().publish(ServerEvents.sessionStart(info()));
    return Optional.of(handler);
  }

  private void answer(RpcHandler handler) throws IOException, InterruptedException {
    try {
      for (var next = input.next(); next.isPresent(); next = input.next()) {
        computing.renew();
        handler.answer(next.get());
        lastActivity = System.nanoTime();
      }
      if (ending.givenUp().isPresent()) {
        handler.refuse(ErrorTag.RESOURCE_DENIED, ending.givenUp().get());
      }
    } catch (FramingException e) {
      if (e.tooBig().isPresent()) {
        handler.refuseTooBig(e.tooBig().get(), String.valueOf(e.getMessage()));
      }
      close(SessionEnd.OTHER, String.valueOf(e.getMessage()));
    }
  }

  /**
   * Releases everything that the session holds for the datastores, before it waits for a client.
   */
  private void release() {
    try {
      if (requests != null) { // else it holds nothing, and an event loop must not wait
        server.config().closed(client);
      }
    } catch (ConfigException e) {
      LOG.warn("netconf session locks not released id={} reason=\"{}\"", id(), e.getMessage());
    } finally {
      control.endSubscription(!ending.requested());
      server.events().publish(ServerEvents.sessionEnd(info(), ending.why()));
      server.sessions().remove(this, ending.why().isOrderly());
      ended.countDown();
    }
  }

  /** Lets the client read what was written, and closes the channel. */
  private void finish() {
    try {
      control.awaitSubscription(SessionEnding.LINGER_IN_ALL);
      out.awaitSent(SessionEnding.CLOSE_PATIENCE);
    } catch (IOException e) {
      LOG.debug("netconf output discarded id={} reason=\"{}\"", id(), e.getMessage());
    } finally {
      octets.close();
      computing.renew();
      memory.close();
    }
  }

  @Override
  public void end(SessionEnd why, String reason) {
    close(why, reason);
    out.finishWithin(SessionEnding.LINGER, SessionEnding.LINGER_IN_ALL);
    if (started.compareAndSet(false, true)) {
      release(); // the session has no thread
      finish();
    }
  }

  /** Takes no more requests. Replies that are written go out. */
  private void close(SessionEnd why, String reason) {
    if (!ending.begin(why)) {
      return;
    }
    LOG.info(
        "netconf session ended id={} user={} reason=\"{}\"",
        id(),
        client.user(),
        ending.requested() ? "close-session" : reason);
    input.close();
  }

  private void giveUp(String reason) {
    ending.giveUp(reason);
    LOG.warn(
        "netconf session over budget id={} user={} reason=\"{}\"", id(), client.user(), reason);
    end(SessionEnd.OTHER, reason);
  }

  @Override
  public void checkTimeouts() {
    var silent = Duration.ofNanos(System.nanoTime() - lastActivity);
    if (requests == null) {
      var sinceLogin = Duration.ofNanos(System.nanoTime() - opened);
      // From the start: octets that trickle must not extend it.
      if (sinceLogin.compareTo(limits.helloTimeout()) > 0 && !ending.hasBegun()) {
        server.sessions().badHello();
        end(SessionEnd.TIMEOUT, "no hello within " + limits.helloTimeout().toSeconds() + " s");
      }
    } else if (limits.idleTimeout().isPositive()
        && input.isAwaiting()
        && !control.subscribed()
        && silent.compareTo(limits.idleTimeout()) > 0) {
      end(SessionEnd.TIMEOUT, "idle for " + limits.idleTimeout().toSeconds() + " s");
    }
  }

  @Override
  public boolean awaitEnd(Duration timeout) {
    try {
      return ended.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Takes no requests after the one in progress, because that asks for the end. */
  void endAfterReply() {
    ending.request();
    input.close();
  }
}
