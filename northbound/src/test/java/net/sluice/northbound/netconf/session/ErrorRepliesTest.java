package net.sluice.northbound.netconf.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.namespace.NamespaceContext;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathFactory;
import net.sluice.northbound.netconf.NetconfFixture;
import net.sluice.northbound.netconf.TestServer;
import net.sluice.northbound.netconf.data.Xml;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/**
 * The form of every reply with errors (RFC 6241 sections 4.1 and 4.3 and appendix A), whatever the
 * client sends.
 */
class ErrorRepliesTest extends NetconfFixture {
  /** The start of an rpc, with two attributes that the reply must repeat. */
  private static final String START =
      "<rpc xmlns=\"" + Xml.BASE + "\" xmlns:e=\"urn:e\" e:x=\"1\" message-id=\"77\">";

  private static final String L2TP = "xmlns='urn:sluice:yang:sluice-l2tp'";
  private static final String PW = "xmlns='urn:sluice:yang:sluice-pseudowire'";

  /** Texts of Java and its libraries. */
  private static final Pattern FOREIGN =
      Pattern.compile(
          "JAXP|jdk\\.xml|java\\.|javax\\.|Exception|ParseError|Message:|REDACTED|w3\\.org"
              + "|opendaylight|yangtools|fasterxml|StreamReadFeature|xerces|\\bnull\\b"
              + "|entity name must|must be terminated|well-formed character data");

  /** The elements that error-info must have, by tag (RFC 6241 appendix A). */
  private static final Map<String, Set<String>> INFO =
      Map.of(
          "missing-attribute", Set.of("bad-attribute", "bad-element"),
          "bad-attribute", Set.of("bad-attribute", "bad-element"),
          "unknown-attribute", Set.of("bad-attribute", "bad-element"),
          "missing-element", Set.of("bad-element"),
          "bad-element", Set.of("bad-element"),
          "unknown-element", Set.of("bad-element"),
          "unknown-namespace", Set.of("bad-element", "bad-namespace"),
          "lock-denied", Set.of("session-id"));

  private static final Set<String> NAMES = Set.of("bad-element", "bad-attribute", "missing-choice");

  private static final String EDIT =
      "<edit-config><target><candidate/></target><default-operation>merge</default-operation>"
          + "<config xmlns:nc='urn:ietf:params:xml:ns:netconf:base:1.0'><l2tp "
          + L2TP
          + "><tunnel nc:operation='create'><name>it's</name><local-address>192.0.2.1</local-address>"
          + "<local-tunnel-id>1</local-tunnel-id></tunnel></l2tp></config></edit-config>";

  private static final List<String> VALID =
      List.of(
          EDIT,
          "<get-config><source><running/></source><filter type='subtree'><l2tp "
              + L2TP
              + "/></filter></get-config>",
          "<copy-config><target><candidate/></target><source><config/></source></copy-config>",
          "<validate><source><candidate/></source></validate>",
          "<lock><target><running/></target></lock>",
          "<action xmlns='urn:ietf:params:xml:ns:yang:1'><pseudowires "
              + PW
              + "><pseudowire><name>a</name><reset/></pseudowire></pseudowires></action>",
          "<get-schema xmlns='urn:ietf:params:xml:ns:yang:ietf-netconf-monitoring'>"
              + "<identifier>sluice</identifier></get-schema>",
          "<create-subscription xmlns='urn:ietf:params:xml:ns:netconf:notification:1.0'>"
              + "<stream>NETCONF</stream><startTime>yesterday</startTime></create-subscription>",
          "<kill-session><session-id>4000000000</session-id></kill-session>");

