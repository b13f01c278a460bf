package net.sluice.manager;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import net.sluice.l2tp.AcceptProfile;
import net.sluice.l2tp.LcceProfile;
import net.sluice.l2tp.PeerProfile;
import net.sluice.l2tp.SignaledTunnelProfile;
import net.sluice.l2tp.signaling.SignalingUpdate;
import net.sluice.manager.Delta.Change;

/**
 * The part of a difference that peers have a say in: a commit tells the signaling, and does nothing
 * of it to the data plane.
 *
 * @param lcce the host as a whole, if that changes
 * @param tunnels tunnels that appear, disappear or change
 * @param pseudowires pseudowires that do
 * @param peers all peer profiles, if any of them changes
 * @param accepts all session profiles, if any of them changes
 */
record SignaledDelta(
    Optional<LcceProfile> lcce,
    List<Change<SignaledTunnelProfile>> tunnels,
    List<Change<SignaledPseudowire>> pseudowires,
    Optional<List<PeerProfile>> peers,
    Optional<List<AcceptProfile>> accepts) {

  static final SignaledDelta NONE =
      new SignaledDelta(Optional.empty(), List.of(), List.of(), Optional.empty(), Optional.empty());

  boolean isEmpty() {
    return equals(NONE);
  }

  /** What the signaling is told. */
  SignalingUpdate update() {
    return new SignalingUpdate(
        lcce,
        after(tunnels, Function.identity()),
        after(pseudowires, SignaledPseudowire::profile),
        peers,
        accepts);
  }

  private static <T, P> Map<String, Optional<P>> after(
      List<Change<T>> changes, Function<T, P> profile) {
    Map<String, Optional<P>> after = new LinkedHashMap<>();
    changes.forEach(change -> after.put(change.name(), change.after().map(profile)));
    return after;
  }
}
