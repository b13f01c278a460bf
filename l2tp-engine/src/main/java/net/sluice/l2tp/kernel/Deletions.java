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
 * Remembers what was deleted a short while ago. From Linux 6.11 on the kernel acknowledges a
 * deletion before it has happened: a work queue does it, and until then ids, ports and interface
 * names are still taken.
 */
final class Deletions {
  /** How long a deletion may take; removing thousands of interfaces one by one takes its time. */
  private static final long LIMIT = Duration.ofSeconds(30).toNanos();

  /** Something that only one object can have at a time. */
  private record Claim(String kind, Object value) {}

  /** What every session claims that went with its tunnel: which those were nobody has noted. */
  private static final Claim SESSION_OF_A_TUNNEL = new Claim("session of a tunnel", "");

  private final Map<Claim, Long> ends = new HashMap<>();

  /** Notes an accepted step. */
  void applied(Step step, long now) {
    switch (step) {
      case DeleteTunnel(TunnelProfile tunnel) -> {
        claims(tunnel).forEach(claim -> ends.put(claim, now + LIMIT));
        ends.put(SESSION_OF_A_TUNNEL, now + LIMIT);
      }
      case DeleteSession(String pseudowire, SessionProfile session) ->
          claims(session).forEach(claim -> ends.put(claim, now + LIMIT));
      default -> {} // nothing goes
    }
  }

  /** Whether what a creation collides with may be something that is just going away. */
  boolean pending(Step step, long now) {
    return switch (step) {
      case CreateTunnel(TunnelProfile tunnel, var socket) -> pending(claims(tunnel), now);
      case CreateSession(String pseudowire, SessionProfile session) ->
          pending(claims(session), now) || pending(List.of(SESSION_OF_A_TUNNEL), now);
      default -> false;
    };
  }

  private boolean pending(List<Claim> claims, long now) {
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

  /** Forgets what is long done. */
  void prune(long now) {
    ends.values().removeIf(end -> end - now <= 0);
  }
}
