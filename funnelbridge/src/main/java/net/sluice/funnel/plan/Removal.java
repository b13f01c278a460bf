package net.sluice.funnel.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.sluice.funnel.plan.Present.PresentLink;
import net.sluice.netlink.rtnl.BridgePort;

/** Steps that remove interfaces of a funnel. */
final class Removal {
  private static final Set<String> OWN_KINDS =
      Set.of(PresentLink.BRIDGE, PresentLink.VETH, PresentLink.VLAN);

  private Removal() {}

  /**
   * Plans the removal of all interfaces of a link group: with one request, or one by one if the
   * group contains an interface of others, or one is linked to it.
   */
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

  /**
   * Returns true if no link has a foreign other end, which the kernel would delete together with
   * the link.
   */
  private static boolean isClosed(List<PresentLink> own, Present present) {
    return own.stream().noneMatch(link -> hasForeignEnd(link, present));
  }

  private static boolean hasForeignEnd(PresentLink link, Present present) {
    return link.kind().equals(PresentLink.VETH)
        && link.partner()
            .flatMap(present::link)
            .filter(other -> other.group() != link.group())
            .isPresent();
  }

  private static List<TreeStep> oneByOne(List<PresentLink> own, Present present) {
    List<TreeStep> steps = new ArrayList<>();
    Set<String> deleted = new HashSet<>();
    for (PresentLink link : own) {
      if (!hasForeignEnd(link, present) && deleted.add(link.name())) {
        link.partner().ifPresent(deleted::add);
        steps.add(delete(link));
      }
    }
    return steps;
  }

  private static List<TreeStep> creation(List<PresentLink> own) {
    List<TreeStep> create = new ArrayList<>();
    List<TreeStep> join = new ArrayList<>();
    List<TreeStep> up = new ArrayList<>();
    Set<String> created = new HashSet<>();
    for (PresentLink link : own) {
      if (created.add(link.name())) {
        link.partner().ifPresent(created::add);
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

  /** Returns the step that deletes an interface of the tree, and its other end with it. */
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

  /**
   * Brings down a port of the funnel, if it is up, and removes it from its bridge, if it has one.
   */
  static void retire(PresentLink link, List<TreeStep> steps) {
    if (link.up()) {
      steps.add(new TreeStep.SetUp(link.name(), false));
    }
    link.master().ifPresent(master -> steps.add(leave(link)));
  }

  /** Returns the step that removes a port from its bridge. */
  static TreeStep leave(PresentLink link) {
    return new TreeStep.Leave(
        link.name(),
        link.master().orElseThrow(),
        link.port().orElse(BridgePort.KERNEL_DEFAULT),
        link.trunk());
  }
}
