package net.sluice.northbound.netconf.transport;

import io.netty.channel.Channel;

/** Takes connections whose user has logged in. */
@FunctionalInterface
public interface ConnectionHandler {
  /**
   * Takes a connection: adds its handlers to the channel, or closes it. Runs on the event loop of
   * the channel and must not wait.
   *
   * @param channel carries the octets of NETCONF messages in their framing
   * @param user authenticated name
   */
  void connected(Channel channel, String user);
}
