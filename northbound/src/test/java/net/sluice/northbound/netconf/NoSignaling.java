package net.sluice.northbound.netconf;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import net.sluice.l2tp.CircuitStatus;
import net.sluice.l2tp.signaling.Signaling;
import net.sluice.l2tp.signaling.SignalingEvent;
import net.sluice.l2tp.signaling.SignalingUpdate;
import net.sluice.l2tp.signaling.SystemCounters;
import net.sluice.l2tp.signaling.TunnelCounters;

/** Signaling without peers, for static tunnels. */
final class NoSignaling implements Signaling {
  @Override
  public void listen(Consumer<List<SignalingEvent>> listener) {}

  @Override
  public void update(SignalingUpdate update) {}

  @Override
  public void resetTunnel(String name) {}

  @Override
  public void resetSession(String name) {}

  @Override
  public void circuitStatus(Map<String, CircuitStatus> byName) {}

  @Override
  public void installed(Collection<Long> sessionIds) {}

  @Override
  public void sessionRefused(long sessionId, String reason) {}

  @Override
  public void tunnelRefused(long tunnelId, String reason) {}

  @Override
  public void released(long tunnelId) {}

  @Override
  public Optional<TunnelCounters> counters(String tunnel) {
    return Optional.empty();
  }

  @Override
  public SystemCounters counters() {
    return SystemCounters.NONE;
  }

  @Override
  public void record(String tunnel, Optional<Path> file) {}

  @Override
  public void close() {}
}
