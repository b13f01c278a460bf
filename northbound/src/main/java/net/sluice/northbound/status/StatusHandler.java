package net.sluice.northbound.status;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.NetUtil;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import net.sluice.l2tp.DataPlaneException;
import net.sluice.northbound.load.ComputeGate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The handler of one connection. It reads a request, lets a worker answer it, and then reads the
 * next. Pipelined requests wait in the flow control handler before this one, and so in the socket.
 *
 * <p>Thread: the event loop; {@code answer} and the methods that it calls run on a worker.
 */
final class StatusHandler extends ChannelInboundHandlerAdapter implements OpenConnections.Member {
  private static final Logger LOG = LoggerFactory.getLogger(StatusHandler.class);

  private final Channel channel;
  private final OpenConnections connections;
  private final Resources resources;
  private final Executor workers;
  private final ComputeGate gate;
  private final long idleMillis;

  /** The head of the request that is being read; null before the first. */
  private @Nullable HttpRequest request;

  /** True until the request is complete. */
  private boolean awaiting;

  /**
   * Closes the connection if the request is not complete in time, or if the client does not read
   * the end of the answer; null before the first request.
   */
  private @Nullable Future<?> deadline;

  /**
   * @param workers runs code that may wait
   * @param gate the places to compute answers
   * @param idleMillis time in ms that a client may take to send a request, and to take a chunk
   */
  StatusHandler(
      Channel channel,
      OpenConnections connections,
      Resources resources,
      Executor workers,
      ComputeGate gate,
      long idleMillis) {
    this.channel = channel;
    this.connections = connections;
    this.resources = resources;
    this.workers = workers;
    this.gate = gate;
    this.idleMillis = idleMillis;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    awaitRequest(context);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    connections.remove(this);
    cancelDeadline();
  }

  private void cancelDeadline() {
    if (deadline != null) {
      deadline.cancel(false);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      if (message instanceof HttpRequest head) {
        request = head;
      }
      HttpRequest current = requireNonNull(request); // the decoder passes on the head first
      if (message instanceof LastHttpContent || RequestCheck.endsConnection(current)) {
        cancelDeadline();
        awaiting = false;
        connections.isAnswered(this);
        workers.execute(() -> answer(context, current));
      } else {
        context.read();
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  /** Reads on: a request may arrive in more than one read of the socket. */
  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (awaiting) {
      context.read();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    LOG.debug("status connection failed from={}", peer(context), cause);
    cut();
  }

  /** Waits for a complete request. The connection is closed if it takes too long. */
  private void awaitRequest(ChannelHandlerContext context) {
    cancelDeadline();
    if (channel.isActive()) {
      awaiting = true;
      connections.awaitsRequest(this);
      startDeadline();
      context.read();
    }
  }

  private void startDeadline() {
    deadline = channel.eventLoop().schedule(this::cut, idleMillis, TimeUnit.MILLISECONDS);
  }

  private void answer(ChannelHandlerContext context, HttpRequest complete) {
    ComputeGate.Turn turn = gate.turn();
    turn.begin();
    try {
      ChannelFuture sent = send(context, complete, find(complete), turn);
      channel.eventLoop().execute(() -> awaitSent(context, complete, sent));
    } catch (IOException e) {
      LOG.debug("status answer failed to={} reason=\"{}\"", peer(context), e.toString());
      cut();
    } finally {
      turn.end();
    }
  }

  /** Waits until the client has taken the end of the answer. */
  private void awaitSent(ChannelHandlerContext context, HttpRequest complete, ChannelFuture sent) {
    startDeadline();
    if (RequestCheck.endsConnection(complete)) {
      sent.addListener(done -> cut());
    } else {
      sent.addListener(done -> awaitRequest(context));
    }
  }

  private Answer find(HttpRequest complete) {
    try {
      RequestCheck.check(complete);
      return resources.answer(complete.uri());
    } catch (RefusedException e) {
      return e.answer();
    } catch (RuntimeException e) {
      return failure(complete, e);
    }
  }

  private ChannelFuture send(
      ChannelHandlerContext context, HttpRequest complete, Answer answer, ComputeGate.Turn turn)
      throws IOException {
    HttpHeaders headers = headers(complete, answer);
    if (complete.method().equals(HttpMethod.HEAD)) {
      return context.writeAndFlush(head(answer.status(), headers));
    }
    boolean chunked = RequestCheck.understandsChunks(complete);
    try (ResponseStream body =
        new ResponseStream(context, answer.status(), headers, chunked, idleMillis, turn)) {
      try {
        answer.content().write(body);
        return body.finish();
      } catch (RuntimeException e) {
        if (body.started()) {
          throw new IOException("the answer can not be completed", e);
        }
        return send(context, complete, failure(complete, e), turn);
      }
    }
  }

  private static Answer failure(HttpRequest request, RuntimeException cause) {
    if (cause instanceof DataPlaneException) {
      return Answer.error(
          HttpResponseStatus.SERVICE_UNAVAILABLE,
          requireNonNullElse(cause.getMessage(), cause.toString()));
    }
    LOG.error("status request failed method={} uri={}", request.method(), request.uri(), cause);
    return Answer.error(HttpResponseStatus.INTERNAL_SERVER_ERROR, "internal error; see the log");
  }

  private static HttpHeaders headers(HttpRequest request, Answer answer) {
    HttpHeaders headers =
        DefaultHttpHeadersFactory.headersFactory()
            .newHeaders()
            .set(HttpHeaderNames.CONTENT_TYPE, answer.type())
            .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
            .set("x-content-type-options", "nosniff");
    if (answer.status().equals(HttpResponseStatus.METHOD_NOT_ALLOWED)) {
      headers.set(HttpHeaderNames.ALLOW, "GET, HEAD");
    }
    if (RequestCheck.endsConnection(request)) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
    return headers;
  }

  private static DefaultFullHttpResponse head(HttpResponseStatus status, HttpHeaders headers) {
    DefaultFullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status);
    response.headers().set(headers);
    return response;
  }

  private static String peer(ChannelHandlerContext context) {
    return context.channel().remoteAddress() instanceof InetSocketAddress address
        ? NetUtil.toSocketAddressString(address)
        : "unknown";
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // nothing to do if closing fails
  public void cut() {
    channel.close();
  }
}
