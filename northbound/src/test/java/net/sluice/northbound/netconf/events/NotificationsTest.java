package net.sluice.northbound.netconf.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.sluice.northbound.netconf.NetconfFixture;
import net.sluice.northbound.netconf.RawClient;
import net.sluice.northbound.netconf.TestServer;
import net.sluice.northbound.netconf.data.Xml;
import net.sluice.northbound.netconf.data.XmlElement;
import net.sluice.northbound.netconf.monitoring.SessionInfo;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Subscriptions of RFC 5277, octet by octet, with the notifications of RFC 6470. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NotificationsTest extends NetconfFixture {
  private static final String GET_NOTHING = "<get><filter/></get>";
  private static final Pattern NOTIFICATION =
      Pattern.compile(
          "<notification xmlns=\""
              + Xml.NOTIFICATION
              + "\"><eventTime>([^<]*)</eventTime>(.*)</notification>");

  @BeforeEach
  void start() throws IOException {
    client.rpc(GET_NOTHING); // the start of this session is an event as well
  }

  private static String subscribe(String parameters) {
    return "<create-subscription xmlns='%s'>%s</create-subscription>"
        .formatted(Xml.NOTIFICATION, parameters);
  }

  /** Subscribes with a filter whose names match in all namespaces unless they have one. */
  private static String filter(String content, String more) {
    return subscribe("<filter type='subtree' xmlns=''>" + content + "</filter>" + more);
  }

  private static String ofServer(String event) {
    return "<%s xmlns=\"%s\">".formatted(event, Xml.SERVER_EVENTS);
  }

  /** Returns the content of the next message, which must be a notification of now. */
  private String notification() throws IOException {
    String message = client.receive();
    Matcher matcher = NOTIFICATION.matcher(message);
    assertTrue(matcher.matches(), message);
    var age = Duration.between(Instant.parse(matcher.group(1)), Instant.now());
    assertTrue(age.abs().compareTo(Duration.ofMinutes(5)) < 0, message);
    return matcher.group(2);
  }

  private static void edit(RawClient by, String name) throws IOException {
    assertOk(
        by,
        edit(
            "<l2tp xmlns='urn:sluice:yang:sluice-l2tp'><tunnel><name>"
                + name
                + "</name><peer-address>192.0.2.1</peer-address></tunnel></l2tp>"));
  }

  @Test
  void sendsNotificationsAfterTheReply() throws IOException {
    assertOk(subscribe(""));
    try (var other = server.open()) {
      assertEquals(
          ofServer("netconf-session-start")
              + "<username>admin</username><session-id>2</session-id>"
              + "<source-host>127.0.0.1</source-host></netconf-session-start>",
          notification());
      edit(other, "t1");
      assertOk(other, "<commit/>");
      assertEquals(
          ofServer("netconf-config-change")
              + "<changed-by><username>admin</username><session-id>2</session-id>"
              + "<source-host>127.0.0.1</source-host></changed-by>"
              + "<datastore>running</datastore></netconf-config-change>",
          notification());
      assertOk(other, "<commit/>"); // changes nothing
      assertOk(other, "<close-session/>");
    }
    String end = notification();
    assertTrue(end.startsWith(ofServer("netconf-session-end")), end);
    assertTrue(end.contains("<termination-reason>closed</termination-reason>"), end);
  }

  @Test
  void namesTheSessionThatKilledAnother() throws IOException {
    assertOk(subscribe(""));
    try (var other = server.open()) {
      notification();
      client.sendMessage(
          "<rpc message-id='k' xmlns='"
              + Xml.BASE
              + "'><kill-session><session-id>2</session-id></kill-session></rpc>");
      // The reply and the notification come in any order.
      List<String> messages = List.of(client.receive(), client.receive());
      assertTrue(messages.stream().anyMatch(message -> message.contains("message-id=\"k\"")));
      assertTrue(
          messages.stream()
              .anyMatch(
                  message ->
                      message.endsWith(
                          "<killed-by>1</killed-by><termination-reason>killed</termination-reason>"
                              + "</netconf-session-end></notification>")),
          messages::toString);
      assertTrue(other.awaitClosed());
    }
  }

  @Test
  void answersRequestsBetweenNotifications() throws IOException {
    assertOk(subscribe(""));
    server.open().close();
    notification();
    notification();
    assertEquals("<data></data>", client.rpc(GET_NOTHING));
    String sessions =
        client.rpc(
            "<get><filter><netconf-state xmlns='"
                + Xml.MONITORING
                + "'><sessions/></netconf-state></filter></get>");
    assertTrue(sessions.contains("<out-notifications>2</out-notifications>"), sessions);
  }

  @Test
  void hasOneSubscriptionAtATime() throws IOException {
    assertOk(subscribe(""));
    String refused = client.rpc(subscribe(""));
    assertTrue(refused.contains("<error-tag>in-use</error-tag>"), refused);
  }

  @Test
  void listsItsStream() throws IOException {
    String streams =
        client.rpc("<get><filter><netconf xmlns='" + Xml.STREAMS + "'/></filter></get>");
    assertTrue(
        streams.startsWith(
            "<data><netconf xmlns=\""
                + Xml.STREAMS
                + "\"><streams><stream><name>NETCONF</name><description>"),
        streams);
    assertTrue(streams.contains("<replaySupport>true</replaySupport><replayLogCreationTime>"));
    assertFalse(streams.contains("replayLogAgedTime"), streams);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<netconf-config-change xmlns='urn:ietf:params:xml:ns:yang:ietf-netconf-notifications'/>",
        "<netconf-config-change/>",
        "<netconf-config-change><changed-by><username>admin</username></changed-by>"
            + "</netconf-config-change>",
        "<netconf-session-end><session-id>99</session-id></netconf-session-end>"
            + "<netconf-config-change><datastore/></netconf-config-change>",
        "<netconf-config-change><datastore>running</datastore><nothing/></netconf-config-change>"
      })
  void filtersBySubtreeAndSendsWholeNotifications(String filter) throws IOException {
    assertOk(filter(filter, ""));
    try (var other = server.open()) { // the filter does not select its start
      edit(other, "t1");
      assertOk(other, "<commit/>");
      String change = notification();
      assertTrue(change.startsWith(ofServer("netconf-config-change")), change);
      assertTrue(change.contains("<changed-by>"), change);
      assertTrue(change.contains("<datastore>"), change);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<netconf-session-start xmlns='urn:other'/>",
        "<netconf-session-start><username>reader</username></netconf-session-start>",
        "<netconf-session-start><nothing/></netconf-session-start>",
        "<netconf-session-start>text</netconf-session-start>",
        ""
      })
  void sendsNothingThatTheFilterDoesNotSelect(String filter) throws IOException {
    assertOk(filter(filter, "<startTime>2026-01-01T00:00:00Z</startTime>"));
    // The log has the start of this session.
    assertEquals("<replayComplete xmlns=\"" + Xml.STREAMS + "\"></replayComplete>", notification());
  }

  @Test
  void replaysTheLogAndContinues() throws IOException {
    assertOk(subscribe("<startTime>2026-01-01T00:00:00+02:00</startTime>"));
    assertTrue(notification().startsWith(ofServer("netconf-session-start")));
    assertTrue(notification().startsWith("<replayComplete"));
    server.open().close();
    assertTrue(notification().contains("<session-id>2</session-id>"));
  }

  @Test
  void replaysFromTheStartTimeOn() throws IOException {
    var events = server.events();
    var past = Instant.now().minusSeconds(60);
    for (int i = 0; i < 5; i++) {
      XmlElement content = new XmlElement("urn:test", "past").leaf("number", i);
      events.publish(past.plusSeconds(i), () -> content);
    }
    assertOk(
        filter(
            "<past/>",
            "<startTime>%s</startTime><stopTime>%s</stopTime>"
                .formatted(past.plusSeconds(2), past.plusSeconds(3))));
    assertEquals("<past xmlns=\"urn:test\"><number>2</number></past>", notification());
    assertEquals("<past xmlns=\"urn:test\"><number>3</number></past>", notification());
    assertTrue(notification().startsWith("<replayComplete"));
    assertTrue(notification().startsWith("<notificationComplete"));
    // The session has no subscription any more.
    assertEquals("<data></data>", client.rpc(GET_NOTHING));
    assertOk(subscribe(""));
  }

  @Test
  void endsAtTheStopTime() throws IOException {
    var stop = Instant.now().plusMillis(300);
    assertOk(
        filter(
            "<none/>",
            "<startTime>2026-01-01T00:00:00Z</startTime><stopTime>%s</stopTime>".formatted(stop)));
    assertTrue(notification().startsWith("<replayComplete"));
    assertEquals(
        "<notificationComplete xmlns=\"" + Xml.STREAMS + "\"></notificationComplete>",
        notification());
    assertFalse(Instant.now().isBefore(stop));
  }

  @Test
  void keepsALimitedLogForReplay() throws IOException {
    var events = server.events();
    for (int i = 0; i < EventStream.LOG + 2; i++) {
      events.publish(new XmlElement("urn:test", "past").leaf("number", i));
    }
    String streams =
        client.rpc("<get><filter><netconf xmlns='" + Xml.STREAMS + "'/></filter></get>");
    assertTrue(streams.contains("<replayLogAgedTime>"), streams);
    assertOk(filter("<past/>", "<startTime>2026-01-01T00:00:00Z</startTime>"));
    // The oldest are removed: the start of this session and two of these.
    assertEquals("<past xmlns=\"urn:test\"><number>2</number></past>", notification());
    for (int i = 3; i < EventStream.LOG + 2; i++) {
      notification();
    }
    assertTrue(notification().startsWith("<replayComplete"));
  }

  private void assertRefused(String parameters, String tag, String element) throws IOException {
    String reply = client.rpc(subscribe(parameters));
    assertTrue(reply.contains("<error-type>protocol</error-type>"), reply);
    assertTrue(reply.contains("<error-tag>" + tag + "</error-tag>"), reply);
    assertTrue(reply.contains("<bad-element>" + element + "</bad-element>"), reply);
  }

  @Test
  void refusesInvalidSubscriptions() throws IOException {
    assertRefused("<stream>SNMP</stream>", "invalid-value", "stream");
    assertRefused("<stopTime>2026-01-01T00:00:00Z</stopTime>", "missing-element", "startTime");
    assertRefused("<startTime>2999-01-01T00:00:00Z</startTime>", "bad-element", "startTime");
    assertRefused("<startTime>yesterday</startTime>", "bad-element", "startTime");
    assertRefused("<startTime>2026-01-01T00:00:00</startTime>", "bad-element", "startTime");
    assertRefused(
        "<startTime>2026-01-02T00:00:00Z</startTime><stopTime>2026-01-01T00:00:00Z</stopTime>",
        "bad-element",
        "stopTime");
    assertRefused("<filter type='xpath' select='/x'/>", "bad-attribute", "filter");
    assertRefused("<nonsense/>", "unknown-element", "nonsense");
    assertOk(subscribe("<stream>NETCONF</stream>"));
  }

  @Test
  void acceptsAFilterInTheNamespaceOfNetconf() throws IOException {
    assertOk(subscribe("<filter xmlns='" + Xml.BASE + "' type='subtree'><none/></filter>"));
  }

  @Test
  void aClientThatDoesNotReadIsEndedAndDelaysNoOther() throws IOException {
    assertOk(subscribe(""));
    var events = server.events();
    String text = "x".repeat(1000);
    try (var other = server.open()) {
      for (int i = 0; server.server.sessions().size() > 1; i++) {
        events.publish(new XmlElement("urn:test", "flood").leaf("text", text));
        if (i == Subscription.MAX_WAITING) { // the output takes some, the queue the rest
          assertEquals("<data></data>", other.rpc(GET_NOTHING));
        }
        assertTrue(i < 3 * Subscription.MAX_WAITING, "the session has not been ended");
      }
      assertEquals(List.of(2L), server.server.sessions().stream().map(SessionInfo::id).toList());
      assertEquals("<data></data>", other.rpc(GET_NOTHING));
    }
  }

  @Test
  void aSessionWithASubscriptionIsNotIdle() throws Exception {
    restart(
        () -> new TestServer(directory, 16, 10_000, Duration.ofMinutes(1), Duration.ofSeconds(1)));
    assertOk(filter("<netconf-session-end/>", ""));
    try (var idle = server.open()) {
      assertTrue(idle.awaitClosed());
    }
    assertTrue(notification().contains("<termination-reason>timeout</termination-reason>"));
    assertEquals("<data></data>", client.rpc(GET_NOTHING));
  }
}
