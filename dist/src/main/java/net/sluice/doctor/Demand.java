package net.sluice.doctor;

import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import net.sluice.yang.FunnelModel;
import net.sluice.yang.L2tpModel;
import net.sluice.yang.PseudowireModel;
import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.MapEntryNode;
import org.opendaylight.yangtools.yang.data.api.schema.MapNode;
import org.opendaylight.yangtools.yang.data.api.schema.NormalizedNode;
import org.opendaylight.yangtools.yang.data.api.schema.NormalizedNodes;

/**
 * What a host shall carry.
 *
 * @param pseudowires how many
 * @param prefix what the names of their interfaces begin with
 * @param needs what the configuration needs; empty when there is no configuration to say so
 */
public record Demand(int pseudowires, String prefix, Optional<Set<Need>> needs) {
  /** What is asked about unless somebody says how many pseudowires there will be. */
  public static final int DEFAULT_PSEUDOWIRES = 10_000;

  /** From so many interfaces on whoever follows each of them is noticed. */
  private static final int MANY = 1000;

  private static final String DEFAULT_PREFIX = "pw";

  /** Something that not every configuration needs. */
  enum Need {
    KERNEL_DATA_PLANE,
    USERSPACE_DATA_PLANE,
    IP_ENCAPSULATION,
    FUNNELS,
    VLAN_UPLINK,
    VLAN_MAPPING,
    FRAME_FILTER,
    MAC_LIMIT
  }

  public Demand {
    needs = needs.map(Set::copyOf);
  }

  /**
   * What a configuration demands.
   *
   * @param configuration empty when nothing is configured yet
   * @param pseudowires how many there will be; those configured when empty
   */
  public static Demand of(ContainerNode configuration, OptionalInt pseudowires) {
    Optional<NormalizedNode> list = find(configuration, PseudowireModel.PSEUDOWIRE_LIST);
    int configured = list.map(node -> ((MapNode) node).size()).orElse(0);
    String prefix =
        find(configuration, L2tpModel.SYSTEM_PATH.node(L2tpModel.AUTONAME_INTERFACES))
            .map(leaf -> leaf.body().toString())
            .orElse(DEFAULT_PREFIX);
    return new Demand(
        pseudowires.orElse(configured > 0 ? configured : DEFAULT_PSEUDOWIRES),
        prefix,
        configuration.isEmpty() ? Optional.empty() : Optional.of(needsOf(configuration)));
  }

  private static Set<Need> needsOf(ContainerNode configuration) {
    EnumSet<Need> needs = EnumSet.noneOf(Need.class);
    switch (text(configuration, L2tpModel.SYSTEM_PATH.node(L2tpModel.DATA_PLANE))) {
      case "kernel" -> needs.add(Need.KERNEL_DATA_PLANE);
      case "userspace" -> needs.add(Need.USERSPACE_DATA_PLANE);
      default -> {
        // Automatic takes what there is; the simulated one needs nothing.
      }
    }
    if (Stream.of(L2tpModel.TUNNELS, L2tpModel.TUNNEL_PROFILES)
        .flatMap(list -> entries(configuration, list).stream())
        .anyMatch(entry -> text(entry, L2tpModel.ENCAPSULATION).equals("ip"))) {
      needs.add(Need.IP_ENCAPSULATION);
    }
    for (MapEntryNode funnel : entries(configuration, FunnelModel.FUNNEL_LIST)) {
      addNeeds(funnel, needs);
    }
    return needs;
  }

  private static void addNeeds(MapEntryNode funnel, Set<Need> needs) {
    needs.add(Need.FUNNELS);
    if (!text(funnel, FunnelModel.UPLINK, FunnelModel.VLAN).isEmpty()) {
      needs.add(Need.VLAN_UPLINK);
    }
    if (text(funnel, FunnelModel.VLAN_MAPPING).startsWith("dot1")) {
      needs.add(Need.VLAN_MAPPING);
    }
    if (text(funnel, FunnelModel.ISOLATION).equals("groups")
        || !text(funnel, FunnelModel.STORM_CONTROL, FunnelModel.ARP_RATE).isEmpty()
        || !text(funnel, FunnelModel.STORM_CONTROL, FunnelModel.DHCP_RATE).isEmpty()) {
      needs.add(Need.FRAME_FILTER);
    }
    if (!text(funnel, FunnelModel.MAC_LIMIT).isEmpty()) {
      needs.add(Need.MAC_LIMIT);
    }
  }

  private static Collection<MapEntryNode> entries(
      ContainerNode configuration, YangInstanceIdentifier list) {
    return find(configuration, list).map(node -> ((MapNode) node).body()).orElse(List.of());
  }

  /** The value of a leaf; empty when it is not there. */
  private static String text(NormalizedNode node, QName... path) {
    return text(node, YangInstanceIdentifier.of(path));
  }

  private static String text(NormalizedNode node, YangInstanceIdentifier path) {
    return find(node, path).map(leaf -> leaf.body().toString()).orElse("");
  }

  private static Optional<NormalizedNode> find(NormalizedNode node, YangInstanceIdentifier path) {
    return NormalizedNodes.findNode(node, path.getPathArguments());
  }

  /** Whether there are so many that whoever follows each of them is noticed. */
  boolean isLarge() {
    return pseudowires >= MANY;
  }

  OurInterfaces interfaces() {
    return new OurInterfaces(prefix);
  }

  /** How bad it is when something is missing; empty when nothing needs it. */
  Optional<Severity> without(Need need) {
    return needs
        .map(
            known ->
                known.contains(need) ? Optional.of(Severity.ERROR) : Optional.<Severity>empty())
        .orElse(Optional.of(Severity.WARNING));
  }
}
