package net.sluice.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.util.NetUtil;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Writer;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import net.sluice.files.FailureException;
import org.jspecify.annotations.Nullable;

/** Reads the status endpoint of a running daemon. */
final class StatusClient {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int TIMEOUT_MILLIS = 30_000;

  private final InetSocketAddress address;

  StatusClient(InetSocketAddress address) {
    this.address = address;
  }

  /**
   * A reply of the endpoint.
   *
   * @param ok true if the HTTP status is 200
   * @param content the JSON
   */
  record Reply(boolean ok, JsonNode content) {}

  /**
   * Gets one resource.
   *
   * @throws FailureException if no daemon answers, or if it rejects the request; a status 503 with
   *     content is a reply
   */
  Reply get(String target) throws FailureException {
    return open(target, (ok, body) -> new Reply(ok, MAPPER.readTree(body)));
  }

  /** Copies one resource, unchanged. Returns true if the HTTP status is 200. */
  boolean copy(String target, Writer out) throws FailureException {
    return open(
        target,
        (ok, body) -> {
          new InputStreamReader(body, StandardCharsets.UTF_8).transferTo(out);
          out.flush();
          return ok;
        });
  }

  /** Passes all entries of a collection to a consumer, page by page. */
  void each(String target, String member, Consumer<JsonNode> entries) throws FailureException {
    @Nullable String next = target;
    while (next != null) {
      JsonNode page = get(next).content();
      page.path(member).forEach(entries);
      next = page.path("next").textValue();
    }
  }

  @FunctionalInterface
  private interface BodyReader<T> {
    T read(boolean ok, InputStream body) throws IOException;
  }

  private <T> T open(String target, BodyReader<T> reader) throws FailureException {
    try {
      HttpURLConnection connection =
          (HttpURLConnection) uri(target).toURL().openConnection(Proxy.NO_PROXY);
      connection.setConnectTimeout(TIMEOUT_MILLIS);
      connection.setReadTimeout(TIMEOUT_MILLIS);
      int status = connection.getResponseCode();
      if (status == HttpURLConnection.HTTP_OK) {
        try (InputStream body = connection.getInputStream()) {
          return reader.read(true, body);
        }
      }
      try (InputStream body = connection.getErrorStream()) {
        return failed(status, body.readAllBytes(), reader);
      }
    } catch (ConnectException e) {
      throw new FailureException(
          "no daemon answers on %s port %d: is it running (sluice daemon)?"
              .formatted(NetUtil.toAddressString(address.getAddress()), address.getPort()),
          e);
    } catch (IOException e) {
      throw new FailureException(
          "can not read from the daemon on %s port %d: %s"
              .formatted(NetUtil.toAddressString(address.getAddress()), address.getPort(), e),
          e);
    }
  }

  private static <T> T failed(int status, byte[] body, BodyReader<T> reader)
      throws IOException, FailureException {
    JsonNode error = MAPPER.readTree(body).path("error");
    if (status == HttpURLConnection.HTTP_UNAVAILABLE && error.isMissingNode()) {
      return reader.read(false, new ByteArrayInputStream(body));
    }
    throw new FailureException(error.asText("HTTP status " + status));
  }

  private URI uri(String target) {
    String host = NetUtil.toAddressString(address.getAddress());
    boolean ipv6 = address.getAddress() instanceof Inet6Address;
    return URI.create(
        "http://%s:%d%s".formatted(ipv6 ? "[" + host + "]" : host, address.getPort(), target));
  }
}
