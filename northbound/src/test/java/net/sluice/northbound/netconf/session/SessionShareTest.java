package net.sluice.northbound.netconf.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import net.sluice.northbound.netconf.RawClient;
import net.sluice.northbound.netconf.TestServer;
import net.sluice.northbound.netconf.data.Xml;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The shares of sessions in the memory of the server. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SessionShareTest {
  private static final int MIB = 1 << 20;
  private static final String GET_NOTHING = "<get><filter/></get>";
  private static final String RPC = "<rpc xmlns=\"" + Xml.BASE + "\" message-id=\"7\">";

  @TempDir Path directory;
  private TestServer server;

  @AfterEach
  void stop() {
    server.close();
  }

  private RawClient login(String hello) throws IOException {
    var client = RawClient.login(server.server.boundPort(), TestServer.READER, TestServer.PASSWORD);
    client.hello(hello);
    return client;
  }

  private static Thread sendAlways(RawClient client, String text) {
    return Thread.ofVirtual()
        .start(
            () -> {
              try {
                while (true) {
                  client.send(text);
                }
              } catch (IOException e) {
                // the test ends
              }
            });
  }

  @Test
  void emptyMessagesOfAClientThatReadsNothingTakeNoMoreThanTheirOctets() throws Exception {
    server = TestServer.withMemory(directory, 16 * MIB);
    try (var greedy = login(RawClient.HELLO_1_0);
        var other = server.open()) {
      var sender = sendAlways(greedy, "]]>]]>".repeat(1000));
      server.awaitStuck(greedy);
      TestServer.awaitWaiting(sender);
      assertTrue(server.memory() < 4 * MIB, server.memory() + " octets");
      assertEquals("<data></data>", other.rpc(GET_NOTHING));
      assertEquals(2, server.server.sessions().size());
    }
  }

  @Test
  void requestsThatAreSentFarAheadAreAllAnswered() throws Exception {
    server = TestServer.withMemory(directory, 16 * MIB);
    int count = 20_000;
    try (var client = login(RawClient.HELLO_1_1)) {
      sendAlways(client, RawClient.chunk(RPC + GET_NOTHING + "</rpc>").repeat(count / 100));
      for (int i = 0; i < count; i++) {
        assertTrue(client.receive().contains("<data></data>"));
      }
    }
  }

  @Test
  void theSessionThatHoldsMostEndsWithAReasonWhenAllTogetherHoldTooMuch() throws Exception {
    server = TestServer.withMemory(directory, 22 * MIB);
    try (var greedy = login(RawClient.HELLO_1_1);
        var modest = server.open()) {
      String request = RPC + GET_NOTHING + "</rpc>";
      modest.send("\n#" + request.length() + "\n" + request);
      modest.send("\n#" + MIB / 2 + "\n" + " ".repeat(MIB / 4));
      while (server.memory() < MIB / 8) {
        Thread.onSpinWait();
      }
      greedy.send("\n#" + 60 * MIB + "\n");
      sendAlways(greedy, "x".repeat(MIB));

      String refused = greedy.receive();
      assertTrue(refused.contains("<error-tag>resource-denied</error-tag>"), refused);
      assertTrue(refused.contains("this one holds most"), refused);
      assertThrows(IOException.class, greedy::receive);
      modest.send(" ".repeat(MIB / 4) + "\n##\n");
      assertTrue(modest.receive().contains("<data></data>"));
      assertEquals(1, server.server.sessions().size());
    }
  }

  @Test
  void aRequestOfManyElementsCountsAsTheNodesThatItBecomes() throws Exception {
    server = TestServer.withMemory(directory, 16 * MIB);
    try (var greedy = login(RawClient.HELLO_1_1);
        var other = server.open()) {
      greedy.sendMessage(RPC + "<get><filter>" + "<a/>".repeat(500_000) + "</filter></get></rpc>");
      String refused = greedy.receive();
      assertTrue(refused.contains("message-id=\"7\""), refused);
      assertTrue(refused.contains("<error-tag>resource-denied</error-tag>"), refused);
      assertTrue(greedy.awaitClosed());
      assertEquals("<data></data>", other.rpc(GET_NOTHING));
    }
  }

  @Test
  void aSessionThatEndsHoldsNothing() throws Exception {
    server = TestServer.withMemory(directory, 16 * MIB);
    try (var client = login(RawClient.HELLO_1_1)) {
      client.send("\n#" + 2 * MIB + "\n" + "x".repeat(MIB));
      while (server.memory() < MIB / 2) {
        Thread.onSpinWait();
      }
    }
    while (server.memory() > 0) {
      Thread.onSpinWait();
    }
    assertEquals(0, server.server.sessions().size());
  }
}
