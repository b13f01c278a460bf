package net.sluice.northbound.netconf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import net.sluice.funnel.simulated.SimulatedFunnelPlane;
import net.sluice.l2tp.simulated.SimulatedDataPlane;
import net.sluice.manager.Manager;
import net.sluice.northbound.netconf.data.Xml;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The operations of edit-config on each kind of node (RFC 7950 sections 7.5.8, 7.6.7, 7.7.9, 7.8.6
 * and 7.9), from the request of a client to the candidate of the manager.
 */
class EditOperationsTest extends NetconfFixture {
  private static final String MTU = "<mtu>1500</mtu>";
  private static final String F = "<funnel><name>f</name><vlan>2</vlan></funnel>";
  private static final String G = "<funnel><name>g</name></funnel>";
  private static final String BRIDGE = "<bridge>b</bridge>";
  private static final String QUIRK = "<quirk>v2-avps</quirk>";

  @Override
  protected TestServer newServer() throws Exception {
    var manager =
        Manager.start(
            new MemoryLog(),
            new SimulatedDataPlane(),
            new SimulatedFunnelPlane(List.of()),
            new NoSignaling(),
            Clock.systemUTC());
    return new TestServer(directory, manager.config(), manager);
  }

  static Stream<Arguments> onNodesOfAnEntry() {
    return Stream.of(
        // a container with presence
        arguments("7.5.8", "", op("merge", G), G),
        arguments("7.5.8", F, op("merge", G), F.replace("f<", "g<")),
        arguments("7.5.8", "", op("replace", G), G),
        arguments("7.5.8", F, op("replace", G), G),
        arguments("7.5.8", "", op("create", G), G),
        arguments("7.5.8", F, op("create", G), "data-exists spw:funnel"),
        arguments("7.5.8", F, op("delete", "<funnel/>"), ""),
        arguments("7.5.8", "", op("delete", "<funnel/>"), "data-missing spw:funnel"),
        arguments("7.5.8", F, op("remove", "<funnel/>"), ""),
        arguments("7.5.8", "", op("remove", "<funnel/>"), ""),
        // a leaf
        arguments("7.6.7", "", op("merge", MTU), MTU),
        arguments("7.6.7", "<mtu>68</mtu>", op("merge", MTU), MTU),
        arguments("7.6.7", "", op("replace", MTU), MTU),
        arguments("7.6.7", "<mtu>68</mtu>", op("replace", MTU), MTU),
        arguments("7.6.7", "", op("create", MTU), MTU),
        arguments("7.6.7", "<mtu>68</mtu>", op("create", MTU), "data-exists spw:mtu"),
        arguments("7.6.7", MTU, op("delete", "<mtu/>"), ""),
        arguments("7.6.7", "", op("delete", "<mtu/>"), "data-missing spw:mtu"),
        arguments("7.6.7", MTU, op("remove", "<mtu/>"), ""),
        arguments("7.6.7", "", op("remove", "<mtu/>"), ""),
        // nodes of another case of a choice
        arguments("7.9", BRIDGE, op("merge", G), G),
        arguments("7.9", BRIDGE, op("create", G), G),
        arguments("7.9", BRIDGE, op("replace", G), G),
        arguments("7.9", F, op("merge", BRIDGE), BRIDGE),
        arguments("7.9", F, op("create", BRIDGE), BRIDGE),
        arguments("7.9", F, op("remove", BRIDGE), F));
  }

  @ParameterizedTest(name = "{0} {1} and {2}")
  @MethodSource
  void onNodesOfAnEntry(String section, String before, String edit, String after)
      throws IOException {
    check(entry(before), entry(edit), after, entry(after));
  }

  static Stream<Arguments> onEntriesOfAList() {
    String type = "<type>ethernet</type>";
    return Stream.of(
        arguments(type, "merge", MTU, type + MTU),
        arguments(type, "replace", MTU, MTU),
        arguments(type, "create", MTU, "data-exists spw:pseudowire[spw:name='p']"));
  }

  /** RFC 7950 section 7.8.6. */
  @ParameterizedTest
  @MethodSource
  void onEntriesOfAList(String before, String operation, String edit, String after)
      throws IOException {
    check(entry(before), op(operation, entry(edit)), after, entry(after));
  }

  static Stream<Arguments> onAList() {
    String p = entry("");
    String path = " spw:pseudowire[spw:name='p']";
    return Stream.of(
        arguments("", "merge", p),
        arguments("", "replace", p),
        arguments("", "create", p),
        arguments(p, "delete", ""),
        arguments("", "delete", "data-missing" + path),
        arguments(p, "remove", ""),
        arguments("", "remove", ""));
  }

  /** RFC 7950 section 7.8.6. */
  @ParameterizedTest
  @MethodSource
  void onAList(String before, String operation, String after) throws IOException {
    check(before, op(operation, entry("")), after, after);
  }

  static Stream<Arguments> onEntriesOfALeafList() {
    String other = "<quirk>ignore-m-bit</quirk>";
    return Stream.of(
        arguments(other, "merge", other + QUIRK),
        arguments(QUIRK, "merge", QUIRK),
        arguments(other, "replace", other + QUIRK),
        arguments(other, "create", other + QUIRK),
        arguments(QUIRK, "create", "data-exists sl2tp:quirk[.='v2-avps']"),
        arguments(other + QUIRK, "delete", other),
        arguments(other, "delete", "data-missing sl2tp:quirk[.='v2-avps']"),
        arguments(other + QUIRK, "remove", other),
        arguments(other, "remove", other));
  }

  /** RFC 7950 section 7.7.9. */
  @ParameterizedTest
  @MethodSource
  void onEntriesOfALeafList(String before, String operation, String after) throws IOException {
    check(profile(before), profile(op(operation, QUIRK)), after, profile(after));
  }

  /** Edits the candidate, and compares it with what it must be. */
  private void check(String before, String edit, String after, String result) throws IOException {
    assertOk(
        "<copy-config><target><candidate/></target><source><config>%s</config></source></copy-config>"
            .formatted(config(before)));
    String request =
        edit(config(edit))
            .replace("<config>", "<default-operation>none</default-operation><config>");
    if (after.startsWith("data-")) {
      String[] error = after.split(" ", 2);
      assertError(request, "<error-tag>" + error[0] + "</error-tag>", "/" + error[1] + "<");
      assertCandidate(before);
    } else {
      assertOk(request);
      assertCandidate(result);
    }
  }

  private void assertCandidate(String expected) throws IOException {
    assertEquals(
        "<data>" + config(expected).replace('\'', '"') + "</data>",
        client.rpc("<get-config><source><candidate/></source></get-config>"));
  }

  private static String config(String content) {
    if (content.isEmpty()) {
      return "";
    }
    return content.startsWith("<pseudowire")
        ? "<pseudowires xmlns='urn:sluice:yang:sluice-pseudowire'>" + content + "</pseudowires>"
        : "<l2tp xmlns='urn:sluice:yang:sluice-l2tp'>" + content + "</l2tp>";
  }

  private static String entry(String content) {
    return "<pseudowire><name>p</name>" + content + "</pseudowire>";
  }

  private static String profile(String content) {
    return "<tunnel-profile><name>t</name>" + content + "</tunnel-profile>";
  }

  /** Returns an element with an operation. */
  private static String op(String operation, String element) {
    return element.replaceFirst(
        "<([a-z-]+)", "<$1 xmlns:nc='" + Xml.BASE + "' nc:operation='" + operation + "'");
  }
}
