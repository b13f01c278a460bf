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

/** A writer of the requests that carry out a step. */
final class StepRequests {
  /** All VLANs; frames without a tag belong to VLAN 1, the kernel's default. */
  static final List<PortVlan> TRUNK =
      List.of(PortVlan.untagged(1), PortVlan.tagged(2, PortVlan.MAX));

  private final LinkWriter links;
  private final ToIntFunction<String> indexes;

  /**
   * @param requests destination of the requests
   * @param indexes returns the index of an interface by its name
   */
  StepRequests(Requests requests, ToIntFunction<String> indexes) {
    links = new LinkWriter(requests);
    this.indexes = indexes;
  }

  /**
   * Writes the requests of a step: at least one, or none for {@link TreeStep.CreateGroup}, which
   * consists of other steps. After the creation of a bridge call {@link #finish}.
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
   * Writes the settings of a bridge that has been created. They follow in a later batch, because
   * they name the bridge and must not reach one of another program. ARP is off, so that hosts
   * behind the ports can not find this host.
   */
  void finish(TreeStep.CreateBridge created) {
    links.change(created.interfaceName()).mtu(created.settings().mtu()).withoutArp().up();
  }

  /**
   * Writes the creation of a bridge. Its MTU is not the wanted one: the MTU of a bridge follows its
   * ports until it is changed once, which {@link #finish} does.
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

  /** Returns true if a step shields a bridge. */
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

  /** Returns the action of a step on its interface as text, for the place after "can't". */
  static String text(TreeStep step) {
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
