package net.sluice.northbound.netconf.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.stream.XMLStreamException;
import net.sluice.manager.api.ConfigError;
import net.sluice.manager.api.ConfigException;
import net.sluice.manager.api.Edit;
import net.sluice.manager.api.EditRequest;
import net.sluice.northbound.netconf.data.ModelNode;
import net.sluice.northbound.netconf.data.Xml;
import net.sluice.yang.Paths;
import net.sluice.yang.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.opendaylight.yangtools.yang.data.api.schema.NormalizedNodes;

class EditReaderTest {
  private static final ModelNode MODEL = ModelNode.root(Schema.get());
  private static final String PW = "/sluice-pseudowire:pseudowires/pseudowire[name='p1']";

  private static String pw(String content) {
    return "<pseudowires xmlns='urn:sluice:yang:sluice-pseudowire'>" + content + "</pseudowires>";
  }

  private static String p1(String content) {
    return pw("<pseudowire><name>p1</name>" + content + "</pseudowire>");
  }

  private static EditRequest read(String config, EditReader.Operation initial)
      throws XMLStreamException, ConfigException {
    return readText("<config ", config, initial);
  }

  private static EditRequest readText(String start, String config, EditReader.Operation initial)
      throws XMLStreamException, ConfigException {
    String text =
        start
            + "xmlns='"
            + Xml.BASE
            + "' xmlns:nc='"
            + Xml.BASE
            + "' xmlns:y='"
            + Xml.YANG
            + "'>"
            + config
            + "</config>";
    return EditReader.read(Xml.reader(bytes(text)), MODEL, initial);
  }

  private static ByteArrayInputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> edits(String config, EditReader.Operation initial)
      throws XMLStreamException, ConfigException {
    return read(config, initial).edits().stream()
        .map(edit -> edit.operation() + " " + Paths.text(edit.path()))
        .toList();
  }

