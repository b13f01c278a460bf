package net.sluice.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.sluice.tests.site.FileTree;
import net.sluice.tests.site.Funnels;
import net.sluice.tests.site.Namespace;
import net.sluice.tests.site.Netconf;
import net.sluice.tests.site.Parts;
import net.sluice.tests.site.Pseudowires;
import net.sluice.tests.site.Sluice;
import net.sluice.tests.site.Wire;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Wrong edits. Sluice must reject each with a message that names the mistake, and change nothing.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class BadEditTest {
  @AutoClose private static final Parts PARTS = new Parts();
  private static Namespace host;
  private static Sluice sluice;
  private static Netconf client;

  @BeforeAll
  static void start(@TempDir Path directory) {
    host = PARTS.add(Namespace.create("host"));
    sluice = PARTS.add(new Sluice(host, directory.resolve("sluice")));
    sluice.start();
    client = PARTS.add(sluice.netconf());
    client.apply(Pseudowires.TUNNEL + Pseudowires.of(IntStream.of(1), n -> ""));
    host.exec("ip", "link", "add", "taken", "type", "bridge");
    host.exec("ip", "link", "add", "held", "type", "veth", "peer", "small");
    host.exec("ip", "link", "set", "dev", "held", "master", "taken");
    host.exec("ip", "link", "set", "dev", "small", "mtu", "1400");
  }

  /**
   * A wrong edit.
   *
   * @param tag the expected error-tag
   * @param says texts that the message must contain
   */
  private record Mistake(String name, String edit, String tag, List<String> says) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Mistake pseudowire(String name, String xml, String tag, String... says) {
    return new Mistake(name, Pseudowires.of(IntStream.of(2), n -> xml), tag, List.of(says));
  }

  private static Mistake tunnel(
      String name, String local, String peer, String tag, String... says) {
    return new Mistake(
        name,
        """
        <l2tp xmlns="%s"><tunnel><name>bad</name>%s%s<local-port>5000</local-port>\
        <local-tunnel-id>7</local-tunnel-id><peer-tunnel-id>8</peer-tunnel-id></tunnel></l2tp>
        """
            .formatted(Wire.L2TP, local, peer),
        tag,
        List.of(says));
  }

  static Stream<Mistake> mistakes() {
    return Stream.concat(pseudowiresAndTunnels(), funnels());
  }

  private static Mistake funnel(
      String name, String uplink, String more, String tag, String... says) {
    return new Mistake(name, Funnels.funnel(uplink, more), tag, List.of(says));
  }

  /** Returns an edit with a funnel and pseudowires 2 and 3 in it, which have a wrong attachment. */
  private static Mistake attached(
      String name, String funnel, String attachment, String tag, String... says) {
    return new Mistake(
        name,
        Funnels.funnel("later", funnel) + Funnels.attached(IntStream.of(2, 3), n -> attachment),
        tag,
        List.of(says));
  }

  private static Stream<Mistake> funnels() {
    return Stream.of(
        funnel("uplink in a bridge of others", "held", "", "operation-failed", "held", "taken"),
        funnel(
            "MTU larger than the uplink's",
            "small",
            "",
            "operation-failed",
            "small",
            "1400",
            "1500"),
        funnel(
            "capacity of 0",
            "later",
            "<leaf-capacity>0</leaf-capacity>",
            "invalid-value",
            "1 to 1022"),
        funnel(
            "capacity beyond the ports of a bridge",
            "later",
            "<leaf-capacity>1023</leaf-capacity>",
            "invalid-value",
            "1 to 1022"),
        funnel("uplink that is a pseudowire", "pw0", "", "operation-failed", "pw0"),
        new Mistake(
            "funnel that is not there",
            Funnels.attached(IntStream.of(2), n -> ""),
            "data-missing",
            List.of("f")),
        attached(
            "VLAN used twice",
            "<vlan-mapping>dot1q</vlan-mapping>",
            "<vlan>7</vlan>",
            "operation-failed",
            "VLAN 7",
            Pseudowires.name(2),
            Pseudowires.name(3)),
        attached(
            "VLAN of untagged frames",
            "<vlan-mapping>dot1q</vlan-mapping>",
            "<vlan>1</vlan>",
            "invalid-value",
            "2 to 4094"),
        attached("VLAN in a funnel without", "", "<vlan>7</vlan>", "invalid-value", "VLAN", "f"),
        attached(
            "group in a funnel without", "", "<group>a</group>", "invalid-value", "group", "f"));
  }

  private static Stream<Mistake> pseudowiresAndTunnels() {
    return Stream.of(
        pseudowire("unknown element", "<colour>red</colour>", "unknown-element", "colour"),
        pseudowire(
            "wrong type",
            "<admin-status>maybe</admin-status>",
            "invalid-value",
            "admin-status",
            "maybe",
            "up"),
        new Mistake(
            "missing key",
            "<pseudowires xmlns=\"%s\"><pseudowire><tunnel>t</tunnel></pseudowire></pseudowires>"
                .formatted(Wire.PSEUDOWIRE),
            "missing-element",
            List.of("name")),
        new Mistake(
            "tunnel that is not there",
            Pseudowires.of(IntStream.of(2), n -> "").replace("<tunnel>t<", "<tunnel>nowhere<"),
            "data-missing",
            List.of("nowhere")),
        new Mistake(
            "duplicate session id",
            Pseudowires.of(IntStream.of(2), n -> "").replace("id>2<", "id>1<"),
            "operation-failed",
            List.of("1", Pseudowires.name(1))),
        pseudowire(
            "interface name too long",
            "<interface-name>sixteen-letters-</interface-name>",
            "invalid-value",
            "15 characters"),
        pseudowire(
            "interface name taken by the host",
            "<interface-name>taken</interface-name>",
            "operation-failed",
            Pseudowires.name(2),
            "taken",
            "File exists"),
        pseudowire(
            "interface name taken by another pseudowire",
            "<interface-name>pw0</interface-name>",
            "operation-failed",
            "pw0",
            Pseudowires.name(1)),
        pseudowire("MTU too small", "<mtu>67</mtu>", "invalid-value", "mtu", "68", "9216"),
        pseudowire("MTU too large", "<mtu>9217</mtu>", "invalid-value", "mtu", "68", "9216"),
        pseudowire(
            "cookie of 5 octets",
            "<transmit-cookie>0011223344</transmit-cookie>",
            "invalid-value",
            "0, 4 or 8 octets"),
        tunnel(
            "IPv4 and IPv6 mixed",
            "<local-address>192.0.2.1</local-address>",
            "<peer-address>2001:db8::2</peer-address>",
            "invalid-value",
            "192.0.2.1",
            "2001:db8::2"),
        tunnel(
            "missing peer address",
            "<local-address>192.0.2.1</local-address>",
            "",
            "missing-element",
            "peer-address"),
        tunnel(
            "address that the host does not have",
            "<local-address>192.0.2.77</local-address>",
            "<peer-address>192.0.2.78</peer-address>",
            "operation-failed",
            "bad",
            "192.0.2.77"));
  }

  private record World(String running, String links, String files) {}

  private static World world() {
    return new World(
        client.running(), host.exec("ip", "-o", "link", "show"), FileTree.digests(sluice.state()));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void isRejected(Mistake mistake) {
    World before = world();
    String reply = client.edit(mistake.edit());
    if (!reply.contains("<rpc-error>")) {
      reply = client.commit();
    }
    client.rpc("<discard-changes/>");
    assertTrue(reply.contains("<error-tag>" + mistake.tag() + "</error-tag>"), reply);
    String message = reply.replaceFirst("(?s).*?<error-message[^>]*>(.*?)</error-message>.*", "$1");
    for (String part : mistake.says()) {
      assertTrue(message.contains(part), "no '" + part + "' in: " + reply);
    }
    assertEquals(before, world());
  }

  @Test
  void malformedXmlIsRejected() {
    World before = world();
    try (Netconf other = sluice.netconf()) {
      other.send("<rpc message-id='1' xmlns='urn:ietf:params:xml:ns:netconf:base:1.0'><get></rpc>");
      String reply = other.receive();
      assertTrue(reply.contains("<rpc-error>"), reply);
      assertTrue(reply.contains("line 1, column ") && reply.contains("get"), reply);
    }
    assertEquals(before, world());
    assertFalse(client.running().isEmpty());
  }
}
