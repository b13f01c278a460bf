package net.sluice.northbound.status;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import net.sluice.northbound.load.ComputeGate;

/**
 * The body of a response. A body that fits into one chunk is sent as a whole, with its length. A
 * longer one is sent in chunks while it is written; a bounded number of them is ahead of the
 * client.
 *
 * <p>Thread: the one that creates it, which must not be an event loop.
 */
final class ResponseStream extends OutputStream {
  private static final int CHUNK = 32 * 1024;

  /** Maximum number of chunks on their way to the client. The writer waits when it is reached. */
  private static final int WINDOW = 8;

  /** Time for a whole answer, as a multiple of the patience. */
  private static final int ANSWER = 20;

  private final ChannelHandlerContext context;
  private final HttpResponseStatus status;
  private final HttpHeaders headers;
  private final boolean chunked;
  private final long patienceMillis;
  private final ComputeGate.Turn turn;
  private final long start = System.nanoTime();
  private final Semaphore window = new Semaphore(WINDOW);
  private ByteBuf chunk;
  private boolean started;
  private volatile boolean broken;

  /**
   * @param headers headers of every answer
   * @param chunked true if the client understands chunks; otherwise the end of the connection ends
   *     the body
   * @param patienceMillis time in ms without progress after which the client is given up; it is
   *     also given up after twenty times of that, if it reads little by little
   * @param turn the computing that writes; it holds no place while the client is slow
   */
  ResponseStream(
      ChannelHandlerContext context,
      HttpResponseStatus status,
      HttpHeaders headers,
      boolean chunked,
      long patienceMillis,
      ComputeGate.Turn turn) {
    this.turn = turn;
    this.context = context;
    this.status = status;
    this.headers = headers;
    this.chunked = chunked;
    this.patienceMillis = patienceMillis;
    this.chunk = context.alloc().buffer(CHUNK);
  }

  @Override
  public void write(int octet) throws IOException {
    write(new byte[] {(byte) octet}, 0, 1);
  }

  @Override
  public void write(byte[] octets, int offset, int length) throws IOException {
    turn.pass();
    int from = offset;
    int end = offset + length;
    while (from < end) {
      if (chunk.readableBytes() == CHUNK) {
        sendChunk();
      }
      int part = Math.min(end - from, CHUNK - chunk.readableBytes());
      chunk.writeBytes(octets, from, part);
      from += part;
    }
  }

  /** Returns true if a part has been sent, so that the status can not change any more. */
  boolean started() {
    return started;
  }

  /** Sends the rest. The future is done when all octets have been written to the connection. */
  ChannelFuture finish() throws IOException {
    if (started) {
      sendChunk();
      return context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
    }
    FullHttpResponse response =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, takeChunk());
    response.headers().set(headers);
    HttpUtil.setContentLength(response, response.content().readableBytes());
    return context.writeAndFlush(response);
  }

  /** Discards octets that have not been sent. A complete body ends with {@link #finish}. */
  @Override
  public void close() {
    chunk.release();
  }

  private void sendChunk() throws IOException {
    awaitWindow();
    if (!started) {
      started = true;
      HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, status);
      response.headers().set(headers);
      HttpUtil.setTransferEncodingChunked(response, chunked);
      context.write(response).addListener(this::check);
    }
    context
        .writeAndFlush(new DefaultHttpContent(takeChunk()))
        .addListener(this::check)
        .addListener(sent -> window.release());
  }

  private ByteBuf takeChunk() {
    ByteBuf full = chunk;
    chunk = context.alloc().buffer(CHUNK);
    return full;
  }

  private void check(Future<? super Void> written) {
    broken |= !written.isSuccess();
  }

  private void awaitWindow() throws IOException {
    if (!window.tryAcquire()) {
      turn.end();
      try {
        awaitClient();
      } finally {
        turn.begin();
      }
    }
    if (broken) {
      throw new IOException("the client has closed the connection");
    }
  }

  private void awaitClient() throws IOException {
    long usedMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    long leftMillis = Math.min(patienceMillis, ANSWER * patienceMillis - usedMillis);
    try {
      if (!window.tryAcquire(leftMillis, TimeUnit.MILLISECONDS)) {
        throw new IOException(
            "the client has read too little, %d ms after its request".formatted(usedMillis));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("stopped");
    }
  }
}