  @Override
  protected TestServer newServer() throws Exception {
    return new TestServer(directory);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<commit/>&nope;",
        "<commit/>&#0;",
        "<commit>",
        "<commit></rollback>",
        "<x:commit/>",
        "<commit x:y='1'/>",
        "<commit a='1' a='2'/>",
        "<commit a=1/>",
        "<commit a='<'/>",
        "<commit/>]]>",
        "<commit/><!-- -- -->",
        "<commit/><?xml version='1.0'?>",
        "<commit/>\u0001",
        "<commit xmlns:x=''/>",
        "<commit/>& more",
        "<!x>",
        "<a:b:c/>",
        "<"
      })
  void aMessageThatIsNotWellFormedKeepsItsAttributes(String content) throws Exception {
    assertEquals(List.of("malformed-message"), tags(reply(START + content + "</rpc>")));
  }

  @Test
  void limitsOfTheParserAreNotNamed() throws Exception {
    for (String content :
        List.of(
            "<a>".repeat(200),
            "<commit " + numbered("a%d='' ", 11_000) + "/>",
            "<" + "n".repeat(2_000) + "/>")) {
      assertEquals(List.of("malformed-message"), tags(reply(START + content + "</rpc>")));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "text",
        "<commit/><commit/>",
        "<comit/>",
        "<COMMIT/>",
        "<commit><confirmed/></commit>",
        "<commit><x xmlns='urn:x'/></commit>",
        "<commit xmlns='urn:x'/>",
        "<edit-config/>",
        "<edit-config><target/><config/></edit-config>",
        "<edit-config><target><candidate/></target></edit-config>",
        "<edit-config><target><running/></target><config/></edit-config>",
        "<edit-config><target><candidate/></target><config><l2tp/></config></edit-config>",
        "<get-config/>",
        "<get-config><source/></get-config>",
        "<get-config><source><startup/></source></get-config>",
        "<get><filter type='xpath' select='/'/></get>",
        "<copy-config><target/><source/></copy-config>",
        "<delete-config><target/></delete-config>",
        "<lock/>",
        "<lock><target/></lock>",
        "<unlock><target><running/></target></unlock>",
        "<validate><source/></validate>",
        "<kill-session/>",
        "<kill-session><session-id>me</session-id></kill-session>",
        "<action xmlns='urn:ietf:params:xml:ns:yang:1'/>",
        "<action xmlns='urn:ietf:params:xml:ns:yang:1'><l2tp/></action>",
        "<get-schema/>",
        "<create-subscription/>x<y/>"
      })
  void aRequestThatIsRefusedNamesElements(String content) throws Exception {
    assertFalse(tags(reply(START + content + "</rpc>")).isEmpty());
  }

  @Test
  void aDeniedLockNamesItsSession() throws Exception {
    try (var other = server.open()) {
      assertOk(other, "<lock><target><running/></target></lock>");
      assertEquals(
          List.of("lock-denied"),
          tags(reply(START + "<lock><target><running/></target></lock></rpc>")));
    }
  }

  /** Requests with octets deleted, doubled, replaced and moved, the same in every run. */
  @Test
  void damagedRequestsGetCompleteReplies() throws Exception {
    var random = new Random(11);
    var pieces = List.of("<", ">", "&", "'", "/", "]]>", "\u0000", "\uFFFF", " x='1'", "<a/>", "é");
    for (int i = 0; i < 600; i++) {
      var text = new StringBuilder(VALID.get(i % VALID.size()));
      for (int change = random.nextInt(3); change >= 0; change--) {
        int at = random.nextInt(text.length() - 1);
        int end = Math.min(text.length(), at + 1 + random.nextInt(12));
        switch (random.nextInt(4)) {
          case 0 -> text.delete(at, end);
          case 1 -> text.insert(at, text.substring(at, end));
          case 2 -> text.replace(at, at + 1, pieces.get(random.nextInt(pieces.size())));
          default -> text.insert(at, pieces.get(random.nextInt(pieces.size())));
        }
      }
      reply(START + text + "</rpc>");
    }
  }

  /** Sends a message, and returns its reply after the checks that hold for every reply. */
  private Element reply(String message) throws Exception {
    client.sendMessage(message);
    String reply = client.receive();
    assertFalse(FOREIGN.matcher(reply).find(), () -> message + " -> " + reply);
    var root = parse(reply);
    assertEquals("rpc-reply", root.getLocalName(), reply);
    assertEquals("77", root.getAttribute("message-id"), () -> message + " -> " + reply);
    assertEquals("1", root.getAttributeNS("urn:e", "x"), () -> message + " -> " + reply);
    for (Element error : elements(root, "rpc-error")) {
      checkError(error, reply);
    }
    return root;
  }

  private static void checkError(Element error, String reply) throws Exception {
    String tag = text(error, "error-tag");
    assertTrue(
        Set.of("transport", "rpc", "protocol", "application").contains(text(error, "error-type")),
        reply);
    assertEquals("error", text(error, "error-severity"), reply);
    assertFalse(text(error, "error-message").isBlank(), reply);
    var info = elements(error, "error-info");
    for (String needed : INFO.getOrDefault(tag, Set.of())) {
      assertFalse(info.isEmpty() || elements(info.getFirst(), needed).isEmpty(), reply);
    }
    for (String name : NAMES) {
      for (Element element :
          info.isEmpty() ? List.<Element>of() : elements(info.getFirst(), name)) {
        assertTrue(element.getTextContent().matches("[\\p{L}_][\\p{L}\\p{N}_.:-]*"), reply);
      }
    }
    for (Element path : elements(error, "error-path")) {
      var xpath = XPathFactory.newInstance().newXPath();
      xpath.setNamespaceContext(new Declared(path));
      xpath.evaluate(path.getTextContent(), error.getOwnerDocument());
    }
  }

  private List<String> tags(Element reply) {
    return elements(reply, "rpc-error").stream().map(error -> text(error, "error-tag")).toList();
  }

  private static String text(Element parent, String name) {
    return elements(parent, name).getFirst().getTextContent();
  }

  private static List<Element> elements(Element parent, String name) {
    NodeList all = parent.getElementsByTagNameNS("*", name);
    var elements = new ArrayList<Element>();
    for (int i = 0; i < all.getLength(); i++) {
      elements.add((Element) all.item(i));
    }
    return elements;
  }

  private static Element parse(String xml) throws Exception {
    var factory = DocumentBuilderFactory.newInstance();
    factory.setNamespaceAware(true);
    factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
    try {
      return factory
          .newDocumentBuilder()
          .parse(new InputSource(new StringReader(xml)))
          .getDocumentElement();
    } catch (org.xml.sax.SAXException e) {
      throw new IOException("no XML: " + xml, e);
    }
  }

  private static String numbered(String format, int count) {
    var text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(format.formatted(i));
    }
    return text.toString();
  }

  /** The prefixes that are declared at an element. */
  private record Declared(Element element) implements NamespaceContext {
    @Override
    public String getNamespaceURI(String prefix) {
      String namespace = element.lookupNamespaceURI(prefix);
      return namespace == null ? XMLConstants.NULL_NS_URI : namespace;
    }

    @Override
    public String getPrefix(String uri) {
      return element.lookupPrefix(uri);
    }

    @Override
    public java.util.Iterator<String> getPrefixes(String uri) {
      return List.of(getPrefix(uri)).iterator();
    }
  }
}
