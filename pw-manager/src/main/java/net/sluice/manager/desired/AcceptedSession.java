package net.sluice.manager.desired;

import java.util.Optional;
import net.sluice.l2tp.AcceptProfile;

/**
 * The settings of sessions that peers open and a session profile accepts.
 *
 * @param profile the parameters to negotiate with the peer
 * @param mtu MTU of its interface in octets, 68 to 9216; 0 means that the MTU is calculated from
 *     the negotiated session
 * @param bridge the bridge of its interface, if any
 * @param funnel the funnel to which it is attached instead, if any
 */
public record AcceptedSession(
    AcceptProfile profile, int mtu, Optional<String> bridge, Optional<FunnelAttachment> funnel) {
  public String name() {
    return profile.name();
  }
}
