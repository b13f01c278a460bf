package net.sluice.l2tp.signaling;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.sluice.l2tp.AcceptProfile;
import net.sluice.l2tp.LcceProfile;
import net.sluice.l2tp.PeerProfile;
import net.sluice.l2tp.SignaledPseudowireProfile;
import net.sluice.l2tp.SignaledTunnelProfile;

/**
 * A change of what shall be. What is not in it stays as it is.
 *
 * @param lcce the host as a whole, if that changes
 * @param tunnels tunnels by name; empty for one that goes
 * @param pseudowires pseudowires by name; empty for one that goes
 * @param peers all peer profiles, if any of them changes
 * @param accepts all session profiles, if any of them changes
 */
public record SignalingUpdate(
    Optional<LcceProfile> lcce,
    Map<String, Optional<SignaledTunnelProfile>> tunnels,
    Map<String, Optional<SignaledPseudowireProfile>> pseudowires,
    Optional<List<PeerProfile>> peers,
    Optional<List<AcceptProfile>> accepts) {}
