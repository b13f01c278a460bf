package net.sluice.netlink;

import net.sluice.netlink.system.ErrnoException;

/**
 * A netlink request that failed, with all that the kernel said. The message reads {@code create
 * link br0: EEXIST (File exists)}, with the kernel's own text between the brackets when it gave
 * one.
 */
public final class NetlinkException extends ErrnoException {
  private final KernelError error;
  private final int sequence;

  /**
   * @param operation what was asked for, with its object: {@code create link br0}
   * @param sequence sequence number of the request; 0 when none was sent
   */
  public NetlinkException(String operation, KernelError error, int sequence) {
    super(operation, error.errno(), error.explanation());
    this.error = error;
    this.sequence = sequence;
  }

  /** Errno, text and attribute offset. */
  public KernelError error() {
    return error;
  }

  /** Sequence number of the refused request, as it stands in a trace. */
  public int sequence() {
    return sequence;
  }
}
