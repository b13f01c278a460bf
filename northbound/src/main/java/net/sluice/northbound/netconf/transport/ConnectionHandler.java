package net.sluice.northbound.netconf.transport;

import io.netty.channel.Channel;
import net.sluice.northbound.netconf.framing.OctetChannel;

/** Takes connections whose user has logged in. */
@FunctionalInterface
public interface ConnectionHandler {
  /**
   * Takes a connection: adds its handlers to the channel, or closes it. Runs on the event loop of
   * the channel and must not wait.
   *
   * @param channel carries the octets of NETCONF messages in their framing
   * @param octets the same channel, for flow control, refusal and the end
   * @param user authenticated name
   */
  void connected(Channel channel, OctetChannel octets, String user);
}
