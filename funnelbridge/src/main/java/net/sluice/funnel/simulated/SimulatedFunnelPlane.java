package net.sluice.funnel.simulated;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.sluice.funnel.Funnel;
import net.sluice.funnel.FunnelException;
import net.sluice.funnel.FunnelListener;
import net.sluice.funnel.FunnelPlane;
import net.sluice.funnel.Node;
import net.sluice.funnel.Placement;
import net.sluice.funnel.Tree;
import net.sluice.funnel.TreeChange;
import net.sluice.funnel.TreeChange.GroupChange;
import net.sluice.funnel.TreeState;
import net.sluice.funnel.TreeState.BridgeState;
import net.sluice.funnel.plan.Present;
import net.sluice.funnel.plan.Present.PresentLink;
import net.sluice.funnel.plan.TreePlan;
import net.sluice.funnel.plan.TreePlanner;
import net.sluice.funnel.plan.TreeShape;
import net.sluice.funnel.plan.TreeStep;
import net.sluice.netlink.MacAddress;
import net.sluice.netlink.rtnl.LinkStatistics;
import org.jspecify.annotations.Nullable;

/**
 * Trees of funnels in memory. They are planned, created and refused as those of the kernel, but no
 * frame passes. Its owner simulates the rest of the host: it adds and removes uplinks, changes
 * interfaces, refuses steps and learns addresses. The ports of pseudowires are not simulated.
 *
 * <p>Thread: any.
 */
public final class SimulatedFunnelPlane implements FunnelPlane {
  /** Default MTU of uplinks: the highest MTU that a funnel may have. */
  private static final int UPLINK_MTU = 9216;

  /** A group of a funnel. */
  private record Membership(int funnel, String group) {}

