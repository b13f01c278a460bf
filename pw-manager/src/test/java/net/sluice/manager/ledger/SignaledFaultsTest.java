package net.sluice.manager.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.sluice.l2tp.InterfaceSettings;
import net.sluice.l2tp.Step;
import net.sluice.l2tp.simulated.SimulatedDataPlane.Refusal;
import net.sluice.manager.FakeSignaling;
import net.sluice.manager.Interfaces;
import net.sluice.manager.StepCounts;
import net.sluice.manager.api.ConfigException;
import net.sluice.manager.api.StatusService.PseudowireState;
import net.sluice.manager.api.StatusService.Subject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the data plane refuses, and what others do to it. */
class SignaledFaultsTest {
  private static final Refusal NO_MEMORY = new Refusal(12, "ENOMEM (Cannot allocate memory)");

  private final SignaledSite site = new SignaledSite();
  private final FakeSignaling signaling = site.signaling;

  @BeforeEach
  void configure() throws ConfigException {
    site.commitTwoPseudowires();
  }

  @AfterEach
  void close() {
    site.close();
  }

  private InterfaceSettings settings(String interfaceName) {
    return site.settings(interfaceName).orElseThrow();
  }

  // --- What the data plane refuses ---------------------------------------------------------------

  @Test
  void aSessionThatTheDataPlaneRefusesIsRefusedWithItsWords() {
    site.dataPlane.takeName("pw0");
    site.up();
    String reason = signaling.refusedSessions.values().iterator().next();
    assertTrue(reason.contains("interface pw0: EEXIST"), reason);
    assertEquals(PseudowireState.ABSENT, site.status("a").state());
    assertEquals(PseudowireState.UP, site.status("b").state(), "others are not affected");
    assertEquals(reason, site.status("a").lastError().orElseThrow());
    assertFalse(site.operational.health().consistent());
  }

  @Test
  void aTunnelThatTheDataPlaneRefusesIsRefusedAndReleased() {
    site.dataPlane.refuse(
        step -> step instanceof Step.CreateTunnel ? Optional.of(NO_MEMORY) : Optional.empty());
    signaling.tunnelUp("t1");
    site.run();
    assertTrue(signaling.refusedTunnels.values().iterator().next().contains("ENOMEM"));
    assertEquals(Set.of(), signaling.sockets);
    site.dataPlane.refuse(step -> Optional.empty());
    site.up();
    assertEquals(PseudowireState.UP, site.status("a").state());
    assertTrue(site.operational.health().consistent());
  }

  @Test
  void aTunnelThatWasRefusedAndRemovedIsSoundWhenItIsConfiguredAgain() throws ConfigException {
    site.dataPlane.refuse(
        step -> step instanceof Step.CreateTunnel ? Optional.of(NO_MEMORY) : Optional.empty());
    signaling.tunnelUp("t1");
    site.run();
    assertFalse(site.operational.health().consistent());
    var with = site.configuration();
    var without = site.configuration();
    without.tunnels.clear();
    without.pseudowires.clear();
    site.commit(without);
    site.commit(with);
    assertEquals(Optional.empty(), site.operational.tunnel("t1").orElseThrow().lastError());
    assertTrue(site.operational.health().consistent());
  }

  @Test
  void anInterfaceThatCanNotBeConfiguredIsToldThePeerAsAFaultOfTheCircuit() {
    site.dataPlane.refuse(
        step -> step instanceof Step.Configure ? Optional.of(NO_MEMORY) : Optional.empty());
    signaling.tunnelUp("t1");
    signaling.agree("a");
    site.run();
    assertEquals(List.of("a down"), signaling.circuits());
    assertEquals(List.of(1), signaling.installedTogether, "the session is there all the same");
    assertFalse(site.operational.health().consistent());
    site.dataPlane.refuse(step -> Optional.empty());
    site.ledger.retry((subject, name) -> true, tunnel -> true);
    site.run();
    assertEquals(List.of("a down", "a up"), signaling.circuits());
    assertEquals(PseudowireState.UP, site.status("a").state());
    assertTrue(site.operational.health().consistent());
  }

