package net.sluice.l2tp.kernel;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.sluice.l2tp.SessionProfile;
import net.sluice.l2tp.Step;
import net.sluice.l2tp.Step.CreateSession;
import net.sluice.l2tp.Step.CreateTunnel;
import net.sluice.l2tp.Step.DeleteSession;
import net.sluice.l2tp.Step.DeleteTunnel;
import net.sluice.l2tp.TunnelProfile;

/**
 * Remembers recent deletions. From Linux 6.11 on, the kernel acknowledges a deletion before it has
 * happened: a work queue does it later, and until then ids, ports and interface names are still in
 * use.
 *
 * <p>Thread: manager. Times are those of {@link System#nanoTime}.
 */
final class Deletions {
  /** Longest time of a deletion, in ns: removing thousands of interfaces one by one is slow. */
  private static final long LIMIT = Duration.ofSeconds(30).toNanos();

  /** An id, endpoint or name that only one object can have at a time. */
  private record Claim(String kind, Object value) {}

  /**
   * The claim of all sessions that were deleted with their tunnel: their ids are not known here.
   */
  private static final Claim SESSION_OF_A_TUNNEL = new Claim("session of a tunnel", "");

  private final Map<Claim, Long> ends = new HashMap<>();

  /** Records a step that the kernel has accepted. */
  void applied(Step step, long now) {
    switch (step) {
      case DeleteTunnel(TunnelProfile tunnel) -> {
        claims(tunnel).forEach(claim -> ends.put(claim, now + LIMIT));
        ends.put(SESSION_OF_A_TUNNEL, now + LIMIT);
      }
      case DeleteSession(String pseudowire, SessionProfile session) ->
          claims(session).forEach(claim -> ends.put(claim, now + LIMIT));
      default -> {} // no deletion
    }
  }

  /** Returns true if a creation may collide with an object whose deletion is still in progress. */
  boolean isPending(Step step, long now) {
    return switch (step) {
      case CreateTunnel(TunnelProfile tunnel, var socket) -> isPending(claims(tunnel), now);
      case CreateSession(String pseudowire, SessionProfile session) ->
          isPending(claims(session), now) || isPending(List.of(SESSION_OF_A_TUNNEL), now);
      default -> false;
    };
  }

  private boolean isPending(List<Claim> claims, long now) {
    return claims.stream().map(ends::get).anyMatch(end -> end != null && end - now > 0);
  }

  private static List<Claim> claims(TunnelProfile tunnel) {
    List<Object> endpoint = List.of(tunnel.localAddress(), tunnel.localPort());
    return List.of(new Claim("tunnel", tunnel.tunnelId()), new Claim("endpoint", endpoint));
  }

  private static List<Claim> claims(SessionProfile session) {
    return List.of(
        new Claim("session", session.sessionId()), new Claim("name", session.interfaceName()));
  }

  /** Forgets the deletions whose time limit has passed. */
  void prune(long now) {
    ends.values().removeIf(end -> end - now <= 0);
  }
}
