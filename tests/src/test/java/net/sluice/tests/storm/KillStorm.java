package net.sluice.tests.storm;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import net.sluice.netlink.Await;
import net.sluice.tests.site.Funnels;
import net.sluice.tests.site.KernelSessions;
import net.sluice.tests.site.KernelSessions.Interface;
import net.sluice.tests.site.Namespace;
import net.sluice.tests.site.Netconf;
import net.sluice.tests.site.Network;
import net.sluice.tests.site.Parts;
import net.sluice.tests.site.Sluice;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} at random moments while a client commits one configuration after another: static
 * and dynamic pseudowires, and a funnel. After each start, running must be the last configuration
 * whose commit was acknowledged, or the one that was in flight, as a whole; interfaces keep their
 * names; and in the end nothing may remain.
 *
 * <p>The number of kills is the property {@code sluice.scale.kills}.
 */
abstract class KillStorm {
  private static final int KILLS = Integer.getInteger("sluice.scale.kills", 2);
  private static final long SEED = Long.getLong("sluice.scale.seed", 20261130);

  /** Every so many rounds, Sluice is also killed while it starts. */
  private static final int KILL_START = 5;

  private static final int REPORT = 10;

  private static final Duration LIMIT = Duration.ofSeconds(90);

  private final String plane;
  private final Random random = new Random(SEED);
  @AutoClose private final Parts parts = new Parts();
  private Network network;
  private Sluice sluice;
  private Sluice peer;

  /** The name and id of each pseudowire, which it keeps as long as it exists. */
  private final Map<String, String> names = new TreeMap<>();

  private volatile int committed;
  private volatile int attempted;

  /** Creates a storm on a data plane, with its name in the model. */
  KillStorm(String plane) {
    this.plane = plane;
  }

  @Test
  void nothingIsLostHalfAppliedOrLeaked(@TempDir Path directory) throws InterruptedException {
    network = parts.add(Network.create());
    network.left().exec("ip", "link", "add", "trunk", "type", "veth", "peer", "far");
    network.left().exec("ip", "link", "set", "trunk", "up");
    sluice = site(network.left(), directory.resolve("left"), StormConfig.tunnels(1));
    String before = world(network.left());
    peer =
        site(
            network.right(),
            directory.resolve("right"),
            StormConfig.tunnels(2) + StormConfig.allDynamic());
    apply(StormConfig.of(0).edit());
    int inFlight = 0;
    for (int round = 1; round <= KILLS; round++) {
      CountDownLatch connected = new CountDownLatch(1);
      Thread client = Thread.ofPlatform().daemon().start(() -> commitInALoop(connected));
      connected.await();
      client.join(Duration.ofMillis(20 + random.nextInt(2000)));
      sluice.kill();
      client.join();
      Map<Integer, Interface> left = sessions();
      if (round % KILL_START == 0) {
        sluice.startAndKillAfter(Duration.ofMillis(200 + random.nextInt(2000)));
      }
      sluice.start();
      boolean flew = attempted > committed;
      verify("kill " + round, left);
      inFlight += flew ? 1 : 0;
      if (round % REPORT == 0) {
        report(round, inFlight);
      }
    }
    awaitDynamic();
    apply(Funnels.nothing());
    Await.until(
        "nothing remains",
        LIMIT,
        () -> before + "\nbefore, and now\n" + world(network.left()) + sluice.log(),
        () -> world(network.left()).equals(before));
    report(KILLS, inFlight);
  }

  private void report(int kills, int inFlight) {
    System.out.printf(
        "%s: %d kills, %d in start, %d commits, %d in flight%n",
        plane, kills, kills / KILL_START, committed, inFlight);
  }

  private Sluice site(Namespace namespace, Path directory, String config) {
    Sluice site = parts.add(new Sluice(namespace, directory));
    if (plane.equals("simulated")) {
      site.arguments("--simulate");
    } else {
      site.initialConfig("{'sluice-l2tp:l2tp': {'system': {'data-plane': '%s'}}}".formatted(plane));
    }
    site.start();
    try (Netconf client = site.netconf()) {
      client.apply(config);
    }
    return site;
  }

  private void apply(String config) {
    try (Netconf client = sluice.netconf()) {
      client.apply(config);
    }
  }