  static Stream<Arguments> operations() {
    var merge = EditReader.Operation.MERGE;
    var none = EditReader.Operation.NONE;
    String all = "/sluice-pseudowire:pseudowires";
    return Stream.of(
        arguments("a plain merge is one edit", p1("<mtu>1400</mtu>"), merge, "MERGE " + all),
        arguments(
            "",
            p1("<mtu nc:operation='delete'/>"),
            merge,
            "MERGE " + all + ", DELETE " + PW + "/mtu"),
        arguments("", p1("<mtu nc:operation='delete'/>"), none, "DELETE " + PW + "/mtu"),
        arguments("", p1("<mtu nc:operation='remove'>68</mtu>"), none, "REMOVE " + PW + "/mtu"),
        arguments("", p1("<mtu nc:operation='replace'>1400</mtu>"), none, "REPLACE " + PW + "/mtu"),
        arguments(
            "", p1("<bridge nc:operation='create'>b</bridge>"), none, "CREATE " + PW + "/bridge"),
        arguments(
            "",
            pw("<pseudowire nc:operation='delete'><name>p1</name><mtu/></pseudowire>"),
            none,
            "DELETE " + PW),
        arguments(
            "",
            pw("<pseudowire nc:operation='create'><mtu>1400</mtu><name>p1</name></pseudowire>"),
            none,
            "CREATE " + PW),
        arguments(
            "the same operation below",
            pw("<pseudowire nc:operation='merge'><name>p1</name></pseudowire>"),
            merge,
            "MERGE " + all),
        arguments(
            "the outer edit comes before the inner one",
            pw(
                "<pseudowire nc:operation='merge'><mtu nc:operation='create'>1400</mtu><name>p1</name></pseudowire>"),
            none,
            "MERGE " + PW + ", CREATE " + PW + "/mtu"),
        arguments(
            "all is content of what is replaced",
            pw(
                "<pseudowire nc:operation='replace'><name>p1</name><mtu nc:operation='merge'>1400</mtu></pseudowire>"),
            none,
            "REPLACE " + PW),
        arguments(
            "a removal inside of what is replaced",
            pw(
                "<pseudowire nc:operation='replace'><name>p1</name><mtu nc:operation='remove'/></pseudowire>"),
            none,
            "REPLACE " + PW),
        arguments(
            "",
            "<pseudowires nc:operation='remove' xmlns='urn:sluice:yang:sluice-pseudowire'/>",
            merge,
            "REMOVE " + all),
        arguments(
            "replace removes the rest",
            p1(""),
            EditReader.Operation.REPLACE,
            "REMOVE /sluice-funnelbridge:funnels, REMOVE /sluice-l2tp:l2tp, REPLACE " + all),
        arguments(
            "no case at all",
            p1("<bridge nc:operation='remove'/><funnel nc:operation='remove'/>"),
            none,
            "REMOVE " + PW + "/bridge, REMOVE " + PW + "/funnel"),
        arguments(
            "one case for another",
            p1("<bridge nc:operation='remove'/>"),
            none,
            "REMOVE " + PW + "/bridge"),
        arguments("nothing", "", merge, ""));
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("operations")
  void readsEdits(String name, String config, EditReader.Operation initial, String expected)
      throws Exception {
    assertEquals(expected, String.join(", ", edits(config, initial)));
  }

  @Test
  void leavesDeletedElementsOutOfTheContent() throws Exception {
    var edits =
        read(p1("<tunnel>t</tunnel><mtu nc:operation='delete'/>"), EditReader.Operation.MERGE)
            .edits();
    var content = edits.getFirst().node().orElseThrow();
    assertTrue(content.prettyTree().toString().contains("tunnel"));
    assertEquals(-1, content.prettyTree().toString().indexOf("mtu"));
    assertEquals(Edit.Operation.DELETE, edits.get(1).operation());
  }

  @Test
  void readsManyEntriesAsOneEdit() throws Exception {
    var entries = new StringBuilder();
    for (int i = 0; i < 1000; i++) {
      entries.append("<pseudowire><name>p" + i + "</name><tunnel>t</tunnel></pseudowire>");
    }
    var result = read(pw(entries.toString()), EditReader.Operation.MERGE);
    assertEquals(1, result.edits().size());
    var list =
        NormalizedNodes.getDirectChild(
                result.edits().getFirst().node().orElseThrow(),
                MODEL
                    .child("urn:sluice:yang:sluice-pseudowire", "pseudowires")
                    .flatMap(node -> node.child("urn:sluice:yang:sluice-pseudowire", "pseudowire"))
                    .orElseThrow()
                    .id())
            .orElseThrow();
    assertEquals(1000, ((java.util.Collection<?>) list.body()).size());
  }

  static Stream<Arguments> preconditions() {
    var merge = EditReader.Operation.MERGE;
    var none = EditReader.Operation.NONE;
    String funnel = "<funnel><name nc:operation='create'>f</name></funnel>";
    return Stream.of(
        arguments("an entry on the path", p1("<mtu nc:operation='delete'/>"), none, "+" + PW),
        arguments("only with none", p1("<mtu nc:operation='delete'/>"), merge, ""),
        arguments("a presence container on the path", p1(funnel), none, "+funnel, +" + PW),
        arguments("a leaf without an operation", p1("<mtu>1400</mtu>"), none, "+mtu, +" + PW),
        arguments(
            "a container without presence is implied, an entry of a leaf-list is not",
            "<l2tp xmlns='urn:sluice:yang:sluice-l2tp'><tunnel-profile><name>x</name><retransmit>"
                + "<cap nc:operation='merge'>9000</cap></retransmit><quirk>v2-avps</quirk>"
                + "</tunnel-profile></l2tp>",
            none,
            "+/sluice-l2tp:l2tp/tunnel-profile[name='x']/quirk[.='v2-avps'],"
                + " +/sluice-l2tp:l2tp/tunnel-profile[name='x']"),
        arguments(
            "inside of replace",
            whole(
                "replace", "<mtu nc:operation='create'>1400</mtu><bridge nc:operation='delete'/>"),
            merge,
            "-mtu, +bridge"),
        arguments(
            "no condition of merge, replace and remove",
            whole(
                "replace",
                "<mtu nc:operation='merge'>1400</mtu><bridge nc:operation='remove'/>"
                    + "<type nc:operation='replace'>ethernet</type>"),
            merge,
            ""),
        arguments(
            "inside of create",
            whole("create", "<mtu nc:operation='create'>1400</mtu><bridge nc:operation='delete'/>"),
            merge,
            "+bridge"),
        arguments(
            "inside of delete",
            whole("delete", "<mtu nc:operation='delete'/><bridge nc:operation='remove'/><type/>"),
            merge,
            "+mtu"),
        arguments(
            "inside of remove", whole("remove", "<mtu nc:operation='delete'/>"), merge, "+mtu"),
        arguments(
            "a key is created",
            pw("<pseudowire><name nc:operation='create'>p1</name></pseudowire>"),
            merge,
            "-" + PW),
        arguments(
            "a key is deleted with its entry",
            pw(
                "<pseudowire nc:operation='remove'><name nc:operation='delete'>p1</name>"
                    + "</pseudowire>"),
            merge,
            "+" + PW),
        arguments(
            "a key may repeat the operation of its entry",
            pw(
                "<pseudowire nc:operation='create'><name nc:operation='create'>p1</name>"
                    + "</pseudowire>"),
            merge,
            ""));
  }

  private static String whole(String operation, String content) {
    return pw(
        "<pseudowire nc:operation='" + operation + "'><name>p1</name>" + content + "</pseudowire>");
  }

  @ParameterizedTest(name = "{0} {2} {3}")
  @MethodSource("preconditions")
  void listsTheConditionsOfNodesWithoutAnEdit(
      String name, String config, EditReader.Operation initial, String expected) throws Exception {
    assertEquals(
        expected,
        read(config, initial).preconditions().stream()
            .map(node -> (node.present() ? "+" : "-") + Paths.text(node.path()))
            .map(text -> text.replace(PW + "/", ""))
            .collect(Collectors.joining(", ")));
  }

  @Test
  void checksTheElementConfigItself() {
    for (String start : List.of("<config nc:operation='delete' ", "<config colour='red' ")) {
      var refused =
          assertThrows(
              ConfigException.class,
              () -> readText(start, p1("<mtu>1400</mtu>"), EditReader.Operation.MERGE));
      assertEquals("unknown-attribute", refused.errors().getFirst().tag().elementBody());
    }
  }

  @Test
  void aConfigurationHasNoOperations() {
    String text =
        "<config xmlns='"
            + Xml.BASE
            + "' xmlns:nc='"
            + Xml.BASE
            + "'>"
            + p1("<mtu nc:operation='merge'>1400</mtu>")
            + "</config>";
    var refused =
        assertThrows(
            ConfigException.class,
            () -> EditReader.readConfiguration(Xml.reader(bytes(text)), MODEL));
    assertEquals("unknown-attribute", refused.errors().getFirst().tag().elementBody());
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        arguments(
            p1("<colour>red</colour>"), "unknown-element", PW, "there is no colour in pseudowire"),
        arguments(
            pw("<pseudowire xmlns='urn:x'/>"),
            "unknown-namespace",
            "/sluice-pseudowire:pseudowires",
            "write xmlns='urn:sluice:yang:sluice-pseudowire'"),
        arguments(
            "<pseudowires/>",
            "unknown-namespace",
            "/",
            "write xmlns='urn:sluice:yang:sluice-pseudowire'"),
        arguments("<router xmlns='urn:x'/>", "unknown-namespace", "/", "namespace 'urn:x'"),
        arguments(p1("<mtu>67</mtu>"), "invalid-value", PW + "/mtu", "mtu"),
        arguments(
            p1("<local-session-id>many</local-session-id>"),
            "invalid-value",
            PW + "/local-session-id",
            "many"),
        arguments(
            p1("<local-session-id>0</local-session-id>"),
            "invalid-value",
            PW + "/local-session-id",
            "1 to 4294967295"),
        arguments(
            p1("<transmit-cookie>0102030405</transmit-cookie>"),
            "invalid-value",
            PW + "/transmit-cookie",
            "0, 4 or 8 octets"),
        arguments(
            p1("<interface-name>much-too-long-name</interface-name>"),
            "invalid-value",
            PW + "/interface-name",
            "15"),
        arguments(
            pw("<pseudowire><tunnel>t</tunnel></pseudowire>"),
            "missing-element",
            "/sluice-pseudowire:pseudowires/pseudowire",
            "pseudowire lacks its key name"),
        arguments(
            p1("<oper-status>up</oper-status>"),
            "unknown-element",
            PW + "/oper-status",
            "oper-status is state"),
        arguments(
            "<netconf-state xmlns='" + Xml.MONITORING + "'/>",
            "unknown-element",
            "/ietf-netconf-monitoring:netconf-state",
            "is state"),
        arguments(p1("<mtu>1400</mtu><mtu>1500</mtu>"), "bad-element", PW + "/mtu", "twice"),
        arguments(
            pw("<pseudowire><name>p1</name></pseudowire><pseudowire><name>p1</name></pseudowire>"),
            "bad-element",
            PW,
            "twice"),
        arguments(
            pw("<pseudowire><name>p1</name><name>p2</name></pseudowire>"),
            "bad-element",
            PW.replace("p1", "p2") + "/name",
            "twice"),
        arguments(p1("some text"), "bad-element", PW, "can not contain text"),
        arguments(
            p1("<mtu><x/></mtu>"), "unknown-element", PW + "/mtu", "can not contain elements"),
        arguments(p1("<mtu nc:operation='erase'/>"), "bad-attribute", PW + "/mtu", "not 'erase'"),
        arguments(p1("<mtu operation='delete'/>"), "unknown-attribute", PW + "/mtu", Xml.BASE),
        arguments(p1("<mtu nc:operation='none'/>"), "bad-attribute", PW + "/mtu", "not 'none'"),
        arguments(
            whole("delete", "<mtu>no</mtu>"), "invalid-value", PW + "/mtu", "'no' is not valid"),
        arguments(whole("remove", "<colour/>"), "unknown-element", PW, "there is no colour"),
        arguments(
            p1("<funnel nc:operation='delete'><colour/></funnel>"),
            "unknown-element",
            PW + "/funnel",
            "there is no colour"),
        arguments(
            whole("delete", "<mtu foo='x'/>"), "unknown-attribute", PW + "/mtu", "attribute foo"),
        arguments(
            whole("delete", "<mtu nc:operation='erase'/>"),
            "bad-attribute",
            PW + "/mtu",
            "not 'erase'"),
        arguments(
            whole("delete", "<mtu nc:operation='merge'>1400</mtu>"),
            "bad-attribute",
            PW + "/mtu",
            "merge is not possible inside of an element that is deleted"),
        arguments(
            whole("delete", "<bridge>b</bridge><funnel><name>f</name></funnel>"),
            "bad-element",
            PW + "/funnel",
            "exclude each other"),
        arguments(whole("delete", "<mtu/><mtu/>"), "bad-element", PW + "/mtu", "twice"),
        arguments(
            pw("<pseudowire><name foo='x'>p1</name></pseudowire>"),
            "unknown-attribute",
            PW + "/name",
            "attribute foo"),
        arguments(
            pw("<pseudowire><name nc:operation='remove'>p1</name></pseudowire>"),
            "bad-attribute",
            PW + "/name",
            "name is the key of its entry"),
        arguments(
            pw("<pseudowire y:insert='first'><name>p1</name></pseudowire>"),
            "unknown-attribute",
            PW,
            "for lists that the user orders"),
        arguments(p1("<mtu nc:colour='x'/>"), "unknown-attribute", PW + "/mtu", "colour"),
        arguments(
            p1("<bridge>b</bridge><funnel nc:operation='create'><name>f</name></funnel>"),
            "bad-element",
            PW + "/funnel",
            "exclude each other"),
        arguments(
            pw("<pseudowire nc:operation='delete'/>"),
            "missing-element",
            "/sluice-pseudowire:pseudowires/pseudowire",
            "key name"));
  }

