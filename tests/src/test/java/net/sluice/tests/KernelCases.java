package net.sluice.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.sluice.tests.site.Namespace;
import net.sluice.tests.site.Wire;

/** The kernel's data plane at both ends, and what {@code ip l2tp} shows of it. For the lab. */
class KernelCases extends PseudowireCases {
  KernelCases() {
    super("kernel", "kernel");
  }

  @Override
  Stream<Wire> wires() {
    return Stream.concat(
        wires(List.of(8), List.of("none")),
        Stream.of(
            new Wire("udp", 4, 0, "none"),
            new Wire("udp", 4, 4, "default"),
            new Wire("ip", 6, 0, "default")));
  }

  @Override
  void inspect(Wire wire, Namespace left, Namespace right) {
    inspect(wire, left, 1, 2);
    inspect(wire, right, 2, 1);
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

  /** The group of the pattern's first match; empty where there is none. */
  private static String find(String pattern, String text) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    return matcher.find() ? matcher.group(1) : "";
  }

  private static void assertContains(String text, String part) {
    assertTrue(text.contains(part), () -> "no '" + part + "' in:\n" + text);
  }
}
