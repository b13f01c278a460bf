package net.sluice.manager;

import static net.sluice.manager.Configs.dynamic;
import static net.sluice.manager.Configs.pseudowire;
import static net.sluice.manager.Configs.signaled;
import static net.sluice.manager.Configs.tunnel;
import static net.sluice.manager.Configs.tunnels;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import net.sluice.funnel.simulated.SimulatedFunnelPlane;
import net.sluice.l2tp.simulated.SimulatedDataPlane;
import net.sluice.manager.api.ConfigException;
import net.sluice.manager.api.ConfigService.Client;
import net.sluice.manager.api.StatusService.PseudowireState;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;

/**
 * Prints what sessions cost the manager in time and heap, with a simulated data plane and simulated
 * peers. {@code tests/session-cost} runs it. Arguments: number of static and of dynamic sessions.
 */
public final class SessionCost {
  private static final Client CLIENT = new Client(1, "cost");
  private static final int CHUNK = 512;

  private final FakeSignaling signaling = new FakeSignaling();
  private final SimulatedDataPlane dataPlane = new SimulatedDataPlane();
  private final int statics;
  private final int dynamics;
  private Manager manager;

  private SessionCost(int statics, int dynamics) {
    this.statics = statics;
    this.dynamics = dynamics;
  }

  public static void main(String[] arguments) throws Exception {
    new SessionCost(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1])).run();
  }

  private void run() throws Exception {
    ContainerNode content = content(1400);
    ContainerNode changed = content(1300);
    manager =
        Manager.start(
            new FakeCommitLog(),
            dataPlane,
            new SimulatedFunnelPlane(List.of("eth1")),
            signaling,
            Clock.systemUTC());
    long before = heap();
    time("commit-ms", () -> commit(content));
    time("agree-ms", this::agree);
    require(manager.status().system().pseudowires().get(PseudowireState.UP) == statics + dynamics);
    System.out.printf(
        "heap-bytes-per-session %d%n", (heap() - before) / Math.max(1, statics + dynamics));
    time("change-ms", () -> commit(changed));
    time("remove-ms", () -> commit(Configs.of(tunnels(tunnel("s", 1)))));
    manager.close();
  }

  private interface Work {
    void run() throws ConfigException;
  }

  private static void time(String name, Work work) throws ConfigException {
    long start = System.nanoTime();
    work.run();
    System.out.printf("%s %d%n", name, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
  }

  private void commit(ContainerNode content) throws ConfigException {
    manager.config().replaceCandidate(CLIENT, content);
    manager.config().commit(CLIENT);
    settled();
  }

  private void agree() throws ConfigException {
    signaling.tunnelUp("d");
    for (int first = 0; first < dynamics; first += CHUNK) {
      signaling.agree(
          IntStream.range(first, Math.min(first + CHUNK, dynamics))
              .mapToObj(i -> "d" + i)
              .toArray(String[]::new));
    }
    settled();
    settled();
  }

  /** Waits until the manager has done all work that it has. */
  private void settled() throws ConfigException {
    for (int i = 0; i < 2 + dynamics / CHUNK; i++) {
      manager.config().discard(CLIENT);
    }
  }

  private ContainerNode content(int mtu) {
    List<String> pseudowires = new ArrayList<>();
    String settings = "'mtu':" + mtu;
    for (int i = 0; i < statics; i++) {
      pseudowires.add(pseudowire("s" + i, "s", 1_000_000L + i, settings));
    }
    for (int i = 0; i < dynamics; i++) {
      pseudowires.add(signaled("d" + i, "d", settings));
    }
    return Configs.of(
        tunnels(tunnel("s", 1), dynamic("d", "192.0.2.9")), pseudowires.toArray(String[]::new));
  }

  private static long heap() {
    Runtime runtime = Runtime.getRuntime();
    long used = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      System.gc();
      used = Math.min(used, runtime.totalMemory() - runtime.freeMemory());
    }
    return used;
  }

  private static void require(boolean condition) {
    if (!condition) {
      throw new IllegalStateException("not all sessions are up");
    }
  }
}
