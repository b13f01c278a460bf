package net.sluice.northbound.netconf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import net.sluice.manager.api.ConfigService;
import net.sluice.northbound.netconf.data.Xml;
import net.sluice.northbound.netconf.data.XmlElement;
import net.sluice.yang.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients that read nothing until the session is at its end. They get everything that was written.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SlowReaderTest {
  /** Texts of a schema: some 40 kB each, together more than the window of a client. */
  private static final int REPLIES = 100;

  private static final String SCHEMA =
      "<get-schema xmlns='"
          + Xml.MONITORING
          + "'><identifier>sluice-l2tp-types</identifier></get-schema>";

  @TempDir Path directory;
  private TestServer server;

  @AfterEach
  void stop() {
    server.close();
  }

  private static void send(RawClient client, int id, String operation) throws IOException {
    client.sendMessage(
        "<rpc message-id=\"" + id + "\" xmlns=\"" + Xml.BASE + "\">" + operation + "</rpc>");
  }

  private static void sendMany(RawClient client) throws IOException {
    for (int i = 0; i < REPLIES; i++) {
      send(client, i, SCHEMA);
    }
  }

  private static void receiveMany(RawClient client) throws IOException {
    for (int i = 0; i < REPLIES; i++) {
      assertTrue(client.receive().contains("message-id=\"" + i + "\""));
    }
  }

  @Test
  void theReplyToCloseSessionArrives() throws Exception {
    server = new TestServer(directory);
    try (var slow = server.open()) {
      sendMany(slow);
      send(slow, 1000, "<close-session/>");
      server.awaitStuck(slow);
      receiveMany(slow);
      String last = slow.receive();
      assertTrue(last.contains("message-id=\"1000\"") && last.contains("<ok"), last);
      assertTrue(slow.awaitClosed());
    }
  }

  @Test
  void theErrorTooBigArrives() throws Exception {
    server = new TestServer(directory);
    try (var slow = server.open()) {
      sendMany(slow);
      slow.send("\n#4294967295\n<");
      server.awaitStuck(slow);
      receiveMany(slow);
      String last = slow.receive();
      assertTrue(last.contains("<error-tag>too-big</error-tag>"), last);
      assertTrue(slow.awaitClosed());
    }
  }

  @Test
  void aKilledSessionGetsTheReplyThatWasBegun() throws Exception {
    server = new TestServer(directory);
    try (var slow = server.open();
        var other = server.open()) {
      sendMany(slow);
      server.awaitStuck(slow);
      long answered = server.server.sessions().getFirst().counters().inRpcs();
      var killed =
          new FutureTask<>(
              () ->
                  other.rpc(
                      "<kill-session><session-id>%d</session-id></kill-session>"
                          .formatted(slow.sessionId())));
      Thread.ofVirtual().start(killed);
      while (server.server.sessions().size() == 2 && !killed.isDone()) {
        slow.receive();
        answered--;
      }
      for (; answered > 0; answered--) {
        slow.receive();
      }
      assertTrue(killed.get().contains("<ok"));
      assertTrue(slow.awaitClosed());
    }
  }

  @Test
  void notificationsThatWaitArriveWhenTheServerStops() throws Exception {
    server = new TestServer(directory);
    int count = 5_000;
    try (var slow = server.open()) {
      assertEquals(
          "<ok></ok>",
          slow.rpc("<create-subscription xmlns='" + Xml.NOTIFICATION + "'/>")
              .replace("<ok/>", "<ok></ok>"));
      for (int i = 0; i < count; i++) {
        server.events().publish(new XmlElement("urn:x", "event").leaf("number", i));
      }
      var stopped = Thread.ofVirtual().start(server.server::close);
      for (int i = 0; i < count; i++) {
        assertTrue(slow.receive().contains("<number>" + i + "</number>"));
      }
      assertTrue(slow.awaitClosed());
      stopped.join();
    }
  }

  /** TCP discards what it has not delivered if the server closes it and octets arrive later. */
  @Test
  void aClientThatSendsOnGetsEverythingWhenTheServerStops() throws Exception {
    server = new TestServer(directory);
    int replies = 3; // fewer octets than TCP has room for
    try (var slow = server.open()) {
      slow.suspendReading();
      for (int i = 0; i < replies; i++) {
        send(slow, i, SCHEMA);
      }
      send(slow, replies, "<close-session/>");
      server.awaitSessions(0);
      var stopped = Thread.ofVirtual().start(server.server::close);
      TestServer.awaitWaiting(stopped);
      slow.sendIgnored();
      slow.resumeReading();
      for (int i = 0; i <= replies; i++) {
        assertTrue(slow.receive().contains("message-id=\"" + i + "\""));
      }
      stopped.join();
    }
  }

  @Test
  void aCommitInProgressIsAnsweredWhenTheServerStops() throws Exception {
    var device = new FakeDevice();
    var interposed = new Interposed((ConfigService) device);
    var begun = new CountDownLatch(1);
    var finish = new CountDownLatch(1);
    interposed.beforeNext(
        "commit",
        method -> {
          begun.countDown();
          finish.await();
        });
    server = new TestServer(directory, device);
    var config =
        NetconfServerConfig.of(
            server.config.address(), 0, server.config.hostKeyFile(), server.config.usersFile());
    var stopping = NetconfServer.start(config, Schema.get(), interposed.service(), device, device);
    try (var client = RawClient.open(stopping.boundPort(), TestServer.ADMIN, TestServer.PASSWORD)) {
      send(client, 1, "<commit/>");
      begun.await();
      var stopped = Thread.ofVirtual().start(stopping::close);
      TestServer.awaitWaiting(stopped);
      finish.countDown();
      String reply = client.receive();
      assertTrue(reply.contains("message-id=\"1\"") && reply.contains("<ok"), reply);
      assertTrue(client.awaitClosed());
      stopped.join();
    }
  }
}