  private final SimulatedLinks links = new SimulatedLinks();
  private final Map<String, Membership> groups = new HashMap<>();
  private final Map<MacAddress, Location> addresses = new HashMap<>();
  private final ExecutorService events =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("simulated-funnel-events").daemon().factory());
  private final boolean everyUplink;
  private final Supplier<Map<String, Long>> members;
  private Function<TreeStep, Optional<String>> refusal = step -> Optional.empty();
  private int applied;
  private boolean unknownFilters;
  private volatile @Nullable FunnelListener listener;

  /**
   * Creates a host without funnels.
   *
   * @param uplinks names of its interfaces, which are up
   */
  public SimulatedFunnelPlane(Collection<String> uplinks) {
    this(uplinks, false, Map::of);
  }

  private SimulatedFunnelPlane(
      Collection<String> uplinks, boolean everyUplink, Supplier<Map<String, Long>> members) {
    this.everyUplink = everyUplink;
    this.members = members;
    uplinks.forEach(name -> links.put(PresentLink.plain(name, UPLINK_MTU)));
  }

  /**
   * Returns a host without funnels that has every uplink that a funnel names.
   *
   * @param members numbers of pseudowires that are ports of a bridge, by name of the bridge
   */
  public static SimulatedFunnelPlane withEveryUplink(Supplier<Map<String, Long>> members) {
    return new SimulatedFunnelPlane(List.of(), true, members);
  }

  @Override
  public synchronized List<String> check(TreeChange change) {
    return planChange(change).obstacles();
  }

  @Override
  public synchronized void build(TreeChange change) throws FunnelException {
    apply(planChange(change).build());
    int id = change.funnel().id();
    for (GroupChange member : change.groups()) {
      member
          .after()
          .ifPresent(group -> groups.put(member.interfaceName(), new Membership(id, group)));
    }
  }

  @Override
  public synchronized void clear(TreeChange change) throws FunnelException {
    apply(planChange(change).clear());
    change.groups().stream()
        .filter(member -> member.after().isEmpty())
        .forEach(member -> leave(change.funnel().id(), member.interfaceName()));
  }

  /**
   * Plans a change. If the tree stays the same, as for most pseudowires, the plan is empty; only a
   * repair finds damage.
   */
  private TreePlan planChange(TreeChange change) {
    return change.before().equals(change.after())
        ? new TreePlan(List.of(), List.of(), List.of(), List.of())
        : plan(change);
  }

  /**
   * Removes a member from its group. A member that has moved to another funnel is in a group of
   * that funnel already.
   */
  private void leave(int funnel, String interfaceName) {
    groups.computeIfPresent(
        interfaceName, (name, member) -> member.funnel() == funnel ? null : member);
  }

  private TreePlan plan(TreeChange change) {
    List<String> uplinks =
        Stream.concat(change.before().stream(), change.after().stream())
            .map(tree -> tree.funnel().uplink().interfaceName())
            .toList();
    if (everyUplink) {
      uplinks.stream()
          .filter(name -> links.find(name).isEmpty())
          .forEach(name -> links.put(PresentLink.plain(name, UPLINK_MTU)));
    }
    return TreePlanner.plan(change, links.present(change.funnel().id(), uplinks));
  }

  private void apply(List<TreeStep> steps) throws FunnelException {
    Deque<TreeStep> done = new ArrayDeque<>();
    try {
      for (TreeStep step : steps) {
        apply(step);
        done.push(step);
      }
    } catch (FunnelException e) {
      undo(done, e);
      throw e;
    }
    applied += steps.size();
    changed(steps);
  }

  private void apply(TreeStep step) throws FunnelException {
    Optional<String> refused = refusal.apply(step);
    if (refused.isPresent()) {
      throw new FunnelException(step.interfaceName() + ": " + refused.get());
    }
    links.apply(step);
  }

  private void undo(Deque<TreeStep> done, FunnelException reason) {
    for (TreeStep step : done) {
      try {
        links.apply(step.inverse());
      } catch (FunnelException e) {
        reason.addSuppressed(e);
      }
    }
  }

  private void changed(List<TreeStep> steps) {
    Set<String> names = new LinkedHashSet<>();
    steps.forEach(step -> names.add(step.interfaceName()));
    names.forEach(this::changed);
  }

  @Override
  public synchronized List<String> explainBuild(TreeChange change) {
    return explain(planChange(change).build());
  }

  @Override
  public synchronized List<String> explainClear(TreeChange change) {
    return explain(planChange(change).clear());
  }

  private static List<String> explain(List<TreeStep> steps) {
    return steps.stream().map(step -> "simulated " + step).toList();
  }

  @Override
  public synchronized List<Repair> repair(List<Wanted> wanted) {
    return wanted.stream().map(this::repair).toList();
  }

  private Repair repair(Wanted wanted) {
    Optional<Tree> tree = Optional.of(wanted.tree());
    Funnel funnel = wanted.tree().funnel();
    TreePlan plan = plan(new TreeChange(tree, tree, List.of()));
    List<String> differences = new ArrayList<>(explain(plan.steps()));
    wanted
        .groups()
        .forEach(
            (name, group) -> {
              Membership member = new Membership(funnel.id(), group);
              if (!member.equals(groups.put(name, member))) {
                differences.add(name + " was not in group " + group);
              }
            });
    List<String> obstacles = new ArrayList<>(plan.obstacles());
    links.foreignPorts(funnel, wanted.members()).forEach(each -> obstacles.add(each.toString()));
    Optional<String> failure = Optional.empty();
    try {
      apply(plan.steps());
    } catch (FunnelException e) {
      failure = Optional.of(e.getMessage());
    }
    return new Repair(differences, joined(plan.waits()), joined(obstacles), failure);
  }

  private static Optional<String> joined(List<String> texts) {
    return texts.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", texts));
  }

  @Override
  public synchronized Set<Integer> present() {
    return links.all().stream()
        .flatMapToInt(link -> Funnel.withLinkGroup(link.group()).stream())
        .boxed()
        .collect(Collectors.toSet());
  }

  @Override
  public synchronized void remove(int funnelId) throws FunnelException {
    Present present = links.present(funnelId, List.of());
    apply(TreePlanner.removal(funnelId, Optional.empty(), present).steps());
  }

  @Override
  public synchronized TreeState state(Tree tree) {
    int id = tree.funnel().id();
    List<Node> nodes =
        links.all().stream()
            .filter(link -> link.group() == Funnel.linkGroup(id))
            .filter(link -> link.kind().equals(PresentLink.BRIDGE))
            .flatMap(link -> Node.named(link.name()).stream())
            .sorted(Node.FROM_THE_ROOT)
            .toList();
    int levels = nodes.isEmpty() ? 0 : nodes.getFirst().level() + 1;
    Optional<String> uplink =
        links
            .find(TreeShape.uplinkPort(tree.funnel()))
            .filter(link -> !nodes.isEmpty() && isIn(link, nodes.getFirst()))
            .map(PresentLink::name);
    Map<String, Long> attached = members.get();
    return new TreeState(
        uplink,
        levels,
        nodes.stream()
            .map(
                node ->
                    bridge(
                        node, tree.funnel(), attached.getOrDefault(node.bridge(), 0L).intValue()))
            .toList());
  }

  private static boolean isIn(PresentLink link, Node node) {
    return link.master().equals(Optional.of(node.bridge()));
  }

  private BridgeState bridge(Node node, Funnel funnel, int attached) {
    Optional<PresentLink> up = links.find(node.upPort()).filter(link -> isIn(link, node));
    int ports =
        attached + (int) links.all().stream().filter(link -> isDownPort(link, node)).count();
    int places =
        node.level() == 0 ? Placement.places(funnel.leafCapacity(), node.index()) : Node.FAN_OUT;
    return new BridgeState(
        node,
        up.map(link -> node.parent().bridge()),
        ports,
        Math.max(0, places - ports),
        links.find(node.bridge()).orElseThrow().up(),
        LinkStatistics.ZERO);
  }

  private static boolean isDownPort(PresentLink link, Node node) {
    return isIn(link, node)
        && Node.named(link.name()).filter(below -> below.level() < node.level()).isPresent();
  }

  @Override
  public synchronized Optional<Location> locate(Tree tree, MacAddress address, OptionalInt vlan) {
    return Optional.ofNullable(addresses.get(address))
        .filter(
            location ->
                Node.named(location.bridge())
                    .filter(node -> node.funnel() == tree.funnel().id())
                    .isPresent());
  }

  @Override
  public void listen(FunnelListener newListener) {
    listener = newListener;
  }

  @Override
  public void close() {
    events.close();
  }

  /** Adds an interface that may be an uplink; it is up and has the highest MTU. */
  public void addUplink(String name) {
    addUplink(name, UPLINK_MTU);
  }

  /**
   * Adds an interface that may be an uplink; it is up.
   *
   * @param mtu in octets
   */
  public synchronized void addUplink(String name, int mtu) {
    links.put(PresentLink.plain(name, mtu));
    changed(name);
  }

  /**
   * Removes an interface, an uplink or one of a funnel, and all that the kernel removes together
   * with it.
   */
  public synchronized void delete(String name) {
    links.remove(name);
    changed(name);
  }

  /**
   * Changes an interface, as another program would.
   *
   * @throws IllegalArgumentException if there is no such interface
   */
  public synchronized void change(String name, UnaryOperator<PresentLink> change) {
    Optional<String> before = links.find(name).flatMap(PresentLink::master);
    links.change(name, change);
    changed(name);
    Stream.concat(before.stream(), links.find(name).flatMap(PresentLink::master).stream())
        .filter(bridge -> Node.named(bridge).isPresent())
        .forEach(bridge -> report(each -> each.portChanged(bridge, name)));
  }

  /** Adds an interface, as another program would: a bridge, or one with a name of a funnel. */
  public synchronized void add(PresentLink link) {
    links.put(link);
    changed(link.name());
  }

  /** Returns the interface with a name; empty if it is missing. */
  public synchronized Optional<PresentLink> find(String name) {
    return links.find(name);
  }

  /** Returns all interfaces, in the order of their names. */
  public synchronized List<PresentLink> interfaces() {
    return links.all();
  }

  /** Returns the groups of members, by name of their interface. */
  public synchronized Map<String, String> groups() {
    return groups.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, member -> member.getValue().group()));
  }

  /** Refuses from now on the steps for which the function returns a text. */
  public synchronized void refuse(Function<TreeStep, Optional<String>> newRefusal) {
    refusal = newRefusal;
  }

  /** Leaves filters that belong to no funnel, as an interrupted commit does. */
  public synchronized void leaveFilters() {
    unknownFilters = true;
  }

  public synchronized boolean hasUnknownFilters() {
    return unknownFilters;
  }

  @Override
  public synchronized void removeUnknownFilters() {
    unknownFilters = false;
  }

  /** Learns an address. */
  public synchronized void learn(MacAddress address, Location location) {
    addresses.put(address, location);
  }

  /** Returns the number of applied steps, without those that were undone. */
  public synchronized int applied() {
    return applied;
  }

  /** Reports to the listener that events were lost. */
  public void overrun() {
    report(FunnelListener::overrun);
  }

  /** Reports to the listener that others have changed filters. */
  public void filtersChanged() {
    report(FunnelListener::filtersChanged);
  }

  private void changed(String name) {
    report(each -> each.changed(name));
  }

  private void report(Consumer<FunnelListener> event) {
    FunnelListener receiver = listener;
    if (receiver != null) {
      events.execute(() -> event.accept(receiver));
    }
  }
}
