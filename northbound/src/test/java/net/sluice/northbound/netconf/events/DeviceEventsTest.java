package net.sluice.northbound.netconf.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import net.sluice.l2tp.Result;
import net.sluice.l2tp.ResultCodes;
import net.sluice.manager.api.StatusService.Event;
import net.sluice.manager.api.StatusService.EventType;
import net.sluice.manager.api.StatusService.Subject;
import net.sluice.northbound.SampleSignaling;
import net.sluice.northbound.netconf.NetconfFixture;
import net.sluice.northbound.netconf.TestServer;
import net.sluice.northbound.netconf.data.Xml;
import net.sluice.yang.Schema;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.model.api.LeafSchemaNode;
import org.opendaylight.yangtools.yang.model.api.NotificationDefinition;

/** Notifications about tunnels, pseudowires and sessions of peers that come up and go down. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DeviceEventsTest extends NetconfFixture {
  private static final Pattern LEAF = Pattern.compile("<([a-z-]+)>([^<]*)</\\1>");

  private long sequence;

  @BeforeEach
  void subscribe() throws IOException {
    String reply = client.rpc("<create-subscription xmlns='" + Xml.NOTIFICATION + "'/>");
    assertTrue(reply.contains("<ok"), reply);
  }

  private void event(Subject subject, String name, EventType type, String text) {
    event(subject, name, type, text, Optional.empty());
  }

  private void event(
      Subject subject, String name, EventType type, String text, Optional<Result> result) {
    var event = new Event(++sequence, SampleSignaling.THEN, subject, name, type, text, result);
    server.device.subscribers.forEach(subscriber -> subscriber.accept(event));
  }

  /** Returns the content of the next notification, which must follow the schema. */
  private String next() throws IOException {
    String message = client.receive();
    String start =
        "<notification xmlns=\"%s\"><eventTime>2026-01-02T03:04:05Z</eventTime>"
            .formatted(Xml.NOTIFICATION);
    assertTrue(message.startsWith(start), message);
    String content =
        message.substring(start.length(), message.length() - "</notification>".length());
    assertDefined(content);
    return content;
  }

  private static void assertDefined(String content) {
    var head = Pattern.compile("<([a-z-]+) xmlns=\"([^\"]*)\">").matcher(content);
    assertTrue(head.lookingAt(), content);
    NotificationDefinition definition =
        Schema.get().context().getNotifications().stream()
            .filter(
                known ->
                    known.getQName().getLocalName().equals(head.group(1))
                        && known.getQName().getNamespace().toString().equals(head.group(2)))
            .findFirst()
            .orElseThrow(() -> new AssertionError("not in the schema: " + content));
    List<String> names = new ArrayList<>();
    var leaf = LEAF.matcher(content);
    while (leaf.find()) {
      names.add(leaf.group(1));
      var qname = QName.create(definition.getQName(), leaf.group(1));
      var node = (LeafSchemaNode) definition.dataChildByName(qname);
      try {
        Schema.get().leafType(node).parse(leaf.group(2));
      } catch (net.sluice.yang.InvalidValueException e) {
        throw new AssertionError(content, e);
      }
    }
    definition.getChildNodes().stream()
        .filter(child -> child instanceof LeafSchemaNode mandatory && mandatory.isMandatory())
        .forEach(
            child -> assertTrue(names.contains(child.getQName().getLocalName()), () -> content));
  }

  private static String tunnel(String event, String content) {
    return "<%s xmlns=\"urn:sluice:yang:sluice-l2tp\">%s</%1$s>".formatted(event, content);
  }

  private static String pseudowire(String event, String content) {
    return "<%s xmlns=\"urn:sluice:yang:sluice-pseudowire\">%s</%1$s>".formatted(event, content);
  }

  @Test
  void reportsTunnelsUpAndDown() throws IOException {
    server.device.tunnels.put("t1", SampleSignaling.tunnelDown("t1"));
    event(
        Subject.TUNNEL,
        "t1",
        EventType.DOWN,
        "no answer"); // it was never up, so nothing is published
    server.device.tunnels.put("t1", SampleSignaling.tunnelUp("t1", true));
    event(Subject.TUNNEL, "t1", EventType.UP, "established");
    event(Subject.TUNNEL, "t1", EventType.CHANGED, "still up");
    server.device.tunnels.put("t1", SampleSignaling.tunnelDown("t1"));
    event(Subject.TUNNEL, "t1", EventType.FAILED, "the peer is silent & gone");
    event(Subject.TUNNEL, "t1", EventType.FAILED, "still");

    assertEquals(
        tunnel(
            "tunnel-up",
            "<name>t1</name><origin>configured</origin><peer-address>192.0.2.2</peer-address>"
                + "<peer-host-name>branch-1</peer-host-name>"),
        next());
    assertEquals(
        tunnel(
            "tunnel-down",
            "<name>t1</name><origin>configured</origin><peer-address>192.0.2.2</peer-address>"
                + "<reason>the peer is silent &amp; gone</reason>"),
        next());
    event(Subject.TUNNEL, "t1", EventType.DELETED, "removed from the configuration");
    server.device.tunnels.put("t2", SampleSignaling.tunnelUp("t2", true));
    event(Subject.TUNNEL, "t2", EventType.UP, "established");
    assertTrue(next().contains("<name>t2</name>"));
  }

  @Test
  void reportsTheEndOfATunnelOfAPeer() throws IOException {
    server.device.tunnels.put("peer-x-1", SampleSignaling.tunnelUp("peer-x-1", false));
    event(Subject.TUNNEL, "peer-x-1", EventType.UP, "established");
    server.device.tunnels.clear();
    event(
        Subject.TUNNEL,
        "peer-x-1",
        EventType.DELETED,
        "closed by the peer",
        Optional.of(new Result(1, OptionalInt.empty(), "")));

    assertTrue(next().contains("<origin>peer</origin>"));
    assertEquals(
        tunnel(
            "tunnel-down",
            "<name>peer-x-1</name><origin>peer</origin><peer-address>192.0.2.2</peer-address>"
                + "<reason>closed by the peer</reason><result-code>1</result-code>"),
        next());
  }

  @Test
  void reportsPseudowiresUpAndDown() throws IOException {
    server.device.pseudowires.put("p1", SampleSignaling.sessionUp("p1", "t1", 7, Optional.empty()));
    event(Subject.PSEUDOWIRE, "p1", EventType.UP, "interface pw7 is up");
    server.device.pseudowires.put("p1", SampleSignaling.sessionDown("p1", "t1", 7));
    event(
        Subject.PSEUDOWIRE,
        "p1",
        EventType.DOWN,
        "cleared by the peer: 2 general error",
        Optional.of(Result.error(ResultCodes.ERROR_RESOURCES, "")));

    assertEquals(
        pseudowire(
            "pseudowire-up",
            "<name>p1</name><origin>configured</origin><tunnel>t1</tunnel>"
                + "<interface-name>pw7</interface-name>"),
        next());
    assertEquals(
        pseudowire(
            "pseudowire-down",
            "<name>p1</name><origin>configured</origin><tunnel>t1</tunnel>"
                + "<reason>cleared by the peer: 2 general error</reason>"
                + "<result-code>2</result-code><error-code>4</error-code>"),
        next());
  }

  @Test
  void reportsSessionsOfPeers() throws IOException {
    server.device.sessions.put(
        "p1", SampleSignaling.sessionUp("p1", "peer-x-1", 8, Optional.of("customers")));
    event(Subject.SESSION, "p1", EventType.UP, "interface pw8 is up");
    event(Subject.PSEUDOWIRE, "p1", EventType.FAILED, "another of the same name");
    server.device.sessions.clear();
    event(Subject.SESSION, "p1", EventType.DELETED, "");

    assertEquals(
        pseudowire(
            "pseudowire-up",
            "<name>p1</name><origin>peer</origin><tunnel>peer-x-1</tunnel>"
                + "<interface-name>pw8</interface-name>"),
        next());
    assertEquals(
        pseudowire(
            "pseudowire-down", "<name>p1</name><origin>peer</origin><tunnel>peer-x-1</tunnel>"),
        next());
  }

  @Test
  void knowsObjectsThatWereUpBeforeItsStart() throws Exception {
    var device = server.device;
    device.tunnels.put("t1", SampleSignaling.tunnelUp("t1", true));
    device.pseudowires.put("p1", SampleSignaling.sessionUp("p1", "t1", 7, Optional.empty()));
    device.sessions.put("s1", SampleSignaling.sessionUp("s1", "t1", 8, Optional.of("customers")));
    restart(() -> new TestServer(directory, device));
    subscribe();
    device.tunnels.clear();
    device.pseudowires.clear();
    device.sessions.clear();
    event(Subject.TUNNEL, "t1", EventType.FAILED, "");
    event(Subject.PSEUDOWIRE, "p1", EventType.FAILED, "");
    event(Subject.SESSION, "s1", EventType.DELETED, "");

    assertTrue(next().startsWith("<tunnel-down"));
    assertTrue(next().contains("<name>p1</name>"));
    assertTrue(next().contains("<name>s1</name>"));
  }

  @Test
  void publishesNothingAboutTheSystem() throws IOException {
    event(Subject.SYSTEM, "", EventType.FAILED, "the data plane does not answer");
    server.device.tunnels.put("t1", SampleSignaling.tunnelUp("t1", true));
    event(Subject.TUNNEL, "t1", EventType.UP, "");
    assertTrue(next().startsWith("<tunnel-up"));
  }

  @Test
  void endsWithTheServer() {
    assertEquals(1, server.device.subscribers.size());
    server.close();
    assertEquals(0, server.device.subscribers.size());
  }
}
