package net.sluice.yang;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.NodeIdentifierWithPredicates;
import org.xml.sax.InputSource;

class PathsTest {

  @Test
  void namesTheModuleWhereItChanges() {
    assertEquals("/", Paths.text(YangInstanceIdentifier.of()));
    assertEquals(
        "/sluice-pseudowire:pseudowires/pseudowire[name='x']/mtu",
        Paths.text(PseudowireModel.pseudowire("x").node(PseudowireModel.MTU)));
    assertEquals(
        "/sluice-l2tp:l2tp/pseudowire-profile[name='x']/sluice-pseudowire:mtu",
        Paths.text(L2tpModel.pseudowireProfile("x").node(PseudowireModel.MTU)));
  }

  @Test
  void showsAListAndItsEntry() {
    assertEquals("/sluice-l2tp:l2tp/tunnel", Paths.text(L2tpModel.TUNNELS));
    assertEquals("/sluice-l2tp:l2tp/tunnel[name='a']", Paths.text(L2tpModel.tunnel("a")));
  }

  @Test
  void leavesOutChoices() {
    assertEquals(
        "/sluice-pseudowire:pseudowires/pseudowire[name='x']/bridge",
        Paths.text(
            PseudowireModel.pseudowire("x")
                .node(PseudowireModel.ATTACHMENT)
                .node(PseudowireModel.BRIDGE)));
  }

  @Test
  void quotesTheValueOfAKey() {
    assertEquals(
        "/sluice-l2tp:l2tp/tunnel[name=\"o'neill\"]", Paths.text(L2tpModel.tunnel("o'neill")));
    assertEquals("/sluice-l2tp:l2tp/tunnel[name='\"']", Paths.text(L2tpModel.tunnel("\"")));
  }

  /** XPath 1.0 reads each predicate, and finds the key in it, whatever characters the key has. */
  @Test
  void everyKeyIsAnXPathLiteral() throws Exception {
    var random = new Random(7);
    var letters = "'\"'\"],[)a/&<\u00e9\ud83d\ude00".codePoints().toArray();
    var xpath = XPathFactory.newInstance().newXPath();
    for (int i = 0; i < 300; i++) {
      var key = new StringBuilder();
      for (int length = random.nextInt(8); length >= 0; length--) {
        key.appendCodePoint(letters[random.nextInt(letters.length)]);
      }
      String path = Paths.xml(L2tpModel.tunnel(key.toString())).text();
      String literal =
          path.substring("/sl2tp:l2tp/sl2tp:tunnel[sl2tp:name=".length(), path.length() - 1);
      assertEquals(
          key.toString(), xpath.evaluate(literal, new InputSource(new StringReader("<a/>"))));
    }
  }

  @Test
  void positionsAreInTheOrderOfTheTree() {
    var inOrder =
        List.of(
            YangInstanceIdentifier.of(),
            L2tpModel.TUNNELS,
            L2tpModel.tunnel("a"),
            L2tpModel.tunnel("a").node(L2tpModel.LOCAL_TUNNEL_ID),
            L2tpModel.tunnel("a b"),
            L2tpModel.tunnel("b"));
    for (int i = 1; i < inOrder.size(); i++) {
      String before = Paths.position(inOrder.get(i - 1));
      assertTrue(before.compareTo(Paths.position(inOrder.get(i))) < 0, "" + inOrder.get(i));
    }
  }

  @Test
  void prefixesEveryNameInXml() {
    assertEquals(
        new Paths.XmlPath(
            "/sl2tp:l2tp/sl2tp:pseudowire-profile[sl2tp:name='x']/spw:mtu",
            Map.of(
                "sl2tp", "urn:sluice:yang:sluice-l2tp",
                "spw", "urn:sluice:yang:sluice-pseudowire")),
        Paths.xml(L2tpModel.pseudowireProfile("x").node(PseudowireModel.MTU)));
  }

  @Test
  void showsNodesThatAreNotInTheSchema() {
    QName unknown = QName.create(L2tpModel.MODULE, "gone");
    assertEquals(
        "/sluice-l2tp:l2tp/gone[gone='1']/gone",
        Paths.text(
            YangInstanceIdentifier.of(L2tpModel.L2TP, unknown)
                .node(NodeIdentifierWithPredicates.of(unknown, unknown, 1))
                .node(unknown)));
  }
}
