package net.sluice.manager.desired;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * The place of a pseudowire, or of a session that a peer opened, in a funnel.
 *
 * @param funnel name of the funnel
 * @param leaf index of the leaf that it is in
 * @param interfaceName name of its interface
 * @param vlan its VLAN at the uplink; empty if none is configured
 * @param group its group; empty if it has none
 */
public record Member(
    String funnel, int leaf, String interfaceName, OptionalInt vlan, Optional<String> group) {

  public Member(FunnelAttachment attachment, int leaf, String interfaceName) {
    this(attachment.funnel(), leaf, interfaceName, attachment.vlan(), attachment.group());
  }
}
