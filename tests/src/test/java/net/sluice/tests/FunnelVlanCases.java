package net.sluice.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import net.sluice.netlink.Await;
import net.sluice.tests.site.BridgePorts;
import net.sluice.tests.site.Customers;
import net.sluice.tests.site.Frame;
import net.sluice.tests.site.Funnels;
import net.sluice.tests.site.KernelSessions;
import net.sluice.tests.site.Namespace;
import net.sluice.tests.site.Netconf;
import net.sluice.tests.site.Parts;
import net.sluice.tests.site.Pseudowires;
import net.sluice.tests.site.Sluice;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pseudowires that each have a VLAN of the uplink, as their far ends and the network beyond the
 * uplink see them. For the lab.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 400, unit = TimeUnit.SECONDS)
class FunnelVlanCases {
  /** The number of pseudowires with a VLAN, 3 to 4,000: number 1 has VLAN 2… One more has none. */
  private static final int COUNT = Integer.getInteger("sluice.scale.vlans", 12);

  private static final int WITHOUT = COUNT + 1;
  private static final int CAPACITY = Math.min(1000, COUNT / 3);
  private static final String LEAVES = "<leaf-capacity>%d</leaf-capacity>".formatted(CAPACITY);

  /** A VLAN that no pseudowire has. */
  private static final int UNKNOWN = 4094;

  private static final int UPLINK = Customers.UPLINK;
  private static final Duration LIMIT = Duration.ofSeconds(20);

  /** The number of frames that fit into the queue of the uplink. */
  private static final int BURST = 200;

  private static final String TRUNK = "1 PVID Egress Untagged, 2-4094";

  @AutoClose private final Parts parts = new Parts();

  /** The expected receivers of each frame, with the tags that they must see, by its number. */
  private final Map<Integer, Map<Integer, List<Integer>>> expected = new TreeMap<>();

  private int lastFrame;
  private int lastProbe;
  private Namespace host;
  private Netconf client;
  private Customers customers;

  @BeforeAll
  void start(@TempDir Path directory) {
    host = parts.add(Namespace.create("host"));
    Sluice sluice = parts.add(new Sluice(host, directory));
    sluice.start();
    client = parts.add(sluice.netconf());
    customers = parts.add(new Customers(host, "out0"));
    customers.plugUplink();
    client.apply(Pseudowires.TUNNEL);
  }

  @BeforeEach
  void expectNothing() {
    expected.clear();
  }

  @AfterEach
  void removeAll() {
    client.apply(Funnels.nothing());
  }

  @Test
  void dot1qTags() {
    configure("dot1q");
    inspect("802.1Q");
    everyVlan(Frame::dot1q);
    // The uplink, which has tags, gets the priority that a customer sets.
    toUplink(1, List.of(Frame.dot1q(5, 0)), List.of(Frame.dot1q(5, 2)));
    toUplink(1, List.of(Frame.dot1q(6, 2)), List.of(Frame.dot1q(6, 2)));
    toCustomer(1, List.of(Frame.dot1q(7, 2)), List.of());
    // Frames with the tag of another VLAN are dropped, from the uplink and from a customer.
    send(1, List.of(Frame.dot1q(0, 3)), Map.of());
    send(1, List.of(Frame.dot1q(0, UNKNOWN)), Map.of());
    send(WITHOUT, List.of(Frame.dot1q(0, 2)), Map.of());
    send(UPLINK, List.of(Frame.dot1q(0, UNKNOWN)), Map.of());
    // Frames without a tag, or with a priority only, go to pseudowires without a VLAN.
    send(UPLINK, List.of(), Map.of(WITHOUT, List.of()));
    send(UPLINK, List.of(Frame.dot1q(3, 0)), Map.of(WITHOUT, List.of()));
    toUplink(WITHOUT, List.of(), List.of());
    verify();
  }

  @Test
  void dot1adTags() {
    configure("dot1ad");
    inspect("802.1ad");
    everyVlan(Frame::dot1ad);
    int inner = Frame.dot1q(5, 7);
    toUplink(1, List.of(inner), List.of(Frame.dot1ad(0, 2), inner));
    toUplink(1, List.of(Frame.dot1q(5, 3)), List.of(Frame.dot1ad(0, 2), Frame.dot1q(5, 3)));
    toUplink(1, List.of(Frame.dot1ad(4, 0), inner), List.of(Frame.dot1ad(4, 2), inner));
    toCustomer(1, List.of(Frame.dot1ad(6, 2), inner), List.of(inner));
    send(1, List.of(Frame.dot1ad(0, 3), inner), Map.of());
    send(UPLINK, List.of(Frame.dot1ad(0, UNKNOWN), inner), Map.of());
    // A customer's tag alone is no service tag: the frame goes to pseudowires without a VLAN.
    send(UPLINK, List.of(inner), Map.of(WITHOUT, List.of(inner)));
    toUplink(WITHOUT, List.of(inner), List.of(inner));
    verify();
  }

  @Test
  void uplinkThatIsAVlan() {
    String uplink = "<interface>out0</interface><vlan>100</vlan>";
    client.apply(
        Funnels.funnel("out0", LEAVES).replace("<interface>out0</interface>", uplink)
            + Funnels.attached(IntStream.rangeClosed(1, 3), n -> ""));
    awaitFrames(3);
    int outer = Frame.dot1q(0, 100);
    int inner = Frame.dot1q(4, 7);
    send(UPLINK, List.of(), Map.of());
    send(UPLINK, List.of(Frame.dot1q(0, 101)), Map.of());
    toUplink(1, List.of(), List.of(outer));
    toUplink(2, List.of(inner), List.of(outer, inner));
    toAll(List.of(outer), List.of());
    toAll(List.of(outer, inner), List.of(inner));
    verify();
  }

