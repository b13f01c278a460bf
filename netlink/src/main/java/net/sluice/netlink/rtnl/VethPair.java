package net.sluice.netlink.rtnl;

/**
 * A pair of connected virtual Ethernet interfaces to be created. Each has one queue per direction:
 * the kernel's default, one per processor, costs a quarter more memory and three times the time.
 *
 * @param name at most 15 bytes
 * @param peer name of the other end
 * @param mtu of both ends, in octets; 0 leaves it to the kernel (1500)
 * @param group link group of both ends, to delete many in one request; 0 is the default group
 */
public record VethPair(String name, String peer, int mtu, int group) {

  /** Returns a pair with the MTU and the link group that are the kernel's defaults. */
  public static VethPair of(String name, String peer) {
    return new VethPair(name, peer, 0, 0);
  }

  /** Returns the same pair with another MTU. */
  public VethPair withMtu(int value) {
    return new VethPair(name, peer, value, group);
  }

  /** Returns the same pair in another link group. */
  public VethPair withGroup(int value) {
    return new VethPair(name, peer, mtu, value);
  }
}
