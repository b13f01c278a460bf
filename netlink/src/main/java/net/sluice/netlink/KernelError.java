package net.sluice.netlink;

import net.sluice.netlink.system.Errno;

/**
 * The reason for which the kernel refused a request.
 *
 * @param errno a positive error number
 * @param text the kernel's own explanation (extended ack); empty if there is none
 * @param attributeOffset start of the offending attribute in the request, in bytes from the message
 *     header; -1 if unknown
 * @param missingAttribute type of a required attribute that the request lacks; -1 if unknown (Linux
 *     6.1 and newer)
 */
public record KernelError(int errno, String text, int attributeOffset, int missingAttribute) {

  /** Returns an error that has a number and a text only. */
  public static KernelError of(int errno, String text) {
    return new KernelError(errno, text, -1, -1);
  }

  /** Returns the symbolic name of the error number, such as {@code EEXIST}. */
  public String name() {
    return Errno.name(errno);
  }

  /**
   * Returns the kernel's explanation, or the text of the error number if there is none, followed by
   * the missing and the offending attribute if they are known.
   */
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
