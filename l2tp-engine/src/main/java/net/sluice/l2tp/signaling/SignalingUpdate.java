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
 * A change of the configuration. The parts that it does not contain stay as they are.
 *
 * @param lcce the settings of this host; empty if they do not change
 * @param tunnels changed tunnels by name; an empty value removes the tunnel
 * @param pseudowires changed pseudowires by name; an empty value removes the pseudowire
 * @param peers all peer profiles; empty if none of them changes
 * @param accepts all session profiles; empty if none of them changes
 */
public record SignalingUpdate(
    Optional<LcceProfile> lcce,
    Map<String, Optional<SignaledTunnelProfile>> tunnels,
    Map<String, Optional<SignaledPseudowireProfile>> pseudowires,
    Optional<List<PeerProfile>> peers,
    Optional<List<AcceptProfile>> accepts) {}
