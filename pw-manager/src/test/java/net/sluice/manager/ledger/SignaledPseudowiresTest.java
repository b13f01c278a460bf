package net.sluice.manager.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.sluice.l2tp.CircuitStatus;
import net.sluice.l2tp.InterfaceSettings;
import net.sluice.l2tp.signaling.SessionReport;
import net.sluice.l2tp.simulated.SimulatedDataPlane.StepType;
import net.sluice.manager.FakeSignaling;
import net.sluice.manager.StepCounts;
import net.sluice.manager.api.ConfigException;
import net.sluice.manager.api.StatusService.Event;
import net.sluice.manager.api.StatusService.EventType;
import net.sluice.manager.api.StatusService.PseudowireState;
import net.sluice.manager.api.StatusService.Subject;
import net.sluice.manager.api.StatusService.TunnelState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of what peers agree to, and of commits. */
class SignaledPseudowiresTest {
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

  // --- Coming up ---------------------------------------------------------------------------------

  @Test
  void aCommitDoesNothingToTheDataPlaneAndTellsTheSignaling() {
    assertEquals(Map.of(), site.dataPlane.counts());
    assertEquals(Set.of("a", "b"), signaling.updates.getFirst().pseudowires().keySet());
    assertEquals(PseudowireState.ABSENT, site.status("a").state());
    assertEquals(
        SessionReport.State.WAIT_CONTROL_CONN, site.status("a").signaling().orElseThrow().state());
    assertEquals(TunnelState.DOWN, site.operational.tunnel("t1").orElseThrow().state());
    assertTrue(site.operational.health().consistent(), "a peer that is away is no inconsistency");
  }

  @Test
  void whatIsAgreedOnIsInstalledAtOnceAndAnsweredTogether() {
    StepCounts applied = new StepCounts(site.dataPlane);
    signaling.tunnelUp("t1");
    signaling.agree("a", "b");
    site.takeInWhatIsTold();
    site.run();
    assertEquals(
        Map.of(StepType.CREATE_TUNNEL, 1L, StepType.CREATE_SESSION, 2L, StepType.CONFIGURE, 2L),
        applied.counts());
    assertEquals(List.of(2), signaling.installedTogether);
    assertEquals(PseudowireState.UP, site.status("a").state());
    assertEquals(signaling.sessionId("a"), site.status("a").session().orElseThrow().sessionId());
    assertEquals(TunnelState.UP, site.operational.tunnel("t1").orElseThrow().state());
    assertEquals(List.of("up"), site.eventTypes(Subject.PSEUDOWIRE, "a"));
    assertEquals(List.of("up"), site.eventTypes(Subject.TUNNEL, "t1"));
    assertEquals(
        "a", site.operational.negotiatedSession(signaling.sessionId("a")).orElseThrow().name());
  }

  @Test
  void aTunnelTellsHowManyOfItsSessionsAreEstablished() throws ConfigException {
    assertEquals(0, establishedSessions());
    site.up();
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
    site.up();
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
    assertEquals(PseudowireState.DORMANT, site.status("a").state());
    site.run();
    assertFalse(settings("pw0").dormant());
    assertEquals(PseudowireState.UP, site.status("a").state());
  }

  @Test
  void theInterfaceIsDormantWhileThePeersCircuitDoesNotForward() {
    signaling.tunnelUp("t1");
    signaling.agree("a");
    signaling.clear("a", FakeSignaling.CLEARED);
    site.up();
    signaling.peerStatus("a", new CircuitStatus(CircuitStatus.ACTIVE | CircuitStatus.STANDBY));
    site.run();
    assertTrue(settings("pw0").dormant(), "RFC 5641 section 3.2: standby does not forward");
    assertEquals(PseudowireState.DORMANT, site.status("a").state());
    assertEquals(
        "the circuit of the peer is not active", site.status("a").lastError().orElseThrow());
    assertEquals("down", site.eventTypes(Subject.PSEUDOWIRE, "a").getLast());
    assertEquals(
        Optional.empty(),
        site.events.of(Subject.PSEUDOWIRE, "a").getLast().result(),
        "what an earlier CDN said is no reason for this");
    signaling.peerStatus("a", CircuitStatus.UP);
    site.run();
    assertFalse(settings("pw0").dormant());
    assertEquals(PseudowireState.UP, site.status("a").state());
  }

  // --- Going down, and coming up again -----------------------------------------------------------

  @Test
  void theInterfaceOfAPseudowireOutlivesItsSession() {
    site.up();
    int index = index("pw0");
    signaling.clear("a", FakeSignaling.CLEARED);
    site.run();
    assertTrue(settings("pw0").dormant());
    assertEquals(index, index("pw0"));
    assertEquals(PseudowireState.DORMANT, site.status("a").state());
    assertEquals(FakeSignaling.CLEARED, site.status("a").lastError().orElseThrow());
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
    site.up();
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
    assertEquals(Optional.empty(), site.operational.negotiatedSession(old));
  }

