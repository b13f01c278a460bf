package net.sluice.northbound.status;

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
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import net.sluice.l2tp.DataPlaneException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection. Reads a request, has a worker answer it, and only then reads the next: pipelined
 * requests wait in the flow control handler before this one, and so in the socket.
 */
final class StatusHandler extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(StatusHandler.class);

  private final Resources resources;
  private final Executor workers;
  private final long idleMillis;
  private HttpRequest request;
  private boolean awaiting;
  private Future<?> deadline;

  /**
   * @param workers runs what may block
   * @param idleMillis how long a client may take to send a whole request, and to take a chunk
   */
  StatusHandler(Resources resources, Executor workers, long idleMillis) {
    this.resources = resources;
    this.workers = workers;
    this.idleMillis = idleMillis;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    awaitRequest(context);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    deadline.cancel(false);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      if (message instanceof HttpRequest head) {
        request = head;
      }
      if (message instanceof LastHttpContent || RequestCheck.endsConnection(request)) {
        deadline.cancel(false);
        awaiting = false;
        HttpRequest complete = request;
        workers.execute(() -> answer(context, complete));
      } else {
        context.read();
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  /** A request may come in more than one read of the socket. */
  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (awaiting) {
      context.read();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    LOG.debug("connection of {}: {}", context.channel().remoteAddress(), cause.toString());
    cut(context);
  }

  /** A client that doesn't complete a request in time is cut off, however slowly it goes on. */
  private void awaitRequest(ChannelHandlerContext context) {
    awaiting = true;
    deadline = context.executor().schedule(() -> cut(context), idleMillis, TimeUnit.MILLISECONDS);
    context.read();
  }

  private void answer(ChannelHandlerContext context, HttpRequest complete) {
    try {
      ChannelFuture sent = send(context, complete, find(complete));
      if (RequestCheck.endsConnection(complete)) {
        sent.addListener(done -> cut(context));
      } else {
        sent.addListener(done -> awaitRequest(context));
      }
    } catch (IOException e) {
      LOG.debug("answer to {}: {}", context.channel().remoteAddress(), e.toString());
      cut(context);
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

  private ChannelFuture send(ChannelHandlerContext context, HttpRequest complete, Answer answer)
      throws IOException {
    HttpHeaders headers = headers(complete, answer);
    if (complete.method().equals(HttpMethod.HEAD)) {
      return context.writeAndFlush(head(answer.status(), headers));
    }
    boolean chunked = RequestCheck.understandsChunks(complete);
    try (ResponseStream body =
        new ResponseStream(context, answer.status(), headers, chunked, idleMillis)) {
      try {
        answer.content().write(body);
        return body.finish();
      } catch (RuntimeException e) {
        if (body.started()) {
          throw new IOException("the answer can't be completed", e);
        }
        return send(context, complete, failure(complete, e));
      }
    }
  }

  private static Answer failure(HttpRequest request, RuntimeException cause) {
    if (cause instanceof DataPlaneException) {
      return Answer.error(HttpResponseStatus.SERVICE_UNAVAILABLE, cause.getMessage());
    }
    LOG.error("{} {}", request.method(), request.uri(), cause);
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

  @SuppressWarnings("FutureReturnValueIgnored") // There is nothing to do when a close fails.
  private static void cut(ChannelHandlerContext context) {
    context.close();
  }
}
