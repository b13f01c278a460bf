package net.sluice.netlink;

/** A destination for requests: a socket takes one at a time, a {@link RequestBatch} many. */
public interface Requests {

  /**
   * Starts a request. It ends when the next one starts or when it is sent. All calls return the
   * same writer.
   *
   * @param type nlmsg_type: an RTM_ constant or the id of a generic netlink family
   * @param flags NLM_F_CREATE and the like; the sender adds NLM_F_REQUEST and NLM_F_ACK
   */
  MessageWriter request(int type, int flags);
}