  /** Commits until the session breaks. */
  private void commitInALoop(CountDownLatch connected) {
    try (Netconf client = sluice.netconf()) {
      connected.countDown();
      while (true) {
        int next = committed + 1;
        Netconf.requireOk(client.edit(StormConfig.of(next).edit()));
        attempted = next;
        Netconf.requireOk(client.commit());
        committed = next;
        names.keySet().retainAll(StormConfig.of(next).pseudowires().keySet());
      }
    } catch (UncheckedIOException e) {
      // the daemon was killed
    }
  }

  private void verify(String kill, Map<Integer, Interface> left) {
    StormConfig running;
    try (Netconf client = sluice.netconf()) {
      running = StormConfig.parse(client.running());
    }
    if (running.equals(StormConfig.of(attempted))) {
      committed = attempted; // the commit succeeded, but its reply was lost
    }
    String what = "%s: commit %d of %d".formatted(kill, committed, attempted);
    assertEquals(StormConfig.of(committed), running, what);
    attempted = committed;
    assertNames(what, running);
    Await.until(
        what + ": the data plane is right",
        LIMIT,
        () -> sluice.status("/healthz").toPrettyString() + world(network.left()) + sluice.log(),
        () -> sluice.status("/healthz").path("consistent").asBoolean() && isExact(running));
    assertAdopted(what, left);
  }

  /** Checks the interfaces in status: one for each pseudowire, with its former name and id. */
  private void assertNames(String what, StormConfig running) {
    Map<String, String> now = new TreeMap<>();
    for (JsonNode each : sluice.status("/pseudowires?limit=0").path("pseudowires")) {
      now.put(
          each.path("name").asText(),
          each.path("id").asText() + " " + each.path("oper-interface-name").asText());
    }
    assertEquals(running.pseudowires().keySet(), now.keySet(), what);
    names.keySet().retainAll(now.keySet());
    names.forEach((name, before) -> assertEquals(before, now.get(name), what + ": " + name));
    names.putAll(now);
    assertEquals(now.size(), now.values().stream().distinct().count(), what);
  }

  /** Returns true if the kernel has the interfaces of a configuration and no others. */
  private boolean isExact(StormConfig running) {
    if (plane.equals("simulated")) {
      return true;
    }
    Map<String, Interface> links = KernelSessions.interfaces(network.left());
    long pseudowires = links.keySet().stream().filter(name -> name.startsWith("pw")).count();
    boolean tree = links.containsKey("fbb0-0-0") || links.containsKey("fbb0-1-0");
    boolean rules = !network.left().exec("nft", "list", "ruleset").isBlank();
    return pseudowires >= running.count("t")
        && pseudowires <= running.pseudowires().size()
        && tree == running.funnel()
        && rules == running.funnel();
  }

  /** A session of the kernel that is still configured is the same one, with the same interface. */
  private void assertAdopted(String what, Map<Integer, Interface> left) {
    Map<Integer, Interface> now = sessions();
    now.forEach(
        (id, link) -> {
          Interface was = left.get(id);
          if (was != null && id > 0 && id <= StormConfig.KEPT) {
            assertEquals(was.name() + was.index(), link.name() + link.index(), what + ": " + id);
          }
        });
    assertTrue(left.isEmpty() || now.containsKey(StormConfig.KEPT), what);
  }

  private Map<Integer, Interface> sessions() {
    return plane.equals("kernel") ? KernelSessions.of(network.left()) : Map.of();
  }

  /** Waits until the dynamic pseudowires are up, and no session of a killed process is left. */
  private void awaitDynamic() {
    StormConfig running = StormConfig.of(committed);
    Await.until(
        "dynamic pseudowires are up",
        LIMIT,
        () -> sluice.status("/pseudowires?limit=0") + "\n" + peer.log() + sluice.log(),
        () ->
            running.pseudowires().keySet().stream()
                .filter(name -> running.pseudowires().get(name).startsWith("d "))
                .allMatch(name -> sluice.pseudowire(name, "oper-status").equals("up")));
    if (plane.equals("kernel")) {
      assertEquals(running.pseudowires().size(), sessions().size());
      assertEquals(running.count("d"), KernelSessions.of(network.right()).size());
    }
  }

  /** Returns the objects that Sluice may create in the kernel, without their indexes. */
  private static String world(Namespace host) {
    String links = KernelSessions.interfaces(host).keySet().stream().sorted().collect(joining(" "));
    return links + "\n" + host.exec("nft", "list", "ruleset") + "\n" + l2tp(host);
  }

  private static String l2tp(Namespace host) {
    return host.run("ip", "l2tp", "show", "session").output();
  }
}
