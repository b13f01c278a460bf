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
 * @param peerNamespace descriptor of the network namespace that the other end moves to; -1 leaves
 *     it here
 */
public record VethPair(String name, String peer, int mtu, int group, int peerNamespace) {

  /** A pair with the kernel's MTU, in this namespace. */
  public static VethPair of(String name, String peer) {
    return new VethPair(name, peer, 0, 0, -1);
  }

  /** The same pair with another MTU. */
  public VethPair withMtu(int value) {
    return new VethPair(name, peer, value, group, peerNamespace);
  }

  /** The same pair in another link group. */
  public VethPair withGroup(int value) {
    return new VethPair(name, peer, mtu, value, peerNamespace);
  }

  /** The same pair with its other end in another namespace. */
  public VethPair withPeerNamespace(int fd) {
    return new VethPair(name, peer, mtu, group, fd);
  }
}