  @Test
  void aSessionThatIsOverBeforeItIsInstalledIsNot() {
    signaling.tunnelUp("t1");
    signaling.opened("t1", "guest", SignaledSite.PROFILE);
    signaling.clear("guest", FakeSignaling.CLEARED);
    StepCounts applied = new StepCounts(site.dataPlane);
    site.takeInWhatIsTold();
    site.run();
    assertEquals(Map.of(StepType.CREATE_TUNNEL, 1L), applied.counts());
    assertEquals(List.of(), signaling.installedTogether);
  }

  @Test
  void theTunnelStaysWithItsInterfacesWhileThePeerIsAway() {
    site.up();
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
    site.up();
    signaling.tunnelDown("t1", "the peer does not answer");
    site.run();
    StepCounts applied = new StepCounts(site.dataPlane);
    signaling.tunnelUp("t1");
    site.run();
    assertEquals(Map.of(StepType.DELETE_TUNNEL, 1L, StepType.CREATE_TUNNEL, 1L), applied.counts());
    assertEquals(Set.of(signaling.tunnelId("t1")), signaling.sockets, "the old one is released");
    assertEquals(PseudowireState.ABSENT, site.status("a").state());
    signaling.agree("a", "b");
    site.run();
    assertEquals(PseudowireState.UP, site.status("a").state());
  }

  @Test
  void aConnectionThatReplacesALiveOneReplacesItsTunnel() {
    site.up();
    long old = signaling.tunnelId("t1");
    signaling.tunnelUp("t1");
    signaling.agree("a", "b");
    site.takeInWhatIsTold();
    site.run();
    assertFalse(site.dataPlane.snapshot().tunnels().containsKey(old));
    assertEquals(Set.of(signaling.tunnelId("t1")), signaling.sockets);
    assertEquals(PseudowireState.UP, site.status("a").state());
  }

  @Test
  void aConnectionThatReplacesALiveOneIsAnEventWithBothIdentities() {
    site.up();
    Instant since = site.operational.tunnel("t1").orElseThrow().since();
    long old = signaling.tunnelId("t1");
    while (!Instant.now().minusMillis(1).isAfter(since)) {
      Thread.onSpinWait(); // times of changes are milliseconds
    }
    signaling.tunnelUp("t1");
    site.run();
    Event last = site.events.of(Subject.TUNNEL, "t1").getLast();
    assertEquals(EventType.REPLACED, last.type());
    for (long id : List.of(old, signaling.tunnelId("t1"))) {
      assertTrue(last.text().contains("tunnel %d, at the peer 7".formatted(id)), last.text());
    }
    assertTrue(site.operational.tunnel("t1").orElseThrow().since().isAfter(since));
  }

  // --- Commits -----------------------------------------------------------------------------------

  @Test
  void aPseudowireThatIsRemovedLosesItsSession() throws ConfigException {
    site.up();
    var configuration = site.configuration();
    configuration.pseudowires.remove("a");
    site.commit(configuration);
    assertEquals(Optional.empty(), site.settings("pw0"));
    assertEquals(Optional.empty(), site.operational.pseudowire("a"));
    assertEquals(1, site.dataPlane.snapshot().sessions().size());
  }

  @Test
  void aTunnelThatIsRemovedGoesAsAWholeAndIsReleased() throws ConfigException {
    site.up();
    StepCounts applied = new StepCounts(site.dataPlane);
    site.commit(new SignaledSite.Configuration());
    assertEquals(Map.of(StepType.DELETE_TUNNEL, 1L), applied.counts());
    assertEquals(Set.of(), signaling.sockets);
    assertEquals(Optional.empty(), site.operational.tunnel("t1"));
  }

  @Test
  void anInterfaceThatIsRenamedIsMadeAnewForTheSameSession() throws ConfigException {
    site.up();
    long session = signaling.sessionId("a");
    site.commit(site.configuration().pseudowire("a", "t1", "east").pseudowire("b", "t1", "pw0"));
    assertEquals("a", settings("east").alias());
    assertEquals("b", settings("pw0").alias());
    assertEquals(Optional.empty(), site.settings("pw1"));
    assertEquals(session, site.status("a").session().orElseThrow().sessionId());
    assertEquals(PseudowireState.UP, site.status("a").state());
  }

  @Test
  void aStaticPseudowireCanTakeTheNameOfOneThatIsRemoved() throws ConfigException {
    site.up();
    var configuration = site.configuration().staticPseudowire("s", 5, "pw0");
    configuration.pseudowires.remove("a");
    site.commit(configuration);
    assertEquals("s", settings("pw0").alias());
  }

