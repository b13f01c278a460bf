package net.sluice.manager;

import static net.sluice.manager.Configs.pseudowire;
import static net.sluice.manager.Configs.tunnel;
import static net.sluice.manager.Configs.tunnels;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import net.sluice.funnel.simulated.SimulatedFunnelPlane;
import net.sluice.l2tp.Step;
import net.sluice.l2tp.simulated.SimulatedDataPlane;
import net.sluice.l2tp.simulated.SimulatedDataPlane.Refusal;
import net.sluice.manager.api.ConfigException;
import net.sluice.manager.api.ConfigService.Client;
import net.sluice.manager.api.StatusService.PseudowireState;
import net.sluice.netlink.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;

/** What is configured and can't be there now must not stand in the way of other changes. */
class AbsentPseudowiresTest {
  private static final Client ALICE = new Client(1, "alice");
  private static final Refusal NO_ADDRESS =
      new Refusal(99, "EADDRNOTAVAIL (Cannot assign requested address)");

  private final FakeCommitLog log = new FakeCommitLog();
  private final SimulatedDataPlane dataPlane = new SimulatedDataPlane();
  private final SimulatedFunnelPlane funnelPlane = new SimulatedFunnelPlane(List.of("eth1"));
  private Manager manager;

  /** The host has booted, and has not the tunnel's address yet. */
  @BeforeEach
  void startWithoutTheTunnel() throws ConfigException {
    try (Manager before =
        Manager.start(log, dataPlane, funnelPlane, new FakeSignaling(), Clock.systemUTC())) {
      before.config().replaceCandidate(ALICE, config(""));
      before.config().commit(ALICE);
    }
    dataPlane.apply(List.of(new Step.DeleteTunnel(dataPlane.snapshot().tunnels().get(1L))));
    dataPlane.refuse(
        step -> step instanceof Step.CreateTunnel ? Optional.of(NO_ADDRESS) : Optional.empty());
    manager = Manager.start(log, dataPlane, funnelPlane, new FakeSignaling(), Clock.systemUTC());
    assertEquals(PseudowireState.ABSENT, state("a"));
  }

  @AfterEach
  void stop() {
    manager.close();
    dataPlane.close();
    funnelPlane.close();
  }

  @Test
  void theirSettingsCanBeChanged() throws ConfigException {
    commit(config("'mtu':1300"));
    assertEquals(PseudowireState.ABSENT, state("a"));
    dataPlane.refuse(step -> Optional.empty());
    Await.until(() -> state("a") == PseudowireState.UP);
    assertEquals(1300, dataPlane.snapshot().interfaces().get("pw0").settings().mtu());
  }

  @Test
  void othersCanBeAddedToTheirTunnel() throws ConfigException {
    commit(
        Configs.of(tunnels(tunnel("t1", 1)), pseudowire("a", "t1", 7), pseudowire("b", "t1", 8)));
    assertEquals(PseudowireState.ABSENT, state("b"));
    dataPlane.refuse(step -> Optional.empty());
    Await.until(() -> state("b") == PseudowireState.UP);
  }

  @Test
  void theyCanBeRemoved() throws ConfigException {
    commit(Configs.of(tunnels(tunnel("t1", 1))));
    assertTrue(manager.status().pseudowire("a").isEmpty());
  }

  @Test
  void aChangeOfTheirTunnelIsTried() throws ConfigException {
    manager
        .config()
        .replaceCandidate(
            ALICE,
            Configs.of(tunnels(tunnel("t1", 1, "'udp-checksum':false")), pseudowire("a", "t1", 7)));
    ConfigException refused =
        assertThrows(ConfigException.class, () -> manager.config().commit(ALICE));
    assertTrue(refused.getMessage().contains("EADDRNOTAVAIL"), refused.getMessage());
    dataPlane.refuse(step -> Optional.empty());
    manager.config().commit(ALICE);
    assertEquals(PseudowireState.UP, state("a"));
  }

  private static ContainerNode config(String more) {
    return Configs.of(
        tunnels(tunnel("t1", 1)),
        more.isEmpty() ? pseudowire("a", "t1", 7) : pseudowire("a", "t1", 7, more));
  }

  private void commit(ContainerNode config) throws ConfigException {
    manager.config().replaceCandidate(ALICE, config);
    manager.config().commit(ALICE);
  }

  private PseudowireState state(String name) {
    return manager.status().pseudowire(name).orElseThrow().state();
  }
}