  @Test
  void whatADataPlaneThatFailedMidwayMayHaveMadeIsMadeAnew() {
    signaling.tunnelUp("t1");
    site.run();
    site.dataPlane.refuse(
        step -> {
          if (step instanceof Step.Configure) {
            throw new IllegalStateException("socket closed");
          }
          return Optional.empty();
        });
    signaling.agree("a", "b");
    assertThrows(IllegalStateException.class, site::run);
    site.dataPlane.refuse(step -> Optional.empty());
    site.ledger.settle();
    site.run();
    assertEquals(List.of(2), signaling.installedTogether);
    assertEquals(PseudowireState.UP, site.status("a").state());
  }

  // --- What others do to the data plane ----------------------------------------------------------

  @Test
  void anInterfaceTakenDownIsToldThePeerAndPutRight() {
    site.up();
    site.dataPlane.change("pw0", state -> Interfaces.with(state, state.settings().withUp(false)));
    site.look("pw0");
    assertEquals(List.of("a down", "a up"), signaling.circuits());
    assertTrue(settings("pw0").up());
    assertEquals(List.of("up", "down", "up"), site.eventTypes(Subject.PSEUDOWIRE, "a"));
    assertTrue(site.operational.health().consistent());
  }

  @Test
  void anInterfaceThatOthersPutRightIsSoundAgain() {
    site.dataPlane.refuse(
        step -> step instanceof Step.Configure ? Optional.of(NO_MEMORY) : Optional.empty());
    site.up();
    InterfaceSettings wanted = site.status("a").settings();
    site.dataPlane.change("pw0", state -> Interfaces.with(state, wanted));
    site.look("pw0");
    assertEquals(Optional.empty(), site.status("a").lastError());
    assertTrue(signaling.circuits().contains("a up"), "the peer hears of it");
  }

  @Test
  void ourOwnChangesAreNotLookedAt() {
    site.up();
    StepCounts applied = new StepCounts(site.dataPlane);
    site.look("pw0", "pw1", "lo");
    assertEquals(Map.of(), applied.counts());
    assertEquals(List.of(), signaling.circuits());
  }

  @Test
  void aSessionDeletedByOthersIsAgreedOnAnew() {
    site.up();
    long old = signaling.sessionId("a");
    site.dataPlane.remove("pw0");
    site.look("pw0");
    assertEquals(List.of("a"), signaling.resets);
    assertEquals(PseudowireState.ABSENT, site.status("a").state());
    signaling.agree("a");
    site.run();
    assertNotEquals(old, signaling.sessionId("a"));
    assertEquals(PseudowireState.UP, site.status("a").state());
    assertTrue(site.operational.health().consistent());
  }

  @Test
  void aSessionWhoseInterfaceWasRenamedIsAgreedOnAnew() {
    site.up();
    site.dataPlane.rename("pw0", "mine");
    site.look("mine");
    assertEquals(List.of("a"), signaling.resets);
    assertEquals(Optional.empty(), site.settings("mine"));
    signaling.agree("a");
    site.run();
    assertFalse(settings("pw0").dormant());
  }

  @Test
  void aTunnelDeletedByOthersIsOpenedAnew() {
    site.up();
    site.dataPlane.apply(
        List.of(
            new Step.DeleteTunnel(site.operational.tunnel("t1").orElseThrow().profile().get())));
    site.look("pw0", "pw1");
    assertEquals(List.of("t1"), signaling.resets);
    assertEquals(Set.of(), signaling.sockets);
    site.up();
    assertEquals(PseudowireState.UP, site.status("a").state());
  }

  @Test
  void everythingIsLookedAtWhenEventsWereLost() {
    site.up();
    site.dataPlane.change("pw1", state -> Interfaces.with(state, state.settings().withUp(false)));
    site.ledger.examineAll((subject, name) -> true);
    assertTrue(settings("pw1").up());
  }
}
