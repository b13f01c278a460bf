package net.sluice.netlink.system;

/**
 * The descriptors that the data path must leave to management: logins, the status endpoint, the
 * files of the datastores. Peers decide how many tunnels and sessions there are, and each may need
 * a descriptor. The kernel gives the lowest free number, so a high number means that all lower ones
 * are in use.
 *
 * <p>Thread: any.
 */
public final class DescriptorReserve {
  private static final int MOST = 1024;

  /** The reserve is a quarter of few descriptors. */
  private static final int SHARE = 4;

  private DescriptorReserve() {}

  /**
   * Checks a new descriptor of a tunnel or session, and closes it if it is one of the last.
   *
   * @param operation verb and object, for the error
   * @return the descriptor
   * @throws ErrnoException EMFILE if the descriptor belongs to the reserve
   */
  public static int check(Syscalls syscalls, String operation, int descriptor) {
    int limit = syscalls.descriptorLimit();
    int reserve = Math.min(MOST, limit / SHARE);
    if (descriptor >= limit - reserve) {
      syscalls.close(descriptor);
      String text =
          "%d of %d descriptors are in use, the others are reserved"
              .formatted(limit - reserve, limit);
      throw new ErrnoException(operation, Errno.EMFILE, text);
    }
    return descriptor;
  }
}
