package net.sluice.northbound.netconf.session;

import static java.util.Objects.requireNonNullElse;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import net.sluice.manager.api.ConfigError;
import net.sluice.manager.api.ConfigException;
import net.sluice.manager.api.ConfigService;
import net.sluice.northbound.netconf.events.Subscription;
import net.sluice.northbound.netconf.framing.FrameDecoder;
import net.sluice.northbound.netconf.framing.FramingException;
import net.sluice.northbound.netconf.framing.MessageOutput;
import net.sluice.northbound.netconf.monitoring.Capabilities;
import net.sluice.northbound.netconf.monitoring.OpenSession;
import net.sluice.northbound.netconf.monitoring.ServerEvents;
import net.sluice.northbound.netconf.monitoring.SessionEnd;
import net.sluice.northbound.netconf.monitoring.SessionInfo;
import net.sluice.northbound.netconf.operation.Operations;
import net.sluice.northbound.netconf.operation.Reply;
import net.sluice.northbound.netconf.operation.ServerContext;
import org.jspecify.annotations.Nullable;
import org.opendaylight.yangtools.yang.common.ErrorTag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session with one client. Octets are cut into messages on the event loop. Requests are answered
 * in order on a virtual thread of the session, which may wait as long as it needs.
 *
 * <p>Thread: the event loop of the channel for the methods of the handler and for everything before
 * the hello; the session's own for {@link Operations.Control}; any for {@link OpenSession}.
 */
