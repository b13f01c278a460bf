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

/** What shall be: the sum of all updates. */
final class Settings {
  private Optional<LcceProfile> lcce = Optional.empty();
  private Optional<List<PeerProfile>> peers = Optional.empty();
  private Optional<List<AcceptProfile>> accepts = Optional.empty();
  private final Map<String, SignaledTunnelProfile> tunnels = new HashMap<>();
  private final Map<String, SignaledPseudowireProfile> pseudowires = new HashMap<>();

  /** Takes a change in. */
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

  /** All but the tunnels and what is in them. */
  SignalingUpdate host() {
    return new SignalingUpdate(lcce, Map.of(), Map.of(), peers, accepts);
  }

  /** Whether a tunnel is configured. */
  boolean hasTunnel(String name) {
    return tunnels.containsKey(name);
  }

  /** A tunnel and the pseudowires in it; what there is not is empty. */
  SignalingUpdate of(String tunnel) {
    Map<String, Optional<SignaledPseudowireProfile>> inIt = new HashMap<>();
    for (SignaledPseudowireProfile pseudowire : pseudowires.values()) {
      if (pseudowire.tunnel().equals(tunnel)) {
        inIt.put(pseudowire.name(), Optional.of(pseudowire));
      }
    }
    return only(Map.of(tunnel, Optional.ofNullable(tunnels.get(tunnel))), inIt);
  }

  /** The change that takes a tunnel away, and the pseudowires in it. */
  SignalingUpdate without(String tunnel) {
    Map<String, Optional<SignaledPseudowireProfile>> gone = new HashMap<>();
    of(tunnel).pseudowires().keySet().forEach(name -> gone.put(name, Optional.empty()));
    return only(Map.of(tunnel, Optional.empty()), gone);
  }

  /**
   * The part of a change, which is not taken in yet, that is about a tunnel and what is in it, or
   * the part that is about others.
   */
  SignalingUpdate part(SignalingUpdate update, String tunnel, boolean ours) {
    Map<String, Optional<SignaledTunnelProfile>> ofTunnels = new HashMap<>(update.tunnels());
    ofTunnels.keySet().removeIf(name -> name.equals(tunnel) != ours);
    Map<String, Optional<SignaledPseudowireProfile>> inThem = new HashMap<>(update.pseudowires());
    BiPredicate<String, Optional<SignaledPseudowireProfile>> inIt =
        (name, profile) ->
            profile
                .or(() -> Optional.ofNullable(pseudowires.get(name)))
                .filter(each -> each.tunnel().equals(tunnel))
                .isPresent();
    inThem.entrySet().removeIf(each -> inIt.test(each.getKey(), each.getValue()) != ours);
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
