package net.sluice.northbound.netconf.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.sluice.northbound.netconf.FakeDevice;
import net.sluice.northbound.netconf.NetconfServer;
import net.sluice.northbound.netconf.NetconfServerConfig;
import net.sluice.northbound.netconf.RawClient;
import net.sluice.northbound.netconf.TestServer;
import net.sluice.northbound.netconf.data.Xml;
import net.sluice.yang.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionTest {
  private static final String RPC = "<rpc xmlns=\"" + Xml.BASE + "\" message-id=\"%s\">%s</rpc>";
  private static final String GET_NOTHING = "<get><filter/></get>";

  @TempDir Path directory;
  private TestServer server;

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  private RawClient login() throws IOException {
    return RawClient.login(server.server.boundPort(), TestServer.READER, TestServer.PASSWORD);
  }

  @Test
  void sendsHello() throws IOException {
    server = new TestServer(directory);
    try (var client = login()) {
      String hello = client.hello(RawClient.HELLO_1_1);
      for (String capability :
          new String[] {
            "urn:ietf:params:netconf:base:1.0<",
            "urn:ietf:params:netconf:base:1.1<",
            "urn:ietf:params:netconf:capability:candidate:1.0<",
            "urn:ietf:params:netconf:capability:validate:1.1<",
            "urn:ietf:params:netconf:capability:rollback-on-error:1.0<",
            "urn:ietf:params:netconf:capability:yang-library:1.1?revision=2019-01-04&amp;content-id=",
            "urn:ietf:params:xml:ns:netconf:base:1.0?module=ietf-netconf&amp;revision=2011-06-01",
            "urn:sluice:yang:sluice-l2tp?module=sluice-l2tp&amp;revision=",
            "urn:sluice:yang:sluice-l2tp-types?module=sluice-l2tp-types&amp;revision=",
            "<session-id>1</session-id>"
          }) {
        assertTrue(hello.contains(capability), capability + " is not in " + hello);
      }
    }
  }

  /** Each has its rows in docs/compliance-netconf.md: one more is a promise more. */
  @Test
  void announcesTheCapabilitiesThatItHas() throws IOException {
    server = new TestServer(directory);
    try (var client = login()) {
      assertEquals(
          Set.of(
              "base:1.0",
              "base:1.1",
              "capability:candidate:1.0",
              "capability:validate:1.0",
              "capability:validate:1.1",
              "capability:rollback-on-error:1.0",
              "capability:notification:1.0",
              "capability:interleave:1.0",
              "capability:yang-library:1.1"),
          Pattern.compile("<capability>urn:ietf:params:netconf:([^<?]*)")
              .matcher(client.hello(RawClient.HELLO_1_1))
              .results()
              .map(found -> found.group(1))
              .collect(Collectors.toSet()));
    }
  }

  /** RFC 6241 section 8.1: only the base part of a version is compared. */
  @Test
  void comparesVersionsWithoutParametersAndIgnoresOtherCapabilities() throws IOException {
    server = new TestServer(directory);
    try (var client = login()) {
      client.hello(
          RawClient.HELLO_1_1
              .replace("base:1.0<", "base:0.9<")
              .replace("base:1.1<", "base:1.1?level=9&amp;x=1<")
              .replace(
                  "</capabilities>", "<capability>urn:x?base:1.1</capability></capabilities>"));
      assertEquals("<data></data>", client.rpc(GET_NOTHING));
    }
  }

  @Test
  void supportsBase10() throws IOException {
    server = new TestServer(directory);
    try (var client = login()) {
      client.hello(RawClient.HELLO_1_0);
      assertEquals("<data></data>", client.rpc(GET_NOTHING));
      client.send("\n<!-- next -->" + RPC.formatted("x", GET_NOTHING) + "]]>]]>");
      assertTrue(client.receive().contains("message-id=\"x\""));
      client.sendMessage("<rpc");
      assertTrue(client.receive().contains("<error-tag>operation-failed</error-tag>"));
    }
  }

  @Test
  void answersManyRequestsInOrder() throws IOException {
    server = new TestServer(directory);
    try (var client = server.open()) {
      for (int i = 0; i < 500; i++) {
        client.sendMessage(RPC.formatted(i, GET_NOTHING));
      }
      for (int i = 0; i < 500; i++) {
        String reply = client.receive();
        assertTrue(reply.contains("message-id=\"" + i + "\""), reply);
      }
    }
  }

  @Test
  void acceptsAHelloAndRequestsInOneWrite() throws IOException {
    server = new TestServer(directory);
    try (var client = login()) {
      String request = RPC.formatted(1, GET_NOTHING);
      client.hello(RawClient.HELLO_1_1 + "\n#" + request.length() + "\n" + request + "\n##\n");
      assertTrue(client.receive().contains("message-id=\"1\""));
    }
  }

  @Test
  void echoesAttributes() throws IOException {
    server = new TestServer(directory);
    try (var client = server.open()) {
      client.sendMessage(
          "<rpc xmlns=\""
              + Xml.BASE
              + "\" xmlns:ex=\"urn:ex\" message-id=\"a&lt;b\" ex:user=\"fred\" note=\"1\">"
              + GET_NOTHING
              + "</rpc>");
      String reply = client.receive();
      assertTrue(reply.contains("message-id=\"a&lt;b\""), reply);
      assertTrue(reply.contains(" ex:user=\"fred\" note=\"1\""), reply);
      assertTrue(reply.contains(" xmlns:ex=\"urn:ex\""), reply);
    }
  }

  /** RFC 6241 section 4.1: the attributes to return include those that declare namespaces. */
  @Test
  void echoesPrefixesThatNoAttributeUses() throws IOException {
    server = new TestServer(directory);
    try (var client = server.open()) {
      client.sendMessage(
          "<nc:rpc xmlns:nc='%s' xmlns:q='urn:a&amp;&quot;b' message-id='1'><nc:get><nc:filter/></nc:get></nc:rpc>"
              .formatted(Xml.BASE));
      assertEquals(
          "<rpc-reply xmlns=\"%1$s\" xmlns:nc=\"%1$s\" xmlns:q=\"urn:a&amp;&quot;b\" message-id=\"1\"><data></data></rpc-reply>"
              .formatted(Xml.BASE),
          client.receive());
    }
  }

  @Test
  void reportsOctetsThatAreNotUtf8() throws IOException {
    server = new TestServer(directory);
    try (var client = server.open()) {
      String message = RPC.formatted(1, "<commit>\u00e9</commit>");
      client.send("\n#%d\n".formatted(message.length())); // one octet for each character
      client.send(message.getBytes(StandardCharsets.ISO_8859_1));
      client.send("\n##\n");
      String reply = client.receive();
      assertTrue(reply.contains("<error-tag>malformed-message</error-tag>"), reply);
      assertEquals("<data></data>", client.rpc(GET_NOTHING));
    }
  }

  @Test
  void echoesAttributesWithLineBreaks() throws IOException {
    server = new TestServer(directory);
    try (var client = server.open()) {
      client.sendMessage(
          "<rpc xmlns='" + Xml.BASE + "' message-id='a&#xD;&#xA;&#x9;b'>" + GET_NOTHING + "</rpc>");
      String reply = client.receive();
      assertTrue(reply.contains("message-id=\"a&#xD;&#xA;&#x9;b\""), reply);
    }
  }

  @Test
  void refusesXml11BeforeAnythingIsDone() throws IOException {
    server = new TestServer(directory);
    try (var client = server.open()) {
      client.sendMessage("<?xml version='1.1'?>" + RPC.formatted(1, "<commit/>"));
      String reply = client.receive();
      assertTrue(reply.contains("<error-tag>malformed-message</error-tag>"), reply);
      assertTrue(reply.contains("the version of XML must be 1.0"), reply);
      assertEquals(List.of(), server.device.committed);
      assertEquals("<data></data>", client.rpc(GET_NOTHING));
    }
  }

  @Test
  void answersWithAnErrorIfAReplyFailsBeforeItIsSent() throws IOException {
    server = new TestServer(directory);
    try (var client = server.open()) {
      requireOk(client, pseudowires(0));
      String reply = client.rpc("<get/>");
      assertTrue(reply.contains("<error-tag>operation-failed</error-tag>"), reply);
      assertFalse(reply.contains("<data"), reply);
      assertEquals("<data></data>", client.rpc(GET_NOTHING));
    }
  }

  @Test
  void endsASessionWhoseReplyFailsInTheMiddle() throws IOException {
    server = new TestServer(directory);
    try (var client = server.open()) {
      requireOk(client, pseudowires(1000)); // several chunks
      client.sendMessage(RPC.formatted(1, "<get/>"));
      assertThrows(IOException.class, client::receive);
    }
  }

  private static String pseudowires(int count) {
    return IntStream.range(0, count)
            .mapToObj("<pseudowire><name>p%04d</name><tunnel>t</tunnel></pseudowire>"::formatted)
            .collect(
                Collectors.joining(
                    "",
                    "<pseudowires xmlns='urn:sluice:yang:sluice-pseudowire'>",
                    "<pseudowire><name>" + FakeDevice.BROKEN + "</name></pseudowire>"))
        + "</pseudowires>";
  }

  private static void requireOk(RawClient client, String config) throws IOException {
    String edit =
        "<edit-config><target><candidate/></target><config>" + config + "</config></edit-config>";
    for (String operation : List.of(edit, "<commit/>")) {
      String reply = client.rpc(operation);
      assertTrue(reply.contains("<ok"), reply);
    }
  }

  @Test
  void continuesAfterInvalidMessages() throws IOException {
    server = new TestServer(directory);
    try (var client = server.open()) {
      client.sendMessage("<rpc message-id='1' xmlns='" + Xml.BASE + "'>\n<get></rpc>");
      String reply = client.receive();
      assertTrue(reply.contains("<error-tag>malformed-message</error-tag>"), reply);
      assertTrue(reply.contains("line 2, column"), reply);
      client.sendMessage("<!DOCTYPE rpc [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><rpc>&x;</rpc>");
      reply = client.receive();
      assertTrue(reply.contains("document type declaration is not allowed"), reply);
      client.sendMessage("<x/>");
      assertTrue(client.receive().contains("must be an rpc"));
      client.sendMessage("<a>".repeat(200_000));
      assertTrue(client.receive().contains("malformed-message"));
      client.sendMessage("<rpc xmlns='" + Xml.BASE + "'><get/></rpc>");
      reply = client.receive();
      assertTrue(reply.contains("<error-tag>missing-attribute</error-tag>"), reply);
      assertTrue(reply.contains("<bad-attribute>message-id</bad-attribute>"), reply);
      assertEquals("<data></data>", client.rpc(GET_NOTHING));
      assertEquals(5, server.server.sessions().getFirst().counters().inBadRpcs());
    }
  }

  /** RFC 6022 section 2.1.5: a correct rpc counts as one, whatever becomes of its operation. */
  @Test
  void countsMessagesByTheirForm() throws IOException {
    server = new TestServer(directory);
    try (var client = server.open()) {
      for (String correct :
          new String[] {
            GET_NOTHING,
            "<nonsense/>",
            "<lock><target/></lock>",
            "<edit-config><target><candidate/></target><config><l2tp"
                + " xmlns='urn:sluice:yang:sluice-l2tp'><tunnel><name>a</name>"
                + "<peer-port>70000</peer-port></tunnel></l2tp></config></edit-config>",
            "<unlock><target><running/></target></unlock>"
          }) {
        client.rpc(correct);
      }
      for (String bad : new String[] {"<commit>", "<commit/><commit/>", "<nonsense/>&x;", ""}) {
        client.sendMessage(RPC.formatted("x", bad));
        client.receive();
      }
      var counters = server.server.sessions().getFirst().counters();
      assertEquals(5, counters.inRpcs());
      assertEquals(4, counters.inBadRpcs());
      assertEquals(8, counters.outRpcErrors());
    }
  }

  @Test
  void aKilledSessionIsNotADroppedOne() throws IOException {
    server = new TestServer(directory);
    try (var client = server.open();
        var other = server.open()) {
      client.rpc("<kill-session><session-id>" + other.sessionId() + "</session-id></kill-session>");
      String statistics =
          "<get><filter><netconf-state xmlns='urn:ietf:params:xml:ns:yang:ietf-netconf-monitoring'>"
              + "<statistics><dropped-sessions/></statistics></netconf-state></filter></get>";
      assertTrue(client.rpc(statistics).contains("<dropped-sessions>0<"));
    }
  }

  @Test
  void endsOnInvalidChunks() throws IOException {
    server = new TestServer(directory);
    try (var client = server.open()) {
      client.send("<rpc/>]]>]]>");
      assertTrue(client.awaitClosed());
    }
    // The session is released on its own thread, some time after the client sees the end.
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          while (!server.server.sessions().isEmpty()) {
            Thread.onSpinWait();
          }
        });
    assertEquals(1, server.device.closed.size());
  }

  @Test
  void acceptsAHelloWithoutNamespace() throws IOException {
    server = new TestServer(directory);
    try (var client = login()) {
      client.hello(RawClient.HELLO_1_1.replace(" xmlns=\"" + Xml.BASE + "\"", ""));
      assertEquals("<data></data>", client.rpc(GET_NOTHING));
    }
    try (var client = login()) {
      client.hello(RawClient.HELLO_1_1.replace(Xml.BASE, "urn:x"));
      assertTrue(client.awaitClosed());
    }
  }

  @Test
  void endsOnAnInvalidHello() throws IOException {
    server = new TestServer(directory);
    try (var client = login()) {
      client.hello("<rpc/>]]>]]>");
      assertTrue(client.awaitClosed());
    }
    try (var client = login()) {
      client.hello(RawClient.HELLO_1_1.replace("</hello>", "<session-id>1</session-id></hello>"));
      assertTrue(client.awaitClosed());
    }
    try (var client = login()) {
      client.hello(RawClient.HELLO_1_0.replace("base:1.0<", "base:0.9<"));
      assertTrue(client.awaitClosed());
    }
  }

  @Test
  void reportsAMessageThatIsTooBig() throws IOException {
    server = new TestServer(directory, 16, 10_000, Duration.ofMinutes(1), Duration.ZERO);
    String message = RPC.formatted(1, " ".repeat(10_000));
    for (String framed :
        List.of(
            RawClient.chunk(message),
            "\n#7\n" + message.substring(0, 7) + RawClient.chunk(message.substring(7)),
            "\n#9999\n" + message.substring(0, 9_999) + RawClient.chunk(message))) {
      assertTooBig(RawClient.HELLO_1_1, framed);
    }
    assertTooBig(RawClient.HELLO_1_0, message);
  }

  private void assertTooBig(String hello, String octets) throws IOException {
    try (var client = login()) {
      client.hello(hello);
      client.send(octets);
      String reply = client.receive();
      assertTrue(reply.contains("message-id=\"1\""), reply);
      assertTrue(reply.contains("<error-tag>too-big</error-tag>"), reply);
      assertTrue(reply.contains("10000 octets"), reply);
      assertTrue(client.awaitClosed());
    }
  }

  @Test
  void takesItsUserFromSshOnly() throws IOException {
    server = new TestServer(directory);
    try (var client = login()) {
      client.receive();
      // The session header of OpenDaylight's clients, with a user name.
      client.send("[admin;192.0.2.9:830;ssh;;;;;;]\n" + RawClient.HELLO_1_0);
      assertTrue(client.awaitClosed());
    }
    try (var client = login()) {
      client.hello(RawClient.HELLO_1_1);
      assertEquals("<data></data>", client.rpc(GET_NOTHING));
      assertEquals(TestServer.READER, server.server.sessions().getFirst().user());
      client.rpc("<commit/>");
      assertEquals(TestServer.READER, server.device.committed.getFirst().user());
    }
  }

  @Test
  void releasesLocksWhenTheClientIsGone() throws IOException {
    server = new TestServer(directory);
    try (var client = server.open()) {
      client.rpc("<lock><target><running/></target></lock>");
    }
    try (var client = server.open()) {
      String reply;
      do {
        reply = client.rpc("<lock><target><running/></target></lock>");
      } while (reply.contains("lock-denied"));
      assertTrue(reply.contains("<ok"), reply);
    }
  }

  @Test
  void endsWithItsChannelAndLeavesTheConnectionForAnother() throws IOException {
    server = new TestServer(directory);
    try (var client = server.open();
        var other = server.open()) {
      String lock = "<lock><target><running/></target></lock>";
      assertTrue(client.rpc(lock).contains("<ok"));
      assertTrue(other.rpc(lock).contains("lock-denied"));
      client.closeChannel();
      String reply;
      do {
        reply = other.rpc(lock);
      } while (reply.contains("lock-denied"));
      assertTrue(reply.contains("<ok"), reply);
      client.openChannel();
      client.hello(RawClient.HELLO_1_1);
      assertEquals("<data></data>", client.rpc(GET_NOTHING));
    }
  }

  /** A client that is a pipe sends all its requests, closes its output, and then reads. */
  @Test
  void answersTheRequestsBeforeTheEndOfTheInput() throws IOException {
    server = new TestServer(directory);
    try (var client = server.open()) {
      assertTrue(client.rpc("<lock><target><running/></target></lock>").contains("<ok"));
      for (int i = 0; i < 50; i++) {
        client.sendMessage(RPC.formatted(i, GET_NOTHING));
      }
      client.endOutput();
      for (int i = 0; i < 50; i++) {
        String reply = client.receive();
        assertTrue(reply.contains("message-id=\"" + i + "\""), reply);
      }
      assertTrue(client.awaitClosed());
      assertEquals(1, server.device.closed.size());
    }
    try (var client = login()) {
      client.endOutput(); // before the hello
      assertTrue(client.awaitClosed());
    }
  }

  @Test
  void octetsDoNotExtendTheTimeUntilTheHello() throws IOException {
    server = new TestServer(directory, 16, 1 << 24, Duration.ofSeconds(1), Duration.ZERO);
    try (var client = login()) {
      client.receive();
      assertTimeoutPreemptively(
          Duration.ofSeconds(20),
          () -> {
            while (!client.isClosed()) {
              client.send(" ");
            }
          });
    } catch (IOException e) {
      // closed while it sent
    }
  }

  @Test
  void waitsForAClientThatReadsSlowly() throws IOException {
    server = new TestServer(directory);
    try (var slow = server.open();
        var other = server.open()) {
      int count = 500; // texts of schemas: 5 MB, more than all windows and buffers
      String request =
          "<get-schema xmlns='"
              + Xml.MONITORING
              + "'><identifier>sluice-l2tp</identifier></get-schema>";
      for (int i = 0; i < count; i++) {
        slow.sendMessage(RPC.formatted(i, request));
      }
      assertEquals("<data></data>", other.rpc(GET_NOTHING));
      for (int i = 0; i < count; i++) {
        String reply = slow.receive();
        assertTrue(reply.contains("message-id=\"" + i + "\""), reply);
      }
    }
  }

  @Test
  void endsASessionWhoseClientDoesNotRead() throws IOException {
    server = new TestServer(directory);
    try (var stuck = server.open();
        var other = server.open()) {
      String request =
          "<get-schema xmlns='"
              + Xml.MONITORING
              + "'><identifier>sluice-l2tp</identifier></get-schema>";
      for (int i = 0; i < 1000; i++) {
        stuck.sendMessage(RPC.formatted(i, request));
      }
      String killed = other.rpc("<kill-session><session-id>1</session-id></kill-session>");
      assertTrue(killed.contains("<ok"), killed);
      assertEquals(1, server.server.sessions().size());
    }
  }

  @Test
  void endsSilentSessions() throws IOException {
    server = new TestServer(directory, 16, 10_000, Duration.ofSeconds(1), Duration.ofSeconds(1));
    try (var silent = login();
        var idle = server.open()) {
      silent.receive();
      assertTrue(silent.awaitClosed());
      assertTrue(idle.awaitClosed());
    }
  }

  @Test
  void boundsTheNumberOfSessions() throws IOException {
    server = new TestServer(directory, 1, 10_000, Duration.ofMinutes(1), Duration.ZERO);
    try (var first = server.open()) {
      assertThrows(IOException.class, () -> login().hello(RawClient.HELLO_1_1));
      assertEquals("<data></data>", first.rpc(GET_NOTHING));
    }
  }

  @Test
  void reportsWhyItCanNotListen() throws IOException {
    server = new TestServer(directory);
    var device = new FakeDevice();
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var config =
          NetconfServerConfig.of(
              InetAddress.getLoopbackAddress(),
              taken.getLocalPort(),
              server.config.hostKeyFile(),
              server.config.usersFile());
      var refused =
          assertThrows(
              IOException.class,
              () -> NetconfServer.start(config, Schema.get(), device, device, device));
      assertTrue(
          refused.getMessage().contains("127.0.0.1 port " + taken.getLocalPort()),
          refused.getMessage());
      assertTrue(refused.getMessage().contains("in use"), refused.getMessage());
    }
    assertFalse(server.server.boundPort() == 0);
  }
}
