package net.sluice.l2tp.link;

import net.sluice.l2tp.InterfaceSettings;
import net.sluice.l2tp.Step.Configure;
import net.sluice.netlink.NetlinkException;
import net.sluice.netlink.Requests;
import net.sluice.netlink.rtnl.LinkWriter;

/** Writes the requests that give an interface its settings: only what changes, in few messages. */
public final class LinkRequests {
  /** The most requests that one step takes. */
  static final int MOST = 5;

  private final LinkWriter links;
  private int written;
  private final Indexes indexes;
  private final Ipv6Switch ipv6;

  /** Knows the indexes of bridges and of the interfaces themselves. */
  @FunctionalInterface
  public interface Indexes {
    /**
     * The index of an interface.
     *
     * @throws NetlinkException when there is none of this name
     */
    int of(String name);
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
  public LinkRequests(Requests requests, Indexes indexes, Ipv6Switch ipv6) {
    this.links =
        new LinkWriter(
            (type, flags) -> {
              written++;
              return requests.request(type, flags);
            });
    this.indexes = indexes;
    this.ipv6 = ipv6;
  }

  /**
   * Writes 0 to {@link #MOST} requests.
   *
   * <p>An interface that comes up has IPv6 switched off before. Where that is not possible it gets
   * at least no link-local address, which takes a request of its own: within one, the kernel sets
   * the flags first and the address generation mode later (tried on Linux 6.1 and 6.12).
   *
   * <p>A port whose flags are given never forwards without them: it joins its bridge while it is
   * down, and comes up with the request that gives the flags, which the kernel applies first.
   *
   * @return how many requests were written
   * @throws NetlinkException when there is no such bridge, or no such interface where its index is
   *     needed; nothing is written then
   */
  public int write(Configure step) {
    SettingsChange change = new SettingsChange(step.before(), step.after());
    String name = step.after().name();
    int master = change.moves() ? step.after().bridge().map(indexes::of).orElse(0) : 0;
    int port = change.changesVlan() ? indexes.of(name) : 0;
    written = 0;
    if (change.restarts()) {
      links.change(name).down();
    }
    if (change.rises() && !bornWithoutIpv6(step) && !ipv6.off(name)) {
      links.change(name).withoutIpv6AddressGeneration();
    }
    boolean prepares = change.resizes() || change.renames() || change.moves() || change.falls();
    if (prepares) {
      links.change(name);
      prepare(change, master);
    }
    if (!change.addedVlans().isEmpty()) {
      links.addVlans(port, change.addedVlans());
    }
    if (!change.removedVlans().isEmpty()) {
      links.deleteVlans(port, change.removedVlans());
    }
    boolean apart = change.flags().isPresent() || change.changesVlan();
    if (change.flags().isPresent() || change.rises() || change.sleepsOrWakes()) {
      if (apart || !prepares) {
        links.change(name);
      }
      open(change);
    }
    return written;
  }

  private boolean bornWithoutIpv6(Configure step) {
    return step.before().mtu() == 0 && ipv6.offByDefault();
  }

  private void prepare(SettingsChange change, int master) {
    if (change.resizes()) {
      links.mtu(change.after().mtu());
    }
    if (change.renames()) {
      links.alias(change.after().alias());
    }
    if (change.moves()) {
      links.master(master);
    }
    if (change.falls()) {
      links.down();
    }
  }

  private void open(SettingsChange change) {
    change.flags().ifPresent(links::port);
    if (change.rises()) {
      links.up();
    }
    if (change.sleepsOrWakes()) {
      links.dormant(change.after().dormant());
    }
  }

  /**
   * The step that restores what an interface had before a step that was refused half done. That may
   * have left it down, on its way into another bridge.
   */
  static Configure restoring(Configure refused) {
    boolean restarted = new SettingsChange(refused.before(), refused.after()).restarts();
    boolean restarts = new SettingsChange(refused.after(), refused.before()).restarts();
    InterfaceSettings left =
        refused.after().withUp(refused.after().up() && (!restarted || restarts));
    return new Configure(refused.pseudowire(), left, refused.before());
  }
}
