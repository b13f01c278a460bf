package net.sluice.manager.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.List;
import java.util.stream.Stream;
import net.sluice.manager.api.StatusService.EventType;
import net.sluice.yang.FunnelModel;
import net.sluice.yang.L2tpModel;
import net.sluice.yang.PseudowireModel;
import net.sluice.yang.Schema;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.common.Uint64;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.NodeIdentifierWithPredicates;
import org.opendaylight.yangtools.yang.model.api.LeafSchemaNode;
import org.opendaylight.yangtools.yang.model.api.type.EnumTypeDefinition;
import org.opendaylight.yangtools.yang.model.api.type.EnumTypeDefinition.EnumPair;

class EventTypeTest {
  @ParameterizedTest
  @MethodSource("lists")
  void theModelHasTheSameTypesAsTheCode(YangInstanceIdentifier entry) {
    QName list = QName.create(entry.getLastPathArgument().getNodeType(), "event");
    YangInstanceIdentifier path =
        entry
            .node(list)
            .node(NodeIdentifierWithPredicates.of(list, QName.create(list, "sequence"), Uint64.ONE))
            .node(QName.create(list, "type"));
    var node = Schema.get().tree().findChild(path).orElseThrow().dataSchemaNode();
    var type = assertInstanceOf(LeafSchemaNode.class, node).getType();
    assertEquals(
        Stream.of(EventType.values()).map(EventType::word).toList(),
        assertInstanceOf(EnumTypeDefinition.class, type).getValues().stream()
            .map(EnumPair::getName)
            .toList());
  }

  private static List<YangInstanceIdentifier> lists() {
    return List.of(
        L2tpModel.tunnel("x"),
        L2tpModel.peerTunnel("x"),
        L2tpModel.session("x"),
        PseudowireModel.pseudowire("x"),
        FunnelModel.funnel("x"));
  }
}