  @Test
  void aRefusedCommitPutsBackWhatStoodInTheWay() {
    site.up();
    InterfaceSettings before = settings("pw0");
    site.dataPlane.takeName("taken");
    var configuration =
        site.configuration().staticPseudowire("s", 5, "pw0").staticPseudowire("t", 6, "taken");
    configuration.pseudowires.remove("a");
    assertThrows(ConfigException.class, () -> site.commit(configuration));
    assertEquals(before, settings("pw0"));
    assertEquals(PseudowireState.UP, site.status("a").state());
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
    site.up();
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
    assertEquals(2, site.status("c").id(), "its number is free again");
  }

  @Test
  void aTunnelThatAPeerOpenedGoesAsAWhole() {
    signaling.tunnelUp("peer-9");
    signaling.opened("peer-9", "guest", SignaledSite.PROFILE);
    signaling.opened("peer-9", "guest2", SignaledSite.PROFILE);
    site.run();
    StepCounts applied = new StepCounts(site.dataPlane);
    signaling.tunnelDown("peer-9", "the peer went");
    site.takeInWhatIsTold();
    site.run();
    assertEquals(Map.of(StepType.DELETE_TUNNEL, 1L), applied.counts());
    assertEquals(Set.of(), signaling.sockets);
    assertEquals(Optional.empty(), site.operational.tunnel("peer-9"));
    assertEquals(0, site.operational.peerSessions("").count());
  }

  @Test
  void aNameThatIsConfiguredIsTakenFromThePeersSession() throws ConfigException {
    site.up();
    signaling.opened("t1", "guest", SignaledSite.PROFILE);
    signaling.opened("t1", "guest2", SignaledSite.PROFILE);
    site.run();
    site.commit(site.configuration().staticPseudowire("s", 5, "pw2").pseudowire("c", "t1", "pw3"));
    assertEquals("s", settings("pw2").alias());
    assertEquals(Set.of("guest", "guest2"), Set.copyOf(signaling.resets));
    signaling.agree("c");
    site.run();
    assertEquals("c", settings("pw3").alias());
    assertEquals(0, site.operational.peerSessions("").count());
  }

  // --- Keepalive tunnels -------------------------------------------------------------------------

  @Test
  void aPseudowireInAKeepaliveTunnelIsThereWithItsTunnelAndRunsWhileThePeerAnswers()
      throws ConfigException {
    site.commit(site.configuration().keepaliveTunnel("k", 50).keepalivePseudowire("x", "k", 51));
    assertEquals(PseudowireState.ABSENT, site.status("x").state());
    signaling.tunnelUp("k");
    site.run();
    assertEquals(PseudowireState.UP, site.status("x").state());
    assertEquals(51, site.status("x").session().orElseThrow().sessionId());
    assertEquals(Optional.empty(), site.status("x").signaling());
    site.commit(site.configuration().keepalivePseudowire("y", "k", 52));
    assertEquals(PseudowireState.UP, site.status("y").state());
    signaling.tunnelDown("k", "the configuration changed");
    site.run();
    assertEquals(Set.of(), signaling.sockets, "its successor has the same id: it goes at once");
    assertEquals(PseudowireState.ABSENT, site.status("x").state());
    signaling.tunnelUp("k");
    site.run();
    assertEquals(PseudowireState.UP, site.status("y").state());
  }

  @Test
  void aPseudowireWaitsForItsKeepaliveTunnelThatGetsAnotherId() throws ConfigException {
    site.commit(site.configuration().keepaliveTunnel("k", 50).keepalivePseudowire("x", "k", 51));
    signaling.tunnelUp("k");
    site.run();
    site.commit(site.configuration().keepaliveTunnel("k", 60).keepalivePseudowire("x", "k", 51));
    assertEquals(PseudowireState.ABSENT, site.status("x").state());
    assertEquals(Optional.empty(), site.status("x").lastError());
    assertTrue(site.operational.health().consistent());
  }

  @Test
  void aPseudowireCanMoveBetweenKindsOfTunnels() throws ConfigException {
    site.up();
    var keepalive = site.configuration().keepaliveTunnel("k", 50);
    keepalive.pseudowires.remove("a");
    keepalive.keepalivePseudowire("a", "k", 51);
    site.commit(keepalive);
    signaling.tunnelUp("k");
    site.run();
    assertEquals(51, site.status("a").session().orElseThrow().sessionId());
    var back = site.configuration().pseudowire("a", "t1", "pw0");
    back.keepalive.remove("a");
    site.commit(back);
    signaling.agree("a");
    site.run();
    assertEquals(signaling.sessionId("a"), site.status("a").session().orElseThrow().sessionId());
    assertEquals(2, site.dataPlane.snapshot().sessions().size());
  }
}
