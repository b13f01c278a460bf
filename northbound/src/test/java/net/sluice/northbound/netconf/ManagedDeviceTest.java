package net.sluice.northbound.netconf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.sluice.funnel.simulated.SimulatedFunnelPlane;
import net.sluice.l2tp.Step;
import net.sluice.l2tp.simulated.SimulatedDataPlane;
import net.sluice.manager.Manager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The manager, on a simulated data plane, as a NETCONF client sees it. */
class ManagedDeviceTest extends NetconfFixture {
  private final SimulatedDataPlane dataPlane = new SimulatedDataPlane();
  private final SimulatedFunnelPlane funnelPlane = new SimulatedFunnelPlane(List.of("eth1"));

  @Override
  protected TestServer newServer() throws Exception {
    var manager =
        Manager.start(
            new MemoryLog(), dataPlane, funnelPlane, new NoSignaling(), Clock.systemUTC());
    return new TestServer(directory, manager.config(), manager);
  }

  private static String tunnel(String name, int id, String more) {
    return "<tunnel><name>%s</name><peer-address>192.0.2.1</peer-address>".formatted(name)
        + "<local-address>192.0.2.2</local-address>"
        + "<local-tunnel-id>%d</local-tunnel-id><peer-tunnel-id>%d</peer-tunnel-id>%s</tunnel>"
            .formatted(id, id, more);
  }

  private static String pseudowire(String name, String tunnel, int id, String more) {
    return "<pseudowire><name>%s</name><tunnel>%s</tunnel>".formatted(name, tunnel)
        + "<local-session-id>%d</local-session-id><peer-session-id>%d</peer-session-id>%s"
            .formatted(id, id, more)
        + "</pseudowire>";
  }

  private static String config(String tunnels, String pseudowires) {
    return "<l2tp xmlns='urn:sluice:yang:sluice-l2tp'>"
        + tunnels
        + "</l2tp><pseudowires xmlns='urn:sluice:yang:sluice-pseudowire'>"
        + pseudowires
        + "</pseudowires>";
  }

  private void commit(String config) throws IOException {
    assertOk(edit(config));
    assertOk("<commit/>");
  }

  @Test
  void createsAPseudowireAndShowsItsState() throws IOException {
    commit(config(tunnel("t1", 1, ""), pseudowire("p1", "t1", 7, "")));
    assertEquals(1, dataPlane.snapshot().sessions().size());
    String state =
        client.rpc(
            "<get><filter><pseudowires xmlns='urn:sluice:yang:sluice-pseudowire'>"
                + "<pseudowire><name>p1</name></pseudowire></pseudowires></filter></get>");
    assertTrue(state.contains("<oper-status>up</oper-status>"), state);
    assertTrue(state.contains("<oper-interface-name>pw0</oper-interface-name>"), state);
    assertTrue(state.contains("<statistics><in-packets>0</in-packets>"), state);
    assertTrue(state.contains("<type>up</type>"), state);
    String tunnel =
        client.rpc("<get><filter><l2tp xmlns='urn:sluice:yang:sluice-l2tp'/></filter></get>");
    assertTrue(tunnel.contains("<data-plane-in-use>simulated</data-plane-in-use>"), tunnel);
    assertTrue(tunnel.contains("<sessions>1</sessions>"), tunnel);
  }

  /** RFC 7950 section 15.1: a path to each leaf, which is valid whatever the keys contain. */
  @Test
  void namesTheLeafsThatAreNotUnique() throws IOException {
    assertOk(edit(config(tunnel("a", 1, "") + tunnel("it's &quot;b&quot;", 1, ""), "")));
    String leaf =
        "<non-unique xmlns=\"urn:ietf:params:xml:ns:yang:1\" xmlns:sl2tp=\"urn:sluice:yang:sluice-l2tp\">"
            + "/sl2tp:l2tp/sl2tp:tunnel[sl2tp:name=%s]/sl2tp:local-tunnel-id</non-unique>";
    assertError(
        "<commit/>",
        "<error-app-tag>data-not-unique</error-app-tag>",
        leaf.formatted("'a'"),
        leaf.formatted("concat('it',\"'\",'s \"b\"')"));
  }

