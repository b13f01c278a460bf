package net.sluice.funnel.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.sluice.funnel.plan.Present.PresentLink;
import net.sluice.netlink.rtnl.BridgePort;

/** Steps that remove. */
final class Removal {
  private static final Set<String> OWN_KINDS =
      Set.of(PresentLink.BRIDGE, PresentLink.VETH, PresentLink.VLAN);

  private Removal() {}

  /** Removes everything of a link group, in one request unless others have put something in. */
  static TreePlan plan(int group, Optional<String> uplink, Present present) {
    List<PresentLink> members =
        present.links().values().stream()
            .filter(link -> link.group() == group)
            .sorted(Comparator.comparing(PresentLink::name))
            .toList();
    List<PresentLink> own =
        members.stream().filter(link -> OWN_KINDS.contains(link.kind())).toList();
    Phases phases = new Phases();
    uplink
        .flatMap(present::link)
        .filter(link -> link.group() != group)
        .filter(link -> link.master().filter(name -> isOneOf(own, name)).isPresent())
        .ifPresent(link -> phases.clear.add(leave(link)));
    if (own.size() == members.size() && !own.isEmpty() && isClosed(own, present)) {
      phases.clear.add(new TreeStep.DeleteGroup(group, creation(own)));
    } else {
      phases.clear.addAll(oneByOne(own, present));
    }
    return phases.plan();
  }

  private static boolean isOneOf(List<PresentLink> links, String name) {
    return links.stream().anyMatch(link -> link.name().equals(name));
  }

  /** Whether no link leads to an interface of others, which would go too. */
  private static boolean isClosed(List<PresentLink> own, Present present) {
    return own.stream().noneMatch(link -> hasStranger(link, present));
  }

  private static boolean hasStranger(PresentLink link, Present present) {
    return link.kind().equals(PresentLink.VETH)
        && link.partner()
            .flatMap(present::link)
            .filter(other -> other.group() != link.group())
            .isPresent();
  }

  private static List<TreeStep> oneByOne(List<PresentLink> own, Present present) {
    List<TreeStep> steps = new ArrayList<>();
    Set<String> gone = new HashSet<>();
    for (PresentLink link : own) {
      if (!hasStranger(link, present) && gone.add(link.name())) {
        link.partner().ifPresent(gone::add);
        steps.add(delete(link));
      }
    }
    return steps;
  }

  private static List<TreeStep> creation(List<PresentLink> own) {
    List<TreeStep> create = new ArrayList<>();
    List<TreeStep> join = new ArrayList<>();
    List<TreeStep> up = new ArrayList<>();
    Set<String> made = new HashSet<>();
    for (PresentLink link : own) {
      if (made.add(link.name())) {
        link.partner().ifPresent(made::add);
        create.add(delete(link).inverse());
      }
      link.master().ifPresent(master -> join.add(leave(link).inverse()));
      if (link.up() && !link.kind().equals(PresentLink.BRIDGE)) {
        up.add(new TreeStep.SetUp(link.name(), true));
      }
    }
    create.addAll(join);
    create.addAll(up);
    return create;
  }

  /** The step that deletes an interface of the tree, and its other end with it. */
  static TreeStep delete(PresentLink link) {
    String name = link.name();
    return switch (link.kind()) {
      case PresentLink.BRIDGE ->
          new TreeStep.DeleteBridge(name, link.group(), link.bridge().orElseThrow());
      case PresentLink.VETH ->
          new TreeStep.DeleteVeth(name, link.partner().orElse(""), link.group(), link.mtu());
      case PresentLink.VLAN ->
          new TreeStep.DeleteVlan(
              name,
              link.partner().orElseThrow(),
              link.vlan().orElseThrow(),
              link.group(),
              link.mtu());
      default -> throw new IllegalArgumentException(name + " is of kind " + link.kind());
    };
  }

  /** Brings an own port down, if it is up, and takes it out of its bridge, if it is in one. */
  static void retire(PresentLink link, List<TreeStep> steps) {
    if (link.up()) {
      steps.add(new TreeStep.SetUp(link.name(), false));
    }
    link.master().ifPresent(master -> steps.add(leave(link)));
  }

  /** The step that takes a port out of its bridge. */
  static TreeStep leave(PresentLink link) {
    return new TreeStep.Leave(
        link.name(),
        link.master().orElseThrow(),
        link.port().orElse(BridgePort.KERNEL_DEFAULT),
        link.trunk());
  }
}
