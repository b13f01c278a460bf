package net.sluice.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.sluice.netlink.Await;
import net.sluice.tests.site.Customers;
import net.sluice.tests.site.Frame;
import net.sluice.tests.site.Funnels;
import net.sluice.tests.site.Namespace;
import net.sluice.tests.site.Netconf;
import net.sluice.tests.site.Network;
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
 * The frames that cross a funnel, as the far ends of its pseudowires and the network beyond its
 * uplink see them. The tests do not look at flags of ports.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 120, unit = TimeUnit.SECONDS)
abstract class FunnelCases {
  private static final int UPLINK = Customers.UPLINK;
  private static final Duration LIMIT = Duration.ofSeconds(20);

  /** The number of pseudowires: two in each of four leaves, 1 and 2, 3 and 4… */
  private static final int COUNT = 8;

  private static final String TWO_IN_A_LEAF = "<leaf-capacity>2</leaf-capacity>";

  private final String plane;
  @AutoClose private final Parts parts = new Parts();
  private final AtomicInteger lastFrame = new AtomicInteger();
  private Namespace host;
  private Sluice sluice;
  private Netconf client;
  private Customers customers;

  /** Creates the tests for a data plane, with its name in the model. */
  FunnelCases(String plane) {
    this.plane = plane;
  }

  @BeforeAll
  void start(@TempDir Path directory) {
    Network network = parts.add(Network.create());
    host = network.left();
    sluice = parts.add(new Sluice(host, directory));
    sluice.initialConfig("{'sluice-l2tp:l2tp': {'system': {'data-plane': '%s'}}}".formatted(plane));
    sluice.start();
    client = parts.add(sluice.netconf());
    customers = parts.add(new Customers(host, "out0", "192.0.2.1", network.right(), "192.0.2.2"));
    client.apply(Pseudowires.TUNNEL.replace("127.0.0.", "192.0.2."));
  }

  @BeforeEach
  void plug() {
    customers.plugUplink();
  }

  @AfterEach
  void removeAll() {
    client.apply(Funnels.nothing());
    customers.unplugUplink();
    assertEquals("", tree(), "interfaces of the funnel are left");
  }

  /** Returns the interfaces that Sluice created for funnels, one per line. */
  private String tree() {
    return host.exec("sh", "-c", "ip -o link show | grep -E ': fb[budv][0-9]' || true");
  }

  private void configure(String more, IntFunction<String> attachment) {
    client.apply(
        Funnels.funnel("out0", TWO_IN_A_LEAF + more)
            + Funnels.attached(IntStream.rangeClosed(1, COUNT), attachment));
    awaitUplink();
  }

  /** Waits until frames of each customer arrive beyond the uplink, and the other way round. */
  private void awaitUplink() {
    int number = lastFrame.incrementAndGet();
    Await.until(
        "all pseudowires and the uplink reach each other",
        LIMIT,
        () -> customers.arrivals(number).keySet() + "\n" + links() + "\n" + sluice.log(),
        () -> {
          all().forEach(n -> customers.send(n, broadcastOf(n, number + n)));
          lastFrame.addAndGet(COUNT);
          customers.send(UPLINK, broadcastOf(UPLINK, number));
          return customers.arrivals(number).keySet().containsAll(all())
              && all().stream().allMatch(n -> customers.arrivals(number + n).containsKey(UPLINK));
        });
  }

  private static Frame broadcastOf(int from, int number) {
    return new Frame(Frame.BROADCAST, address(from), List.of(), number);
  }

  private static long address(int customer) {
    return 0x0200_0000_0000L | customer;
  }

  /** Returns the receivers of a frame. */
  private Set<Integer> reached(int from, long destination) {
    Frame frame = new Frame(destination, address(from), List.of(), lastFrame.incrementAndGet());
    customers.send(from, frame);
    flush(from);
    return new TreeSet<>(customers.arrivals(frame.number()).keySet());
  }

  /**
   * Waits until all earlier frames have arrived or were dropped. For this, later frames must arrive
   * over the same path: to the uplink, and from there to all customers.
   */
  private void flush(int from) {
    if (from != UPLINK) {
      broadcast(from, Set.of(UPLINK));
    }
    broadcast(UPLINK, all());
  }

  private void broadcast(int from, Set<Integer> receivers) {
    int number = lastFrame.incrementAndGet();
    customers.send(from, broadcastOf(from, number));
    Await.until(
        "a broadcast from " + from + " is at all of " + receivers,
        LIMIT,
        () -> customers.arrivals(number).keySet() + "\n" + host.exec("bridge", "-d", "link"),
        () -> customers.arrivals(number).keySet().containsAll(receivers));
  }

  private static Set<Integer> all() {
    return IntStream.rangeClosed(1, COUNT).boxed().collect(Collectors.toCollection(TreeSet::new));
  }

