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
 * The load that a host must carry.
 *
 * @param pseudowires the number of pseudowires, at least 1
 * @param prefix the beginning of the names of their interfaces
 * @param needs the features that the configuration needs; empty if there is no configuration
 */
public record Demand(int pseudowires, String prefix, Optional<Set<Need>> needs) {
  /** The number of pseudowires if neither the configuration nor the operator gives one. */
  public static final int DEFAULT_PSEUDOWIRES = 10_000;

  /**
   * The number of interfaces from which on services that follow each of them slow the host down.
   */
  private static final int MANY = 1000;

  private static final String DEFAULT_PREFIX = "pw";

  /** A feature that not every configuration needs. */
  enum Need {
    KERNEL_DATA_PLANE,
    USERSPACE_DATA_PLANE,

    /** The data plane of the kernel or of user space: Sluice prefers that of the kernel. */
    EITHER_DATA_PLANE,
    IPV4_ENCAPSULATION,
    IPV6_ENCAPSULATION,
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
   * Returns the demand of a configuration.
   *
   * @param configuration empty if nothing is configured yet
   * @param pseudowires the expected number of pseudowires; if empty, the configured number
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
    boolean kernel = true;
    switch (text(configuration, L2tpModel.SYSTEM_PATH.node(L2tpModel.DATA_PLANE))) {
      case "kernel" -> needs.add(Need.KERNEL_DATA_PLANE);
      case "userspace" -> {
        needs.add(Need.USERSPACE_DATA_PLANE);
        kernel = false;
      }
      case "simulated" -> {
        return needs;
      }
      default -> needs.add(Need.EITHER_DATA_PLANE);
    }
    if (kernel) {
      Stream.of(L2tpModel.TUNNELS, L2tpModel.TUNNEL_PROFILES)
          .flatMap(list -> entries(configuration, list).stream())
          .filter(entry -> text(entry, L2tpModel.ENCAPSULATION).equals("ip"))
          .forEach(entry -> addVersions(entry, needs));
    }
    for (MapEntryNode funnel : entries(configuration, FunnelModel.FUNNEL_LIST)) {
      addNeeds(funnel, needs);
    }
    return needs;
  }

  /** Adds the version of IP of a tunnel; both for a profile that does not name an address. */
  private static void addVersions(MapEntryNode tunnel, Set<Need> needs) {
    String addresses = text(tunnel, L2tpModel.LOCAL_ADDRESS) + text(tunnel, L2tpModel.PEER_ADDRESS);
    if (addresses.isEmpty() || addresses.contains(":")) {
      needs.add(Need.IPV6_ENCAPSULATION);
    }
    if (!addresses.contains(":")) {
      needs.add(Need.IPV4_ENCAPSULATION);
    }
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

  /** Returns the value of a leaf; an empty string if it is missing. */
  private static String text(NormalizedNode node, QName... path) {
    return text(node, YangInstanceIdentifier.of(path));
  }

  private static String text(NormalizedNode node, YangInstanceIdentifier path) {
    return find(node, path).map(leaf -> leaf.body().toString()).orElse("");
  }

  private static Optional<NormalizedNode> find(NormalizedNode node, YangInstanceIdentifier path) {
    return NormalizedNodes.findNode(node, path.getPathArguments());
  }

  /** Returns true if services that follow each interface would slow the host down. */
  boolean isLarge() {
    return pseudowires >= MANY;
  }

  /**
   * Returns this demand on a kernel without L2TP. If either data plane fits, only that of user
   * space is left: it needs TAP interfaces, and no modules for tunnels directly over IP.
   */
  Demand onKernelWithoutL2tp() {
    if (needs.filter(all -> all.contains(Need.EITHER_DATA_PLANE)).isEmpty()) {
      return this;
    }
    EnumSet<Need> left = EnumSet.copyOf(needs.get());
    left.add(Need.USERSPACE_DATA_PLANE);
    left.remove(Need.IPV4_ENCAPSULATION);
    left.remove(Need.IPV6_ENCAPSULATION);
    return new Demand(pseudowires, prefix, Optional.of(left));
  }

  OurInterfaces interfaces() {
    return new OurInterfaces(prefix);
  }

  /**
   * Returns the severity of a missing feature: a warning if the configuration is not known or
   * something else can replace it; empty if the configuration does not need it.
   */
  Optional<Severity> without(Need need) {
    if (needs.isEmpty()) {
      return Optional.of(Severity.WARNING);
    }
    if (needs.get().contains(need)) {
      return Optional.of(Severity.ERROR);
    }
    return need == Need.KERNEL_DATA_PLANE && needs.get().contains(Need.EITHER_DATA_PLANE)
        ? Optional.of(Severity.WARNING)
        : Optional.empty();
  }
}
