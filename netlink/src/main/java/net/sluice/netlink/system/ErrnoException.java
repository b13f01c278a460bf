package net.sluice.netlink.system;

/** A system call that the kernel refused: what was tried, and the error number. */
public class ErrnoException extends RuntimeException {
  private final String operation;
  private final int errno;

  /**
   * @param operation what was tried, with its object: {@code open /dev/net/tun}
   * @param errno a positive error number
   */
  public ErrnoException(String operation, int errno) {
    this(operation, errno, Errno.text(errno));
  }

  public ErrnoException(String operation, int errno, String text) {
    super(operation + ": " + Errno.name(errno) + " (" + text + ")");
    this.operation = operation;
    this.errno = errno;
  }

  /** What was tried. */
  public final String operation() {
    return operation;
  }

  /** The positive error number; compare with the constants of {@link Errno}. */
  public final int errno() {
    return errno;
  }
}
