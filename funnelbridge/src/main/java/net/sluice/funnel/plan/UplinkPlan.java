package net.sluice.funnel.plan;

import java.util.List;
import java.util.Optional;
import net.sluice.funnel.Funnel;
import net.sluice.funnel.plan.Present.PresentLink;

/** Plans the root's port to the outside, which is last: pseudowires wait behind it, isolated. */
final class UplinkPlan {
  private final Funnel funnel;
  private final Present present;
  private final Phases phases;
  private final String interfaceName;

  UplinkPlan(Funnel funnel, Present present, Phases phases) {
    this.funnel = funnel;
    this.present = present;
    this.phases = phases;
    interfaceName = funnel.uplink().interfaceName();
  }

  /**
   * Plans it.
   *
   * @param wanted the port as it shall be
   * @param former the port that has been the uplink
   * @param root whether there will be a root to join
   */
  void plan(PresentLink wanted, Optional<String> former, boolean root) {
    leaveFormer(wanted.name(), former);
    removeVlans(wanted);
    Optional<PresentLink> outside = present.link(interfaceName);
    if (outside.isEmpty()) {
      phases.waits.add("waits for uplink " + interfaceName);
      return;
    }
    examine(outside.get());
    if (wanted.kind().equals(PresentLink.VLAN)) {
      planVlan(wanted, outside.get(), root);
    } else if (root && isAvailable(outside.get(), former)) {
      place(outside.get(), wanted);
    }
  }

  private void leaveFormer(String port, Optional<String> former) {
    former
        .filter(name -> !name.equals(port))
        .flatMap(present::link)
        .filter(link -> link.group() != funnel.linkGroup())
        .filter(link -> link.master().filter(this::isOwn).isPresent())
        .ifPresent(link -> phases.uplink.add(Removal.leave(link)));
  }

  /** Removes all VLANs that are the funnel's, but the one that it shall have. */
  private void removeVlans(PresentLink wanted) {
    present.links().values().stream()
        .filter(link -> link.group() == funnel.linkGroup())
        .filter(link -> link.kind().equals(PresentLink.VLAN) && !isSameVlan(link, wanted))
        .sorted((one, other) -> one.name().compareTo(other.name()))
        .forEach(this::removeVlan);
  }

  private void removeVlan(PresentLink link) {
    Removal.retire(link, phases.uplink);
    phases.uplink.add(Removal.delete(link));
  }

  private static boolean isSameVlan(PresentLink link, PresentLink wanted) {
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

  private boolean isAvailable(PresentLink outside, Optional<String> former) {
    Optional<String> stranger = outside.master().filter(name -> !isOwn(name));
    boolean ours = former.equals(Optional.of(interfaceName));
    if (stranger.isPresent() && !ours) {
      phases.obstacles.add("uplink " + interfaceName + " is a port of " + stranger.get());
    }
    return stranger.isEmpty() || ours;
  }

  private void place(PresentLink there, PresentLink wanted) {
    List<TreeStep> steps = phases.uplink;
    if (!Planner.isPlaced(there, wanted, funnel)) {
      there.master().ifPresent(master -> steps.add(Removal.leave(there)));
      steps.add(Planner.join(wanted));
    } else if (!there.port().equals(wanted.port())) {
      steps.add(Planner.setPort(there, wanted));
    }
  }

  private void planVlan(PresentLink wanted, PresentLink outside, boolean root) {
    Optional<PresentLink> there = present.link(wanted.name());
    boolean fits = outside.mtu() >= funnel.mtu();
    if (there.filter(link -> !isOwnVlan(link)).isPresent()) {
      phases.obstacles.add("interface " + wanted.name() + " is not Sluice's");
    } else if (there.filter(link -> isSameVlan(link, wanted)).isPresent()) {
      adjustVlan(there.get(), wanted, outside, root);
    } else if (root && fits) {
      createVlan(wanted, outside);
    }
  }

  private void createVlan(PresentLink wanted, PresentLink outside) {
    phases.uplink.add(
        new TreeStep.CreateVlan(
            wanted.name(),
            interfaceName,
            wanted.vlan().orElseThrow(),
            funnel.linkGroup(),
            funnel.mtu()));
    phases.uplink.add(Planner.join(wanted));
    bringUp(wanted, outside);
  }

  private void adjustVlan(
      PresentLink there, PresentLink wanted, PresentLink outside, boolean root) {
    if (there.mtu() != wanted.mtu() && wanted.mtu() <= outside.mtu()) {
      (wanted.mtu() < there.mtu() ? phases.reduce : phases.enlarge)
          .add(new TreeStep.SetMtu(there.name(), there.mtu(), wanted.mtu()));
    }
    if (root) {
      place(there, wanted);
      if (!there.up()) {
        bringUp(wanted, outside);
      }
    }
  }

  /** The kernel refuses to bring up a VLAN of an interface that is down. */
  private void bringUp(PresentLink wanted, PresentLink outside) {
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
