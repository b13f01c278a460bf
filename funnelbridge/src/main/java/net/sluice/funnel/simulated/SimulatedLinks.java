package net.sluice.funnel.simulated;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import net.sluice.funnel.Funnel;
import net.sluice.funnel.FunnelException;
import net.sluice.funnel.Node;
import net.sluice.funnel.plan.BridgeSettings;
import net.sluice.funnel.plan.ForeignPort;
import net.sluice.funnel.plan.Present;
import net.sluice.funnel.plan.Present.PresentLink;
import net.sluice.funnel.plan.TreeStep;
import net.sluice.netlink.rtnl.BridgePort;
import net.sluice.netlink.system.Errno;

/**
 * Interfaces in memory, which carry out and refuse steps as the kernel does, with the same errors.
 *
 * <p>Thread: one at a time; {@link SimulatedFunnelPlane} locks.
 */
final class SimulatedLinks {
  /** Maximum number of ports: BR_MAX_PORTS of the kernel is 1,024, and no port has the number 0. */
  static final int MAX_PORTS = 1023;

  private static final int ELOOP = 40;

  private final Map<String, PresentLink> links = new TreeMap<>();

  /**
   * Carries out a step, completely or not at all; {@link TreeStep.CreateGroup} may be done in part.
   *
   * @throws FunnelException if the kernel would refuse
   */
  void apply(TreeStep step) throws FunnelException {
    switch (step) {
      case TreeStep.CreateBridge create -> createBridge(create);
      case TreeStep.DeleteBridge delete -> remove(get(delete.interfaceName()).name());
      case TreeStep.CreateVeth create -> createVeth(create);
      case TreeStep.DeleteVeth delete -> remove(get(delete.interfaceName()).name());
      case TreeStep.CreateVlan create -> createVlan(create);
      case TreeStep.DeleteVlan delete -> remove(get(delete.interfaceName()).name());
      case TreeStep.Join join -> join(join);
      case TreeStep.Leave leave -> put(get(leave.interfaceName()).left());
      case TreeStep.SetPort set -> setPort(get(set.interfaceName()), set.after());
      case TreeStep.SetBridge set -> put(get(set.interfaceName()).withBridge(set.after()));
      case TreeStep.SetMtu set -> setMtu(get(set.interfaceName()), set.after());
      case TreeStep.SetUp set -> setUp(get(set.interfaceName()), set.up());
      case TreeStep.DeleteGroup delete -> deleteGroup(delete.group());
      case TreeStep.CreateGroup create -> createGroup(create.members());
    }
  }

  private void createBridge(TreeStep.CreateBridge create) throws FunnelException {
    requireFree(create.interfaceName());
    BridgeSettings settings = create.settings();
    put(
        PresentLink.of(create.interfaceName(), PresentLink.BRIDGE, create.group(), settings.mtu())
            .withBridge(settings)
            .withUp(true));
  }

  private void createVeth(TreeStep.CreateVeth create) throws FunnelException {
    requireFree(create.interfaceName());
    requireFree(create.peer());
    put(vethEnd(create.interfaceName(), create.peer(), create));
    put(vethEnd(create.peer(), create.interfaceName(), create));
  }

  private static PresentLink vethEnd(String name, String partner, TreeStep.CreateVeth create) {
    return PresentLink.of(name, PresentLink.VETH, create.group(), create.mtu())
        .withPartner(partner);
  }

  private void createVlan(TreeStep.CreateVlan create) throws FunnelException {
    PresentLink parent = get(create.parent());
    requireFree(create.interfaceName());
    if (create.mtu() > parent.mtu()) {
      throw refused(create.interfaceName(), Errno.EINVAL);
    }
    PresentLink created =
        PresentLink.of(create.interfaceName(), PresentLink.VLAN, create.group(), create.mtu())
            .withVlan(create.parent(), create.vlan());
    for (PresentLink other : links.values()) {
      if (other.partner().equals(created.partner()) && other.vlan().equals(created.vlan())) {
        throw refused(create.interfaceName(), Errno.EEXIST);
      }
    }
    put(created);
  }

  private void join(TreeStep.Join join) throws FunnelException {
    PresentLink link = get(join.interfaceName());
    PresentLink bridge = get(join.bridge());
    if (!bridge.kind().equals(PresentLink.BRIDGE)) {
      throw refused(link.name(), Errno.EOPNOTSUPP);
    }
    if (link.kind().equals(PresentLink.BRIDGE)) {
      throw refused(link.name(), ELOOP);
    }
    if (ports(bridge.name()) == MAX_PORTS && !isPort(link, bridge.name())) {
      throw refused(link.name(), Errno.EXFULL);
    }
    put(link.joined(bridge.name(), join.port(), join.trunk()));
  }

  private void setPort(PresentLink link, BridgePort port) throws FunnelException {
    String master = link.master().orElseThrow(() -> refused(link.name(), Errno.EOPNOTSUPP));
    put(link.joined(master, port, link.trunk()));
  }