  /** The problems of the model and those of other rules, together and in the order of the tree. */
  @Test
  void listsAHundredOfMoreErrorsInTheOrderOfTheTree() throws IOException {
    var pseudowires = new StringBuilder();
    for (int i = 299; i >= 0; i--) {
      pseudowires.append(pseudowire("p%03d".formatted(i), i % 2 == 0 ? "t1" : "t9", 7, ""));
    }
    assertOk(edit(config(tunnel("t1", 1, ""), pseudowires.toString())));
    String reply = client.rpc("<commit/>");
    List<String> subjects =
        Pattern.compile("pseudowire '(p\\d+)': (tunnel|local)")
            .matcher(reply)
            .results()
            .map(found -> found.group(1))
            .toList();
    assertEquals(subjects.stream().sorted().toList(), subjects);
    assertEquals("p001", subjects.getFirst());
    assertEquals(100, subjects.size());
    assertTrue(reply.contains("100 of 299 errors are listed"), reply);
  }

  @Test
  void showsAFunnelWithItsTree() throws IOException {
    String attached = "<funnel><name>%s</name></funnel>";
    commit(
        config(
                tunnel("t1", 1, ""),
                pseudowire("p1", "t1", 1, attached.formatted("f"))
                    + pseudowire("p2", "t1", 2, attached.formatted("f")))
            + "<funnels xmlns='urn:sluice:yang:sluice-funnelbridge'>"
            + "<funnel><name>f</name><uplink><interface>eth1</interface></uplink>"
            + "<leaf-capacity>1</leaf-capacity></funnel>"
            + "<funnel><name>g</name><uplink><interface>eth2</interface></uplink></funnel>"
            + "</funnels>");

    String f = client.rpc(get("<name>f</name>"));
    assertTrue(f.contains("<oper-status>up</oper-status>"), f);
    assertTrue(f.contains("<levels>2</levels><pseudowires>2</pseudowires>"), f);
    assertTrue(
        f.contains(
            "<bridge><name>fbb0-1-0</name><level>1</level><index>0</index><ports-used>2</ports-used>"
                + "<ports-free>1020</ports-free><running>true</running>"),
        f);
    assertTrue(
        f.contains(
            "<bridge><name>fbb0-0-1</name><level>0</level><index>1</index><parent>fbb0-1-0</parent>"),
        f);
    assertTrue(f.indexOf("<name>fbb0-1-0<") < f.indexOf("<name>fbb0-0-0<"), f);
    assertTrue(f.indexOf("<name>fbb0-0-0<") < f.indexOf("<name>fbb0-0-1<"), f);
    assertTrue(f.contains("<event><sequence>"), f);
    assertFalse(f.contains("<name>g</name>"), f);
    String g = client.rpc(get("<name>g</name>"));
    assertTrue(g.contains("<oper-status>waiting</oper-status>"), g);
    assertTrue(g.contains("<last-error>"), g);
    String p2 =
        client.rpc(
            "<get><filter><pseudowires xmlns='urn:sluice:yang:sluice-pseudowire'><pseudowire>"
                + "<name>p2</name><funnel-leaf/></pseudowire></pseudowires></filter></get>");
    assertTrue(p2.contains("<funnel-leaf>1</funnel-leaf>"), p2);
  }

  private static String get(String funnel) {
    return "<get><filter><funnels xmlns='urn:sluice:yang:sluice-funnelbridge'><funnel>"
        + funnel
        + "</funnel></funnels></filter></get>";
  }

  @Test
  void reportsWhyTheDataPlaneRefuses() throws IOException {
    var pseudowires = new StringBuilder();
    for (int i = 1; i <= 100; i++) {
      pseudowires.append(pseudowire("p" + i, "t1", i, ""));
    }
    dataPlane.refuse(
        step ->
            step instanceof Step.CreateSession create && create.toString().contains("p57")
                ? Optional.of(new SimulatedDataPlane.Refusal(17, "EEXIST (File exists)"))
                : Optional.empty());
    assertTrue(
        client.rpc(edit(config(tunnel("t1", 1, ""), pseudowires.toString()))).contains("<ok"));
    String refused = client.rpc("<commit/>");
    assertTrue(refused.contains("spw:pseudowire[spw:name='p57']"), refused);
    assertTrue(refused.contains("EEXIST (File exists)"), refused);
    assertEquals(
        "<data></data>",
        client
            .rpc("<get-config><source><running/></source></get-config>")
            .replaceAll("<l2tp xmlns=\"[^\"]*\"></l2tp>", ""));
    assertTrue(dataPlane.snapshot().sessions().isEmpty());
  }

  private static final String LOCK = "<lock><target><%s/></target></lock>";

