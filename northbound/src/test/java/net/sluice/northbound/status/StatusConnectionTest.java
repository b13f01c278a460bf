package net.sluice.northbound.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import net.sluice.manager.api.StatusService.PseudowireState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections, from the view of a socket. */
@Timeout(30)
class StatusConnectionTest {
  private final FakeStatusService service;
  private StatusServer server;

  StatusConnectionTest() throws IOException {
    service = new FakeStatusService();
    server = server(64, Duration.ofSeconds(20));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private StatusServer server(int maxConnections, Duration idle) throws IOException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return new StatusServer(
        new StatusServer.Options(address, maxConnections, idle),
        service,
        "1.2.3",
        () -> service.requests);
  }

  private void replaceServer(int maxConnections, Duration idle) throws IOException {
    server.close();
    server = server(maxConnections, idle);
  }

  private Socket connect() throws IOException {
    return new Socket(server.address().getAddress(), server.address().getPort());
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String all(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** Sends text that ends the connection, and reads until it ends. */
  private String exchange(String text) throws IOException {
    try (Socket socket = connect()) {
      send(socket, text);
      return all(socket);
    }
  }

  private static String get(String target, String host, String more) {
    return "GET %s HTTP/1.1\r\nHost: %s\r\n%s\r\n".formatted(target, host, more);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"localhost", "LOCALHOST:8830", "127.0.0.1", "127.9.8.7:1", "[::1]", "[::1]:80"})
  void aLoopbackHostIsServed(String host) throws Exception {
    String answer = exchange(get("/healthz", host, "Connection: close\r\n"));

    assertTrue(answer.startsWith("HTTP/1.1 200 OK\r\n"), answer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sluice.example",
        "127.0.0.1.example",
        "localhost.example",
        "192.0.2.1",
        "[2001:db8::1]",
        "127.1@example",
        "localhost:80:80",
        "",
      })
  void aForeignHostIsRefused(String host) throws Exception {
    String answer = exchange(get("/status", host, "Connection: close\r\n"));

    assertTrue(answer.startsWith("HTTP/1.1 421 "), answer);
    assertTrue(answer.contains("{\"status\":421,\"error\":"), answer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /status HTTP/1.1\r\nConnection: close\r\n\r\n",
        "GET /status HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        "GET status HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        "GET /pseudowires/%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        "GET /pseudowires?name=%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        "\u0000\u0001 nonsense\r\n\r\n",
      })
  void anInvalidRequestIsRefused(String request) throws Exception {
    String answer = exchange(request);

    assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
  }

  @Test
  void aBodyIsRefusedAndEndsTheConnection() throws Exception {
    String answer = exchange(get("/status", "localhost", "Content-Length: 5\r\n") + "hello");

    assertTrue(answer.startsWith("HTTP/1.1 413 "), answer);
  }

  @Test
  void aLongLineAndLongHeadersAreRefused() throws Exception {
    String line = exchange(get("/" + "x".repeat(RequestCheck.MAX_LINE), "localhost", ""));
    String headers =
        exchange(get("/", "localhost", "X: " + "x".repeat(RequestCheck.MAX_HEADERS) + "\r\n"));

    assertTrue(line.startsWith("HTTP/1.1 414 "), line);
    assertTrue(headers.startsWith("HTTP/1.1 431 "), headers);
  }

  @Test
  void pipelinedRequestsAreAnsweredInOrder() throws Exception {
    StringBuilder requests = new StringBuilder();
    for (int i = 0; i < 50; i++) {
      requests.append(get("/nothing/" + i, "localhost", ""));
    }
    String answer = exchange(requests + get("/nothing/last", "localhost", "Connection: close\r\n"));

    int from = 0;
    for (int i = 0; i < 50; i++) {
      from = answer.indexOf("/nothing/" + i + ";", from);
      assertTrue(from > 0, "no answer to request " + i + " behind the one before");
    }
    assertTrue(answer.indexOf("/nothing/last;", from) > 0, answer);
  }

  @Test
  void anHttp10ClientGetsALongAnswerWithoutChunks() throws Exception {
    fill(2000);
    String answer = exchange("GET /pseudowires?limit=0 HTTP/1.0\r\nHost: localhost\r\n\r\n");

    String body = answer.substring(answer.indexOf("\r\n\r\n"));
    assertEquals(2000, new ObjectMapper().readTree(body).get("pseudowires").size());
  }

  @Test
  void aLongAnswerIsComplete() throws Exception {
    fill(40_000);
    String answer = exchange(get("/pseudowires?limit=all", "localhost", "Connection: close\r\n"));

    assertTrue(answer.endsWith("]}\n\r\n0\r\n\r\n"), () -> answer.substring(answer.length() - 80));
    assertEquals(40_000, service.taken.get());
  }

  /** Socket buffers and the window hold a fraction of the answer, which has 12 MB. */
  @Test
  void aClientThatReadsNothingSuspendsTheAnswerAndIsCutOff() throws Exception {
    fill(40_000);
    replaceServer(64, Duration.ofMillis(300));
    try (Socket socket = new Socket()) {
      socket.setReceiveBufferSize(64 * 1024);
      socket.connect(server.address());
      send(socket, get("/pseudowires?limit=all", "localhost", ""));

      assertTrue(service.released.await(20, TimeUnit.SECONDS));
    }
    assertTrue(service.taken.get() < 40_000, () -> service.taken + " entries were written");
  }

  @Test
  void aClientThatSendsNothingIsCutOff() throws Exception {
    replaceServer(64, Duration.ofMillis(100));
    assertEquals("", exchange("GET /status HTTP/1.1\r\nHost: loc"));
  }

  /** Reads until a text has arrived. */
  private static void awaitText(Socket socket, String text) throws IOException {
    StringBuilder read = new StringBuilder();
    while (read.indexOf(text) < 0) {
      int octet = socket.getInputStream().read();
      assertTrue(octet >= 0, () -> "the connection ended after " + read);
      read.append((char) octet);
    }
  }

  private void assertHealthy() throws IOException {
    String answer = exchange(get("/healthz", "localhost", "Connection: close\r\n"));
    assertTrue(answer.startsWith("HTTP/1.1 200 OK\r\n"), answer);
  }

  @Test
  void silentAndTricklingClientsDoNotKeepOthersOut() throws Exception {
    var sockets = new ArrayList<Socket>();
    for (int i = 0; i < 200; i++) {
      Socket socket = connect();
      sockets.add(socket);
      send(socket, i % 2 == 0 ? "" : "GET /healthz HT");
    }
    assertHealthy();
    assertEquals(-1, sockets.getFirst().getInputStream().read());
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  /** The oldest connection that waits for a request goes, and not one that is in use. */
  @Test
  void theConnectionThatHasWaitedLongestIsClosedForANewOne() throws Exception {
    replaceServer(2, Duration.ofSeconds(20));
    try (Socket used = connect();
        Socket silent = connect()) {
      send(used, get("/healthz", "localhost", ""));
      assertEquals('H', used.getInputStream().read());
      // Its answer has begun, and the next request waits behind it.
      send(used, get("/nothing", "localhost", ""));
      awaitText(used, "there is no /nothing");
      try (Socket another = connect()) {
        assertEquals(-1, silent.getInputStream().read());
        send(another, get("/healthz", "localhost", ""));
        assertEquals('H', another.getInputStream().read());
      }
    }
  }

  @Test
  void clientsThatReadNothingOfALongAnswerDoNotKeepOthersOut() throws Exception {
    fill(20_000);
    var sockets = new ArrayList<Socket>();
    for (int i = 0; i < 70; i++) {
      Socket socket = new Socket();
      socket.setReceiveBufferSize(16 * 1024);
      socket.connect(server.address());
      sockets.add(socket);
      send(socket, get("/pseudowires?limit=all", "localhost", ""));
    }
    assertHealthy();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  /** The answer fits into the window, so the worker is done while the client has read nothing. */
  @Test
  void aClientThatDoesNotReadTheEndOfItsAnswerIsCutOff() throws Exception {
    fill(700);
    replaceServer(64, Duration.ofMillis(300));
    try (Socket socket = new Socket()) {
      socket.setReceiveBufferSize(4 * 1024);
      socket.connect(server.address());
      send(socket, get("/pseudowires?limit=all", "localhost", "").repeat(40));
      while (server.connectionCount() > 0) {
        Thread.onSpinWait();
      }
    }
  }

  private void fill(int count) {
    for (int id = 10; id < 10 + count; id++) {
      service.pseudowire("pseudowire %06d".formatted(id), id, PseudowireState.UP);
    }
  }
}
