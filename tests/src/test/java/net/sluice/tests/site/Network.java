package net.sluice.tests.site;

/**
 * Two hosts with a cable between them: addresses 192.0.2.1 and 2001:db8::1 on the left, 192.0.2.2
 * and 2001:db8::2 on the right.
 */
public record Network(Namespace left, Namespace right) implements AutoCloseable {

  /** Creates both hosts. Skips the test if the process is not root. */
  public static Network create() {
    Network network = new Network(Namespace.create("left"), Namespace.create("right"));
    network.join();
    return network;
  }

  private void join() {
    left.exec(
        "ip", "link", "add", "uplink", "type", "veth", "peer", "uplink", "netns", right.name());
    address(left, 1);
    address(right, 2);
  }

  private static void address(Namespace namespace, int host) {
    namespace.exec("ip", "address", "add", "192.0.2." + host + "/24", "dev", "uplink");
    namespace.exec("ip", "address", "add", "2001:db8::" + host + "/64", "dev", "uplink", "nodad");
    namespace.exec("ip", "link", "set", "uplink", "up");
  }

  @Override
  public void close() {
    left.close();
    right.close();
  }
}
