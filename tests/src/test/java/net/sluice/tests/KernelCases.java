package net.sluice.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.sluice.tests.site.Namespace;
import net.sluice.tests.site.Wire;

/** The kernel's data plane at both ends, compared with {@code ip l2tp}. For the lab. */
class KernelCases extends PseudowireCases {
  KernelCases() {
    super("kernel", "kernel");
  }

  @Override
  Stream<Wire> wires() {
    return Stream.concat(
        Stream.of(true, false).flatMap(signaled -> wires(signaled, List.of(8), List.of("none"))),
        Stream.of(
            new Wire(false, "udp", 4, 0, "none"),
            new Wire(false, "udp", 4, 4, "default"),
            new Wire(false, "ip", 6, 0, "default")));
  }

  @Override
  void inspect(Wire wire, Namespace left, Namespace right) {
    if (wire.signaled()) {
      inspectAgreed(wire, left, right);
      return;
    }
    inspect(wire, left, 1, 2);
    inspect(wire, right, 2, 1);
  }

  /** Checks that the cookie that each end sends is the one that the other end expects. */
  private static void inspectAgreed(Wire wire, Namespace left, Namespace right) {
    String tunnel = left.exec("ip", "-d", "l2tp", "show", "tunnel");
    assertContains(tunnel, wire.encapsulation().equals("udp") ? "encap UDP" : "encap IP");
    String ours = left.exec("ip", "-d", "l2tp", "show", "session");
    String theirs = right.exec("ip", "-d", "l2tp", "show", "session");
    assertEquals(find("(?<!peer )cookie (\\S+)", ours), find("peer cookie (\\S+)", theirs));
    assertEquals(find("peer cookie (\\S+)", ours), find("(?<!peer )cookie (\\S+)", theirs));
    assertEquals(2 * wire.cookie(), find("peer cookie (\\S+)", ours).length());
  }

  private static void inspect(Wire wire, Namespace namespace, int end, int peer) {
    String tunnel = namespace.exec("ip", "-d", "l2tp", "show", "tunnel");
    assertContains(
        tunnel,
        "Tunnel %d, encap %s".formatted(end, wire.encapsulation().equals("udp") ? "UDP" : "IP"));
    assertContains(tunnel, "Peer tunnel " + peer);
    String session = namespace.exec("ip", "-d", "l2tp", "show", "session");
    assertContains(session, "Session 10%d in tunnel %d".formatted(end, end));
    assertContains(session, "Peer session 10%d, tunnel %d".formatted(peer, peer));
    assertContains(session, "interface name: pw0");
    assertEquals(wire.cookieOf(end), find("(?<!peer )cookie (\\S+)", session));
    assertEquals(wire.cookieOf(peer), find("peer cookie (\\S+)", session));
    String link = namespace.exec("ip", "-d", "link", "show", "dev", "pw0");
    assertContains(link, "mtu " + wire.mtu());
    assertContains(link, "alias p");
  }

  /** Returns the group of the first match of a pattern; empty if there is none. */
  private static String find(String pattern, String text) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    return matcher.find() ? matcher.group(1) : "";
  }

  private static void assertContains(String text, String part) {
    assertTrue(text.contains(part), () -> "no '" + part + "' in:\n" + text);
  }
}
