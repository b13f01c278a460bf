package net.sluice.northbound.netconf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A server and a session of its administrator for each test. */
public abstract class NetconfFixture {
  @TempDir protected Path directory;
  protected TestServer server;
  protected RawClient client;

  /** Starts a server. */
  @FunctionalInterface
  protected interface Start {
    TestServer server() throws Exception;
  }

  /** Returns the server of each test: one in front of a {@link FakeDevice}. */
  protected TestServer newServer() throws Exception {
    return new TestServer(directory);
  }

  @BeforeEach
  void startServer() throws Exception {
    server = newServer();
    client = server.open();
  }

  @AfterEach
  void stopServer() throws IOException {
    client.close();
    server.close();
  }

  /** Stops server and client, and starts others in place of them. */
  protected void restart(Start start) throws Exception {
    stopServer();
    server = start.server();
    client = server.open();
  }

  protected void assertOk(String operation) throws IOException {
    assertOk(client, operation);
  }

  protected static void assertOk(RawClient from, String operation) throws IOException {
    assertEquals("<ok/>", from.rpc(operation).replace("<ok></ok>", "<ok/>"));
  }

  /** Asserts that an operation is refused, and that the errors contain some texts. */
  protected void assertError(String operation, String... parts) throws IOException {
    String reply = client.rpc(operation);
    assertTrue(reply.startsWith("<rpc-error>"), reply);
    for (String part : parts) {
      assertTrue(reply.contains(part), part + " is not in " + reply);
    }
  }

  /** Returns an edit-config of the candidate. */
  protected static String edit(String config) {
    return "<edit-config><target><candidate/></target><config>"
        + config
        + "</config></edit-config>";
  }
}
