package net.sluice.netlink;

import org.jspecify.annotations.Nullable;

/** Decodes NLMSG_ERROR and the end of a dump, with the extended ack that follows. */
final class Acknowledgement {
  private static final int ERROR = Nl.NLMSG_HDRLEN;
  private static final int REQUEST = ERROR + Integer.BYTES;

  private Acknowledgement() {}

  /** Returns the error of an NLMSG_ERROR or NLMSG_DONE message; null if it reports success. */
  static @Nullable KernelError error(MessageReader message) {
    int errno = -message.s32(ERROR);
    if (errno == 0) {
      return null;
    }
    if ((message.flags() & Nl.NLM_F_ACK_TLVS) == 0) {
      return KernelError.of(errno, "");
    }
    return extended(errno, message.attributes(extendedAckOffset(message) - Nl.NLMSG_HDRLEN));
  }

  /**
   * Returns the offset of the extended ack. The request stands between error and attributes: only
   * its header with CAP_ACK, the whole request without.
   */
  private static int extendedAckOffset(MessageReader message) {
    if (message.type() == Nl.NLMSG_DONE) {
      return REQUEST;
    }
    boolean capped = (message.flags() & Nl.NLM_F_CAPPED) != 0;
    return REQUEST + (capped ? Nl.NLMSG_HDRLEN : Nl.align(message.s32(REQUEST)));
  }

  private static KernelError extended(int errno, AttributeReader attributes) {
    String text = "";
    int offset = -1;
    int missing = -1;
    while (attributes.next()) {
      switch (attributes.type()) {
        case Nl.NLMSGERR_ATTR_MSG -> text = attributes.string();
        case Nl.NLMSGERR_ATTR_OFFS -> offset = attributes.s32();
        case Nl.NLMSGERR_ATTR_MISS_TYPE -> missing = attributes.s32();
        default -> {} // cookies and policies
      }
    }
    return new KernelError(errno, text, offset, missing);
  }
}
