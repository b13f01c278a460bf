package net.sluice.netlink.rtnl;

/**
 * Two virtual Ethernet interfaces to be created, each the other end of the other. They get one
 * queue per direction: the kernel's default, one per processor, costs a quarter more memory and
 * three times the time.
 *
 * @param name at most 15 bytes
 * @param peer name of the other end
 * @param mtu of both ends, in bytes; 0 leaves it to the kernel (1500)
 * @param group link group of both ends, for deleting many at once; 0 is the group of all other
 *     links
 */
public record VethPair(String name, String peer, int mtu, int group) {

  /** A pair with the kernel's MTU. */
  public static VethPair of(String name, String peer) {
    return new VethPair(name, peer, 0, 0);
  }

  /** The same pair with another MTU. */
  public VethPair withMtu(int value) {
    return new VethPair(name, peer, value, group);
  }

  /** The same pair in another link group. */
  public VethPair withGroup(int value) {
    return new VethPair(name, peer, mtu, value);
  }
}
