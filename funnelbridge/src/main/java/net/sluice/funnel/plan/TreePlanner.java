package net.sluice.funnel.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import net.sluice.funnel.Funnel;
import net.sluice.funnel.Node;
import net.sluice.funnel.Tree;
import net.sluice.funnel.TreeChange;
import net.sluice.funnel.VlanMapping;
import net.sluice.funnel.plan.Present.PresentLink;

/**
 * A planner of the steps from the present interfaces to a wanted tree. Interfaces that are right,
 * and those that are not the funnel's, do not change. After any number of the steps, in their
 * order, no port that must be isolated forwards without isolation, and there is no loop, if this
 * held before.
 */
public final class TreePlanner {
  private final Funnel funnel;
  private final Present present;
  private final TreeShape shape;
  private final Map<String, PresentLink> goal;
  private final Phases phases = new Phases();

  /** Names of the bridges that are there or will be created. */
  private final Set<String> bridges = new HashSet<>();

  /** Names of the links that the plan deletes. */
  private final Set<String> deleted = new HashSet<>();

  private TreePlanner(Tree wanted, Optional<String> formerUplink, Present present) {
    funnel = wanted.funnel();
    this.present = present;
    shape = shape(wanted, formerUplink);
    goal = shape.links(funnel);
  }

  /**
   * Plans a change.
   *
   * @param change if the uplink is the same before and after, the funnel owns it, and the plan
   *     takes it back from bridges of others. In a repair both trees are the same
   * @param present the present interfaces. They may be more than the tree before implies: one empty
   *     leaf, and levels of bridges that were needed once, stay
   */
  public static TreePlan plan(TreeChange change, Present present) {
    Optional<String> former = change.before().map(tree -> TreeShape.uplinkPort(tree.funnel()));
    return change
        .after()
        .map(tree -> new TreePlanner(tree, former, present).plan(former))
        .orElseGet(() -> removal(change.funnel().id(), former, present));
  }

  /**
   * Plans the removal of all interfaces of a funnel.
   *
   * @param uplink name of the root's uplink port; empty if unknown
   */
  public static TreePlan removal(int funnelId, Optional<String> uplink, Present present) {
    return Removal.plan(Funnel.linkGroup(funnelId), uplink, present);
  }

  private TreePlan plan(Optional<String> formerUplink) {
    for (Node node : rootFirst()) {
      planBridge(wanted(node.bridge()));
    }
    for (Node node : rootFirst()) {
      if (!node.equals(shape.root())) {
        planLink(node);
      }
    }
    planExtras();
    new UplinkPlan(funnel, present, phases, shape.uplink(funnel), formerUplink)
        .plan(bridges.contains(shape.root().bridge()));
    return phases.plan();
  }

  /** Returns the wanted interface with the name of a bridge or port of the shape. */
  private PresentLink wanted(String name) {
    return Objects.requireNonNull(goal.get(name), "the goal has all interfaces of the shape");
  }

  private List<Node> rootFirst() {
    return new ArrayList<>(new TreeSet<>(shape.nodes()).descendingSet());
  }

  /**
   * Returns the shape of the tree: the needed leaves, one more if it is present, and at least the
   * present levels.
   */
  private TreeShape shape(Tree wanted, Optional<String> formerUplink) {
    TreeShape needed = TreeShape.of(funnel.id(), wanted.leaves(), levels(formerUplink));
    SortedSet<Integer> leaves = needed.leaves();
    spareLeaf(needed).ifPresent(leaf -> leaves.add(leaf.index()));
    return TreeShape.of(funnel.id(), leaves, needed.root().level() + 1);
  }

  /** Returns the number of present levels below the uplink, or of all levels if it has no root. */
  private int levels(Optional<String> formerUplink) {
    return Stream.concat(Stream.of(TreeShape.uplinkPort(funnel)), formerUplink.stream())
        .flatMap(port -> present.link(port).flatMap(PresentLink::master).stream())
        .mapToInt(this::levelsWithRoot)
        .filter(levels -> levels > 0)
        .max()
        .orElseGet(
            () -> present.links().keySet().stream().mapToInt(this::levelsWithRoot).max().orElse(0));
  }

  /** Returns the number of levels of a tree with this bridge as root; 0 if it can not be a root. */
  private int levelsWithRoot(String name) {
    return Node.named(name)
        .filter(node -> node.equals(new Node(funnel.id(), node.level(), 0)) && isOwnBridge(name))
        .map(node -> node.level() + 1)
        .orElse(0);
  }

