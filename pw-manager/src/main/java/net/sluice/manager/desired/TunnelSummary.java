package net.sluice.manager.desired;

import java.net.Inet4Address;
import java.util.Optional;
import java.util.TreeMap;
import net.sluice.l2tp.Encapsulation;
import net.sluice.manager.config.Addresses;

/**
 * The properties of all tunnels together from which settings of the host follow. They are counted,
 * so that the cost of an update depends on the changed tunnels only.
 *
 * <p>Thread: manager.
 */
public final class TunnelSummary {
  private final TreeMap<Long, Integer> localAddresses = new TreeMap<>();
  private int dynamic;
  private int dynamicOverIp;

  public TunnelSummary() {}

  /** Creates an independent copy. */
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

  /** Returns true if there are dynamic tunnels. */
  public boolean hasDynamic() {
    return dynamic > 0;
  }

  /** Returns true if there are dynamic tunnels with IP encapsulation. */
  public boolean hasDynamicOverIp() {
    return dynamicOverIp > 0;
  }

  /** Returns the lowest local IPv4 address of all tunnels, as a number; empty if there is none. */
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
