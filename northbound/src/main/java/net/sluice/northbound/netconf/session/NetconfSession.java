package net.sluice.northbound.netconf.session;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
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
import org.opendaylight.yangtools.yang.common.ErrorTag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session with one client. Octets are cut into messages on the event loop; requests are answered
 * one after the other on a virtual thread of the session, which may wait as long as it needs.
 */
@SuppressWarnings("FutureReturnValueIgnored") // of closing: nobody waits for it
public final class NetconfSession extends SimpleChannelInboundHandler<ByteBuf>
    implements Operations.Control, OpenSession {
  private static final Logger LOG = LoggerFactory.getLogger(NetconfSession.class);

  /** Marks the end of the queue. */
  private static final FrameDecoder.Message END = new FrameDecoder.Message(new byte[0], 0);

  /** How long kill-session waits for what the other session is doing. */
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
  private final AtomicLong queued = new AtomicLong();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Instant login;
  private volatile long lastActivity = System.nanoTime();
  private volatile boolean closing;
  private volatile RpcHandler requests;
  private volatile String tooBig;
  private volatile SessionEnd ending = SessionEnd.DROPPED;
  private volatile Subscription subscription;
  private boolean helloSent;

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
    var known = requests;
    return new SessionInfo(
        id(),
        client.user(),
        sourceHost,
        login,
        known == null ? SessionInfo.Counters.ZERO : known.counters());
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
    end(SessionEnd.DROPPED, "the client is gone");
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    var known = requests;
    if (known != null && cause instanceof FramingException framing && framing.isTooBig()) {
      tooBig = framing.getMessage();
      queue.add(END); // the requests before it are answered, and it is refused by name
      return;
    }
    end(
        requests == null ? SessionEnd.BAD_HELLO : SessionEnd.OTHER,
        cause.getMessage() == null ? cause.toString() : cause.getMessage());
  }

  private void received(FrameDecoder.Message message) throws FramingException {
    if (requests == null) {
      begin(message);
      return;
    }
    // Reading can not be stopped: the client's window updates, which our own writing waits for,
    // come by the same way. So what a client sends ahead is bounded, and not held back.
    if (queued.addAndGet(message.length()) > 2L * limits.maxMessageBytes()) {
      throw FramingException.malformed(
          "the client sent more requests ahead than twice the limit of a message");
    }
    queue.add(message);
  }

  /** The session begins with the client's hello. */
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
    requests = new RpcHandler(new Operations(server, client, this), out, base11);
    LOG.info("NETCONF session {} of {} from {} begins", id(), client.user(), sourceHost);
    server.events().publish(ServerEvents.sessionStart(info()));
    Thread.ofVirtual().name("netconf-" + id()).start(this::work);
  }

  @SuppressWarnings("ReferenceEquality") // END is a mark, not a message
  private void work() {
    try {
      for (var message = queue.take(); !closing && message != END; message = queue.take()) {
        requests.answer(message);
        queued.addAndGet(-message.length());
        lastActivity = System.nanoTime();
      }
      if (tooBig != null) {
        requests.refuseTooBig(tooBig);
      }
    } catch (IOException e) {
      end(SessionEnd.DROPPED, e.getMessage());
    } catch (InterruptedException e) {
      end(SessionEnd.OTHER, "interrupted");
    } catch (RuntimeException e) {
      // A reply that has begun can not become an error any more.
      LOG.error("NETCONF session {} failed", id(), e);
      end(SessionEnd.OTHER, "internal error");
    } finally {
      release();
    }
  }

  /** Gives back what the session holds; the last thing that happens in it. */
  private void release() {
    if (!released.compareAndSet(false, true)) {
      return;
    }
    try {
      if (subscription != null) {
        subscription.close();
      }
      if (requests != null) { // else it has held nothing, and this is the event loop
        server.config().closed(client);
      }
    } catch (ConfigException e) {
      LOG.warn("NETCONF session {} ended: {}", id(), e.getMessage());
    } finally {
      server.events().publish(ServerEvents.sessionEnd(info(), ending));
      server.sessions().remove(this, ending.equals(SessionEnd.CLOSED));
      ended.countDown();
      channel.close();
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
    LOG.info("NETCONF session {} of {} ends: {}", id(), client.user(), reason);
    queue.add(END);
    channel.close();
    if (requests == null) {
      release(); // there is no thread to do it
    }
  }

  @Override
  public void checkTimeouts() {
    var silent = Duration.ofNanos(System.nanoTime() - lastActivity);
    if (requests == null) {
      if (silent.compareTo(limits.helloTimeout()) > 0) {
        server.sessions().badHello();
        channel
            .eventLoop()
            .execute(() -> end(SessionEnd.TIMEOUT, "no hello within " + limits.helloTimeout()));
      }
    } else if (limits.idleTimeout().isPositive()
        && queued.get() == 0
        && !subscribed()
        && silent.compareTo(limits.idleTimeout()) > 0) {
      end(SessionEnd.TIMEOUT, "idle for " + limits.idleTimeout());
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
    return subscription != null && !subscription.ended();
  }

  @Override
  public Reply subscribe(Subscription.Terms terms) throws ConfigException {
    if (subscribed()) {
      throw new ConfigException(
          ConfigError.protocol(ErrorTag.IN_USE, "the session has a subscription already"));
    }
    var added =
        new Subscription(
            terms,
            server.events(),
            out,
            server.clock(),
            requests.notifications(),
            reason -> end(SessionEnd.OTHER, reason));
    subscription = added;
    return xml -> {
      Reply.OK.write(xml);
      added.start(); // what it sends waits until this reply is complete
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
