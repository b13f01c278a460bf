package net.sluice.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.sluice.netlink.Await;
import net.sluice.tests.site.BridgePorts;
import net.sluice.tests.site.BridgePorts.Port;
import net.sluice.tests.site.Funnels;
import net.sluice.tests.site.KernelSessions;
import net.sluice.tests.site.KernelSessions.Interface;
import net.sluice.tests.site.Namespace;
import net.sluice.tests.site.Netconf;
import net.sluice.tests.site.Parts;
import net.sluice.tests.site.Pseudowires;
import net.sluice.tests.site.Sluice;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} while Sluice creates or removes a funnel with its pseudowires. For the lab. */
@Timeout(value = 500, unit = TimeUnit.SECONDS)
class FunnelCrashCases {
  private static final int COUNT = Integer.getInteger("sluice.scale.crash", 400);
  private static final int CAPACITY = COUNT / 5;
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Pattern NAME = Pattern.compile("<name>pseudowire (\\d+)</name>");
  private static final Pattern LEAF = Pattern.compile("fbb0-0-(\\d+)");

  private static final String FUNNEL =
      Funnels.funnel("trunk", "<leaf-capacity>" + CAPACITY + "</leaf-capacity>");

  @AutoClose private final Parts parts = new Parts();
  private Namespace host;
  private Sluice sluice;

  @BeforeEach
  void start(@TempDir Path directory) {
    host = parts.add(Namespace.create("host"));
    host.exec("ip", "link", "add", "trunk", "up", "type", "dummy");
    sluice = parts.add(new Sluice(host, directory.resolve("sluice")));
    sluice.start();
  }

  @Test
  void theTreeMatchesRunning() throws InterruptedException {
    apply(Pseudowires.TUNNEL + FUNNEL + pseudowires(1, CAPACITY / 2)); // these always exist
    String build = pseudowires(CAPACITY / 2 + 1, COUNT);
    killDuring("sessions being made", build, () -> interfaces("pw") > COUNT / 10);
    removeAdded();
    killDuring("ports joining", build, () -> ports() > CAPACITY / 2);
    removeAdded();
    killDuring("half of the ports joined", build, () -> ports() > COUNT / 2);
    apply(build);
    String removal = Funnels.withoutFunnel(IntStream.rangeClosed(1, CAPACITY / 2));
    killDuring("the funnel going", removal, () -> interfaces("fbb") < 6);
    apply(FUNNEL + pseudowires(1, COUNT));
    killDuring("sessions going", removal, () -> interfaces("pw") < COUNT);
    apply(FUNNEL + pseudowires(1, COUNT));
    Map<String, Integer> before = indexes("");
    sluice.stop();
    sluice.start();
    assertEquals(before, indexes(""), "after an ordinary restart");
    verify("in the end", before);
  }

  private void apply(String config) {
    try (Netconf client = sluice.netconf()) {
      client.apply(config);
    }
  }

  private void removeAdded() {
    apply(
        Pseudowires.replacing(
            IntStream.rangeClosed(1, CAPACITY / 2),
            n -> "<mtu>1400</mtu>" + Funnels.attachment("")));
  }

  private static String pseudowires(int first, int last) {
    return Funnels.attached(IntStream.rangeClosed(first, last), n -> "");
  }

  private void killDuring(String what, String config, BooleanSupplier moment)
      throws InterruptedException {
    Thread client = Thread.ofPlatform().daemon().start(() -> commit(config));
    Await.until(what, LIMIT, sluice::log, moment);
    sluice.kill();
    client.join();
    Map<String, Integer> left = indexes("");
    int sessions = interfaces("pw");
    int ports = ports();
    sluice.start();
    Set<Integer> running = verify(what, left);
    System.out.printf(
        "killed with %s: %d sessions and %d ports; then %d pseudowires%n",
        what, sessions, ports, running.size());
  }

  private void commit(String config) {
    try (Netconf client = sluice.netconf()) {
      client.edit(config);
      client.commit();
    } catch (UncheckedIOException e) {
      // the daemon was killed
    }
  }

  /** Returns the number of interfaces whose names begin so. Each may be no more than a name yet. */
  private int interfaces(String prefix) {
    return Integer.parseInt(
        host.exec("sh", "-c", "ls /sys/class/net | grep -c ^" + prefix + "||:"));
  }

