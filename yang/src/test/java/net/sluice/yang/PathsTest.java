package net.sluice.yang;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.NodeIdentifierWithPredicates;

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
