package net.sluice.manager.config;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.sluice.yang.FunnelModel;
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
import org.opendaylight.yangtools.yang.data.api.schema.LeafSetNode;
import org.opendaylight.yangtools.yang.data.api.schema.MapEntryNode;
import org.opendaylight.yangtools.yang.data.api.schema.NormalizedNodeContainer;
import org.opendaylight.yangtools.yang.data.api.schema.SystemMapNode;

/**
 * Finds the parts of a configuration.
 *
 * @param root the root of the datastore
 */
public record ConfigReader(ContainerNode root) {
  private static final String DEFAULT_PREFIX = "pw";

  public Optional<MapEntryNode> tunnel(String name) {
    return entry(L2tpModel.L2TP, L2tpModel.TUNNEL, L2tpModel.NAME, name);
  }

  public Optional<MapEntryNode> tunnelProfile(String name) {
    return entry(L2tpModel.L2TP, L2tpModel.TUNNEL_PROFILE, L2tpModel.NAME, name);
  }

  public Optional<MapEntryNode> pseudowireProfile(String name) {
    return entry(L2tpModel.L2TP, L2tpModel.PSEUDOWIRE_PROFILE, L2tpModel.NAME, name);
  }

  public Optional<MapEntryNode> pseudowire(String name) {
    return entry(
        PseudowireModel.PSEUDOWIRES, PseudowireModel.PSEUDOWIRE, PseudowireModel.NAME, name);
  }

  public Optional<MapEntryNode> funnel(String name) {
    return entry(FunnelModel.FUNNELS, FunnelModel.FUNNEL, FunnelModel.NAME, name);
  }

  Optional<MapEntryNode> sessionProfile(String name) {
    return entry(L2tpModel.L2TP, L2tpModel.SESSION_PROFILE, L2tpModel.NAME, name);
  }

  /** Returns the peer profiles, sorted by name. */
  public List<MapEntryNode> peerProfiles() {
    return entries(child(root, L2tpModel.L2TP), L2tpModel.PEER_PROFILE);
  }

  /** Returns the session profiles, sorted by name. */
  public List<MapEntryNode> sessionProfiles() {
    return entries(child(root, L2tpModel.L2TP), L2tpModel.SESSION_PROFILE);
  }

  /** Returns the entries of {@code /l2tp/system/listen}, sorted by name. */
  public List<MapEntryNode> listeners() {
    return entries(system(), L2tpModel.LISTEN);
  }

  /** Returns the value of a leaf of {@code /l2tp/system}. */
  public Optional<Object> system(QName leaf) {
    return system().flatMap(system -> value(system, leaf));
  }

  /** Returns the prefix of automatic interface names. */
  public String autonamePrefix() {
    return system(L2tpModel.AUTONAME_INTERFACES).map(Object::toString).orElse(DEFAULT_PREFIX);
  }

  /**
   * Returns the value of a leaf of {@code /l2tp/system/limits}.
   *
   * @param defaultValue the default of the model, returned if the leaf is absent
   */
  public long limit(QName leaf, long defaultValue) {
    return system()
        .flatMap(system -> child(system, L2tpModel.LIMITS))
        .flatMap(limits -> value(limits, leaf))
        .map(value -> ((Uint32) value).longValue())
        .orElse(defaultValue);
  }

  /** Returns the maximum number of tunnels; 0 means no limit. */
  public long maxTunnels() {
    return limit(L2tpModel.MAX_TUNNELS, 0);
  }

  /** Returns the maximum number of sessions; 0 means no limit. */
  public long maxSessions() {
    return limit(L2tpModel.MAX_SESSIONS, 0);
  }

  /** Returns the name of a list entry. The key of the list must be one leaf, the name. */
  public static String name(MapEntryNode entry) {
    return entry.name().asMap().values().iterator().next().toString();
  }

  /** Returns the text of a leaf whose type is a string, an enumeration or an address. */
  public static Optional<String> text(DataContainerNode node, QName leaf) {
    return value(node, leaf).map(Object::toString);
  }

  /** Returns the value of a leaf; empty if it is absent. */
  public static Optional<Object> value(DataContainerNode node, QName leaf) {
    return node.childByArg(new NodeIdentifier(leaf)) instanceof LeafNode<?> found
        ? Optional.of(found.body())
        : Optional.empty();
  }

  /** Returns the values of a leaf-list as text; empty if it is absent. */
  static List<String> texts(DataContainerNode node, QName leafList) {
    return node.childByArg(new NodeIdentifier(leafList)) instanceof LeafSetNode<?> found
        ? found.body().stream().map(entry -> entry.body().toString()).toList()
        : List.of();
  }

  /** Returns true if a node has a child: a leaf, or a leaf-list or container that is not empty. */
  public static boolean has(DataContainerNode node, QName child) {
    return switch (node.childByArg(new NodeIdentifier(child))) {
      case null -> false;
      case NormalizedNodeContainer<?> container -> !container.isEmpty();
      default -> true;
    };
  }

  /** Returns a child that is a container or a choice. */
  public static Optional<DataContainerNode> child(DataContainerNode node, QName name) {
    return switch (node.childByArg(new NodeIdentifier(name))) {
      case ContainerNode container -> Optional.of(container);
      case ChoiceNode choice -> Optional.of(choice);
      case null, default -> Optional.empty();
    };
  }

  private Optional<DataContainerNode> system() {
    return child(root, L2tpModel.L2TP).flatMap(l2tp -> child(l2tp, L2tpModel.SYSTEM));
  }

  private Optional<SystemMapNode> list(QName container, QName list) {
    return child(root, container)
        .map(parent -> parent.childByArg(new NodeIdentifier(list)))
        .map(SystemMapNode.class::cast);
  }

  private static List<MapEntryNode> entries(Optional<DataContainerNode> parent, QName list) {
    return parent
        .map(node -> node.childByArg(new NodeIdentifier(list)))
        .map(map -> ((SystemMapNode) map).body().stream())
        .orElseGet(Stream::of)
        .sorted(Comparator.comparing(ConfigReader::name))
        .toList();
  }

  private Optional<MapEntryNode> entry(QName container, QName list, QName key, String name) {
    return list(container, list)
        .map(map -> map.childByArg(NodeIdentifierWithPredicates.of(list, key, name)));
  }
}