  private Optional<Node> spareLeaf(TreeShape needed) {
    return present.links().values().stream()
        .map(PresentLink::name)
        .filter(this::isOwnBridge)
        .flatMap(name -> Node.named(name).stream())
        .filter(node -> node.funnel() == funnel.id() && node.level() == 0)
        .filter(node -> !needed.nodes().contains(node) && needed.nodes().contains(node.parent()))
        .filter(node -> !isForeign(node.upPort(), PresentLink.VETH))
        .filter(node -> !isForeign(node.downPort(), PresentLink.VETH))
        .min(Comparator.naturalOrder());
  }

  private void planBridge(PresentLink wanted) {
    String name = wanted.name();
    BridgeSettings settings = wanted.bridge().orElseThrow();
    Optional<PresentLink> found = present.link(name);
    if (isForeign(name, PresentLink.BRIDGE)) {
      addObstacle(name);
      return;
    }
    bridges.add(name);
    if (found.isEmpty()) {
      phases.create.add(new TreeStep.CreateBridge(name, funnel.linkGroup(), settings));
    } else {
      adjustBridge(found.get(), settings);
    }
  }

  private void adjustBridge(PresentLink there, BridgeSettings settings) {
    BridgeSettings before = there.bridge().orElseThrow();
    if (!before.equals(settings)) {
      boolean smaller = settings.mtu() < before.mtu();
      (smaller ? phases.reduce : phases.create)
          .add(new TreeStep.SetBridge(there.name(), before, settings));
    }
    if (!there.up()) {
      phases.up.add(new TreeStep.SetUp(there.name(), true));
    }
  }

  private void planLink(Node node) {
    List<String> ends = List.of(node.upPort(), node.downPort());
    boolean possible =
        ends.stream().filter(this::obstructs).count() == 0
            && bridges.contains(node.bridge())
            && bridges.contains(node.parent().bridge());
    if (possible && isPair(node)) {
      ends.forEach(name -> adjust(find(name).orElseThrow()));
    } else if (possible && removeAll(ends)) {
      phases.create.add(
          new TreeStep.CreateVeth(
              node.upPort(), node.downPort(), funnel.linkGroup(), funnel.mtu()));
      ends.forEach(name -> enter(wanted(name)));
    } else {
      ends.forEach(this::quarantine);
    }
  }

  private boolean removeAll(List<String> ends) {
    return ends.stream().filter(name -> !remove(name)).count() == 0;
  }

  private boolean isPair(Node node) {
    return find(node.downPort()).isPresent()
        && find(node.upPort()).flatMap(PresentLink::partner).equals(Optional.of(node.downPort()));
  }

  /**
   * Takes a port out of its bridge if it can not get its wanted place: it must not be in another
   * bridge, and not without isolation in its own.
   */
  private void quarantine(String name) {
    PresentLink wanted = wanted(name);
    find(name)
        .filter(link -> !isForeign(name, PresentLink.VETH) && link.master().isPresent())
        .filter(link -> !isPlaced(link, wanted, funnel) || !link.port().equals(wanted.port()))
        .ifPresent(link -> Removal.retire(link, phases.isolate));
  }

  private boolean obstructs(String link) {
    boolean foreign = isForeign(link, PresentLink.VETH);
    if (foreign) {
      addObstacle(link);
    }
    return foreign;
  }

  private void addObstacle(String name) {
    phases.obstacles.add("interface " + name + " is not Sluice's");
  }

  /**
   * Removes a link that must not be there, if it is there.
   *
   * @return false if the link has to stay, because its other end is foreign
   */
  private boolean remove(String name) {
    Optional<PresentLink> link = find(name);
    if (link.isEmpty()) {
      return true;
    }
    Optional<String> foreign =
        link.get().partner().filter(other -> isForeign(other, PresentLink.VETH));
    if (foreign.isPresent()) {
      phases.obstacles.add(
          "interface " + name + " is linked to " + foreign.get() + ", which is not Sluice's");
      return false;
    }
    dismantle(link.get(), phases.remove);
    return true;
  }

  /** Brings down and deletes both ends of a link, in steps that can be undone one by one. */
  private void dismantle(PresentLink link, List<TreeStep> steps) {
    deleted.add(link.name());
    Removal.retire(link, steps);
    Optional<PresentLink> partner = link.partner().flatMap(this::find);
    partner.ifPresent(
        other -> {
          deleted.add(other.name());
          Removal.retire(other, steps);
        });
    steps.add(Removal.delete(link));
  }

