package net.sluice.manager.desired;

import java.util.List;
import java.util.Optional;
import net.sluice.l2tp.LcceProfile;
import net.sluice.l2tp.PeerProfile;

/**
 * The part of a difference that concerns the host as a whole and the connections that peers open.
 *
 * @param lcce this host as an LCCE, if that changes
 * @param peers all peer profiles, if one of them changes
 * @param accepts all session profiles, if one of them changes
 */
public record HostDelta(
    Optional<LcceProfile> lcce,
    Optional<List<PeerProfile>> peers,
    Optional<List<AcceptedSession>> accepts) {

  public static final HostDelta NONE =
      new HostDelta(Optional.empty(), Optional.empty(), Optional.empty());
}
