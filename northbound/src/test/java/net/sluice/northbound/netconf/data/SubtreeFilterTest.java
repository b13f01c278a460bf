package net.sluice.northbound.netconf.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import javax.xml.stream.XMLStreamException;
import net.sluice.northbound.load.Computing;
import net.sluice.northbound.netconf.request.EditReader;
import net.sluice.yang.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;

/** The filters of RFC 6241 section 6, on data of the sluice modules. */
class SubtreeFilterTest {
  private static final ModelNode MODEL = ModelNode.root(Schema.get());

  private static final String ROOT =
      "<pseudowire><name>root</name><tunnel>t1</tunnel><local-session-id>1</local-session-id>"
          + "<bridge>br0</bridge></pseudowire>";
  private static final String FRED =
      "<pseudowire><name>fred</name><tunnel>t2</tunnel><local-session-id>2</local-session-id>"
          + "</pseudowire>";
  private static final String BARNEY =
      "<pseudowire><name>barney</name><tunnel>t2</tunnel><local-session-id>3</local-session-id>"
          + "</pseudowire>";
  private static final String SYSTEM = "<system><data-plane>kernel</data-plane></system>";

  private static String pw(String content) {
    return "<pseudowires xmlns=\"urn:sluice:yang:sluice-pseudowire\">" + content + "</pseudowires>";
  }

  private static String l2tp(String content) {
    return "<l2tp xmlns=\"urn:sluice:yang:sluice-l2tp\">" + content + "</l2tp>";
  }

  private static final String ALL = l2tp(SYSTEM) + pw(BARNEY + FRED + ROOT);

  static Stream<Arguments> filters() {
    return Stream.of(
        arguments("6.4.2 empty filter", "", ""),
        arguments("6.4.3 a selection node", pw(""), pw(BARNEY + FRED + ROOT)),
        arguments(
            "6.4.3 the same by a containment node", pw("<pseudowire/>"), pw(BARNEY + FRED + ROOT)),
        arguments(
            "6.2.4 white space only is a selection",
            pw("<pseudowire> \n </pseudowire>"),
            pw(BARNEY + FRED + ROOT)),
        arguments(
            "6.4.4 one leaf of all",
            pw("<pseudowire><name/></pseudowire>"),
            pw(
                "<pseudowire><name>barney</name></pseudowire><pseudowire><name>fred</name></pseudowire>"
                    + "<pseudowire><name>root</name></pseudowire>")),
        arguments("6.4.5 one entry", pw("<pseudowire><name>fred</name></pseudowire>"), pw(FRED)),
        arguments(
            "6.2.5 white space around content",
            pw("<pseudowire><name> fred\n</name></pseudowire>"),
            pw(FRED)),
        arguments(
            "6.4.6 leaves of one entry",
            pw("<pseudowire><name>fred</name><tunnel/></pseudowire>"),
            pw("<pseudowire><name>fred</name><tunnel>t2</tunnel></pseudowire>")),
        arguments(
            "6.4.7 several subtrees",
            pw(
                "<pseudowire><name>root</name><bridge/></pseudowire>"
                    + "<pseudowire><name>fred</name></pseudowire>"
                    + "<pseudowire><name>barney</name><tunnel>t1</tunnel><local-session-id/></pseudowire>"),
            pw("<pseudowire><name>root</name><bridge>br0</bridge></pseudowire>" + FRED)),
        arguments(
            "content of a leaf that is no key",
            pw("<pseudowire><tunnel>t2</tunnel></pseudowire>"),
            pw(BARNEY + FRED)),
        arguments(
            "content in another lexical form",
            pw("<pseudowire><local-session-id>+2</local-session-id></pseudowire>"),
            pw(FRED)),
        arguments(
            "all content must match",
            pw("<pseudowire><name>fred</name><tunnel>t1</tunnel></pseudowire>"),
            ""),
        arguments(
            "content that no value has",
            pw("<pseudowire><local-session-id>x</local-session-id></pseudowire>"),
            ""),
        arguments(
            "content match within a choice",
            pw("<pseudowire><bridge>br0</bridge></pseudowire>"),
            pw(ROOT)),
        arguments(
            "an entry selected keeps its key",
            pw("<pseudowire><bridge/></pseudowire>"),
            pw("<pseudowire><name>root</name><bridge>br0</bridge></pseudowire>")),
        arguments(
            "the same entry by two filters is there once",
            pw(
                "<pseudowire><name>fred</name><tunnel/></pseudowire>"
                    + "<pseudowire><tunnel>t2</tunnel><local-session-id/></pseudowire>"),
            pw(
                "<pseudowire><name>barney</name><tunnel>t2</tunnel><local-session-id>3</local-session-id></pseudowire>"
                    + FRED)),
        arguments(
            "6.2.1 no namespace is any",
            "<pseudowires xmlns=''><pseudowire><name>fred</name></pseudowire></pseudowires>",
            pw(FRED)),
        arguments("6.2.1 another namespace is none", "<pseudowires xmlns='urn:other'/>", ""),
        arguments("6.2.1 the protocol's namespace is none of ours", "<pseudowires/>", ""),
        arguments(
            "6.2.1 prefixes do not matter",
            "<x:l2tp xmlns:x='urn:sluice:yang:sluice-l2tp'/>",
            l2tp(SYSTEM)),
        arguments("6.2.2 attributes that no data has", pw("<pseudowire name='fred'/>"), ""),
        arguments(
            "two top-level subtrees",
            pw("<pseudowire><name>fred</name></pseudowire>") + l2tp("<system/>"),
            l2tp(SYSTEM) + pw(FRED)),
        arguments("a node that is not there", pw("<pseudowire><mtu/></pseudowire>"), ""),
        arguments("a node that the schema does not have", pw("<nothing/>"), ""),
        arguments("elements inside a leaf", pw("<pseudowire><name><x/></name></pseudowire>"), ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("filters")
  void selects(String name, String filter, String selected) throws Exception {
    var xml = Xml.reader(stream("<filter xmlns='" + Xml.BASE + "'>" + filter + "</filter>"));
    var filters = FilterNode.readChildren(xml);
    assertEquals(
        selected,
        write(writer -> writer.write(data(), new SubtreeFilter(filters, Computing.FREE))));
  }

  @Test
  void writesListsByKeyAndLeavesInSchemaOrder() throws Exception {
    assertEquals(ALL, write(writer -> writer.write(data())));
  }

  private static Data.Inner data() throws Exception {
    var xml =
        Xml.reader(stream("<config>" + pw(ROOT + BARNEY + FRED) + l2tp(SYSTEM) + "</config>"));
    ContainerNode root = EditReader.readConfiguration(xml, MODEL);
    return TreeData.configuration(MODEL, root);
  }

  private interface Writing {
    void on(DataWriter writer) throws Exception;
  }

  private static String write(Writing writing) throws Exception {
    var bytes = new ByteArrayOutputStream();
    var xml = Xml.writer(bytes);
    xml.writeStartElement("data");
    writing.on(new DataWriter(xml, "", Computing.FREE));
    finish(xml);
    String text = bytes.toString(StandardCharsets.UTF_8);
    return text.substring("<data>".length(), text.length() - "</data>".length());
  }

  private static void finish(javax.xml.stream.XMLStreamWriter xml) throws XMLStreamException {
    xml.writeCharacters("");
    xml.writeEndElement();
    xml.close();
  }

  private static ByteArrayInputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }
}
