package net.sluice.netlink.rtnl;

/**
 * How a bridge treats one of its ports.
 *
 * @param isolated no frames to or from other isolated ports of the bridge
 * @param learning source addresses are learned
 * @param flood unknown unicast is sent to the port
 * @param multicastFlood unknown multicast is sent to the port
 * @param broadcastFlood broadcast is sent to the port
 * @param neighSuppress the bridge answers ARP and neighbour discovery for the port
 */
public record BridgePort(
    boolean isolated,
    boolean learning,
    boolean flood,
    boolean multicastFlood,
    boolean broadcastFlood,
    boolean neighSuppress) {

  /** What the kernel gives a port that joins. */
  public static final BridgePort KERNEL_DEFAULT =
      new BridgePort(false, true, true, true, true, false);

  /** The same port, isolated or not. */
  public BridgePort withIsolated(boolean value) {
    return new BridgePort(value, learning, flood, multicastFlood, broadcastFlood, neighSuppress);
  }
}
