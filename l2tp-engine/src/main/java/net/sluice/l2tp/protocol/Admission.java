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

/** Whether there may be another session, and what one gets that nothing is configured for. */
final class Admission {
  private final Map<String, AcceptProfile> byName = new HashMap<>();
  private final Map<RemoteEndId, AcceptProfile> byEndId = new HashMap<>();
  private int maxSessions;
  private boolean drain;

  void lcce(LcceProfile profile) {
    maxSessions = profile.maxSessions();
    drain = profile.drain();
  }

  void accepts(List<AcceptProfile> profiles) {
    byName.clear();
    byEndId.clear();
    for (AcceptProfile profile : profiles) {
      byName.put(profile.name(), profile);
      profile.remoteEndId().ifPresent(id -> byEndId.putIfAbsent(id, profile));
    }
  }

  /** The session profile for a Remote End ID, else the one that the peer's profile names. */
  Optional<AcceptProfile> profile(RemoteEndId id, Carrier carrier) {
    AcceptProfile profile = byEndId.get(id);
    for (RemoteEndId form : profile == null ? id.otherForms() : List.<RemoteEndId>of()) {
      profile = profile == null ? byEndId.get(form) : profile;
    }
    return profile == null ? carrier.sessionProfile().map(byName::get) : Optional.of(profile);
  }

  /** Why a session can't be taken from a peer, whatever it is; empty if it can. */
  Optional<Result> closed() {
    return drain
        ? Optional.of(
            Result.of(ResultCodes.CDN_TEMPORARY_LACK, "this end drains and takes no new sessions"))
        : Optional.empty();
  }

  /**
   * Why there can't be another session; empty if there can.
   *
   * @param all sessions there are
   * @param inConnection sessions in the connection
   */
  Optional<Result> full(int all, int inConnection, Carrier carrier) {
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
