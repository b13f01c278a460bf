package net.sluice.manager.desired;

import java.util.Optional;
import java.util.OptionalInt;
import net.sluice.funnel.Funnel;
import net.sluice.funnel.Tree;
import net.sluice.funnel.VlanMapping;
import net.sluice.l2tp.PortSettings;

/**
 * The bridge that an interface is attached to, as the data plane needs it.
 *
 * @param bridge the bridge that it is a port of; empty if it is not attached
 * @param port the settings of the port; empty if Sluice does not manage them
 */
public record BridgeAttachment(Optional<String> bridge, Optional<PortSettings> port) {
  /** The attachment to no bridge. */
  public static final BridgeAttachment NONE =
      new BridgeAttachment(Optional.empty(), Optional.empty());

  /** Returns the attachment to a bridge that Sluice does not manage. */
  public static BridgeAttachment toBridge(String bridge) {
    return new BridgeAttachment(Optional.of(bridge), Optional.empty());
  }

  /** Returns the attachment to a leaf of a funnel. */
  public static BridgeAttachment toFunnel(Funnel funnel, Member member) {
    OptionalInt vlan =
        funnel.vlanMapping() == VlanMapping.NONE
            ? OptionalInt.empty()
            : OptionalInt.of(member.vlan().orElse(Funnel.UNTAGGED_VLAN));
    return new BridgeAttachment(
        Optional.of(Tree.leafBridge(funnel.id(), member.leaf())),
        Optional.of(new PortSettings(funnel.memberPort(member.group().isPresent()), vlan)));
  }
}
