package net.sluice.manager.desired;

import java.util.Optional;
import java.util.OptionalInt;
import net.sluice.funnel.Funnel;
import net.sluice.funnel.Tree;
import net.sluice.funnel.VlanMapping;
import net.sluice.l2tp.PortSettings;

/**
 * What an interface is attached to, as the data plane sees it.
 *
 * @param bridge the bridge that it is a port of, if any
 * @param port how the bridge treats it, where that is not left to others
 */
public record BridgeAttachment(Optional<String> bridge, Optional<PortSettings> port) {
  public static final BridgeAttachment NONE =
      new BridgeAttachment(Optional.empty(), Optional.empty());

  /** To a bridge that others made. */
  public static BridgeAttachment toBridge(String bridge) {
    return new BridgeAttachment(Optional.of(bridge), Optional.empty());
  }

  /** To a leaf of a funnel. */
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
