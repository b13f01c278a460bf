package net.sluice.manager.desired;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * A pseudowire's place in a funnel, or that of a session that a peer opened.
 *
 * @param funnel name of the funnel
 * @param leaf the leaf that it is in
 * @param interfaceName name of its interface
 * @param vlan VLAN at the uplink, if one is configured
 * @param group its group, if any
 */
public record Member(
    String funnel, int leaf, String interfaceName, OptionalInt vlan, Optional<String> group) {

  public Member(FunnelAttachment attachment, int leaf, String interfaceName) {
    this(attachment.funnel(), leaf, interfaceName, attachment.vlan(), attachment.group());
  }
}
