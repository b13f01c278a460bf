package net.sluice.manager.desired;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import net.sluice.l2tp.PseudowireProfile;
import net.sluice.l2tp.TunnelProfile;
import net.sluice.manager.store.PersistedNumbers;

/**
 * The difference between two desired states, object by object. An object whose resolved profile is
 * the same on both sides does not appear, but for the pseudowires of a tunnel that changes: their
 * sessions go with the tunnel.
 *
 * @param tunnels static tunnels that appear, disappear or change
 * @param pseudowires static pseudowires that do
 * @param signaled signalled tunnels and pseudowires that do, and what else the signaling is to know
 * @param funnels what of funnels does, and who is in them where
 * @param newIds numbers given to the pseudowires that appear
 * @param tunnelProfiles of edited tunnels: the profile that each names, "" for none
 * @param pseudowireProfiles of edited pseudowires: the profile that each names, "" for none
 */
public record Delta(
    List<Change<TunnelProfile>> tunnels,
    List<Change<PseudowireProfile>> pseudowires,
    SignaledDelta signaled,
    FunnelDelta funnels,
    Map<String, Integer> newIds,
    Map<String, String> tunnelProfiles,
    Map<String, String> pseudowireProfiles) {

  /**
   * One object.
   *
   * @param name its name
   * @param before what it was; empty when it appears
   * @param after what it shall be; empty when it disappears
   */
  public record Change<T>(String name, Optional<T> before, Optional<T> after) {

    public boolean appears() {
      return before.isEmpty();
    }

    public boolean disappears() {
      return after.isEmpty();
    }

    /** The same change of what the object is seen as. */
    public <S> Change<S> as(Function<T, S> view) {
      return new Change<>(name, before.map(view), after.map(view));
    }

    /** The part of the change that has to do with one kind of objects; empty if nothing has. */
    public <S> Optional<Change<S>> of(Function<T, Optional<S>> view) {
      Change<S> part = new Change<>(name, before.flatMap(view), after.flatMap(view));
      return part.appears() && part.disappears() ? Optional.empty() : Optional.of(part);
    }
  }

  /** The numbers that are new with it. */
  public PersistedNumbers newNumbers() {
    return new PersistedNumbers(newIds, funnels.newIds(), funnels.newLeaves());
  }

  /** What happens to tunnels of both kinds; one that changes its kind has two changes. */
  List<Change<DesiredTunnel>> allTunnels() {
    List<Change<DesiredTunnel>> all = new ArrayList<>();
    tunnels.forEach(change -> all.add(change.as(DesiredTunnel.Static::new)));
    signaled.tunnels().forEach(change -> all.add(change.as(DesiredTunnel.Signaled::new)));
    return all;
  }

  /** What happens to pseudowires of all kinds; one that changes its kind has two changes. */
  public List<Change<DesiredPseudowire>> allPseudowires() {
    List<Change<DesiredPseudowire>> all = new ArrayList<>();
    pseudowires.forEach(
        change -> all.add(change.as(profile -> new DesiredPseudowire.Fixed(profile, false))));
    signaled
        .keepalive()
        .forEach(
            change -> all.add(change.as(profile -> new DesiredPseudowire.Fixed(profile, true))));
    signaled.pseudowires().forEach(change -> all.add(change.as(DesiredPseudowire.Signaled::new)));
    return all;
  }
}
