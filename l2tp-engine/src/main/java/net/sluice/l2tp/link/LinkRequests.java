package net.sluice.l2tp.link;

import java.util.Optional;
import net.sluice.l2tp.InterfaceSettings;
import net.sluice.l2tp.Step.Configure;
import net.sluice.netlink.LinkWriter;
import net.sluice.netlink.NetlinkException;
import net.sluice.netlink.Requests;

/** Writes the requests that give an interface its settings: only what changes, in few messages. */
public final class LinkRequests {
  private final LinkWriter links;
  private final Bridges bridges;
  private final Ipv6Switch ipv6;

  /** Knows the bridges' interface indexes. */
  @FunctionalInterface
  public interface Bridges {
    /**
     * The index of a bridge.
     *
     * @throws NetlinkException when there is none of this name
     */
    int index(String bridge);
  }

  /** Switches IPv6 off on an interface. */
  @FunctionalInterface
  public interface Ipv6Switch {
    /**
     * Called right before the request that brings the interface up is written.
     *
     * @return whether IPv6 is off
     */
    boolean off(String name);

    /** Whether interfaces come into being with IPv6 off. */
    default boolean offByDefault() {
      return false;
    }
  }

  /**
   * @param requests where the requests go
   */
  public LinkRequests(Requests requests, Bridges bridges, Ipv6Switch ipv6) {
    this.links = new LinkWriter(requests);
    this.bridges = bridges;
    this.ipv6 = ipv6;
  }

  /**
   * Writes 0 to 2 requests.
   *
   * <p>An interface that comes up has IPv6 switched off before. Where that is not possible it gets
   * at least no link-local address, which takes a request of its own: within one, the kernel sets
   * the flags first and the address generation mode later (tried on Linux 6.1 and 6.12).
   *
   * @return how many requests were written
   * @throws NetlinkException when there is no such bridge; nothing is written then
   */
  public int write(Configure step) {
    InterfaceSettings before = step.before();
    InterfaceSettings after = step.after();
    boolean rises = after.up() && !before.up();
    boolean falls = before.up() && !after.up();
    boolean moves = !after.bridge().equals(before.bridge());
    boolean resized = after.mtu() != 0 && after.mtu() != before.mtu();
    boolean renamed = !after.alias().equals(before.alias());
    boolean sleepsOrWakes = after.dormant() != before.dormant();
    if (!(rises || falls || moves || resized || renamed || sleepsOrWakes)) {
      return 0;
    }
    int master = moves ? master(after.bridge()) : 0;
    int written = 1;
    boolean bornOff = before.mtu() == 0 && ipv6.offByDefault();
    if (rises && !bornOff && !ipv6.off(after.name())) {
      links.change(after.name()).withoutIpv6AddressGeneration();
      written++;
    }
    links.change(after.name());
    if (resized) {
      links.mtu(after.mtu());
    }
    if (renamed) {
      links.alias(after.alias());
    }
    if (moves) {
      links.master(master);
    }
    if (rises) {
      links.up();
    }
    if (falls) {
      links.down();
    }
    if (sleepsOrWakes) {
      links.dormant(after.dormant());
    }
    return written;
  }

  private int master(Optional<String> bridge) {
    return bridge.isPresent() ? bridges.index(bridge.get()) : 0;
  }
}
