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

  public LinkRequests(Requests requests, Bridges bridges) {
    this.links = new LinkWriter(requests);
    this.bridges = bridges;
  }

  /**
   * Writes 0 to 2 requests. An interface that comes up needs a request before the one that brings
   * it up: within one, the kernel sets the flags first and the address generation mode later, by
   * when the link-local address exists (tried on Linux 6.1 and 6.12).
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
    int master = moves ? master(after.bridge()) : 0;
    int written = 0;
    if (rises || resized || renamed || falls || moves) {
      links.change(after.name());
      written++;
    }
    if (resized) {
      links.mtu(after.mtu());
    }
    if (renamed) {
      links.alias(after.alias());
    }
    if (falls) {
      links.down();
    }
    if (rises) {
      links.withoutIpv6AddressGeneration();
      links.change(after.name()).up();
      written++;
    }
    if (moves) {
      links.master(master);
    }
    return written;
  }

  private int master(Optional<String> bridge) {
    return bridge.isPresent() ? bridges.index(bridge.get()) : 0;
  }
}
