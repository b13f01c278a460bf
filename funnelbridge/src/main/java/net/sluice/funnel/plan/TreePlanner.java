package net.sluice.funnel.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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
 * Finds the steps that make a tree of what is there. What is right already is not touched, nor is
 * what is not the funnel's, whatever its name. After any number of the steps, in their order, no
 * port forwards that is not isolated and shall be, and there is no loop, if it was so before.
 */
public final class TreePlanner {
  private final Funnel funnel;
  private final Present present;
  private final TreeShape shape;
  private final Map<String, PresentLink> goal;
  private final Phases phases = new Phases();
  private final Set<String> bridges = new HashSet<>();
  private final Set<String> gone = new HashSet<>();

  private TreePlanner(Tree wanted, Optional<String> formerUplink, Present present) {
    funnel = wanted.funnel();
    this.present = present;
    shape = shape(wanted, formerUplink);
    goal = shape.links(funnel);
  }

  /**
   * Plans a change.
   *
   * @param change a funnel that shall be and was before with the same uplink is taken to own this
   *     uplink: it is fetched back from bridges of others. Both trees are the same in a repair
   * @param present what is there. It may be more than the tree before implies: one empty leaf and
   *     levels of bridges that once were needed stay
   */
  public static TreePlan plan(TreeChange change, Present present) {
    Optional<String> former = change.before().map(tree -> TreeShape.uplinkPort(tree.funnel()));
    return change
        .after()
        .map(tree -> new TreePlanner(tree, former, present).plan(former))
        .orElseGet(() -> removal(change.funnel().id(), former, present));
  }

  /**
   * Plans to remove whatever there is of a funnel.
   *
   * @param uplink name of the root's uplink port, where it is known
   */
  public static TreePlan removal(int funnelId, Optional<String> uplink, Present present) {
    return Removal.plan(Funnel.linkGroup(funnelId), uplink, present);
  }

