package net.sluice.netlink;

/** Where requests are written: a socket for one at a time, a {@link RequestBatch} for many. */
public interface Requests {

  /**
   * Starts a request. It ends when the next one starts, or when it is sent; the returned writer is
   * the same object each time.
   *
   * @param type nlmsg_type: an RTM_ constant or the id of a generic netlink family
   * @param flags NLM_F_CREATE and its like; NLM_F_REQUEST and NLM_F_ACK are added by the sender
   */
  MessageWriter request(int type, int flags);
}
