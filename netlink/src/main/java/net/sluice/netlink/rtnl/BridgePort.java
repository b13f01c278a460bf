package net.sluice.netlink.rtnl;

/**
 * Settings of a bridge port.
 *
 * @param isolated true if no frames pass to or from other isolated ports of the bridge
 * @param learning true if the bridge learns source addresses from the port
 * @param flood true if the bridge sends unknown unicast to the port
 * @param multicastFlood true if the bridge sends unknown multicast to the port
 * @param broadcastFlood true if the bridge sends broadcast to the port
 * @param neighSuppress true if the bridge answers ARP and neighbour discovery for the port
 */
public record BridgePort(
    boolean isolated,
    boolean learning,
    boolean flood,
    boolean multicastFlood,
    boolean broadcastFlood,
    boolean neighSuppress) {

  /** The settings that the kernel gives to a port that joins a bridge. */
  public static final BridgePort KERNEL_DEFAULT =
      new BridgePort(false, true, true, true, true, false);

  /** Returns the same settings with another isolation. */
  public BridgePort withIsolated(boolean value) {
    return new BridgePort(value, learning, flood, multicastFlood, broadcastFlood, neighSuppress);
  }
}