  @ParameterizedTest(name = "{1} {3}")
  @MethodSource("mistakes")
  void reportsErrorsWithTagPathAndMessage(String config, String tag, String path, String message) {
    var refused =
        assertThrows(ConfigException.class, () -> read(config, EditReader.Operation.MERGE));
    var first = refused.errors().getFirst();
    assertEquals(tag, first.tag().elementBody());
    assertEquals(path, Paths.text(first.path().orElseThrow()));
    assertTrue(first.message().contains(message), first.message());
  }

  @Test
  void collectsAllErrors() {
    var refused =
        assertThrows(
            ConfigException.class,
            () -> read(p1("<mtu>x</mtu><colour/><local-session-id/>"), EditReader.Operation.MERGE));
    assertEquals(
        List.of("invalid-value", "unknown-element", "invalid-value"),
        refused.errors().stream().map(error -> error.tag().elementBody()).toList());
  }

  @Test
  void boundsTheNumberOfErrors() {
    String config = Stream.generate(() -> "<nothing/>").limit(150).collect(Collectors.joining());
    var refused =
        assertThrows(ConfigException.class, () -> read(pw(config), EditReader.Operation.MERGE));
    assertEquals(101, refused.errors().size());
    ConfigError last = refused.errors().getLast();
    assertTrue(last.message().contains("100 of 150 errors are listed"), last.message());
  }

  @Test
  void refusesMalformedXml() {
    assertThrows(
        XMLStreamException.class, () -> read(pw("<pseudowire>"), EditReader.Operation.MERGE));
  }
}