  private void assertReached(Set<Integer> receivers, int from, long destination) {
    assertEquals(
        new TreeSet<>(receivers),
        reached(from, destination),
        "from " + from + " to " + destination);
  }

  /** Checks unicast in both directions, to learned addresses. */
  private void assertUplinkForAll() {
    all().forEach(customer -> assertReached(Set.of(UPLINK), customer, address(UPLINK)));
    all().forEach(customer -> assertReached(Set.of(customer), UPLINK, address(customer)));
  }

  @Test
  void isolatedReachTheUplinkOnly() {
    configure("", n -> "");
    for (long destination : new long[] {Frame.BROADCAST, Frame.MULTICAST}) {
      all().forEach(from -> assertReached(Set.of(UPLINK), from, destination));
      assertReached(all(), UPLINK, destination);
    }
    assertUplinkForAll();
    for (int other : new int[] {2, 3, COUNT}) {
      Set<Integer> reached = reached(1, address(other));
      assertTrue(Set.of(UPLINK).containsAll(reached), () -> "unicast to " + other + ": " + reached);
    }
  }

  @Test
  void openReachEachOther() {
    configure("<isolation>open</isolation>", n -> "");
    for (long destination : new long[] {Frame.BROADCAST, Frame.MULTICAST}) {
      for (int from : all()) {
        Set<Integer> others = all();
        others.remove(from);
        others.add(UPLINK);
        assertReached(others, from, destination);
      }
    }
    assertUplinkForAll();
    assertReached(Set.of(2), 1, address(2));
    assertReached(Set.of(COUNT), 1, address(COUNT));
  }

  /** Group red has 1, 2 and 5; group blue has 3 and 4; 6 to 8 have no group, in two leaves. */
  @Test
  void groupsFollowMembership() {
    configure("<isolation>groups</isolation>", n -> n > 5 ? "" : group(n == 3 || n == 4));
    assertFloodsReach(Set.of(UPLINK, 2, 5), 1);
    assertFloodsReach(Set.of(UPLINK, 1, 2), 5);
    assertFloodsReach(Set.of(UPLINK, 4), 3);
    for (int alone : new int[] {6, 7, 8}) {
      assertFloodsReach(Set.of(UPLINK), alone);
    }
    assertUplinkForAll();
    assertReached(Set.of(5), 1, address(5));
    assertReached(Set.of(4), 3, address(4));
    for (int other : new int[] {3, 6, 8}) {
      Set<Integer> reached = reached(1, address(other));
      assertTrue(Set.of(UPLINK).containsAll(reached), () -> "unicast to " + other + ": " + reached);
    }
    client.apply(Funnels.attached(IntStream.of(5, 8), n -> group(n == 5)));
    assertFloodsReach(Set.of(UPLINK, 2, 8), 1);
    assertFloodsReach(Set.of(UPLINK, 3, 4), 5);
    assertFloodsReach(Set.of(UPLINK, 1, 2), 8);
    assertFloodsReach(Set.of(UPLINK), 7);
  }

  private static String group(boolean blue) {
    return "<group>%s</group>".formatted(blue ? "blue" : "red");
  }

  private void assertFloodsReach(Set<Integer> receivers, int from) {
    assertReached(receivers, from, Frame.BROADCAST);
    assertReached(receivers, from, Frame.MULTICAST);
  }

  /** Customers send all the time while the tree is built, damaged, repaired and removed. */
  @Test
  void nothingLeaksWhileTheTreeChanges() {
    client.apply(Pseudowires.of(IntStream.rangeClosed(1, COUNT), n -> "<mtu>1400</mtu>"));
    try (Chatter chatter = new Chatter()) {
      client.apply(Funnels.funnel("out0", TWO_IN_A_LEAF));
      client.apply(
          Funnels.attached(IntStream.rangeClosed(1, 2), n -> "")); // a leaf with the uplink
      client.apply(Funnels.attached(IntStream.rangeClosed(3, COUNT), n -> "")); // a bridge above it
      awaitUplink();
      chatter.awaitUplink();
      for (String damage :
          List.of(
              "ip link delete fbb0-0-1",
              "ip link delete fbb0-1-0",
              "ip link delete fbu0-0-2",
              "ip link set dev fbd0-0-0 nomaster",
              "ip link set dev out0 nomaster",
              "ip link set dev pw3 nomaster",
              "ip link set dev fbb0-0-3 down")) {
        repaired(damage);
        chatter.awaitUplink();
      }
      client.apply(Funnels.nothing());
      assertEquals(Set.of(), chatter.receivedByOthers());
    }
  }

  /** Sends broadcasts from all customers until it is closed. */
  private final class Chatter implements AutoCloseable {
    private static final int FIRST = 1_000_000;
    private final Thread thread = Thread.ofPlatform().daemon().start(this::run);
    private volatile boolean closed;

