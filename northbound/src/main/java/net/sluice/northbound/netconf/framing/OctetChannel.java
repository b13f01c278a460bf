package net.sluice.northbound.netconf.framing;

/** The channel that carries the octets of a session, as the session uses it. Thread: any. */
public interface OctetChannel {
  /**
   * Lets the client send as many octets again. A client that has sent a whole window must wait for
   * this.
   */
  void consumed(int octets);

  /**
   * Closes the channel after the octets that are written. The connection is closed when the client
   * has closed the channel too, or after a few seconds.
   */
  void close();

  /**
   * Ends the connection before its session begins.
   *
   * @param reason text for the client
   */
  void refuse(String reason);
}
