package net.sluice.funnel.kernel;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.sluice.funnel.Funnel;
import net.sluice.funnel.FunnelException;
import net.sluice.funnel.FunnelListener;
import net.sluice.funnel.FunnelPlane;
import net.sluice.funnel.Tree;
import net.sluice.funnel.TreeChange;
import net.sluice.funnel.TreeState;
import net.sluice.funnel.Uplink;
import net.sluice.funnel.VlanMapping;
import net.sluice.funnel.kernel.PresentReader.LinkTable;
import net.sluice.funnel.nft.PolicyTable;
import net.sluice.funnel.plan.Present;
import net.sluice.funnel.plan.TreePlan;
import net.sluice.funnel.plan.TreePlanner;
import net.sluice.funnel.plan.TreeStep;
import net.sluice.netlink.MacAddress;
import net.sluice.netlink.NetlinkEvents;
import net.sluice.netlink.NetlinkSocket;
import net.sluice.netlink.Nl;
import net.sluice.netlink.rtnl.Link;
import net.sluice.netlink.rtnl.Rtnetlink;
import net.sluice.netlink.rtnl.Rtnl;
import net.sluice.netlink.system.ErrnoException;
import net.sluice.netlink.system.Syscalls;
import org.jspecify.annotations.Nullable;

/**
 * Trees of funnels in the kernel. An nftables table separates groups and limits storms.
 *
 * <p>A change that keeps the funnel and its leaves, as most new and removed pseudowires do, reads
 * nothing from the kernel. Every other change reads the bridges and links first: that costs little,
 * while a plan from an outdated state in memory could lose frames.
 */
public final class KernelFunnels implements FunnelPlane {
  /** A directory that exists if the bridge module is loaded or part of the kernel. */
  private static final Path BRIDGE_MODULE = Path.of("/sys/module/bridge");

  private static final TreePlan NOTHING = new TreePlan(List.of(), List.of(), List.of(), List.of());

  private final Syscalls syscalls;
  private final NetlinkSocket socket;
  private final Rtnetlink rtnetlink;
  private final PresentReader presentReader;
  private final Programmer programmer;
  private final PolicyTable policy;
  private final TreeReader treeReader;

  /** Names of the uplinks of present funnels, by number of the funnel; events read them. */
  private final Map<Integer, String> uplinks = new ConcurrentHashMap<>();

  private @Nullable LinkChanges changes;
  private @Nullable NetlinkEvents events;

  /**
   * Opens the sockets, in the network namespace of this thread.
   *
   * @throws ErrnoException if the kernel refuses
   */
  public KernelFunnels(Syscalls syscalls) {
    this.syscalls = syscalls;
    socket = NetlinkSocket.open(syscalls, Nl.NETLINK_ROUTE);
    rtnetlink = new Rtnetlink(socket);
    Shield shield = new Shield(syscalls);
    presentReader = new PresentReader(rtnetlink, shield);
    programmer = new Programmer(syscalls, socket, shield);
    policy = new PolicyTable(syscalls);
    treeReader = new TreeReader(syscalls);
  }

  @Override
  public List<String> check(TreeChange change) {
    try {
      List<String> obstacles = new ArrayList<>(plan(change).obstacles());
      change.after().flatMap(tree -> limitObstacle(tree.funnel())).ifPresent(obstacles::add);
      change.after().flatMap(tree -> mappingObstacle(tree.funnel())).ifPresent(obstacles::add);
      addressObstacle(change).ifPresent(obstacles::add);
      policy.explainBuild(change);
      return obstacles;
    } catch (FunnelException | ErrnoException e) {
      return List.of(e.getMessage());
    }
  }

  /**
   * Returns an error if a new uplink has an address: a controller could cut off its own connection
   * to this host.
   */
  private Optional<String> addressObstacle(TreeChange change) {
    Optional<Uplink> before = change.before().map(tree -> tree.funnel().uplink());
    return change
        .after()
        .map(tree -> tree.funnel().uplink())
        .filter(uplink -> uplink.vlan().isEmpty() && !before.equals(Optional.of(uplink)))
        .flatMap(uplink -> rtnetlink.link(uplink.interfaceName()))
        .flatMap(this::addressObstacle);
  }

