package net.sluice.netlink;

import net.sluice.netlink.system.ErrnoException;

/**
 * A netlink request that failed, with the kernel's explanation. The message reads {@code create
 * link br0: EEXIST (File exists)}; the kernel's own text stands in the parentheses if there is one.
 */
public final class NetlinkException extends ErrnoException {
  private final KernelError error;
  private final int sequence;

  /**
   * @param operation verb and object of the request: {@code create link br0}
   * @param sequence sequence number of the request; 0 if none was sent
   */
  public NetlinkException(String operation, KernelError error, int sequence) {
    super(operation, error.errno(), error.explanation());
    this.error = error;
    this.sequence = sequence;
  }

  /** Returns errno, text and attribute offset. */
  public KernelError error() {
    return error;
  }

  /** Returns the sequence number of the refused request, as shown by nlmon. */
  public int sequence() {
    return sequence;
  }
}
