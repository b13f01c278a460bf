package net.sluice.manager;

import static net.sluice.manager.Configs.dynamic;
import static net.sluice.manager.Configs.funnel;
import static net.sluice.manager.Configs.inFunnel;
import static net.sluice.manager.Configs.signaled;
import static net.sluice.manager.Configs.tunnels;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.sluice.funnel.simulated.SimulatedFunnelPlane;
import net.sluice.l2tp.InterfaceSettings;
import net.sluice.l2tp.simulated.SimulatedDataPlane;
import net.sluice.manager.api.ConfigException;
import net.sluice.manager.api.ConfigService.Client;
import net.sluice.manager.api.Datastore;
import net.sluice.manager.api.StatusService.PseudowireState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Funnels with pseudowires that are signalled, and with sessions that peers open. */
class FunnelSignaledTest {
  private static final Client ALICE = new Client(1, "alice");

  private final FakeCommitLog log = new FakeCommitLog();
  private final SimulatedDataPlane dataPlane = new SimulatedDataPlane();
  private final SimulatedFunnelPlane funnelPlane =
      new SimulatedFunnelPlane(List.of("eth1", "eth2"));
  private final FakeSignaling signaling = new FakeSignaling();
  private Manager manager;

  @BeforeEach
  void start() throws ConfigException {
    manager = Manager.start(log, dataPlane, funnelPlane, signaling, Clock.systemUTC());
  }

  @AfterEach
  void stop() {
    manager.close();
    dataPlane.close();
    funnelPlane.close();
  }

  @Test
  void aSignalledPseudowireIsWhereItWasPlaced() throws ConfigException {
    String f = funnel("f", "eth1", "'leaf-capacity':1");
    commit(f, "", signaled("a", "t1", inFunnel("f")), signaled("b", "t1", inFunnel("f")));
    assertTrue(funnelPlane.find("fbb0-0-1").isPresent(), "before anything is agreed on");
    signaling.tunnelUp("t1");
    signaling.agree("a", "b");
    settled();
    assertEquals(Optional.of("fbb0-0-1"), settings("pw1").bridge());
    assertTrue(settings("pw1").port().orElseThrow().flags().isolated());
    assertEquals(PseudowireState.UP, manager.status().pseudowire("b").orElseThrow().state());
    assertTrue(
        manager.status().health().consistent(), manager.status().health().problems().toString());
  }

  @Test
  void groupsAreTakenAwayWhenTheSignalingIsDone() throws ConfigException {
    String f = funnel("f", "eth1", "'isolation':'groups'");
    commit(f, "", signaled("a", "t1", inFunnel("f", "'group':'red'")));
    signaling.tunnelUp("t1");
    signaling.agree("a");
    settled();
    assertFalse(settings("pw0").port().orElseThrow().flags().isolated());
    commit(f, "", signaled("a", "t1", inFunnel("f")));
    assertTrue(settings("pw0").port().orElseThrow().flags().isolated());
    assertEquals(Map.of(), funnelPlane.groups());
  }

  @Test
  void aPeersSessionIsLentAPlace() throws ConfigException {
    String f = funnel("f", "eth1", "'leaf-capacity':1");
    commit(f, profile("f"), signaled("a", "t1", inFunnel("f")));
    signaling.tunnelUp("t1");
    signaling.opened("t1", "peer-1", "guests");
    signaling.opened("t1", "peer-2", "guests");
    settled();
    assertEquals(Optional.of("fbb0-0-1"), settings("pw1").bridge());
    assertEquals(Optional.of("fbb0-0-2"), settings("pw2").bridge());
    assertTrue(funnelPlane.find("fbb0-0-2").isPresent());
    assertEquals(3, manager.status().funnel("f").orElseThrow().pseudowires());
    assertEquals(Map.of("a", 0), log.loaded().numbers().leaves());
    signaling.clear("peer-1", "over");
    signaling.clear("peer-2", "over");
    settled();
    assertEquals(1, manager.status().funnel("f").orElseThrow().pseudowires());
    assertTrue(funnelPlane.find("fbb0-0-2").isEmpty(), "one empty leaf may stay, and not two");
    assertTrue(
        manager.status().health().consistent(), manager.status().health().problems().toString());
  }

  @Test
  void aPeersSessionGoesWhereItsProfileSays() throws ConfigException {
    String both = funnel("f", "eth1") + "," + funnel("g", "eth2", "'isolation':'groups'");
    commit(both, profile("f"));
    signaling.tunnelUp("t1");
    signaling.opened("t1", "peer-1", "guests");
    settled();
    assertEquals(Optional.of("fbb0-0-0"), settings("pw0").bridge());
    commit(both, profile("g", "'group':'red'"));
    assertEquals(Optional.of("fbb1-0-0"), settings("pw0").bridge());
    assertEquals(Map.of("pw0", "red"), funnelPlane.groups());
    assertEquals(0, manager.status().funnel("f").orElseThrow().pseudowires());
    commit(both, profile("g", "'group':'blue'"));
    assertEquals(Map.of("pw0", "blue"), funnelPlane.groups());
    commit(funnel("f", "eth1"), profile("f"));
    assertEquals(Optional.of("fbb0-0-0"), settings("pw0").bridge());
    assertTrue(funnelPlane.find("fbb1-0-0").isEmpty());
    assertEquals(Map.of(), funnelPlane.groups());
  }

  @Test
  void aChangedFunnelReachesPeersSessions() throws ConfigException {
    commit(funnel("f", "eth1"), profile("f"));
    signaling.tunnelUp("t1");
    signaling.opened("t1", "peer-1", "guests");
    settled();
    commit(funnel("f", "eth1", "'isolation':'open'"), profile("f"));
    assertFalse(settings("pw0").port().orElseThrow().flags().isolated());
  }

  private static String profile(String funnel, String... more) {
    return ",'session-profile':[{'name':'guests',%s}]"
        .formatted(inFunnel(funnel, more).replace("'funnel'", "'sluice-pseudowire:funnel'"));
  }

  private void commit(String funnels, String profiles, String... pseudowires)
      throws ConfigException {
    manager
        .config()
        .replaceCandidate(
            ALICE,
            Configs.withFunnels(
                funnels, tunnels(dynamic("t1", "192.0.2.9")) + profiles, pseudowires));
    manager.config().commit(ALICE);
  }

  /** Waits until the manager has handled the events of the signaling, and what follows. */
  private void settled() throws ConfigException {
    for (int round = 0; round < 3; round++) {
      manager.config().validate(Datastore.CANDIDATE);
    }
  }

  private InterfaceSettings settings(String interfaceName) {
    return dataPlane.snapshot().interfaces().get(interfaceName).settings();
  }
}
