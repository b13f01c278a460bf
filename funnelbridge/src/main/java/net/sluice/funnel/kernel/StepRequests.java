package net.sluice.funnel.kernel;

import java.util.List;
import java.util.OptionalInt;
import java.util.function.ToIntFunction;
import net.sluice.funnel.VlanMapping;
import net.sluice.funnel.plan.BridgeSettings;
import net.sluice.funnel.plan.TreeStep;
import net.sluice.netlink.Requests;
import net.sluice.netlink.rtnl.Bridge;
import net.sluice.netlink.rtnl.LinkWriter;
import net.sluice.netlink.rtnl.PortVlan;
import net.sluice.netlink.rtnl.VethPair;

/** Writes the requests that carry out a step. */
final class StepRequests {
  /** All VLANs; frames without a tag are of the first, as they are where nobody maps VLANs. */
  static final List<PortVlan> TRUNK =
      List.of(PortVlan.untagged(1), PortVlan.tagged(2, PortVlan.MAX));

  private final LinkWriter links;
  private final ToIntFunction<String> indexes;

  /**
   * @param requests where the requests go
   * @param indexes index of an interface that is there
   */
  StepRequests(Requests requests, ToIntFunction<String> indexes) {
    links = new LinkWriter(requests);
    this.indexes = indexes;
  }

  /**
   * Writes one request or more; none for {@link TreeStep.CreateGroup}, which is many steps. {@link
   * #finish} follows when they have been carried out.
   */
  void write(TreeStep step) {
    String name = step.interfaceName();
    switch (step) {
      case TreeStep.CreateBridge create -> create(create);
      case TreeStep.CreateVeth create ->
          links.create(
              VethPair.of(name, create.peer()).withMtu(create.mtu()).withGroup(create.group()));
      case TreeStep.CreateVlan create ->
          links
              .createVlan(name, indexes.applyAsInt(create.parent()), create.vlan())
              .mtu(create.mtu())
              .group(create.group());
      case TreeStep.DeleteBridge delete -> links.delete(name);
      case TreeStep.DeleteVeth delete -> links.delete(name);
      case TreeStep.DeleteVlan delete -> links.delete(name);
      case TreeStep.DeleteGroup delete -> links.deleteGroup(delete.group());
      case TreeStep.CreateGroup create -> {}
      case TreeStep.Join join -> join(join);
      case TreeStep.Leave leave -> links.change(name).withoutMaster();
      case TreeStep.SetPort set -> links.change(name).port(set.after());
      case TreeStep.SetBridge set -> set(set);
      case TreeStep.SetMtu set -> links.change(name).mtu(set.after());
      case TreeStep.SetUp set -> up(links.change(name), set.up());
    }
  }

  private static void up(LinkWriter link, boolean up) {
    if (up) {
      link.up();
    } else {
      link.down();
    }
  }

  /**
   * Writes what a new bridge needs once it is there, and known to be the one that was made. The
   * host doesn't tell those behind its ports who it is.
   */
  void finish(TreeStep.CreateBridge created) {
    links.change(created.interfaceName()).mtu(created.settings().mtu()).withoutArp().up();
  }

  /**
   * The kernel makes the MTU of a bridge follow its ports until the MTU is changed, for which it
   * has to be another one at first.
   */
  private void create(TreeStep.CreateBridge create) {
    BridgeSettings settings = create.settings();
    int protocol = protocol(settings.vlans());
    links
        .create(new Bridge(create.interfaceName(), false, 0, protocol, settings.macLimit()))
        .mtu(settings.mtu() + 1)
        .group(create.group());
  }

  private void join(TreeStep.Join join) {
    String name = join.interfaceName();
    links.change(name).master(indexes.applyAsInt(join.bridge()));
    if (join.trunk()) {
      links.addVlans(indexes.applyAsInt(name), TRUNK);
    }
    links.change(name).port(join.port());
  }

  private void set(TreeStep.SetBridge set) {
    BridgeSettings before = set.before();
    BridgeSettings after = set.after();
    links.change(set.interfaceName());
    if (before.mtu() != after.mtu()) {
      links.mtu(after.mtu());
    }
    if (shields(set)) {
      links.withoutArp();
    }
    boolean vlans = before.vlans() != after.vlans();
    boolean limit = !before.macLimit().equals(after.macLimit());
    if (vlans || limit) {
      links.bridge(
          vlans ? OptionalInt.of(protocol(after.vlans())) : OptionalInt.empty(),
          limit ? OptionalInt.of(after.macLimit().orElse(0)) : OptionalInt.empty());
    }
  }

  /** Whether a step puts the host out of reach. */
  static boolean shields(TreeStep.SetBridge set) {
    return set.after().shielded() && !set.before().shielded();
  }

  private static int protocol(VlanMapping mapping) {
    return switch (mapping) {
      case NONE -> 0;
      case DOT1Q -> Bridge.DOT1Q;
      case DOT1AD -> Bridge.DOT1AD;
    };
  }

  /** What a step does to its interface, in words. */
  static String words(TreeStep step) {
    return switch (step) {
      case TreeStep.CreateBridge create -> "create the bridge";
      case TreeStep.CreateVeth create -> "create it with its other end " + create.peer();
      case TreeStep.CreateVlan create ->
          "create it for VLAN " + create.vlan() + " of " + create.parent();
      case TreeStep.DeleteBridge delete -> "delete it";
      case TreeStep.DeleteVeth delete -> "delete it";
      case TreeStep.DeleteVlan delete -> "delete it";
      case TreeStep.DeleteGroup delete -> "delete its interfaces";
      case TreeStep.CreateGroup create -> "create its interfaces";
      case TreeStep.Join join -> "join bridge " + join.bridge();
      case TreeStep.Leave leave -> "leave bridge " + leave.bridge();
      case TreeStep.SetPort set -> "change the port";
      case TreeStep.SetBridge set -> "change the bridge";
      case TreeStep.SetMtu set -> "set the MTU to " + set.after();
      case TreeStep.SetUp set -> set.up() ? "bring it up" : "take it down";
    };
  }
}
