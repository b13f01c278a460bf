package net.sluice.manager;

import java.util.Optional;
import net.sluice.yang.L2tpModel;
import net.sluice.yang.PseudowireModel;
import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.common.Uint32;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.NodeIdentifier;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.NodeIdentifierWithPredicates;
import org.opendaylight.yangtools.yang.data.api.schema.ChoiceNode;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.DataContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.LeafNode;
import org.opendaylight.yangtools.yang.data.api.schema.MapEntryNode;
import org.opendaylight.yangtools.yang.data.api.schema.SystemMapNode;

/** Finds the parts of a configuration. */
record ConfigReader(ContainerNode root) {
  private static final String DEFAULT_PREFIX = "pw";

  Optional<MapEntryNode> tunnel(String name) {
    return entry(L2tpModel.L2TP, L2tpModel.TUNNEL, L2tpModel.NAME, name);
  }

  Optional<MapEntryNode> tunnelProfile(String name) {
    return entry(L2tpModel.L2TP, L2tpModel.TUNNEL_PROFILE, L2tpModel.NAME, name);
  }

  Optional<MapEntryNode> pseudowireProfile(String name) {
    return entry(L2tpModel.L2TP, L2tpModel.PSEUDOWIRE_PROFILE, L2tpModel.NAME, name);
  }

  Optional<MapEntryNode> pseudowire(String name) {
    return entry(
        PseudowireModel.PSEUDOWIRES, PseudowireModel.PSEUDOWIRE, PseudowireModel.NAME, name);
  }

  /** The prefix of automatic interface names. */
  String autonamePrefix() {
    return system()
        .flatMap(system -> text(system, L2tpModel.AUTONAME_INTERFACES))
        .orElse(DEFAULT_PREFIX);
  }

  /** Most tunnels; 0 for no limit. */
  long maxTunnels() {
    return limit(L2tpModel.MAX_TUNNELS);
  }

  /** Most sessions; 0 for no limit. */
  long maxSessions() {
    return limit(L2tpModel.MAX_SESSIONS);
  }

  /** The text of a leaf: of a string, an enumeration or an address. */
  static Optional<String> text(DataContainerNode node, QName leaf) {
    return value(node, leaf).map(Object::toString);
  }

  /** The value of a leaf. */
  static Optional<Object> value(DataContainerNode node, QName leaf) {
    return node.childByArg(new NodeIdentifier(leaf)) instanceof LeafNode<?> found
        ? Optional.of(found.body())
        : Optional.empty();
  }

  /** A child container or choice. */
  static Optional<DataContainerNode> child(DataContainerNode node, QName name) {
    return switch (node.childByArg(new NodeIdentifier(name))) {
      case ContainerNode container -> Optional.of(container);
      case ChoiceNode choice -> Optional.of(choice);
      case null, default -> Optional.empty();
    };
  }

  private Optional<DataContainerNode> system() {
    return child(root, L2tpModel.L2TP).flatMap(l2tp -> child(l2tp, L2tpModel.SYSTEM));
  }

  private long limit(QName leaf) {
    return system()
        .flatMap(system -> child(system, L2tpModel.LIMITS))
        .flatMap(limits -> value(limits, leaf))
        .map(value -> ((Uint32) value).longValue())
        .orElse(0L);
  }

  private Optional<SystemMapNode> list(QName container, QName list) {
    return child(root, container)
        .map(parent -> parent.childByArg(new NodeIdentifier(list)))
        .map(SystemMapNode.class::cast);
  }

  private Optional<MapEntryNode> entry(QName container, QName list, QName key, String name) {
    return list(container, list)
        .map(map -> map.childByArg(NodeIdentifierWithPredicates.of(list, key, name)));
  }
}
