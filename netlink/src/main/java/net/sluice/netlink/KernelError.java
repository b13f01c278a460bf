package net.sluice.netlink;

import net.sluice.netlink.system.Errno;

/**
 * Why the kernel refused a request.
 *
 * @param errno a positive error number
 * @param text the kernel's own explanation (extended ack), empty when it gave none
 * @param attributeOffset where in the request the offending attribute starts, in bytes from the
 *     message header; -1 when not told
 * @param missingAttribute type of a required attribute that the request lacks; -1 when not told
 *     (Linux 6.1 and newer)
 */
public record KernelError(int errno, String text, int attributeOffset, int missingAttribute) {

  /** An error with a number and a text only. */
  public static KernelError of(int errno, String text) {
    return new KernelError(errno, text, -1, -1);
  }

  /** The symbolic name of the error number, such as {@code EEXIST}. */
  public String name() {
    return Errno.name(errno);
  }

  /** The kernel's explanation, or the text of the error number when it gave none. */
  public String explanation() {
    String reason = text.isEmpty() ? Errno.text(errno) : text;
    if (missingAttribute >= 0) {
      reason += ", attribute " + missingAttribute + " is missing";
    }
    if (attributeOffset >= 0) {
      reason += ", attribute at offset " + attributeOffset;
    }
    return reason;
  }

  @Override
  public String toString() {
    return name() + " (" + explanation() + ")";
  }
}
