package net.sluice.manager;

import static net.sluice.manager.Configs.dynamic;
import static net.sluice.manager.Configs.pseudowire;
import static net.sluice.manager.Configs.signaled;
import static net.sluice.manager.Configs.tunnels;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.sluice.funnel.simulated.SimulatedFunnelPlane;
import net.sluice.l2tp.Step;
import net.sluice.l2tp.simulated.SimulatedDataPlane;
import net.sluice.l2tp.simulated.SimulatedDataPlane.Refusal;
import net.sluice.manager.api.ConfigException;
import net.sluice.manager.api.ConfigService.Client;
import net.sluice.manager.api.StatusService.PseudowireState;
import net.sluice.manager.api.StatusService.TunnelState;
import net.sluice.manager.thread.ManagerThread;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;

/**
 * A signalled tunnel becomes static on its own UDP port, or with its own id, in one commit. The
 * signalling closes its socket only after the commit; until then the kernel refuses the static one.
 */
class KindChangeTest {
  private static final Client ALICE = new Client(1, "alice");
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Refusal IN_USE = new Refusal(98, "EADDRINUSE (Address already in use)");

  private final VirtualTime time = new VirtualTime();
  private final SimulatedDataPlane dataPlane = new SimulatedDataPlane();
  private final SimulatedFunnelPlane funnelPlane = new SimulatedFunnelPlane(List.of("eth1"));
  private final FakeSignaling signaling = new FakeSignaling();
  private Manager manager;

  @BeforeEach
  void start() throws ConfigException {
    manager =
        Manager.start(
            new FakeCommitLog(),
            dataPlane,
            funnelPlane,
            signaling,
            Clock.systemUTC(),
            new ManagerThread(time));
    dataPlane.refuse(
        step ->
            step instanceof Step.CreateTunnel create
                    && create.socket().isEmpty()
                    && !signaling.sockets.isEmpty()
                ? Optional.of(IN_USE)
                : Optional.empty());
  }

  @AfterEach
  void stop() {
    manager.close();
    dataPlane.close();
    funnelPlane.close();
  }

  private static ContainerNode asStatic(String name, String peer, int id) {
    return Configs.of(
        tunnels(
            "{'name':'%s','local-address':'192.0.2.1','peer-address':'%s','local-tunnel-id':%d,'peer-tunnel-id':6,'local-port':1701}"
                .formatted(name, peer, id)),
        pseudowire("a", name, 7));
  }

  private void commit(ContainerNode config) throws ConfigException {
    manager.config().replaceCandidate(ALICE, config);
    manager.config().commit(ALICE);
  }

  private boolean isUp(String pseudowire) {
    return manager
        .status()
        .pseudowire(pseudowire)
        .filter(status -> status.state() == PseudowireState.UP)
        .isPresent();
  }

  private String lastError(String tunnel) {
    return manager.status().tunnel(tunnel).orElseThrow().lastError().orElseThrow();
  }

  @Test
  void aDynamicTunnelBecomesStaticOnItsPort() throws ConfigException {
    commit(Configs.of(tunnels(dynamic("t", "192.0.2.9", "'local-port':1701")), signaled("a", "t")));
    signaling.tunnelUp("t");
    signaling.agree("a");
    time.within(SOON, () -> isUp("a"));
    commit(asStatic("t", "192.0.2.9", 50));
    assertEquals(TunnelState.DOWN, manager.status().tunnel("t").orElseThrow().state());
    assertEquals(
        "waits for UDP port 1701, which tunnel 't' has until it is closed", lastError("t"));
    time.within(SOON, () -> isUp("a"));
    assertStatic(50);
  }

  @Test
  void aKeepaliveTunnelBecomesStaticWithItsIdAndItsPort() throws ConfigException {
    commit(Configs.of(tunnels(Configs.KEEPALIVE.formatted("")), pseudowire("a", "k", 7)));
    signaling.tunnelUp("k");
    time.within(SOON, () -> isUp("a"));
    commit(asStatic("k", "192.0.2.9", 5));
    assertEquals("waits for tunnel id 5, which tunnel 'k' has until it is closed", lastError("k"));
    time.within(SOON, () -> isUp("a"));
    assertStatic(5);
  }

  @Test
  void aStaticTunnelTakesThePortOfOneThatGoes() throws ConfigException {
    commit(Configs.of(tunnels(dynamic("t", "192.0.2.9", "'local-port':1701")), signaled("a", "t")));
    signaling.tunnelUp("t");
    commit(asStatic("other", "192.0.2.8", 50));
    time.within(SOON, () -> isUp("a"));
    assertStatic(50);
  }

  @Test
  void aStaticTunnelBecomesDynamicAndStaticAgain() throws ConfigException {
    commit(asStatic("t", "192.0.2.9", 50));
    time.within(SOON, () -> isUp("a"));
    commit(Configs.of(tunnels(dynamic("t", "192.0.2.9", "'local-port':1701")), signaled("a", "t")));
    signaling.tunnelUp("t");
    signaling.agree("a");
    time.within(SOON, () -> isUp("a"));
    commit(asStatic("t", "192.0.2.9", 50));
    time.within(SOON, () -> isUp("a"));
    assertStatic(50);
  }

  private void assertStatic(long tunnelId) {
    assertEquals(Set.of(tunnelId), dataPlane.snapshot().tunnels().keySet());
    assertEquals(Set.of(7L), dataPlane.snapshot().sessions().keySet());
    assertEquals(Set.of(), signaling.sockets);
    assertTrue(manager.status().health().consistent());
    assertTrue(manager.status().pseudowire("a").orElseThrow().signaling().isEmpty());
  }
}
