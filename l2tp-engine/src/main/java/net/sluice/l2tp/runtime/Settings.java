package net.sluice.l2tp.runtime;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import net.sluice.l2tp.AcceptProfile;
import net.sluice.l2tp.LcceProfile;
import net.sluice.l2tp.PeerProfile;
import net.sluice.l2tp.SignaledPseudowireProfile;
import net.sluice.l2tp.SignaledTunnelProfile;
import net.sluice.l2tp.signaling.SignalingUpdate;

/**
 * The present configuration: the sum of all updates.
 *
 * <p>Thread: l2tp-signaling.
 */
final class Settings {
  private Optional<LcceProfile> lcce = Optional.empty();
  private Optional<List<PeerProfile>> peers = Optional.empty();
  private Optional<List<AcceptProfile>> accepts = Optional.empty();
  private final Map<String, SignaledTunnelProfile> tunnels = new HashMap<>();
  private final Map<String, SignaledPseudowireProfile> pseudowires = new HashMap<>();

  /** Applies a change. */
  void apply(SignalingUpdate update) {
    lcce = update.lcce().or(() -> lcce);
    peers = update.peers().or(() -> peers);
    accepts = update.accepts().or(() -> accepts);
    update.tunnels().forEach((name, tunnel) -> put(tunnels, name, tunnel));
    update.pseudowires().forEach((name, pseudowire) -> put(pseudowires, name, pseudowire));
  }

  private static <T> void put(Map<String, T> all, String name, Optional<T> one) {
    one.ifPresentOrElse(value -> all.put(name, value), () -> all.remove(name));
  }

  /** Returns everything except the tunnels and pseudowires. */
  SignalingUpdate host() {
    return new SignalingUpdate(lcce, Map.of(), Map.of(), peers, accepts);
  }

  /** Returns true if a tunnel is configured. */
  boolean hasTunnel(String name) {
    return tunnels.containsKey(name);
  }

  /** Returns a change that adds a tunnel and its pseudowires. */
  SignalingUpdate of(String tunnel) {
    Map<String, Optional<SignaledPseudowireProfile>> inTunnel = new HashMap<>();
    for (SignaledPseudowireProfile pseudowire : pseudowires.values()) {
      if (pseudowire.tunnel().equals(tunnel)) {
        inTunnel.put(pseudowire.name(), Optional.of(pseudowire));
      }
    }
    return only(Map.of(tunnel, Optional.ofNullable(tunnels.get(tunnel))), inTunnel);
  }

  /** Returns a change that removes a tunnel and its pseudowires. */
  SignalingUpdate without(String tunnel) {
    Map<String, Optional<SignaledPseudowireProfile>> removed = new HashMap<>();
    of(tunnel).pseudowires().keySet().forEach(name -> removed.put(name, Optional.empty()));
    return only(Map.of(tunnel, Optional.empty()), removed);
  }

  /**
   * Returns a part of a change that is not applied yet.
   *
   * @param ours true for the part about a tunnel and its pseudowires, with the settings of this
   *     host; false for the part about other tunnels
   */
  SignalingUpdate part(SignalingUpdate update, String tunnel, boolean ours) {
    Map<String, Optional<SignaledTunnelProfile>> ofTunnels = new HashMap<>(update.tunnels());
    ofTunnels.keySet().removeIf(name -> name.equals(tunnel) != ours);
    Map<String, Optional<SignaledPseudowireProfile>> inThem = new HashMap<>(update.pseudowires());
    BiPredicate<String, Optional<SignaledPseudowireProfile>> inTunnel =
        (name, profile) ->
            profile
                .or(() -> Optional.ofNullable(pseudowires.get(name)))
                .filter(each -> each.tunnel().equals(tunnel))
                .isPresent();
    inThem.entrySet().removeIf(each -> inTunnel.test(each.getKey(), each.getValue()) != ours);
    return ours
        ? new SignalingUpdate(update.lcce(), ofTunnels, inThem, update.peers(), update.accepts())
        : only(ofTunnels, inThem);
  }

  private static SignalingUpdate only(
      Map<String, Optional<SignaledTunnelProfile>> tunnels,
      Map<String, Optional<SignaledPseudowireProfile>> pseudowires) {
    return new SignalingUpdate(
        Optional.empty(), tunnels, pseudowires, Optional.empty(), Optional.empty());
  }
}
