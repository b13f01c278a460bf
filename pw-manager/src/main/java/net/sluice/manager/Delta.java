package net.sluice.manager;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.sluice.l2tp.PseudowireProfile;
import net.sluice.l2tp.TunnelProfile;

/**
 * The difference between two desired states, object by object. An object whose resolved profile is
 * the same on both sides does not appear, but for the pseudowires of a tunnel that changes: their
 * sessions go with the tunnel.
 *
 * @param tunnels static tunnels that appear, disappear or change
 * @param pseudowires static pseudowires that do
 * @param signaled signalled tunnels and pseudowires that do, and what else the signaling is to know
 * @param newIds numbers given to the pseudowires that appear
 * @param tunnelProfiles of edited tunnels: the profile that each names, "" for none
 * @param pseudowireProfiles of edited pseudowires: the profile that each names, "" for none
 */
record Delta(
    List<Change<TunnelProfile>> tunnels,
    List<Change<PseudowireProfile>> pseudowires,
    SignaledDelta signaled,
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
  record Change<T>(String name, Optional<T> before, Optional<T> after) {

    boolean appears() {
      return before.isEmpty();
    }

    boolean disappears() {
      return after.isEmpty();
    }
  }
}
