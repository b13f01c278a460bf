package net.sluice.funnel.plan;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import net.sluice.funnel.Funnel;
import net.sluice.funnel.plan.Present.PresentLink;

/**
 * A planner of the root's port to the uplink. It comes last, when all ports of the tree are in
 * place and isolated.
 */
final class UplinkPlan {
  private final Funnel funnel;
  private final Present present;
  private final Phases phases;
  private final String interfaceName;

  /** The wanted port of the root. */
  private final PresentLink wanted;

  /** Name of the root's port to the uplink before the change. */
  private final Optional<String> former;

  UplinkPlan(
      Funnel funnel, Present present, Phases phases, PresentLink wanted, Optional<String> former) {
    this.funnel = funnel;
    this.present = present;
    this.phases = phases;
    this.wanted = wanted;
    this.former = former;
    interfaceName = funnel.uplink().interfaceName();
  }

  /**
   * Adds the steps of the uplink to the phases.
   *
   * @param root true if the root is there, or will be created
   */
  void plan(boolean root) {
    leaveFormer();
    removeVlans();
    Optional<PresentLink> outside = present.link(interfaceName);
    if (outside.isEmpty()) {
      phases.waits.add("waits for uplink " + interfaceName);
      return;
    }
    examine(outside.get());
    if (wanted.kind().equals(PresentLink.VLAN)) {
      planVlan(outside.get(), root);
    } else if (root && isAvailable(outside.get())) {
      place(outside.get());
    }
  }

  private void leaveFormer() {
    former
        .filter(name -> !name.equals(wanted.name()))
        .flatMap(present::link)
        .filter(link -> link.group() != funnel.linkGroup())
        .filter(link -> link.master().filter(this::isOwn).isPresent())
        .ifPresent(link -> leaving(link.name()).add(Removal.leave(link)));
  }

  /**
   * Returns the phase in which a port leaves a wrong place. The former uplink works until the new
   * one does. Any other port would be a second path to the network, and leaves before the tree is
   * complete.
   */
  private List<TreeStep> leaving(String port) {
    boolean placed =
        present
            .link(wanted.name())
            .filter(link -> isSameVlan(link) && TreePlanner.isPlaced(link, wanted, funnel))
            .isPresent();
    return former.equals(Optional.of(port)) && !placed ? phases.uplink : phases.isolate;
  }

  /** Removes all VLAN interfaces of the funnel except the wanted one. */
  private void removeVlans() {
    present.links().values().stream()
        .filter(this::isOwnVlan)
        .filter(link -> !isSameVlan(link))
        .sorted(Comparator.comparing(PresentLink::name))
        .forEach(this::removeVlan);
  }

  private void removeVlan(PresentLink link) {
    List<TreeStep> steps = leaving(link.name());
    Removal.retire(link, steps);
    steps.add(Removal.delete(link));
  }

  private boolean isSameVlan(PresentLink link) {
    return link.name().equals(wanted.name())
        && link.partner().equals(wanted.partner())
        && link.vlan().equals(wanted.vlan());
  }

  private void examine(PresentLink outside) {
    if (outside.mtu() < funnel.mtu()) {
      phases.obstacles.add(
          "uplink %s has an MTU of %d, the funnel one of %d"
              .formatted(interfaceName, outside.mtu(), funnel.mtu()));
    }
    if (!outside.up()) {
      phases.waits.add("uplink " + interfaceName + " is down");
    }
  }

  private boolean isAvailable(PresentLink outside) {
    Optional<String> foreign = outside.master().filter(name -> !isOwn(name));
    boolean ours = former.equals(Optional.of(interfaceName));
    if (foreign.isPresent() && !ours) {
      phases.obstacles.add("uplink " + interfaceName + " is a port of " + foreign.get());
    }
    return foreign.isEmpty() || ours;
  }

  /** Makes the port a port of the root, if it is none. */
  private void place(PresentLink there) {
    if (!TreePlanner.isPlaced(there, wanted, funnel)) {
      there.master().ifPresent(master -> leaving(there.name()).add(Removal.leave(there)));
      phases.uplink.add(TreePlanner.join(wanted));
    } else if (!there.port().equals(wanted.port())) {
      phases.uplink.add(TreePlanner.setPort(there, wanted));
    }
  }

  private void planVlan(PresentLink outside, boolean root) {
    Optional<PresentLink> there = present.link(wanted.name());
    boolean fits = outside.mtu() >= funnel.mtu();
    if (there.filter(link -> !isOwnVlan(link)).isPresent()) {
      phases.obstacles.add("interface " + wanted.name() + " is not Sluice's");
    } else if (there.filter(link -> isSameVlan(link)).isPresent()) {
      adjustVlan(there.get(), outside, root);
    } else if (root && fits) {
      createVlan(outside);
    }
  }

  private void createVlan(PresentLink outside) {
    phases.uplink.add(
        new TreeStep.CreateVlan(
            wanted.name(),
            interfaceName,
            wanted.vlan().orElseThrow(),
            funnel.linkGroup(),
            funnel.mtu()));
    phases.uplink.add(TreePlanner.join(wanted));
    bringUp(outside);
  }

  private void adjustVlan(PresentLink there, PresentLink outside, boolean root) {
    if (there.mtu() != wanted.mtu() && wanted.mtu() <= outside.mtu()) {
      (wanted.mtu() < there.mtu() ? phases.reduce : phases.enlarge)
          .add(new TreeStep.SetMtu(there.name(), there.mtu(), wanted.mtu()));
    }
    if (!root) {
      return;
    }
    boolean placed = TreePlanner.isPlaced(there, wanted, funnel);
    if (!placed && there.up()) {
      leaving(there.name()).add(new TreeStep.SetUp(there.name(), false));
    }
    place(there);
    if (!placed || !there.up()) {
      bringUp(outside);
    }
  }

  /** Brings up the VLAN interface; the kernel refuses that while its parent is down. */
  private void bringUp(PresentLink outside) {
    if (outside.up()) {
      phases.uplink.add(new TreeStep.SetUp(wanted.name(), true));
    }
  }

  private boolean isOwnVlan(PresentLink link) {
    return link.group() == funnel.linkGroup() && link.kind().equals(PresentLink.VLAN);
  }

  private boolean isOwn(String bridge) {
    return present
        .link(bridge)
        .filter(link -> link.group() == funnel.linkGroup())
        .filter(link -> link.kind().equals(PresentLink.BRIDGE))
        .isPresent();
  }
}
