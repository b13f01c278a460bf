package net.sluice.manager.desired;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import net.sluice.l2tp.PseudowireProfile;
import net.sluice.l2tp.SignaledPseudowireProfile;
import net.sluice.l2tp.SignaledTunnelProfile;
import net.sluice.l2tp.TunnelProfile;
import net.sluice.l2tp.signaling.SignalingUpdate;
import net.sluice.manager.store.PersistedNumbers;

/**
 * The difference between two desired states, object by object. An object whose resolved profile is
 * the same on both sides does not appear. The pseudowires of a static tunnel that changes do,
 * because their sessions go with the tunnel.
 *
 * @param tunnels tunnels that appear, disappear or change
 * @param pseudowires pseudowires that appear, disappear or change
 * @param host changes of the host as a whole and of the profiles for peers
 * @param funnels changes of funnels and of the places of their members
 * @param newIds numbers given to the pseudowires that appear
 * @param tunnelProfiles of edited tunnels: the profile that each names, "" for none
 * @param pseudowireProfiles of edited pseudowires: the profile that each names, "" for none
 */
public record Delta(
    List<Change<DesiredTunnel>> tunnels,
    List<Change<DesiredPseudowire>> pseudowires,
    HostDelta host,
    FunnelDelta funnels,
    Map<String, Integer> newIds,
    Map<String, String> tunnelProfiles,
    Map<String, String> pseudowireProfiles) {

  /** Returns all numbers that are new with it. */
  public PersistedNumbers newNumbers() {
    return new PersistedNumbers(newIds, funnels.newIds(), funnels.newLeaves());
  }

  /** Returns the changes of static tunnels. One that changes its kind appears or disappears. */
  public List<Change<TunnelProfile>> staticTunnels() {
    return parts(tunnels, DesiredTunnel::asStatic);
  }

  /** Returns the changes of static pseudowires. One that changes its kind appears or disappears. */
  public List<Change<PseudowireProfile>> staticPseudowires() {
    return parts(pseudowires, DesiredPseudowire::asStatic);
  }

  /** Returns the part that the signaling must know. */
  public SignalingUpdate signalingUpdate() {
    return new SignalingUpdate(
        host.lcce(),
        signaledTunnels(),
        signaledPseudowires(),
        host.peers(),
        host.accepts().map(all -> all.stream().map(AcceptedSession::profile).toList()));
  }

  /** Returns whether the signaling must know of anything. */
  public boolean concernsSignaling() {
    return !host.equals(HostDelta.NONE)
        || !signaledTunnels().isEmpty()
        || !signaledPseudowires().isEmpty();
  }

  private Map<String, Optional<SignaledTunnelProfile>> signaledTunnels() {
    return after(tunnels, DesiredTunnel::asSignaled);
  }

  private Map<String, Optional<SignaledPseudowireProfile>> signaledPseudowires() {
    return after(
        pseudowires, pseudowire -> pseudowire.asDynamic().map(DesiredPseudowire.Dynamic::profile));
  }

  private static <T, S> List<Change<S>> parts(
      List<Change<T>> changes, Function<T, Optional<S>> view) {
    return changes.stream().flatMap(change -> change.of(view).stream()).toList();
  }

  /** Returns the new values by name, without those that are the same under the view. */
  private static <T, S> Map<String, Optional<S>> after(
      List<Change<T>> changes, Function<T, Optional<S>> view) {
    Map<String, Optional<S>> after = new LinkedHashMap<>();
    for (Change<S> change : parts(changes, view)) {
      if (!change.before().equals(change.after())) {
        after.put(change.name(), change.after());
      }
    }
    return after;
  }
}
