package net.sluice.manager.desired;

import java.net.Inet4Address;
import java.util.Optional;
import java.util.TreeMap;
import net.sluice.l2tp.Encapsulation;
import net.sluice.manager.config.Addresses;

/** What all tunnels together say about the host; counted, so that a change costs what changes. */
public final class TunnelSummary {
  private final TreeMap<Long, Integer> localAddresses = new TreeMap<>();
  private int dynamic;
  private int dynamicOverIp;

  public TunnelSummary() {}

  /** A copy of its own. */
  public TunnelSummary(TunnelSummary other) {
    localAddresses.putAll(other.localAddresses);
    dynamic = other.dynamic;
    dynamicOverIp = other.dynamicOverIp;
  }

  public void add(DesiredTunnel tunnel) {
    count(tunnel, 1);
  }

  public void remove(DesiredTunnel tunnel) {
    count(tunnel, -1);
  }

  /** Whether there are dynamic tunnels. */
  public boolean hasDynamic() {
    return dynamic > 0;
  }

  /** Whether there are dynamic tunnels over IP. */
  public boolean hasDynamicOverIp() {
    return dynamicOverIp > 0;
  }

  /** The lowest IPv4 address that is the local one of a tunnel, as a number. */
  public Optional<Long> lowestLocalAddress() {
    return localAddresses.isEmpty() ? Optional.empty() : Optional.of(localAddresses.firstKey());
  }

  private void count(DesiredTunnel tunnel, int number) {
    if (tunnel.localAddress() instanceof Inet4Address address) {
      localAddresses.merge(
          Addresses.number(address), number, (a, b) -> a + b == 0 ? null : Integer.valueOf(a + b));
    }
    if (tunnel instanceof DesiredTunnel.Dynamic signaled) {
      dynamic += number;
      dynamicOverIp += signaled.profile().encapsulation() == Encapsulation.IP ? number : 0;
    }
  }
}
