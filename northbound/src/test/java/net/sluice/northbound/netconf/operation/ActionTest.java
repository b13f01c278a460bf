package net.sluice.northbound.netconf.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import net.sluice.northbound.netconf.NetconfFixture;
import net.sluice.northbound.netconf.data.ModelNode;
import net.sluice.yang.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Actions (RFC 7950 section 7.15). */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ActionTest extends NetconfFixture {
  private static final String L2TP = "urn:sluice:yang:sluice-l2tp";
  private static final String FUNNEL = "urn:sluice:yang:sluice-funnelbridge";
  private static final String PSEUDOWIRE = "urn:sluice:yang:sluice-pseudowire";

  private static String l2tp(String content) {
    return "<action xmlns='urn:ietf:params:xml:ns:yang:1'><l2tp xmlns='%s'>%s</l2tp></action>"
        .formatted(L2TP, content);
  }

  private void assertRefused(String operation, String... parts) throws IOException {
    assertError(operation, parts);
    assertEquals(List.of(), server.device.resets);
  }

  @Test
  void resetsTheNodeOfThePath() throws IOException {
    assertOk(l2tp("<tunnel><name>t1</name><reset/></tunnel>"));
    assertOk(l2tp("<peer-tunnel><reset></reset><name>peer-x-1</name></peer-tunnel>"));
    assertOk(l2tp("<session><name>s 1</name><reset/></session>"));
    assertOk(
        "<action xmlns='urn:ietf:params:xml:ns:yang:1'><p:pseudowires xmlns:p='"
            + PSEUDOWIRE
            + "'><p:pseudowire><p:name>p1</p:name><p:reset/></p:pseudowire></p:pseudowires></action>");
    assertEquals(
        List.of("tunnel t1", "tunnel peer-x-1", "session s 1", "pseudowire p1"),
        server.device.resets);
  }

  @Test
  void runsEveryActionOfTheModels() throws IOException {
    List<String> actions = new ArrayList<>();
    collect(ModelNode.root(Schema.get()), "%s", actions);
    for (String action : actions) {
      assertOk("<action xmlns='urn:ietf:params:xml:ns:yang:1'>" + action + "</action>");
    }
    assertEquals(5, actions.size());
    assertEquals(4, server.device.resets.size());
  }

  /** Collects the content of a request for each action in or below a node. */
  private static void collect(ModelNode node, String around, List<String> actions) {
    node.actions().forEach(action -> actions.add(around.formatted(invocation(action))));
    node.actors()
        .forEach(
            child ->
                collect(
                    child,
                    around.formatted(
                        "<%s xmlns='%s'>%s%%s</%1$s>"
                            .formatted(
                                child.name(),
                                child.namespace(),
                                child.keys().isEmpty() ? "" : "<name>n</name>")),
                    actions));
  }

  /** Returns the element of an action, with an Ethernet address for each mandatory parameter. */
  private static String invocation(ModelNode.Action action) {
    StringBuilder input = new StringBuilder();
    for (ModelNode parameter : action.input().children()) {
      if (parameter.mandatory()) {
        input.append("<%1$s>00:00:5e:00:53:99</%1$s>".formatted(parameter.name()));
      }
    }
    return "<%1$s>%2$s</%1$s>".formatted(action.name(), input);
  }

  private static String locate(String funnel, String input) {
    return ("<action xmlns='urn:ietf:params:xml:ns:yang:1'><funnels xmlns='%s'><funnel>"
            + "<name>%s</name><locate>%s</locate></funnel></funnels></action>")
        .formatted(FUNNEL, funnel, input);
  }

  @Test
  void locateFindsThePortOfAnAddress() throws IOException {
    assertEquals(
        "<pseudowire xmlns=\"%1$s\">p1</pseudowire><interface-name xmlns=\"%1$s\">pw0</interface-name><bridge xmlns=\"%1$s\">fbb0-0-3</bridge>"
            .formatted(FUNNEL),
        client.rpc(locate("f", "<address>00:00:5E:00:53:01</address><vlan>7</vlan>")));
    assertEquals(
        "<interface-name xmlns=\"%1$s\">eth1</interface-name><bridge xmlns=\"%1$s\">fbb0-1-0</bridge>"
            .formatted(FUNNEL),
        client.rpc(locate("f", "<address>00:00:5e:00:53:02</address>")));
  }

  @Test
  void locateFindsNothingOutsideOfTheVlan() throws IOException {
    assertOk(locate("f", "<address>00:00:5e:00:53:01</address><vlan>8</vlan>"));
    assertOk(locate("f", "<address>00:00:5e:00:53:01</address>"));
  }

  @Test
  void locateChecksItsInput() throws IOException {
    assertRefused(
        locate("f", "<vlan>7</vlan>"),
        "<error-tag>missing-element</error-tag>",
        "locate lacks its parameter address",
        "<bad-element>address</bad-element>",
        "/sfb:funnels/sfb:funnel[sfb:name='f']<");
    assertRefused(
        locate("f", "<address>00:00:5e:00:53</address>"),
        "<error-tag>invalid-value</error-tag>",
        "expected an Ethernet address such as 00:00:5e:00:53:01");
    assertRefused(
        locate("f", "<address>00:00:5e:00:53:01</address><vlan>4095</vlan>"),
        "<error-tag>invalid-value</error-tag>",
        "a VLAN is a number from 1 to 4094");
    assertRefused(
        locate("f", "<address>00:00:5e:00:53:01</address><port>1</port>"),
        "<error-tag>unknown-element</error-tag>",
        "there is no port in locate, only address, vlan");
    assertRefused(
        locate("f", "<address>00:00:5e:00:53:01</address><address>00:00:5e:00:53:01</address>"),
        "<error-tag>bad-element</error-tag>",
        "address is given twice");
    assertRefused(
        locate("f", "<address>00:00:5e:00:53:01</address><vlan xmlns='urn:other'>1</vlan>"),
        "<error-tag>unknown-namespace</error-tag>",
        "write xmlns='urn:sluice:yang:sluice-funnelbridge'");
  }

  @Test
  void locateNeedsTheFunnel() throws IOException {
    assertRefused(
        locate("nobody", "<address>00:00:5e:00:53:01</address>"),
        "<error-type>application</error-type><error-tag>data-missing</error-tag>",
        "there is no funnel 'nobody'");
  }

  @Test
  void refusesAnUnknownAction() throws IOException {
    assertRefused(
        l2tp("<tunnel><name>t1</name><restart/></tunnel>"),
        "<error-tag>unknown-element</error-tag>",
        "/sl2tp:l2tp/sl2tp:tunnel[sl2tp:name='t1']<",
        "there is no restart in l2tp/tunnel, only reset",
        "<bad-element>restart</bad-element>");
    assertRefused(l2tp("<reset/>"), "unknown-element", "only peer-tunnel, session, tunnel");
    assertRefused(
        l2tp("<tunnel xmlns='urn:other'><name>t1</name><reset/></tunnel>"), "unknown-namespace");
  }

  @Test
  void refusesAnEntryWithoutItsKey() throws IOException {
    assertRefused(
        l2tp("<tunnel><reset/></tunnel>"),
        "<error-tag>missing-element</error-tag>",
        "tunnel lacks its key name",
        "<bad-element>name</bad-element>");
    assertRefused(l2tp("<tunnel><name> </name><reset/></tunnel>"), "invalid-value");
  }

  @Test
  void refusesAMissingInstance() throws IOException {
    assertRefused(
        l2tp("<tunnel><name>nobody</name><reset/></tunnel>"),
        "<error-type>application</error-type><error-tag>data-missing</error-tag>",
        "/sl2tp:l2tp/sl2tp:tunnel[sl2tp:name='nobody']<",
        "there is no tunnel 'nobody'");
  }

  @Test
  void refusesTwoNodesInOneAction() throws IOException {
    assertRefused(
        l2tp("<tunnel><name>t1</name><reset/></tunnel><tunnel><name>t2</name><reset/></tunnel>"),
        "<error-tag>bad-element</error-tag>",
        "about one node");
  }

  @Test
  void refusesAPathThatEndsBeforeAnAction() throws IOException {
    assertRefused(
        "<action xmlns='urn:ietf:params:xml:ns:yang:1'/>",
        "missing-element",
        "funnels, l2tp, pseudowires");
    assertRefused(l2tp("<tunnel><name>t1</name></tunnel>"), "missing-element", "such as reset");
  }

  @Test
  void refusesUnknownParameters() throws IOException {
    assertRefused(
        l2tp("<tunnel><name>t1</name><reset><hard/></reset></tunnel>"),
        "unknown-element",
        "there is no hard in reset");
  }
}