  private Optional<String> addressObstacle(Link uplink) {
    return rtnetlink.addresses().stream()
        .filter(address -> address.linkIndex() == uplink.index())
        .filter(address -> !address.address().isLinkLocalAddress())
        .findFirst()
        .map(
            address ->
                "uplink %s has the address %s/%d, which stops working in a bridge; remove the address, or use a VLAN of the interface"
                    .formatted(
                        uplink.name(), address.address().getHostAddress(), address.prefixLength()));
  }

  /**
   * Returns an error if the kernel is too old for mac-limit, which older kernels ignore silently.
   */
  private static Optional<String> limitObstacle(Funnel funnel) {
    KernelVersion needed = new KernelVersion(6, 7);
    return funnel.macLimit().isPresent() && KernelVersion.running().isBefore(needed)
        ? Optional.of("mac-limit needs Linux " + needed + " or newer")
        : Optional.empty();
  }

  /**
   * Returns an error if the kernel has no VLAN filtering. The check creates no bridge, because
   * other programs that follow interfaces would see it. If the bridge module is not loaded yet, the
   * check is not possible, and the creation of the tree fails instead.
   */
  private Optional<String> mappingObstacle(Funnel funnel) {
    boolean needed = funnel.vlanMapping() != VlanMapping.NONE;
    return needed && Files.exists(BRIDGE_MODULE) && !rtnetlink.bridgesFilterVlans()
        ? Optional.of(
            "vlan-mapping needs a kernel with VLAN filtering in bridges"
                + " (CONFIG_BRIDGE_VLAN_FILTERING)")
        : Optional.empty();
  }

  @Override
  public void build(TreeChange change) throws FunnelException {
    List<TreeStep> steps = plan(change).build();
    updateUplinks(change);
    policy.build(change);
    try {
      run(steps);
    } catch (FunnelException e) {
      undo(e, () -> policy.clear(change.reversed()));
      throw e;
    }
  }

  @Override
  public void clear(TreeChange change) throws FunnelException {
    run(plan(change).clear()); // first: bridges that still have ports need their rules
    try {
      policy.clear(change);
    } catch (FunnelException e) {
      undo(e, () -> run(plan(change.reversed()).build()));
      throw e;
    }
    updateUplinks(change);
  }

  private interface UndoAction {
    void run() throws FunnelException;
  }

  private static void undo(FunnelException reason, UndoAction action) {
    try {
      action.run();
    } catch (FunnelException e) {
      reason.addSuppressed(e);
    }
  }

  /** Updates the uplinks whose events are reported. */
  private void updateUplinks(TreeChange change) {
    Optional<String> uplink = change.after().map(tree -> tree.funnel().uplink().interfaceName());
    int id = change.funnel().id();
    if (uplink.isPresent()) {
      uplinks.put(id, uplink.get());
    } else {
      uplinks.remove(id);
    }
  }

  private TreePlan plan(TreeChange change) throws FunnelException {
    if (change.before().equals(change.after())) {
      return NOTHING;
    }
    int id = change.funnel().id();
    try {
      return TreePlanner.plan(change, presentReader.read(id, uplinks(change)));
    } catch (ErrnoException e) {
      throw new FunnelException("can't read network interfaces: " + e.getMessage(), e);
    }
  }

  private static Set<String> uplinks(TreeChange change) {
    return Stream.of(change.before(), change.after())
        .flatMap(Optional::stream)
        .map(tree -> tree.funnel().uplink().interfaceName())
        .collect(Collectors.toSet());
  }

  private void run(List<TreeStep> steps) throws FunnelException {
    try {
      programmer.run(steps);
    } catch (ErrnoException e) {
      throw new FunnelException(e.getMessage(), e);
    }
  }

  @Override
  public List<String> explainBuild(TreeChange change) {
    return explain(() -> explain(policy.explainBuild(change), plan(change).build()));
  }

  @Override
  public List<String> explainClear(TreeChange change) {
    return explain(() -> explain(policy.explainClear(change), plan(change).clear()));
  }

  private interface Explanation {
    List<String> lines() throws FunnelException;
  }

  private static List<String> explain(Explanation explanation) {
    try {
      return explanation.lines();
    } catch (FunnelException e) {
      return List.of(e.getMessage());
    }
  }

  private List<String> explain(String transaction, List<TreeStep> steps) {
    List<String> lines = new ArrayList<>();
    transaction.lines().forEach(line -> lines.add("nft " + line));
    lines.addAll(programmer.explain(steps));
    return lines;
  }