  private int ports() {
    return Integer.parseInt(
        host.exec("sh", "-c", "ls -d /sys/class/net/fbb0-0-*/brif/pw* 2>&- | wc -l"));
  }

  private Map<String, Integer> indexes(String prefix) {
    return KernelSessions.interfaces(host).values().stream()
        .filter(link -> link.name().startsWith(prefix))
        .collect(Collectors.toMap(Interface::name, Interface::index));
  }

  private Set<Integer> verify(String what, Map<String, Integer> left) {
    Set<Integer> running;
    boolean funnel;
    try (Netconf client = sluice.netconf()) {
      String config = client.running();
      running =
          NAME.matcher(config)
              .results()
              .map(found -> Integer.valueOf(found.group(1)))
              .collect(Collectors.toCollection(TreeSet::new));
      funnel = config.contains(Funnels.FUNNEL);
    }
    assertTrue(
        Set.of(CAPACITY / 2, COUNT).contains(running.size()), () -> what + ": " + running.size());
    Map<Integer, Interface> sessions = KernelSessions.of(host);
    assertEquals(running, sessions.keySet(), what);
    assertEquals(running.size(), indexes("pw").size(), what);
    assertTree(what, sessions, funnel);
    assertAdopted(what, left);
    assertTrue(
        sluice.status("/healthz").path("consistent").asBoolean(),
        () -> what + ": " + sluice.status("/healthz"));
    return running;
  }

  private void assertTree(String what, Map<Integer, Interface> sessions, boolean funnel) {
    Map<String, Port> ports = BridgePorts.of(host);
    Set<String> own = new TreeSet<>(indexes("fb").keySet());
    if (!funnel) {
      assertEquals(Map.of(), ports, what);
      assertEquals(Set.of(), own, what);
      return;
    }
    Set<Integer> leaves = new TreeSet<>();
    sessions.forEach(
        (id, link) -> {
          Port port = ports.get(link.name());
          assertTrue(port != null && port.isolated(), () -> what + ": " + id + ": " + port);
          assertEquals("forwarding", port.state(), what);
          leaves.add(index(port.bridge()));
        });
    Set<Integer> there =
        own.stream()
            .flatMap(name -> LEAF.matcher(name).results())
            .map(MatchResult::group)
            .map(FunnelCrashCases::index)
            .collect(Collectors.toCollection(TreeSet::new));
    assertTrue(there.containsAll(leaves), () -> what + ": " + leaves + " in " + there);
    assertTrue(there.size() <= leaves.size() + 1, () -> what + ": empty leaves in " + there);
    boolean root = own.contains("fbb0-1-0");
    assertTrue(root || there.equals(Set.of(0)), () -> what + ": no root above " + there);
    assertEquals(names(there, root), own, what);
    for (int leaf : root ? there : Set.<Integer>of()) {
      assertEquals(new Port("fbb0-1-0", true, "forwarding"), ports.get("fbd0-0-" + leaf), what);
      assertEquals(
          new Port("fbb0-0-" + leaf, false, "forwarding"), ports.get("fbu0-0-" + leaf), what);
    }
    assertEquals(root ? "fbb0-1-0" : "fbb0-0-0", ports.get("trunk").bridge(), what);
  }

  private static int index(String leaf) {
    return Integer.parseInt(leaf.substring(leaf.lastIndexOf('-') + 1));
  }

  private static Set<String> names(Set<Integer> leaves, boolean root) {
    return Stream.concat(
            root ? Stream.of("fbb0-1-0") : Stream.empty(),
            leaves.stream()
                .flatMap(
                    leaf ->
                        (root ? Stream.of("fbb", "fbu", "fbd") : Stream.of("fbb"))
                            .map(prefix -> prefix + "0-0-" + leaf)))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Checks that interfaces that existed before and exist now are the same ones. */
  private void assertAdopted(String what, Map<String, Integer> left) {
    Map<String, Integer> before = new HashMap<>(left);
    Map<String, Integer> now = indexes("");
    before.keySet().retainAll(now.keySet());
    now.keySet().retainAll(before.keySet());
    assertEquals(before, now, what + ": adopted");
    assertTrue(now.keySet().stream().filter(name -> name.startsWith("pw")).count() > 0, what);
  }
}
