package net.sluice.manager.desired;

import java.util.Optional;
import net.sluice.l2tp.AcceptProfile;

/**
 * What a session gets that a peer opens and a session profile accepts.
 *
 * @param profile what is to be agreed on with the peer
 * @param mtu MTU of its interface in octets, 68 to 9216; 0 stands for what the session agreed on
 *     leaves to the frames inside
 * @param bridge the bridge that its interface is a port of, if any
 * @param funnel the funnel that it is attached to instead, if any
 */
public record AcceptedSession(
    AcceptProfile profile, int mtu, Optional<String> bridge, Optional<FunnelAttachment> funnel) {
  public String name() {
    return profile.name();
  }
}
