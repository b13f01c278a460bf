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

/**
 * The limits for new sessions, and the session profiles for sessions without a configured
 * pseudowire.
 */
final class Admission {
  private final Map<String, AcceptProfile> byName = new HashMap<>();
  private final Map<RemoteEndId, AcceptProfile> byEndId = new HashMap<>();
  private int maxSessions;
  private boolean drain;

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
  Optional<Result> refusalIfDraining() {
    return drain
        ? Optional.of(
            Result.of(
                ResultCodes.CDN_TEMPORARY_LACK, "this end is draining and accepts no new sessions"))
        : Optional.empty();
  }

  /**
   * Returns the refusal of one more session; empty if no limit is reached.
   *
   * @param all present number of sessions
   * @param inConnection present number of sessions in the connection
   */
  Optional<Result> refusalAtLimit(int all, int inConnection, Carrier carrier) {
    int most = carrier.parameters().maxSessions();
    if (maxSessions != 0 && all >= maxSessions) {
      return lack("the limit of " + maxSessions + " sessions is reached");
    }
    return most != 0 && inConnection >= most
        ? lack("the limit of " + most + " sessions in the connection is reached")
        : Optional.empty();
  }

  private static Optional<Result> lack(String text) {
    return Optional.of(Result.of(ResultCodes.CDN_TEMPORARY_LACK, text));
  }
}