    private void run() {
      while (!closed) {
        all().forEach(this::send);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
      }
    }

    private void send(int from) {
      customers.send(from, broadcastOf(from, FIRST + from));
    }

    /** Waits until new frames of all customers arrive beyond the uplink. */
    void awaitUplink() {
      all().forEach(from -> customers.arrivals(FIRST + from).remove(UPLINK));
      Await.until(
          "all are heard at the uplink",
          LIMIT,
          () -> host.exec("bridge", "-d", "link") + "\n" + sluice.log(),
          () -> all().stream().allMatch(n -> customers.arrivals(FIRST + n).containsKey(UPLINK)));
    }

    Set<Integer> receivedByOthers() {
      return all().stream()
          .filter(
              n -> customers.arrivals(FIRST + n).keySet().stream().anyMatch(who -> who != UPLINK))
          .collect(Collectors.toCollection(TreeSet::new));
    }

    @Override
    public void close() {
      closed = true;
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Damages the tree and waits until it is repaired. */
  private Duration repaired(String damage) {
    String before = links();
    host.exec(damage.split(" "));
    return Await.until(
        "repaired: " + damage,
        LIMIT,
        () -> "before:\n" + before + "\nnow:\n" + links() + "\n" + sluice.log(),
        () -> links().equals(before));
  }

  /** Returns all links with their bridges and the flags of their ports. */
  private String links() {
    String ports = host.exec("bridge", "-d", "link", "show");
    String links =
        host.exec("sh", "-c", "ip -o link show up | sed 's/^[0-9]*: //;s/ link.ether.*//'");
    return (ports.replaceAll("(?m)^\\d+: ", "").replaceAll("\\n\\s+", " ") + "\n" + links)
        .lines()
        .map(String::strip)
        .sorted()
        .collect(Collectors.joining("\n"));
  }

  /** Prints the times of the repairs: below a second on an idle machine. */
  @Test
  void changesByOtherProgramsAreRepairedAndRecorded() {
    configure("", n -> "");
    for (String damage :
        List.of(
            "ip link delete fbb0-0-2",
            "ip link set dev pw1 nomaster",
            "ip link set dev pw4 master fbb0-0-0",
            "bridge link set dev pw2 isolated off",
            "bridge link set dev fbd0-0-1 isolated off",
            "ip link set dev fbu0-0-1 down")) {
      Duration took = repaired(damage);
      System.out.printf("%s: repaired after %d ms%n", damage, took.toMillis());
    }
    assertUplinkForAll();
    String events = sluice.status("/events?limit=all").toString();
    for (String recorded : List.of("drift", "repaired", "fbb0-0-2", "fbd0-0-1")) {
      assertTrue(events.contains(recorded), () -> "no " + recorded + " in " + events);
    }
  }

  /** All pseudowires have left the funnel when the kernel rejects the last session. */
  @Test
  void aFailedCommitLeavesAllPseudowiresInTheFunnel() {
    configure("", n -> "");
    String before = links();
    long drifted = drifts();
    Netconf.requireOk(
        client.edit(
            Funnels.withoutFunnel(
                IntStream.rangeClosed(1, COUNT + 1),
                n -> n > COUNT ? "<interface-name>lo</interface-name>" : "<mtu>1400</mtu>")));
    String refusal = client.commit();
    assertTrue(refusal.contains("interface lo"), refusal);
    assertEquals(before, links());
    assertEquals(drifted, drifts());
    Netconf.requireOk(client.rpc("<discard-changes/>"));
    assertUplinkForAll();
  }

  private long drifts() {
    return sluice.status("/events?limit=all").findValuesAsText("type").stream()
        .filter("drift"::equals)
        .count();
  }

  /** Without the rules, groups reach each other. */
  @Test
  void aFlushOfNftablesIsRepaired() {
    configure("<isolation>groups</isolation>", n -> group(n <= 2));
    String before = table();
    host.exec("nft", "flush", "ruleset");
    Duration took =
        Await.until(
            "repaired: nft flush ruleset",
            LIMIT,
            () -> "before:\n" + before + "\nnow:\n" + table() + "\n" + sluice.log(),
            () -> table().equals(before));
    System.out.printf("nft flush ruleset: repaired after %d ms%n", took.toMillis());
  }

  private String table() {
    return host.exec("sh", "-c", "nft -s list table bridge sluice 2>&1 || true");
  }

  @Test
  void funnelWaitsForItsUplink() {
    customers.unplugUplink();
    client.apply(
        Funnels.funnel("out0", TWO_IN_A_LEAF)
            + Funnels.attached(IntStream.rangeClosed(1, COUNT), n -> ""));
    for (int time = 1; time <= 2; time++) {
      customers.plugUplink();
      awaitUplink();
      assertUplinkForAll();
      customers.unplugUplink();
    }
    customers.plugUplink();
  }
}
