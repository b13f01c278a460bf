package net.sluice.manager.desired;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import net.sluice.l2tp.LcceProfile;
import net.sluice.l2tp.PeerProfile;
import net.sluice.l2tp.PseudowireProfile;
import net.sluice.l2tp.SignaledTunnelProfile;
import net.sluice.l2tp.signaling.SignalingUpdate;
import net.sluice.manager.desired.Delta.Change;

/**
 * The part of a difference that peers have a say in: a commit tells the signaling, and does nothing
 * of it to the data plane. What changes between static and signalled disappears from one part of
 * the difference and appears in the other.
 *
 * @param lcce the host as a whole, if that changes
 * @param tunnels tunnels that appear, disappear or change: dynamic and keepalive ones
 * @param pseudowires pseudowires in dynamic tunnels that do
 * @param keepalive pseudowires in keepalive tunnels that do: their ids and cookies are set by hand,
 *     and the signaling knows nothing of them; they can be in the data plane only while their
 *     tunnel is. One does not appear here only because its tunnel changes
 * @param peers all peer profiles, if any of them changes
 * @param accepts all session profiles, if any of them changes
 */
public record SignaledDelta(
    Optional<LcceProfile> lcce,
    List<Change<SignaledTunnelProfile>> tunnels,
    List<Change<SignaledPseudowire>> pseudowires,
    List<Change<PseudowireProfile>> keepalive,
    Optional<List<PeerProfile>> peers,
    Optional<List<AcceptedSession>> accepts) {

  public static final SignaledDelta NONE =
      new SignaledDelta(
          Optional.empty(), List.of(), List.of(), List.of(), Optional.empty(), Optional.empty());

  public boolean isEmpty() {
    return equals(NONE);
  }

  /** What the signaling is told. */
  public SignalingUpdate update() {
    return new SignalingUpdate(
        lcce,
        after(tunnels, Function.identity()),
        after(pseudowires, SignaledPseudowire::profile),
        peers,
        accepts.map(all -> all.stream().map(AcceptedSession::profile).toList()));
  }

  /** Without what changes in nothing that the signaling knows of. */
  private static <T, P> Map<String, Optional<P>> after(
      List<Change<T>> changes, Function<T, P> profile) {
    Map<String, Optional<P>> after = new LinkedHashMap<>();
    changes.stream()
        .map(change -> change.as(profile))
        .filter(change -> !change.before().equals(change.after()))
        .forEach(change -> after.put(change.name(), change.after()));
    return after;
  }
}
