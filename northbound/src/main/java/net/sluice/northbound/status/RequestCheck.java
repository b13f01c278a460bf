package net.sluice.northbound.status;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.List;
import java.util.regex.Pattern;

/** The checks of a request before its path is read. */
final class RequestCheck {
  /** Maximum octets in a request line. */
  static final int MAX_LINE = 8 * 1024;

  /** Maximum octets in the headers of a request. */
  static final int MAX_HEADERS = 16 * 1024;

  /**
   * The names of this host. A web page whose name resolves to 127.0.0.1 (DNS rebinding) sends its
   * own name.
   */
  private static final Pattern LOOPBACK =
      Pattern.compile(
          "(localhost|127(\\.[0-9]{1,3}){3}|\\[::1])(:[0-9]{0,5})?", Pattern.CASE_INSENSITIVE);

  private RequestCheck() {}

  /** Returns true if the connection can not carry another request after this one. */
  static boolean endsConnection(HttpRequest request) {
    return request.decoderResult().isFailure()
        || !understandsChunks(request)
        || hasBody(request)
        || !HttpUtil.isKeepAlive(request);
  }

  /**
   * Returns true for HTTP/1.1. HTTP/1.0 is answered as well, because some health checkers use it.
   */
  static boolean understandsChunks(HttpRequest request) {
    return request.protocolVersion().isKeepAliveDefault();
  }

  /** Returns true if a body follows. It is never read. */
  static boolean hasBody(HttpRequest request) {
    return HttpUtil.isTransferEncodingChunked(request)
        || HttpUtil.getContentLength(request, 0L) > 0;
  }

  /**
   * Checks syntax, host, method and body.
   *
   * @throws RefusedException one of them is not accepted
   */
  static void check(HttpRequest request) throws RefusedException {
    if (request.decoderResult().isFailure()) {
      throw undecodable(request.decoderResult().cause());
    }
    checkHost(request.headers().getAll(HttpHeaderNames.HOST));
    if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
      throw new RefusedException(
          HttpResponseStatus.METHOD_NOT_ALLOWED,
          "%s is not allowed; this endpoint is read-only, use GET or HEAD"
              .formatted(request.method()));
    }
    if (hasBody(request)) {
      throw new RefusedException(
          HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE, "a request must not have a body");
    }
    if (!request.uri().startsWith("/")) {
      throw new RefusedException(
          HttpResponseStatus.BAD_REQUEST, "the request target must be a path that begins with '/'");
    }
  }

  private static void checkHost(List<String> hosts) throws RefusedException {
    if (hosts.size() != 1) {
      throw new RefusedException(
          HttpResponseStatus.BAD_REQUEST, "a request must have exactly one Host header");
    }
    if (!LOOPBACK.matcher(hosts.getFirst()).matches()) {
      throw new RefusedException(
          HttpResponseStatus.MISDIRECTED_REQUEST,
          "the Host header must be localhost, 127.0.0.0/8 or [::1], with or without a port");
    }
  }

  private static RefusedException undecodable(Throwable cause) {
    if (cause instanceof TooLongHttpLineException) {
      return new RefusedException(
          HttpResponseStatus.REQUEST_URI_TOO_LONG,
          "the request line is longer than %d octets".formatted(MAX_LINE));
    }
    if (cause instanceof TooLongHttpHeaderException) {
      return new RefusedException(
          HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
          "the headers are longer than %d octets".formatted(MAX_HEADERS));
    }
    return new RefusedException(HttpResponseStatus.BAD_REQUEST, "this is not HTTP");
  }
}