  /** RFC 6241 sections 7.5 and 8.3.4: each operation that changes what another session locked. */
  @Test
  void aLockRefusesEveryChangeOfOtherSessions() throws IOException {
    try (var other = server.open()) {
      assertOk(other, LOCK.formatted("candidate"));
      assertOk(other, edit(config(tunnel("t1", 1, ""), "")));
      String copy = "<copy-config><target><candidate/></target><source>%s</source></copy-config>";
      for (String change :
          List.of(
              edit(config(tunnel("t2", 2, ""), "")),
              copy.formatted("<running/>"),
              copy.formatted("<config/>"),
              "<discard-changes/>",
              "<commit/>")) {
        assertError(change, "<error-tag>in-use</error-tag>");
      }
      assertError(LOCK.formatted("candidate"), "lock-denied", "<session-id>2</session-id>");
      assertOk(LOCK.formatted("running"));
      assertTrue(other.rpc("<commit/>").contains("<error-tag>in-use</error-tag>"));
      assertOk("<unlock><target><running/></target></unlock>");
      assertOk(other, "<commit/>");
    }
  }

  /** RFC 6241 sections 7.5 and 8.3.5.2. */
  @Test
  void anUnlockDiscardsAndChangesOfOthersPreventALock() throws IOException {
    try (var other = server.open()) {
      assertOk(other, LOCK.formatted("candidate"));
      assertOk(other, edit(config(tunnel("t1", 1, ""), "")));
      assertOk(other, "<unlock><target><candidate/></target></unlock>");
      String candidate = "<get-config><source><candidate/></source></get-config>";
      assertEquals("<data></data>", client.rpc(candidate));
      assertOk(other, edit(config(tunnel("t1", 1, ""), "")));
      assertError(LOCK.formatted("candidate"), "lock-denied", "<session-id>0</session-id>");
      assertOk(other, "<discard-changes/>");
      assertOk(LOCK.formatted("candidate"));
    }
  }

  /** RFC 6241 section 8.6: a check of a whole configuration changes nothing. */
  @Test
  void validatesAConfigurationWithoutStoringIt() throws IOException {
    String validate = "<validate><source><config>%s</config></source></validate>";
    assertOk(validate.formatted(config(tunnel("t1", 1, ""), pseudowire("p1", "t1", 1, ""))));
    assertError(
        validate.formatted(config(tunnel("t1", 1, ""), pseudowire("p1", "t9", 1, ""))),
        "<error-tag>data-missing</error-tag>",
        "<error-app-tag>instance-required</error-app-tag>");
    assertEquals(
        "<data></data>", client.rpc("<get-config><source><candidate/></source></get-config>"));
  }

  static Stream<Arguments> mistakes() {
    String t1 = tunnel("t1", 1, "");
    return Stream.of(
        arguments("unknown tunnel", config(t1, pseudowire("p1", "t9", 1, "")), "t9"),
        arguments(
            "duplicate session id",
            config(t1, pseudowire("p1", "t1", 1, "") + pseudowire("p2", "t1", 1, "")),
            "p2"),
        arguments(
            "duplicate interface name",
            config(
                t1,
                pseudowire("p1", "t1", 1, "<interface-name>x</interface-name>")
                    + pseudowire("p2", "t1", 2, "<interface-name>x</interface-name>")),
            "interface"),
        arguments(
            "interface name too long",
            config(
                t1, pseudowire("p1", "t1", 1, "<interface-name>0123456789abcdef</interface-name>")),
            "15 characters"),
        arguments("MTU", config(t1, pseudowire("p1", "t1", 1, "<mtu>9217</mtu>")), "9216"),
        arguments(
            "cookie",
            config(t1, pseudowire("p1", "t1", 1, "<receive-cookie>0102030405</receive-cookie>")),
            "0, 4 or 8 octets"),
        arguments(
            "mixed families", config(t1.replace("192.0.2.2", "2001:db8::1"), ""), "192.0.2.1"),
        arguments(
            "missing address", config("<tunnel><name>t1</name></tunnel>", ""), "peer-address"),
        arguments("wrong type", config(t1, pseudowire("p1", "t1", 1, "<mtu>big</mtu>")), "big"),
        arguments("missing key", config("<tunnel/>", ""), "key name"),
        arguments("unknown element", config("<tunel/>", ""), "tunnel"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mistakes")
  void refusesErrorsAndChangesNothing(String name, String config, String says) throws IOException {
    String refused =
        client.rpc(
            edit(config).replace("<config>", "<test-option>test-then-set</test-option><config>"));
    assertTrue(refused.startsWith("<rpc-error>"), refused);
    assertTrue(refused.contains(says), refused);
    assertTrue(refused.contains("<error-path"), refused);
    assertEquals(
        client.rpc("<get-config><source><running/></source></get-config>"),
        client.rpc("<get-config><source><candidate/></source></get-config>"));
    assertTrue(dataPlane.snapshot().tunnels().isEmpty());
  }
}
