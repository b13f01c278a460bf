package net.sluice.l2tp.link;

import net.sluice.l2tp.InterfaceSettings;
import net.sluice.l2tp.Step.Configure;
import net.sluice.netlink.NetlinkException;
import net.sluice.netlink.Requests;
import net.sluice.netlink.rtnl.LinkWriter;

/** Writes the requests that apply settings to an interface: only changes, in few messages. */
public final class LinkRequests {
  /** Largest number of requests for one step. */
  static final int MAX_REQUESTS = 5;

  private final LinkWriter links;
  private int written;
  private final Indexes indexes;
  private final Ipv6Switch ipv6;

  /** Finds the indexes of bridges and of the interfaces themselves. */
  @FunctionalInterface
  public interface Indexes {
    /**
     * Returns the index of an interface.
     *
     * @throws NetlinkException if there is no interface of this name
     */
    int of(String name);
  }

  /** Disables IPv6 on an interface. */
  @FunctionalInterface
  public interface Ipv6Switch {
    /**
     * Disables IPv6 immediately before the request that brings the interface up is written.
     *
     * @return true if IPv6 is off
     */
    boolean off(String name);

    /** Returns true if new interfaces have IPv6 off. */
    default boolean offByDefault() {
      return false;
    }
  }

  /**
   * Creates a writer.
   *
   * @param requests destination of the requests
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
   * Writes 0 to {@link #MAX_REQUESTS} requests.
   *
   * <p>IPv6 is disabled before an interface comes up. If this is not possible, the interface at
   * least gets no link-local address. This takes a separate request: within one request, the kernel
   * sets the flags first and the address generation mode later (tested on Linux 6.1 and 6.12).
   *
   * <p>A port with configured flags never forwards without them: it joins its bridge while it is
   * down, and comes up with the request that sets the flags, which the kernel applies first.
   *
   * @return the number of requests written
   * @throws NetlinkException if the bridge does not exist, or the interface if its index is needed;
   *     nothing is written then
   */
  public int write(Configure step) {
    SettingsChange change = new SettingsChange(step.before(), step.after());
    String name = step.after().name();
    int master = change.changesBridge() ? step.after().bridge().map(indexes::of).orElse(0) : 0;
    int port = change.changesVlan() ? indexes.of(name) : 0;
    written = 0;
    if (change.restarts()) {
      links.change(name).down();
    }
    if (change.comesUp() && !createdWithoutIpv6(step) && !ipv6.off(name)) {
      links.change(name).withoutIpv6AddressGeneration();
    }
    boolean prepares =
        change.changesMtu() || change.changesAlias() || change.changesBridge() || change.goesDown();
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
    boolean separate = change.flags().isPresent() || change.changesVlan();
    if (change.flags().isPresent() || change.comesUp() || change.changesDormant()) {
      if (separate || !prepares) {
        links.change(name);
      }
      open(change);
    }
    return written;
  }

  private boolean createdWithoutIpv6(Configure step) {
    return step.before().mtu() == 0 && ipv6.offByDefault();
  }

  private void prepare(SettingsChange change, int master) {
    if (change.changesMtu()) {
      links.mtu(change.after().mtu());
    }
    if (change.changesAlias()) {
      links.alias(change.after().alias());
    }
    if (change.changesBridge()) {
      links.master(master);
    }
    if (change.goesDown()) {
      links.down();
    }
  }

  private void open(SettingsChange change) {
    change.flags().ifPresent(links::port);
    if (change.comesUp()) {
      links.up();
    }
    if (change.changesDormant()) {
      links.dormant(change.after().dormant());
    }
  }

  /**
   * Returns the step that restores the settings before a step that was refused halfway. The refused
   * step may have left the interface down, on its way into another bridge.
   */
  static Configure restoring(Configure refused) {
    boolean restarted = new SettingsChange(refused.before(), refused.after()).restarts();
    boolean restarts = new SettingsChange(refused.after(), refused.before()).restarts();
    InterfaceSettings left =
        refused.after().withUp(refused.after().up() && (!restarted || restarts));
    return new Configure(refused.pseudowire(), left, refused.before());
  }
}