  /**
   * {@inheritDoc}
   *
   * <p>Filters are repaired first, because without them groups exchange frames.
   */
  @Override
  public List<Repair> repair(List<Wanted> wanted) {
    List<Filters> filters = wanted.stream().map(this::repairFilters).toList();
    try {
      LinkTable links = presentReader.readAll();
      links.all().forEach(this::rememberBridge);
      return filters.stream().map(each -> repair(each, links)).toList();
    } catch (ErrnoException e) {
      Optional<String> failure = Optional.of("can't read network interfaces: " + e.getMessage());
      Repair failed = new Repair(List.of(), Optional.empty(), Optional.empty(), failure);
      return wanted.stream().map(each -> failed).toList();
    }
  }

  /** The result of the repair of a tree's filters. */
  private record Filters(Wanted wanted, List<String> differences, Optional<String> failure) {}

  private Filters repairFilters(Wanted wanted) {
    try {
      List<String> differences = policy.repair(wanted.tree().funnel(), wanted.groups());
      return new Filters(wanted, differences, Optional.empty());
    } catch (FunnelException e) {
      return new Filters(wanted, List.of(), Optional.of(e.getMessage()));
    }
  }

  private Repair repair(Filters filters, LinkTable links) {
    Wanted wanted = filters.wanted();
    Tree tree = wanted.tree();
    Funnel funnel = tree.funnel();
    TreeChange change = new TreeChange(Optional.of(tree), Optional.of(tree), List.of());
    updateUplinks(change);
    List<String> differences = new ArrayList<>(filters.differences());
    List<String> waits = List.of();
    List<String> obstacles = new ArrayList<>();
    Optional<String> failure = filters.failure();
    try {
      TreePlan plan = TreePlanner.plan(change, links.present(funnel.id(), uplinks(change)));
      plan.steps().forEach(step -> differences.add(difference(step)));
      waits = plan.waits();
      obstacles.addAll(plan.obstacles());
      links.foreignPorts(funnel, wanted.members()).forEach(each -> obstacles.add(each.toString()));
      if (failure.isEmpty()) {
        run(plan.steps()); // without filters no port may be added
      }
    } catch (FunnelException e) {
      failure = Optional.of(e.getMessage());
    } catch (ErrnoException e) {
      failure = Optional.of(e.getMessage());
    }
    return new Repair(differences, joined(waits), joined(obstacles), failure);
  }

  private void rememberBridge(Link link) {
    if (changes != null) {
      changes.rememberBridge(link);
    }
  }

  private static String difference(TreeStep step) {
    return step.interfaceName() + ": had to " + StepRequests.text(step);
  }

  private static Optional<String> joined(List<String> texts) {
    return texts.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", texts));
  }

  @Override
  public Set<Integer> present() throws FunnelException {
    try {
      return presentReader.funnels();
    } catch (ErrnoException e) {
      throw new FunnelException("can't read network interfaces: " + e.getMessage(), e);
    }
  }

  @Override
  public void remove(int funnelId) throws FunnelException {
    try {
      Present present = presentReader.readAll().present(funnelId, List.of());
      run(TreePlanner.removal(funnelId, Optional.empty(), present).steps());
    } catch (ErrnoException e) {
      throw new FunnelException("can't remove funnel " + funnelId + ": " + e.getMessage(), e);
    }
    policy.remove(funnelId);
    uplinks.remove(funnelId);
  }

  @Override
  public void removeUnknownFilters() throws FunnelException {
    policy.removeUnknown();
  }

  @Override
  public TreeState state(Tree tree) {
    return treeReader.state(tree.funnel());
  }

  @Override
  public Optional<Location> locate(Tree tree, MacAddress address, OptionalInt vlan) {
    return treeReader.locate(tree.funnel(), address, vlan);
  }

  @Override
  public void listen(FunnelListener listener) {
    if (events != null) {
      throw new IllegalStateException("there is a listener already");
    }
    LinkChanges receiver = new LinkChanges(listener, uplinks.values());
    changes = receiver;
    events =
        NetlinkEvents.open(
            syscalls, "funnel-events", Nl.NETLINK_ROUTE, new int[] {Rtnl.RTNLGRP_LINK}, receiver);
    policy.listen(listener::filtersChanged);
  }

  @Override
  public void pauseEvents() {
    if (events != null) {
      events.pause();
    }
  }

  @Override
  public void resumeEvents() {
    if (events != null) {
      events.resume();
    }
  }

  @Override
  public void close() {
    if (events != null) {
      events.close();
    }
    policy.close();
    treeReader.close();
    socket.close();
  }
}
