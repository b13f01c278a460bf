package net.sluice.tests.scale;

import net.sluice.tests.site.Namespace;

/** A tunnel that {@code ip} creates, for sessions without Sluice: number 1, over UDP. */
final class BareTunnel {
  private BareTunnel() {}

  static void add(Namespace host) {
    host.exec(
        "sh",
        "-c",
        "ip l2tp add tunnel tunnel_id 1 peer_tunnel_id 2 encap udp local 127.0.0.1"
            + " remote 127.0.0.2 udp_sport 1701 udp_dport 1701");
  }

  static void delete(Namespace host) {
    host.exec("ip", "l2tp", "del", "tunnel", "tunnel_id", "1");
    awaitGone(host, "pw");
  }

  /** Waits until the interfaces are gone: the kernel removes them after its answer. */
  static void awaitGone(Namespace host, String prefix) {
    host.exec("sh", "-c", "while ls /sys/class/net | grep -q ^" + prefix + "; do sleep 0.05; done");
  }
}