  @Test
  void vlansOfAVlan() {
    String uplink = "<interface>out0</interface><vlan>100</vlan>";
    client.apply(
        Funnels.funnel("out0", LEAVES + "<vlan-mapping>dot1q</vlan-mapping>")
                .replace("<interface>out0</interface>", uplink)
            + Funnels.attached(IntStream.rangeClosed(1, 3), n -> vlan(n + 1)));
    awaitFrames(3);
    int outer = Frame.dot1q(0, 100);
    send(UPLINK, List.of(outer, Frame.dot1q(0, UNKNOWN)), Map.of());
    send(UPLINK, List.of(Frame.dot1q(0, 2)), Map.of());
    for (int n = 1; n <= 3; n++) {
      toUplink(n, List.of(), List.of(outer, Frame.dot1q(0, n + 1)));
      toCustomer(n, List.of(outer, Frame.dot1q(2, n + 1)), List.of());
    }
    verify();
  }

  private void configure(String mapping) {
    Netconf.requireOk(
        client.edit(
            Funnels.funnel("out0", LEAVES + "<vlan-mapping>" + mapping + "</vlan-mapping>")
                + Funnels.attached(
                    IntStream.rangeClosed(1, WITHOUT), n -> n == WITHOUT ? "" : vlan(n + 1))));
    long start = System.nanoTime();
    Netconf.requireOk(client.commit());
    System.out.printf(
        Locale.ROOT,
        "%,d pseudowires with a VLAN each, %s: commit in %.2f s%n",
        COUNT,
        mapping,
        (System.nanoTime() - start) / 1e9);
    awaitFrames(WITHOUT);
  }

  /** Waits for the links: the kernel needs some time to set them up. */
  private void awaitFrames(int last) {
    for (int first = 1; first <= last; first += CAPACITY) {
      int customer = first;
      Frame probe = new Frame(Frame.BROADCAST, 0x0200_0000_0000L, List.of(), --lastProbe);
      Await.until(
          "frames pass from " + customer,
          LIMIT,
          () -> host.exec("bridge", "-d", "link"),
          () -> {
            customers.send(customer, probe);
            return customers.arrivals(probe.number()).containsKey(UPLINK);
          });
    }
  }

  private static String vlan(int number) {
    return "<vlan>%d</vlan>".formatted(number);
  }

  /** Checks bridges and ports with {@code ip} and {@code bridge}. */
  private void inspect(String protocol) {
    String bridges = host.exec("ip", "-d", "link", "show", "type", "bridge");
    long all = bridges.lines().filter(line -> line.contains(": fbb0-")).count();
    String setting = "vlan_filtering 1 vlan_protocol " + protocol + " ";
    assertEquals(all, bridges.lines().filter(line -> line.contains(setting)).count(), bridges);
    Map<String, String> vlans = BridgePorts.vlans(host);
    KernelSessions.of(host)
        .forEach(
            (n, link) ->
                assertEquals(
                    (n == WITHOUT ? 1 : n + 1) + " PVID Egress Untagged",
                    vlans.get(link.name()),
                    link.name()));
    vlans.forEach(
        (name, text) -> {
          if (name.startsWith("fbu") || name.startsWith("fbd") || name.equals("out0")) {
            assertEquals(TRUNK, text, name);
          }
        });
    assertEquals(2 * (all - 1), vlans.keySet().stream().filter(n -> n.matches("fb[ud].*")).count());
  }

  private interface Tag {
    int of(int priority, int vlan);
  }

  /** Checks all VLANs in both directions, each with a priority beyond the uplink. */
  private void everyVlan(Tag tag) {
    for (int n = 1; n <= COUNT; n++) {
      toUplink(n, List.of(), List.of(tag.of(0, n + 1)));
      toUplink(n, List.of(tag.of(n % 8, 0)), List.of(tag.of(n % 8, n + 1)));
      toCustomer(n, List.of(tag.of(n % 8, n + 1)), List.of());
    }
  }

  private void toUplink(int customer, List<Integer> sent, List<Integer> received) {
    send(customer, sent, Map.of(UPLINK, received));
  }

  private void toAll(List<Integer> sent, List<Integer> received) {
    send(UPLINK, sent, Map.of(1, received, 2, received, 3, received));
  }

  private void toCustomer(int customer, List<Integer> sent, List<Integer> received) {
    send(UPLINK, sent, Map.of(customer, received));
  }

  /** Sends a broadcast with tags and adds its receivers to the expected ones. */
  private void send(int from, List<Integer> tags, Map<Integer, List<Integer>> receivers) {
    int number = ++lastFrame;
    expected.put(number, receivers);
    customers.send(from, new Frame(Frame.BROADCAST, 0x0200_0000_0000L | from, tags, number));
    if (number % BURST == 0) {
      awaitExpected();
    }
  }

  private void awaitExpected() {
    Await.until(
        "all frames are at their receivers",
        LIMIT,
        () -> "missing: " + missing(),
        () -> missing().isEmpty());
  }

  private Set<Integer> missing() {
    Set<Integer> missing = new TreeSet<>();
    expected.forEach(
        (number, receivers) -> {
          if (!customers.arrivals(number).keySet().containsAll(receivers.keySet())) {
            missing.add(number);
          }
        });
    return missing;
  }

  /**
   * Checks that all frames arrived at their receivers and nowhere else. The last ones of each
   * direction must arrive: they follow all others on the same paths.
   */
  private void verify() {
    awaitExpected();
    expected.forEach(
        (number, receivers) -> {
          Map<Integer, List<Integer>> got = new TreeMap<>();
          customers.arrivals(number).forEach((who, frame) -> got.put(who, frame.tags()));
          assertEquals(new TreeMap<>(receivers), got, () -> "frame " + number);
        });
  }
}