  private TreePlan plan(Optional<String> formerUplink) {
    for (Node node : rootFirst()) {
      planBridge(goal.get(node.bridge()));
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

  private List<Node> rootFirst() {
    return new ArrayList<>(new TreeSet<>(shape.nodes()).descendingSet());
  }

  /** The leaves that are needed, one more if it is there, and the levels that are there. */
  private TreeShape shape(Tree wanted, Optional<String> formerUplink) {
    TreeShape needed = TreeShape.of(funnel.id(), wanted.leaves(), levels(formerUplink));
    SortedSet<Integer> leaves = needed.leaves();
    spareLeaf(needed).ifPresent(leaf -> leaves.add(leaf.index()));
    return TreeShape.of(funnel.id(), leaves, needed.root().level() + 1);
  }

  /** How many levels there are below the uplink; without one, how many there are. */
  private int levels(Optional<String> formerUplink) {
    return Stream.concat(Stream.of(TreeShape.uplinkPort(funnel)), formerUplink.stream())
        .flatMap(port -> present.link(port).flatMap(PresentLink::master).stream())
        .mapToInt(this::levelsWithRoot)
        .filter(levels -> levels > 0)
        .max()
        .orElseGet(
            () -> present.links().keySet().stream().mapToInt(this::levelsWithRoot).max().orElse(0));
  }

  /** How many levels a tree has that has this bridge as its root; 0 when it can't be one. */
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
    Optional<PresentLink> there = present.link(name);
    if (isForeign(name, PresentLink.BRIDGE)) {
      inTheWay(name);
      return;
    }
    bridges.add(name);
    if (there.isEmpty()) {
      phases.create.add(new TreeStep.CreateBridge(name, funnel.linkGroup(), settings));
    } else {
      adjustBridge(there.get(), settings);
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
      ends.forEach(name -> adjust(there(name).orElseThrow()));
    } else if (possible && ends.stream().filter(this::remains).count() == 0) {
      phases.create.add(
          new TreeStep.CreateVeth(
              node.upPort(), node.downPort(), funnel.linkGroup(), funnel.mtu()));
      ends.forEach(name -> enter(goal.get(name)));
    } else {
      ends.forEach(this::quarantine);
    }
  }

  private boolean isPair(Node node) {
    return there(node.downPort()).isPresent()
        && there(node.upPort()).flatMap(PresentLink::partner).equals(Optional.of(node.downPort()));
  }

  /** What can't get to its place is in no other, and not without isolation in its own. */
  private void quarantine(String name) {
    PresentLink wanted = goal.get(name);
    there(name)
        .filter(link -> !isForeign(name, PresentLink.VETH) && link.master().isPresent())
        .filter(link -> !isPlaced(link, wanted, funnel) || !link.port().equals(wanted.port()))
        .ifPresent(link -> Removal.retire(link, phases.isolate));
  }

  private boolean obstructs(String link) {
    boolean foreign = isForeign(link, PresentLink.VETH);
    if (foreign) {
      inTheWay(link);
    }
    return foreign;
  }

  private void inTheWay(String name) {
    phases.obstacles.add("interface " + name + " is not Sluice's");
  }

  /** Removes a link that is in the way, if it is there, and tells whether it has to stay. */
  private boolean remains(String name) {
    Optional<PresentLink> link = there(name);
    if (link.isEmpty()) {
      return false;
    }
    Optional<String> stranger =
        link.get().partner().filter(other -> isForeign(other, PresentLink.VETH));
    if (stranger.isPresent()) {
      phases.obstacles.add(
          "interface " + name + " is linked to " + stranger.get() + ", which is not Sluice's");
      return true;
    }
    dismantle(link.get(), phases.remove);
    return false;
  }

  /** Takes down and deletes both ends of a link, so that each step can be taken back. */
  private void dismantle(PresentLink link, List<TreeStep> steps) {
    gone.add(link.name());
    Removal.retire(link, steps);
    Optional<PresentLink> partner = link.partner().flatMap(this::there);
    partner.ifPresent(
        other -> {
          gone.add(other.name());
          Removal.retire(other, steps);
        });
    steps.add(Removal.delete(link));
  }

  /** Puts right what is different of a port of the tree. */
  private void adjust(PresentLink there) {
    PresentLink wanted = goal.get(there.name());
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

  /** Whether a port is in the bridge that it shall be in, with the VLANs that it shall have. */
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
    if (there(link.name()).isEmpty()) {
      return;
    }
    if (isPartOfTree(link)) {
      dismantle(link, phases.clear);
    } else {
      remains(link.name());
    }
  }

  /**
   * Whether a link that has no place in the tree any more still connects what it was made for. It
   * may, until the pseudowires below have left; anything else might close a loop.
   */
  private boolean isPartOfTree(PresentLink link) {
    return Node.named(link.name())
        .filter(node -> node.funnel() == funnel.id())
        .filter(node -> connects(node.upPort(), node.bridge(), false))
        .filter(node -> connects(node.downPort(), node.parent().bridge(), true))
        .filter(
            node ->
                there(node.upPort()).orElseThrow().partner().equals(Optional.of(node.downPort())))
        .isPresent();
  }

  private boolean connects(String name, String bridge, boolean down) {
    return there(name)
        .filter(link -> link.group() == funnel.linkGroup())
        .filter(link -> link.master().equals(Optional.of(bridge)))
        .filter(link -> !down || link.port().equals(Optional.of(funnel.downPort())))
        .isPresent();
  }

  private Optional<PresentLink> there(String name) {
    return gone.contains(name) ? Optional.empty() : present.link(name);
  }

  private boolean isOwnBridge(String name) {
    return present
        .link(name)
        .filter(link -> link.group() == funnel.linkGroup())
        .filter(link -> link.kind().equals(PresentLink.BRIDGE))
        .isPresent();
  }

  /** Whether there is an interface of this name that the funnel has not made. */
  private boolean isForeign(String name, String kind) {
    return present
        .link(name)
        .filter(link -> link.group() != funnel.linkGroup() || !link.kind().equals(kind))
        .isPresent();
  }
}
