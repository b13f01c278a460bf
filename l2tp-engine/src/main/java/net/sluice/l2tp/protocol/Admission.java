package net.sluice.l2tp.protocol;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.sluice.l2tp.AcceptProfile;
import net.sluice.l2tp.LcceProfile;
import net.sluice.l2tp.RemoteEndId;
import net.sluice.l2tp.Result;
import net.sluice.l2tp.ResultCodes;
import net.sluice.l2tp.signaling.Cause;
import net.sluice.l2tp.signaling.Reason;
import org.jspecify.annotations.Nullable;

/**
 * The limits for new sessions, and the session profiles for sessions without a configured
 * pseudowire.
 */
final class Admission {
  private final Map<String, AcceptProfile> byName = new HashMap<>();
  private final Map<RemoteEndId, AcceptProfile> byEndId = new HashMap<>();

  /** The peers without a configured tunnel that have a connection, by their source. */
  private final Map<Long, Share> shares = new HashMap<>();

  private final RateLimiter rates = new RateLimiter();
  private int maxSessions;
  private boolean drain;
  private long refused;

  /** The connections and sessions of one peer. */
  static final class Share {
    private final @Nullable Long source;
    private int connections;
    int sessions;

    private Share(@Nullable Long source) {
      this.source = source;
    }
  }

  /** Returns the share that a new connection has in common with others of its peer. */
  Share join(Carrier carrier) {
    Carrier.PeerLimits peer = carrier.peerLimits();
    Share share =
        peer == null
            ? new Share(null)
            : shares.computeIfAbsent(RateLimiter.key(peer.address()), Share::new);
    share.connections++;
    return share;
  }

  /** Handles the end of a connection. */
  void leave(Share share) {
    share.connections--;
    if (share.connections == 0 && share.source != null) {
      shares.remove(share.source, share);
    }
  }

  /** Sets the limits of this host. */
  void lcce(LcceProfile profile) {
    maxSessions = profile.maxSessions();
    drain = profile.drain();
  }

  /** Replaces all session profiles. */
  void accepts(List<AcceptProfile> profiles) {
    byName.clear();
    byEndId.clear();
    for (AcceptProfile profile : profiles) {
      byName.put(profile.name(), profile);
      profile.remoteEndId().ifPresent(id -> byEndId.putIfAbsent(id, profile));
    }
  }

  /**
   * Returns the session profile for a Remote End ID, otherwise the one in the profile of the peer.
   */
  Optional<AcceptProfile> profile(RemoteEndId id, Carrier carrier) {
    AcceptProfile profile = byEndId.get(id);
    for (RemoteEndId form : profile == null ? id.otherForms() : List.<RemoteEndId>of()) {
      profile = profile == null ? byEndId.get(form) : profile;
    }
    return profile == null ? carrier.sessionProfile().map(byName::get) : Optional.of(profile);
  }

  /** Returns the refusal of all sessions that peers request; empty if this end does not drain. */
  Optional<Cause> refusalIfDraining() {
    return drain
        ? Optional.of(
            Cause.of(
                Reason.DRAINING,
                Result.of(
                    ResultCodes.CDN_TEMPORARY_LACK,
                    "this end is draining and accepts no new sessions")))
        : Optional.empty();
  }

  /**
   * Returns the refusal of one more session; empty if no limit is reached.
   *
   * @param all present number of sessions
   * @param inConnection present number of sessions in the connection
   */
  Optional<Cause> refusalAtLimit(int all, int inConnection, Carrier carrier) {
    int most = carrier.parameters().maxSessions();
    if (maxSessions != 0 && all >= maxSessions) {
      return lack(Reason.SESSION_LIMIT, "the limit of " + maxSessions + " sessions is reached");
    }
    return most != 0 && inConnection >= most
        ? lack(
            Reason.SESSION_LIMIT, "the limit of " + most + " sessions in the connection is reached")
        : Optional.empty();
  }

  /**
   * Returns the refusal of a request of a peer; empty if no limit is reached. The number of
   * requests in a second is limited as well: a peer must not be able to open and close sessions
   * faster than the data plane follows.
   *
   * @param replacing true if the new session replaces one of the peer
   * @param now time in nanoseconds
   */
  Optional<Cause> refusalOfPeer(CarrierSessions via, boolean replacing, long now) {
    Carrier.PeerLimits peer = via.carrier().peerLimits();
    if (peer == null || peer.maxSessions() == 0) {
      return Optional.empty();
    }
    int most = peer.maxSessions();
    if (via.share().sessions - (replacing ? 1 : 0) >= most) {
      return lack(
          Reason.SESSION_LIMIT,
          "the limit of " + most + " sessions of a peer without a tunnel is reached");
    }
    return rates.admits(peer.address(), most, now)
        ? Optional.empty()
        : lack(
            Reason.SESSION_RATE_LIMIT,
            "the limit of " + most + " requests for sessions in a second is reached");
  }

  /** Counts a request of a peer that is refused because of a limit. */
  void countRefusal() {
    refused++;
  }

  long refusals() {
    return refused;
  }

  private static Optional<Cause> lack(Reason reason, String text) {
    return Optional.of(Cause.of(reason, Result.of(ResultCodes.CDN_TEMPORARY_LACK, text)));
  }
}