@SuppressWarnings("FutureReturnValueIgnored") // of closing: nothing follows it
public final class NetconfSession extends SimpleChannelInboundHandler<ByteBuf>
    implements Operations.Control, OpenSession {
  private static final Logger LOG = LoggerFactory.getLogger(NetconfSession.class);

  /** The mark at the end of the queue. */
  private static final FrameDecoder.Message END = new FrameDecoder.Message(new byte[0], 0);

  /** Time for which kill-session waits for the request in progress of the other session. */
  private static final Duration KILL_WAIT = Duration.ofSeconds(30);

  private final ServerContext server;
  private final SessionLimits limits;
  private final ConfigService.Client client;
  private final String sourceHost;
  private final Channel channel;
  private final MessageOutput out;
  private final FrameDecoder decoder;
  private final BlockingQueue<FrameDecoder.Message> queue = new LinkedBlockingQueue<>();
  private final AtomicBoolean released = new AtomicBoolean();

  /** Octets in the queue and in the request in progress. */
  private final AtomicLong queued = new AtomicLong();

  private final LongAdder notifications = new LongAdder();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Instant login;
  private final long opened = System.nanoTime();
  private volatile long lastActivity = opened;
  private volatile boolean closing;

  /** Null until the hello of the client. */
  private volatile @Nullable RpcHandler requests;

  /** The reason why the message after the queue is refused; null if there is none. */
  private volatile @Nullable String tooBig;

  private volatile SessionEnd ending = SessionEnd.DROPPED;
  private volatile @Nullable Subscription subscription;
  private boolean helloSent;

  /** Creates the session. It begins when its channel becomes active. */
  public NetconfSession(
      ServerContext server, SessionLimits limits, Channel channel, String user, long id) {
    this.server = server;
    this.limits = limits;
    this.channel = channel;
    this.client = new ConfigService.Client(id, user);
    this.login = server.clock().instant();
    this.sourceHost =
        channel.remoteAddress() instanceof InetSocketAddress address
            ? address.getAddress().getHostAddress()
            : "";
    this.out = new MessageOutput(channel);
    this.decoder = new FrameDecoder(limits.maxMessageBytes(), this::received);
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
  public void channelActive(ChannelHandlerContext ctx) throws Exception {
    if (!helloSent) {
      helloSent = true;
      byte[] hello = Hello.write(server.capabilities(), id());
      out.write(hello, 0, hello.length);
      out.endMessage();
    }
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, ByteBuf octets) throws FramingException {
    if (!closing && tooBig == null) {
      lastActivity = System.nanoTime();
      decoder.feed(octets);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    end(SessionEnd.DROPPED, "the client has closed the connection");
    ctx.fireChannelInactive();
  }

  /** Ends the session after the requests before the end of the input, because the client reads. */
  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      if (requests == null) {
        end(SessionEnd.DROPPED, "the client has closed the channel before its hello");
      } else {
        queue.add(END);
      }
    }
    ctx.fireUserEventTriggered(event);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    String reason = requireNonNullElse(cause.getMessage(), cause.toString());
    LOG.debug("netconf connection failed id={}", id(), cause);
    boolean begun = requests != null;
    if (begun && cause instanceof FramingException framing && framing.isTooBig()) {
      tooBig = reason;
      queue.add(END); // the requests before it are answered, then it is refused
      return;
    }
    end(begun ? SessionEnd.OTHER : SessionEnd.BAD_HELLO, reason);
  }

  private void received(FrameDecoder.Message message) throws FramingException {
    if (requests == null) {
      begin(message);
      return;
    }
    // Reading must not stop, because it also brings the window updates of the client, for which
    // writing waits. So requests that a client sends ahead are limited, not held back.
    if (queued.addAndGet(message.length()) > 2L * limits.maxMessageBytes()) {
      throw FramingException.malformed(
          "the client sent more requests ahead than twice the limit of a message");
    }
    queue.add(message);
  }

  /** Begins the session with the hello of the client. */
  private void begin(FrameDecoder.Message message) throws FramingException {
    boolean base11;
    try {
      base11 = Hello.read(message).contains(Capabilities.BASE_1_1);
    } catch (FramingException e) {
      server.sessions().badHello();
      throw e;
    }
    if (base11) {
      decoder.useChunks();
      out.useChunks();
    }
    var handler = new RpcHandler(new Operations(server, client, this), out, base11, notifications);
    requests = handler;
    LOG.info("netconf session started id={} user={} from={}", id(), client.user(), sourceHost);
    server.events().publish(ServerEvents.sessionStart(info()));
    Thread.ofVirtual().name("netconf-" + id()).start(() -> work(handler));
  }

  @SuppressWarnings("ReferenceEquality") // END is a mark, not a message
  private void work(RpcHandler handler) {
    try {
      for (var message = queue.take(); !closing && message != END; message = queue.take()) {
        handler.answer(message);
        queued.addAndGet(-message.length());
        lastActivity = System.nanoTime();
      }
      String refused = tooBig;
      if (refused != null) {
        handler.refuseTooBig(refused);
      }
    } catch (IOException e) {
      end(SessionEnd.DROPPED, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      end(SessionEnd.OTHER, "interrupted");
    } catch (RuntimeException e) {
      // The reply may have begun, so it can not become an error.
      LOG.error("netconf session failed id={}", id(), e);
      end(SessionEnd.OTHER, "internal error");
    } finally {
      release();
    }
  }

  /** Releases everything that the session holds. This is the last step of a session. */
  private void release() {
    if (!released.compareAndSet(false, true)) {
      return;
    }
    try {
      var notified = subscription;
      if (notified != null) {
        notified.close();
      }
      if (requests != null) { // else it holds nothing, and an event loop must not wait
        server.config().closed(client);
      }
    } catch (ConfigException e) {
      LOG.warn("netconf session locks not released id={} reason=\"{}\"", id(), e.getMessage());
    } finally {
      server.events().publish(ServerEvents.sessionEnd(info(), ending));
      server.sessions().remove(this, ending.equals(SessionEnd.CLOSED));
      ended.countDown();
      // After the octets that are on their way.
      channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }
  }

  @Override
  public void end(SessionEnd why, String reason) {
    if (closing) {
      return;
    }
    if (!ending.equals(SessionEnd.CLOSED)) {
      ending = why;
    }
    closing = true;
    LOG.info(
        "netconf session ended id={} user={} reason=\"{}\"",
        id(),
        client.user(),
        ending.equals(SessionEnd.CLOSED) ? "close-session" : reason);
    queue.add(END);
    channel.close();
    if (requests == null) {
      release(); // the session has no thread yet
    }
  }

  @Override
  public void checkTimeouts() {
    long now = System.nanoTime();
    var silent = Duration.ofNanos(now - lastActivity);
    if (requests == null) {
      // From the start: octets that trickle must not extend it.
      if (Duration.ofNanos(now - opened).compareTo(limits.helloTimeout()) > 0) {
        server.sessions().badHello();
        channel
            .eventLoop()
            .execute(
                () ->
                    end(
                        SessionEnd.TIMEOUT,
                        "no hello within " + limits.helloTimeout().toSeconds() + " s"));
      }
    } else if (limits.idleTimeout().isPositive()
        && queued.get() == 0
        && !subscribed()
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

  private boolean subscribed() {
    var notified = subscription;
    return notified != null && !notified.ended();
  }

  @Override
  public Reply subscribe(Subscription.Terms terms) throws ConfigException {
    if (subscribed()) {
      throw new ConfigException(
          ConfigError.protocol(
              ErrorTag.IN_USE,
              "the session has a subscription already; it ends with its stopTime or with the session"));
    }
    var added =
        new Subscription(
            terms,
            server.events(),
            out,
            server.clock(),
            notifications,
            reason -> end(SessionEnd.OTHER, reason));
    subscription = added;
    return xml -> {
      Reply.OK.write(xml);
      added.start(); // its notifications wait until this reply is complete
    };
  }

  @Override
  public void endAfterReply() {
    ending = SessionEnd.CLOSED;
    queue.clear();
    queue.add(END);
  }

  @Override
  public boolean kill(long sessionId) {
    var other = server.sessions().find(sessionId);
    other.ifPresent(
        session -> {
          session.end(
              SessionEnd.killed(id()), "killed by session " + id() + " of " + client.user());
          session.awaitEnd(KILL_WAIT);
        });
    return other.isPresent();
  }
}