  /** Changes the settings of a port of the tree that differ. */
  private void adjust(PresentLink there) {
    PresentLink wanted = wanted(there.name());
    int difference = Integer.compare(wanted.mtu(), there.mtu());
    if (difference != 0) {
      (difference < 0 ? phases.reduce : phases.enlarge)
          .add(new TreeStep.SetMtu(there.name(), there.mtu(), wanted.mtu()));
    }
    if (!isPlaced(there, wanted, funnel)) {
      Removal.retire(there, phases.isolate);
      enter(wanted);
      return;
    }
    if (!there.port().equals(wanted.port())) {
      boolean isolated = wanted.port().orElseThrow().isolated();
      (isolated ? phases.isolate : phases.join).add(setPort(there, wanted));
    }
    if (!there.up()) {
      phases.up.add(new TreeStep.SetUp(there.name(), true));
    }
  }

  /** Returns true if a port is in its wanted bridge and has its wanted VLANs. */
  static boolean isPlaced(PresentLink there, PresentLink wanted, Funnel funnel) {
    boolean vlans = funnel.vlanMapping() == VlanMapping.NONE || there.trunk() == wanted.trunk();
    return there.master().equals(wanted.master()) && vlans;
  }

  static TreeStep setPort(PresentLink there, PresentLink wanted) {
    return new TreeStep.SetPort(
        there.name(), there.port().orElseThrow(), wanted.port().orElseThrow());
  }

  static TreeStep join(PresentLink wanted) {
    return new TreeStep.Join(
        wanted.name(), wanted.master().orElseThrow(), wanted.port().orElseThrow(), wanted.trunk());
  }

  private void enter(PresentLink wanted) {
    phases.join.add(join(wanted));
    phases.up.add(new TreeStep.SetUp(wanted.name(), true));
  }

  private void planExtras() {
    List<PresentLink> extras =
        present.links().values().stream()
            .filter(link -> link.group() == funnel.linkGroup())
            .filter(link -> !goal.containsKey(link.name()))
            .sorted(Comparator.comparing(PresentLink::name))
            .toList();
    extras.stream()
        .filter(link -> link.kind().equals(PresentLink.VETH))
        .forEach(this::planExtraLink);
    extras.stream()
        .filter(link -> link.kind().equals(PresentLink.BRIDGE))
        .forEach(link -> phases.clear.add(Removal.delete(link)));
  }

  private void planExtraLink(PresentLink link) {
    if (find(link.name()).isEmpty()) {
      return;
    }
    if (isPartOfTree(link)) {
      dismantle(link, phases.clear);
    } else {
      remove(link.name());
    }
  }

  /**
   * Returns true if a link that is not in the wanted tree connects its two nodes. It may do so
   * until the pseudowires below have left; a link between other bridges could close a loop.
   */
  private boolean isPartOfTree(PresentLink link) {
    return Node.named(link.name())
        .filter(node -> node.funnel() == funnel.id())
        .filter(node -> connects(node.upPort(), node.bridge(), false))
        .filter(node -> connects(node.downPort(), node.parent().bridge(), true))
        .filter(
            node ->
                find(node.upPort()).orElseThrow().partner().equals(Optional.of(node.downPort())))
        .isPresent();
  }

  private boolean connects(String name, String bridge, boolean down) {
    return find(name)
        .filter(link -> link.group() == funnel.linkGroup())
        .filter(link -> link.master().equals(Optional.of(bridge)))
        .filter(link -> !down || link.port().equals(Optional.of(funnel.downPort())))
        .isPresent();
  }

  /** Returns a present interface that no step of the plan removes. */
  private Optional<PresentLink> find(String name) {
    return deleted.contains(name) ? Optional.empty() : present.link(name);
  }

  private boolean isOwnBridge(String name) {
    return present
        .link(name)
        .filter(link -> link.group() == funnel.linkGroup())
        .filter(link -> link.kind().equals(PresentLink.BRIDGE))
        .isPresent();
  }

  /** Returns true if an interface has this name that is not the funnel's. */
  private boolean isForeign(String name, String kind) {
    return present
        .link(name)
        .filter(link -> link.group() != funnel.linkGroup() || !link.kind().equals(kind))
        .isPresent();
  }
}
