package net.sluice.netlink.system;

/** A system call that the kernel refused, with the operation and the error number. */
public class ErrnoException extends RuntimeException {
  private final String operation;
  private final int errno;
  private final String message;

  /**
   * @param operation verb and object: {@code open /dev/net/tun}
   * @param errno a positive error number
   */
  public ErrnoException(String operation, int errno) {
    this(operation, errno, Errno.text(errno));
  }

  public ErrnoException(String operation, int errno, String text) {
    this.operation = operation;
    this.errno = errno;
    this.message = operation + ": " + Errno.name(errno) + " (" + text + ")";
  }

  @Override
  public final String getMessage() {
    return message;
  }

  /** Returns verb and object of the operation. */
  public final String operation() {
    return operation;
  }

  /** Returns the positive error number; compare it with the constants of {@link Errno}. */
  public final int errno() {
    return errno;
  }
}
