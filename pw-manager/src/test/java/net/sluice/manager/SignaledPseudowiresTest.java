package net.sluice.manager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.sluice.l2tp.CircuitStatus;
import net.sluice.l2tp.InterfaceSettings;
import net.sluice.l2tp.Step;
import net.sluice.l2tp.signaling.SessionReport;
import net.sluice.l2tp.simulated.SimulatedDataPlane.Refusal;
import net.sluice.l2tp.simulated.SimulatedDataPlane.StepType;
import net.sluice.manager.StatusService.Event;
import net.sluice.manager.StatusService.PseudowireState;
import net.sluice.manager.StatusService.PseudowireStatus;
import net.sluice.manager.StatusService.Subject;
import net.sluice.manager.StatusService.TunnelState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SignaledPseudowiresTest {
  private static final Refusal NO_MEMORY = new Refusal(12, "ENOMEM (Cannot allocate memory)");

  private final SignaledSite site = new SignaledSite();
  private final FakeSignaling signaling = site.signaling;

  @BeforeEach
  void configure() throws ConfigException {
    site.commit(
        site.configuration()
            .tunnel("t1")
            .pseudowire("a", "t1", "pw0")
            .pseudowire("b", "t1", "pw1"));
  }

  @AfterEach
  void close() {
    site.close();
  }

  private void up() {
    signaling.tunnelUp("t1");
    signaling.agree("a", "b");
    site.run();
  }

  private PseudowireStatus status(String name) {
    return site.operational.pseudowire(name).orElseThrow();
  }

  private InterfaceSettings settings(String interfaceName) {
    return site.settings(interfaceName).orElseThrow();
  }

  // --- Coming up ---------------------------------------------------------------------------------

  @Test
  void aCommitDoesNothingToTheDataPlaneAndTellsTheSignaling() {
    assertEquals(Map.of(StepType.CREATE_TUNNEL, 1L), site.dataPlane.counts(), "the static one");
    assertEquals(Set.of("a", "b"), signaling.updates.getFirst().pseudowires().keySet());
    assertEquals(PseudowireState.ABSENT, status("a").state());
    assertEquals(
        SessionReport.State.WAIT_CONTROL_CONN, status("a").signaling().orElseThrow().state());
    assertEquals(TunnelState.DOWN, site.operational.tunnel("t1").orElseThrow().state());
    assertTrue(site.operational.health().consistent(), "a peer that is away is no inconsistency");
  }

  @Test
  void whatIsAgreedOnIsInstalledAtOnceAndAnsweredTogether() {
    site.dataPlane.resetCounts();
    signaling.tunnelUp("t1");
    signaling.agree("a", "b");
    site.takeInWhatIsTold();
    site.run();
    assertEquals(
        Map.of(StepType.CREATE_TUNNEL, 1L, StepType.CREATE_SESSION, 2L, StepType.CONFIGURE, 2L),
        site.dataPlane.counts());
    assertEquals(List.of(2), signaling.installedTogether);
    assertEquals(PseudowireState.UP, status("a").state());
    assertEquals(signaling.sessionId("a"), status("a").session().orElseThrow().sessionId());
    assertEquals(TunnelState.UP, site.operational.tunnel("t1").orElseThrow().state());
    assertEquals(List.of("up"), site.eventTypes(Subject.PSEUDOWIRE, "a"));
    assertEquals(List.of("up"), site.eventTypes(Subject.TUNNEL, "t1"));
    assertEquals("a", site.operational.session(signaling.sessionId("a")).orElseThrow().name());
  }

  @Test
  void aTunnelTellsHowManyOfItsSessionsAreEstablished() throws ConfigException {
    assertEquals(0, establishedSessions());
    up();
    assertEquals(2, establishedSessions());
    signaling.clear("a", FakeSignaling.CLEARED);
    site.run();
    assertEquals(1, establishedSessions());
    var without = site.configuration();
    without.pseudowires.remove("b");
    site.commit(without);
    assertEquals(0, establishedSessions());
  }

  private int establishedSessions() {
    return site.operational.tunnel("t1").orElseThrow().signaling().orElseThrow().sessions();
  }

  @Test
  void anAutomaticMtuFollowsFromTheCookieAgreedOn() throws ConfigException {
    up();
    // 1500 - 20 (IPv4) - 8 (UDP) - 4 - 4 (session id) - 8 (cookie) - 14 (Ethernet)
    assertEquals(1442, settings("pw0").mtu());
    site.commit(
        site.configuration()
            .pseudowire("t1", new InterfaceSettings("pw0", "a", 1200, true, Optional.empty())));
    assertEquals(1200, settings("pw0").mtu());
  }

  @Test
  void theInterfaceOfASessionThatThePeerAsksForIsDormantUntilItsIccn() {
    signaling.tunnelUp("t1");
    signaling.askedFor("a");
    site.takeInWhatIsTold();
    assertTrue(settings("pw0").dormant());
    assertEquals(PseudowireState.DORMANT, status("a").state());
    site.run();
    assertFalse(settings("pw0").dormant());
    assertEquals(PseudowireState.UP, status("a").state());
  }

  @Test
  void theInterfaceIsDormantWhileThePeersCircuitDoesNotForward() {
    signaling.tunnelUp("t1");
    signaling.agree("a");
    signaling.clear("a", FakeSignaling.CLEARED);
    up();
    signaling.peerStatus("a", new CircuitStatus(CircuitStatus.ACTIVE | CircuitStatus.STANDBY));
    site.run();
    assertTrue(settings("pw0").dormant(), "RFC 5641 section 3.2: standby does not forward");
    assertEquals(PseudowireState.DORMANT, status("a").state());
    assertEquals("the circuit of the peer is not active", status("a").lastError().orElseThrow());
    assertEquals("down", site.eventTypes(Subject.PSEUDOWIRE, "a").getLast());
    assertEquals(
        Optional.empty(),
        site.events.of(Subject.PSEUDOWIRE, "a").getLast().result(),
        "what an earlier CDN said is no reason for this");
    signaling.peerStatus("a", CircuitStatus.UP);
    site.run();
    assertFalse(settings("pw0").dormant());
    assertEquals(PseudowireState.UP, status("a").state());
  }

  // --- Going down, and coming up again -----------------------------------------------------------

  @Test
  void theInterfaceOfAPseudowireOutlivesItsSession() {
    up();
    int index = index("pw0");
    signaling.clear("a", FakeSignaling.CLEARED);
    site.run();
    assertTrue(settings("pw0").dormant());
    assertEquals(index, index("pw0"));
    assertEquals(PseudowireState.DORMANT, status("a").state());
    assertEquals(FakeSignaling.CLEARED, status("a").lastError().orElseThrow());
    assertEquals(
        FakeSignaling.CLEARED,
        site.events.of(Subject.PSEUDOWIRE, "a").getLast().text(),
        "the peer's own words");
    assertEquals(
        Optional.of(FakeSignaling.RESULT),
        site.events.of(Subject.PSEUDOWIRE, "a").getLast().result());
    assertTrue(site.operational.health().consistent());
  }

  private int index(String interfaceName) {
    return site.dataPlane.interfaces(List.of(interfaceName)).get(interfaceName).index();
  }

  @Test
  void aNewSessionTakesThePlaceOfTheOldOneUnderTheSameName() {
    up();
    long old = signaling.sessionId("a");
    signaling.clear("a", FakeSignaling.CLEARED);
    signaling.agree("a");
    site.run();
    assertFalse(site.dataPlane.snapshot().sessions().containsKey(old));
    assertEquals(
        "pw0",
        site.dataPlane
            .snapshot()
            .sessions()
            .get(signaling.sessionId("a"))
            .profile()
            .interfaceName());
    assertFalse(settings("pw0").dormant());
    assertEquals(Optional.empty(), site.operational.session(old));
  }

  @Test
  void aSessionThatIsOverBeforeItIsInstalledIsNot() {
    signaling.tunnelUp("t1");
    signaling.opened("t1", "guest", SignaledSite.PROFILE);
    signaling.clear("guest", FakeSignaling.CLEARED);
    site.dataPlane.resetCounts();
    site.takeInWhatIsTold();
    site.run();
    assertEquals(Map.of(StepType.CREATE_TUNNEL, 1L), site.dataPlane.counts());
    assertEquals(List.of(), signaling.installedTogether);
  }

  @Test
  void theTunnelStaysWithItsInterfacesWhileThePeerIsAway() {
    up();
    long old = signaling.tunnelId("t1");
    signaling.tunnelDown("t1", "the peer does not answer");
    site.run();
    assertTrue(settings("pw0").dormant());
    assertEquals(Set.of(old), signaling.sockets, "the data plane still has the tunnel");
    assertEquals(TunnelState.DOWN, site.operational.tunnel("t1").orElseThrow().state());
    assertEquals(
        "the peer does not answer",
        site.operational.tunnel("t1").orElseThrow().lastError().orElseThrow());
    assertEquals(List.of("up", "down"), site.eventTypes(Subject.TUNNEL, "t1"));
    assertTrue(site.operational.health().consistent());
  }

  @Test
  void theOldTunnelGoesAsAWholeWhenItsSuccessorIsInstalled() {
    up();
    signaling.tunnelDown("t1", "the peer does not answer");
    site.run();
    site.dataPlane.resetCounts();
    signaling.tunnelUp("t1");
    site.run();
    assertEquals(
        Map.of(StepType.DELETE_TUNNEL, 1L, StepType.CREATE_TUNNEL, 1L), site.dataPlane.counts());
    assertEquals(Set.of(signaling.tunnelId("t1")), signaling.sockets, "the old one is released");
    assertEquals(PseudowireState.ABSENT, status("a").state());
    signaling.agree("a", "b");
    site.run();
    assertEquals(PseudowireState.UP, status("a").state());
  }

  @Test
  void aConnectionThatReplacesALiveOneReplacesItsTunnel() {
    up();
    long old = signaling.tunnelId("t1");
    signaling.tunnelUp("t1");
    signaling.agree("a", "b");
    site.takeInWhatIsTold();
    site.run();
    assertFalse(site.dataPlane.snapshot().tunnels().containsKey(old));
    assertEquals(Set.of(signaling.tunnelId("t1")), signaling.sockets);
    assertEquals(PseudowireState.UP, status("a").state());
  }

  // --- Commits -----------------------------------------------------------------------------------

  @Test
  void aPseudowireThatIsRemovedLosesItsSession() throws ConfigException {
    up();
    var configuration = site.configuration();
    configuration.pseudowires.remove("a");
    site.commit(configuration);
    assertEquals(Optional.empty(), site.settings("pw0"));
    assertEquals(Optional.empty(), site.operational.pseudowire("a"));
    assertEquals(1, site.dataPlane.snapshot().sessions().size());
  }

  @Test
  void aTunnelThatIsRemovedGoesAsAWholeAndIsReleased() throws ConfigException {
    up();
    site.dataPlane.resetCounts();
    site.commit(new SignaledSite.Configuration());
    assertEquals(Map.of(StepType.DELETE_TUNNEL, 1L), site.dataPlane.counts());
    assertEquals(Set.of(), signaling.sockets);
    assertEquals(Optional.empty(), site.operational.tunnel("t1"));
  }

  @Test
  void anInterfaceThatIsRenamedIsMadeAnewForTheSameSession() throws ConfigException {
    up();
    long session = signaling.sessionId("a");
    site.commit(site.configuration().pseudowire("a", "t1", "east").pseudowire("b", "t1", "pw0"));
    assertEquals("a", settings("east").alias());
    assertEquals("b", settings("pw0").alias());
    assertEquals(Optional.empty(), site.settings("pw1"));
    assertEquals(session, status("a").session().orElseThrow().sessionId());
    assertEquals(PseudowireState.UP, status("a").state());
  }

  @Test
  void aStaticPseudowireCanTakeTheNameOfOneThatIsRemoved() throws ConfigException {
    up();
    var configuration = site.configuration().staticPseudowire("s", 5, "pw0");
    configuration.pseudowires.remove("a");
    site.commit(configuration);
    assertEquals("s", settings("pw0").alias());
  }

  @Test
  void aRefusedCommitPutsBackWhatStoodInTheWay() {
    up();
    InterfaceSettings before = settings("pw0");
    site.dataPlane.takeName("taken");
    var configuration =
        site.configuration().staticPseudowire("s", 5, "pw0").staticPseudowire("t", 6, "taken");
    configuration.pseudowires.remove("a");
    assertThrows(ConfigException.class, () -> site.commit(configuration));
    assertEquals(before, settings("pw0"));
    assertEquals(PseudowireState.UP, status("a").state());
  }

  // --- Sessions that peers open ------------------------------------------------------------------

  @Test
  void aSessionOfAPeerGetsANumberThatNoPseudowireHasAndTheSettingsOfItsProfile() {
    signaling.tunnelUp("peer-9");
    signaling.opened("peer-9", "guest", SignaledSite.PROFILE);
    site.run();
    InterfaceSettings settings = settings("pw2");
    assertEquals("guest", settings.alias());
    assertEquals(1300, settings.mtu());
    assertEquals(Optional.of("br0"), settings.bridge());
    assertFalse(settings.dormant());
    assertEquals(PseudowireState.UP, site.operational.peerSession("guest").orElseThrow().state());
    assertEquals(Optional.empty(), site.operational.pseudowire("guest"));
    assertEquals(List.of("created", "up"), site.eventTypes(Subject.SESSION, "guest"));
    assertEquals(List.of("created", "up"), site.eventTypes(Subject.TUNNEL, "peer-9"));
  }

  @Test
  void aSessionOfAPeerGoesWithItsInterface() throws ConfigException {
    up();
    signaling.opened("t1", "guest", SignaledSite.PROFILE);
    site.run();
    signaling.clear("guest", FakeSignaling.CLEARED);
    site.run();
    Event last =
        site.events
            .after(0)
            .filter(event -> event.subject() == Subject.SESSION)
            .reduce((earlier, later) -> later)
            .orElseThrow();
    assertEquals(FakeSignaling.CLEARED, last.text());
    assertEquals(Optional.of(FakeSignaling.RESULT), last.result());
    assertEquals(Optional.empty(), site.settings("pw2"));
    assertEquals(Optional.empty(), site.operational.peerSession("guest"));
    site.commit(site.configuration().pseudowire("c", "t1", "pw2"));
    assertEquals(2, status("c").id(), "its number is free again");
  }

  @Test
  void aTunnelThatAPeerOpenedGoesAsAWhole() {
    signaling.tunnelUp("peer-9");
    signaling.opened("peer-9", "guest", SignaledSite.PROFILE);
    signaling.opened("peer-9", "guest2", SignaledSite.PROFILE);
    site.run();
    site.dataPlane.resetCounts();
    signaling.tunnelDown("peer-9", "the peer went");
    site.takeInWhatIsTold();
    site.run();
    assertEquals(Map.of(StepType.DELETE_TUNNEL, 1L), site.dataPlane.counts());
    assertEquals(Set.of(), signaling.sockets);
    assertEquals(Optional.empty(), site.operational.tunnel("peer-9"));
    assertEquals(0, site.operational.peerSessions("").count());
  }

  @Test
  void aNameThatIsConfiguredIsTakenFromThePeersSession() throws ConfigException {
    up();
    signaling.opened("t1", "guest", SignaledSite.PROFILE);
    signaling.opened("t1", "guest2", SignaledSite.PROFILE);
    site.run();
    site.commit(site.configuration().staticPseudowire("s", 5, "pw2").pseudowire("c", "t1", "pw3"));
    assertEquals("s", settings("pw2").alias());
    assertEquals(List.of("guest", "guest2"), signaling.resets);
    signaling.agree("c");
    site.run();
    assertEquals("c", settings("pw3").alias());
    assertEquals(0, site.operational.peerSessions("").count());
  }

  // --- What the data plane refuses ---------------------------------------------------------------

  @Test
  void aSessionThatTheDataPlaneRefusesIsRefusedWithItsWords() {
    site.dataPlane.takeName("pw0");
    up();
    String reason = signaling.refusedSessions.values().iterator().next();
    assertTrue(reason.contains("interface pw0: EEXIST"), reason);
    assertEquals(PseudowireState.ABSENT, status("a").state());
    assertEquals(PseudowireState.UP, status("b").state(), "others are not affected");
    assertEquals(reason, status("a").lastError().orElseThrow());
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
    up();
    assertEquals(PseudowireState.UP, status("a").state());
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
    site.signaled.retry();
    site.run();
    assertEquals(List.of("a down", "a up"), signaling.circuits());
    assertEquals(PseudowireState.UP, status("a").state());
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
    site.signaled.settle();
    site.run();
    assertEquals(List.of(2), signaling.installedTogether);
    assertEquals(PseudowireState.UP, status("a").state());
  }

  // --- What others do to the data plane ----------------------------------------------------------

  @Test
  void anInterfaceTakenDownIsToldThePeerAndPutRight() {
    up();
    site.dataPlane.change(
        "pw0", state -> Interfaces.with(state, Interfaces.down(state.settings())));
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
    up();
    InterfaceSettings shall = status("a").settings();
    site.dataPlane.change("pw0", state -> Interfaces.with(state, shall));
    site.look("pw0");
    assertEquals(Optional.empty(), status("a").lastError());
    assertTrue(signaling.circuits().contains("a up"), "the peer hears of it");
  }

  @Test
  void ourOwnChangesAreNotLookedAt() {
    up();
    site.dataPlane.resetCounts();
    site.look("pw0", "pw1", "lo");
    assertEquals(Map.of(), site.dataPlane.counts());
    assertEquals(List.of(), signaling.circuits());
  }

  @Test
  void aSessionDeletedByOthersIsAgreedOnAnew() {
    up();
    long old = signaling.sessionId("a");
    site.dataPlane.remove("pw0");
    site.look("pw0");
    assertEquals(List.of("a"), signaling.resets);
    assertEquals(PseudowireState.ABSENT, status("a").state());
    signaling.agree("a");
    site.run();
    assertNotEquals(old, signaling.sessionId("a"));
    assertEquals(PseudowireState.UP, status("a").state());
    assertTrue(site.operational.health().consistent());
  }

  @Test
  void aSessionWhoseInterfaceWasRenamedIsAgreedOnAnew() {
    up();
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
    up();
    site.dataPlane.apply(
        List.of(
            new Step.DeleteTunnel(site.operational.tunnel("t1").orElseThrow().profile().get())));
    site.look("pw0", "pw1");
    assertEquals(List.of("t1"), signaling.resets);
    assertEquals(Set.of(), signaling.sockets);
    up();
    assertEquals(PseudowireState.UP, status("a").state());
  }

  @Test
  void everythingIsLookedAtWhenEventsWereLost() {
    up();
    site.dataPlane.change(
        "pw1", state -> Interfaces.with(state, Interfaces.down(state.settings())));
    site.signaled.lookAtAll();
    assertTrue(settings("pw1").up());
  }

  // --- Keepalive tunnels -------------------------------------------------------------------------

  @Test
  void aPseudowireInAKeepaliveTunnelIsThereWithItsTunnelAndRunsWhileThePeerAnswers()
      throws ConfigException {
    site.commit(site.configuration().keepaliveTunnel("k", 50).keepalivePseudowire("x", "k", 51));
    assertEquals(PseudowireState.ABSENT, status("x").state());
    signaling.tunnelUp("k");
    site.run();
    assertEquals(PseudowireState.UP, status("x").state());
    assertEquals(51, status("x").session().orElseThrow().sessionId());
    assertEquals(Optional.empty(), status("x").signaling());
    site.commit(site.configuration().keepalivePseudowire("y", "k", 52));
    assertEquals(PseudowireState.UP, status("y").state());
    signaling.tunnelDown("k", "the configuration changed");
    site.run();
    assertEquals(Set.of(), signaling.sockets, "its successor has the same id: it goes at once");
    assertEquals(PseudowireState.ABSENT, status("x").state());
    signaling.tunnelUp("k");
    site.run();
    assertEquals(PseudowireState.UP, status("y").state());
  }

  @Test
  void aPseudowireWaitsForItsKeepaliveTunnelThatGetsAnotherId() throws ConfigException {
    site.commit(site.configuration().keepaliveTunnel("k", 50).keepalivePseudowire("x", "k", 51));
    signaling.tunnelUp("k");
    site.run();
    site.commit(site.configuration().keepaliveTunnel("k", 60).keepalivePseudowire("x", "k", 51));
    assertEquals(PseudowireState.ABSENT, status("x").state());
    assertEquals(Optional.empty(), status("x").lastError());
    assertTrue(site.operational.health().consistent());
  }

  @Test
  void aPseudowireCanMoveBetweenKindsOfTunnels() throws ConfigException {
    up();
    var keepalive = site.configuration().keepaliveTunnel("k", 50);
    keepalive.pseudowires.remove("a");
    keepalive.keepalivePseudowire("a", "k", 51);
    site.commit(keepalive);
    signaling.tunnelUp("k");
    site.run();
    assertEquals(51, status("a").session().orElseThrow().sessionId());
    var back = site.configuration().pseudowire("a", "t1", "pw0");
    back.keepalive.remove("a");
    site.commit(back);
    signaling.agree("a");
    site.run();
    assertEquals(signaling.sessionId("a"), status("a").session().orElseThrow().sessionId());
    assertEquals(2, site.dataPlane.snapshot().sessions().size());
  }
}