  private void setMtu(PresentLink link, int mtu) throws FunnelException {
    if (link.kind().equals(PresentLink.VLAN) && mtu > get(link.partner().orElseThrow()).mtu()) {
      throw refused(link.name(), Errno.ERANGE);
    }
    put(link.withMtu(mtu));
    vlansOf(link.name()).stream()
        .filter(vlan -> vlan.mtu() > mtu)
        .forEach(vlan -> put(vlan.withMtu(mtu)));
  }

  private void setUp(PresentLink link, boolean up) throws FunnelException {
    if (up && link.kind().equals(PresentLink.VLAN) && !get(link.partner().orElseThrow()).up()) {
      throw refused(link.name(), Errno.ENETDOWN);
    }
    put(link.withUp(up));
    if (!up) {
      vlansOf(link.name()).forEach(vlan -> put(vlan.withUp(false)));
    }
  }

  private void deleteGroup(int group) throws FunnelException {
    List<PresentLink> members = matching(link -> link.group() == group);
    if (members.isEmpty()) {
      throw refused("link group " + group, Errno.ENODEV);
    }
    for (PresentLink member : members) {
      if (member.kind().isEmpty()) {
        throw refused(member.name(), Errno.EOPNOTSUPP);
      }
    }
    members.forEach(member -> remove(member.name()));
  }

  private void createGroup(List<TreeStep> members) throws FunnelException {
    for (TreeStep member : members) {
      apply(member);
    }
  }

  /** Returns the interface with a name; empty if it is missing. */
  Optional<PresentLink> find(String name) {
    return Optional.ofNullable(links.get(name));
  }

  /** Adds an interface, or replaces the one with the same name. */
  void put(PresentLink link) {
    links.put(link.name(), link);
  }

  /** Changes an interface, as another program would. */
  void change(String name, UnaryOperator<PresentLink> change) {
    put(change.apply(find(name).orElseThrow(() -> new IllegalArgumentException("no " + name))));
  }

  /** Removes an interface, if it is there, and all that the kernel removes together with it. */
  void remove(String name) {
    PresentLink removed = links.remove(name);
    if (removed == null) {
      return;
    }
    matching(link -> isPort(link, name)).forEach(port -> put(port.left()));
    vlansOf(name).forEach(vlan -> remove(vlan.name()));
    if (removed.kind().equals(PresentLink.VETH)) {
      removed.partner().ifPresent(this::remove);
    }
  }

  /** Returns the number of ports of a bridge. */
  int ports(String bridge) {
    return matching(link -> isPort(link, bridge)).size();
  }

  /** Returns all interfaces. */
  List<PresentLink> all() {
    return List.copyOf(links.values());
  }

  /**
   * Returns the interfaces that concern a funnel.
   *
   * @param uplinks names of interfaces that are or were its uplink
   */
  Present present(int funnel, List<String> uplinks) {
    Map<String, PresentLink> seen = new TreeMap<>();
    for (PresentLink link : links.values()) {
      if (concerns(link, funnel) || uplinks.contains(link.name())) {
        seen.put(link.name(), link);
      }
    }
    for (PresentLink link : List.copyOf(seen.values())) {
      link.partner().flatMap(this::find).ifPresent(other -> seen.put(other.name(), other));
    }
    return new Present(seen);
  }

  /** Returns the foreign ports of a funnel's bridges. */
  List<ForeignPort> foreignPorts(Funnel funnel, Set<String> members) {
    return links.values().stream()
        .filter(link -> ForeignPort.isForeign(link.name(), link.group(), funnel, members))
        .filter(link -> link.master().filter(name -> isOwn(name, funnel)).isPresent())
        .map(link -> new ForeignPort(link.name(), link.master().orElseThrow()))
        .toList();
  }

  private boolean isOwn(String bridge, Funnel funnel) {
    return find(bridge).filter(link -> link.group() == funnel.linkGroup()).isPresent();
  }

  private static boolean concerns(PresentLink link, int funnel) {
    return link.group() == Funnel.linkGroup(funnel)
        || link.name().equals(Node.vlanInterface(funnel))
        || Node.named(link.name()).filter(node -> node.funnel() == funnel).isPresent();
  }

  private PresentLink get(String name) throws FunnelException {
    return find(name).orElseThrow(() -> refused(name, Errno.ENODEV));
  }

  private void requireFree(String name) throws FunnelException {
    if (links.containsKey(name)) {
      throw refused(name, Errno.EEXIST);
    }
  }

  private List<PresentLink> vlansOf(String parent) {
    return matching(
        link -> link.kind().equals(PresentLink.VLAN) && link.partner().equals(Optional.of(parent)));
  }

  private List<PresentLink> matching(Predicate<PresentLink> property) {
    List<PresentLink> found = new ArrayList<>(links.values());
    found.removeIf(property.negate());
    return found;
  }

  private static boolean isPort(PresentLink link, String bridge) {
    return link.master().equals(Optional.of(bridge));
  }

  private static FunnelException refused(String interfaceName, int errno) {
    return new FunnelException(interfaceName + ": " + Errno.text(errno));
  }
}
