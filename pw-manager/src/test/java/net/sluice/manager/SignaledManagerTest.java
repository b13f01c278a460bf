package net.sluice.manager;

import static net.sluice.manager.Configs.dynamic;
import static net.sluice.manager.Configs.pseudowire;
import static net.sluice.manager.Configs.signaled;
import static net.sluice.manager.Configs.tunnel;
import static net.sluice.manager.Configs.tunnels;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import net.sluice.funnel.simulated.SimulatedFunnelPlane;
import net.sluice.l2tp.RemoteEndId;
import net.sluice.l2tp.simulated.SimulatedDataPlane;
import net.sluice.l2tp.simulated.SimulatedDataPlane.StepType;
import net.sluice.manager.api.ConfigException;
import net.sluice.manager.api.ConfigService.Client;
import net.sluice.manager.api.Datastore;
import net.sluice.manager.api.StatusService.Event;
import net.sluice.manager.api.StatusService.PseudowireState;
import net.sluice.manager.api.StatusService.Subscription;
import net.sluice.manager.api.StatusService.TunnelState;
import net.sluice.manager.state.SignalingNodes;
import net.sluice.yang.L2tpModel;
import net.sluice.yang.PseudowireModel;
import net.sluice.yang.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.common.Uint16;
import org.opendaylight.yangtools.yang.common.Uint32;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.NodeIdentifier;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.NodeIdentifierWithPredicates;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.DataContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.LeafNode;
import org.opendaylight.yangtools.yang.data.api.schema.MapEntryNode;
import org.opendaylight.yangtools.yang.data.api.schema.SystemMapNode;
import org.opendaylight.yangtools.yang.model.api.DataNodeContainer;

/** A manager with signalled tunnels, from its configuration to its state. */
class SignaledManagerTest {
  private static final Client ALICE = new Client(1, "alice");

  private static final String T1 = tunnels(dynamic("t1", "192.0.2.9"));

  private final FakeCommitLog log = new FakeCommitLog();
  private SimulatedDataPlane dataPlane = new SimulatedDataPlane();
  private final SimulatedFunnelPlane funnelPlane = new SimulatedFunnelPlane(List.of("eth1"));
  private FakeSignaling signaling = new FakeSignaling();
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

  private void commit(ContainerNode config) throws ConfigException {
    manager.config().replaceCandidate(ALICE, config);
    manager.config().commit(ALICE);
  }

  private void configure() throws ConfigException {
    commit(Configs.of(T1, signaled("a", "t1"), signaled("b", "t1", "'bridge':'br0'")));
  }

  private void up() throws ConfigException {
    signaling.tunnelUp("t1");
    signaling.agree("a", "b");
    settled();
  }

  /** Waits until the manager has handled the events of the signaling, and what follows. */
  private void settled() throws ConfigException {
    for (int round = 0; round < 3; round++) {
      manager.config().validate(Datastore.CANDIDATE);
    }
  }

  @Test
  void aSignalledPseudowireComesUpAsConfigured() throws ConfigException {
    configure();
    assertEquals(Map.of(), dataPlane.counts());
    assertEquals(PseudowireState.ABSENT, manager.status().pseudowire("a").orElseThrow().state());
    up();
    assertEquals(PseudowireState.UP, manager.status().pseudowire("a").orElseThrow().state());
    assertEquals(
        Optional.of("br0"), dataPlane.interfaces(List.of("pw1")).get("pw1").settings().bridge());
    assertEquals(2, manager.status().tunnel("t1").orElseThrow().sessions());
    assertEquals(2, manager.status().system().pseudowires().get(PseudowireState.UP));
    assertTrue(manager.status().health().consistent());
  }

  @Test
  void everythingComesBackByItselfAfterARestart() throws ConfigException {
    configure();
    up();
    manager.close();
    dataPlane.close();
    dataPlane = new SimulatedDataPlane(); // a signalled tunnel goes with the process' socket
    signaling = new FakeSignaling();
    start();
    assertEquals(Set.of("a", "b"), signaling.updates.getFirst().pseudowires().keySet());
    assertTrue(signaling.updates.getFirst().lcce().isPresent());
    up();
    assertEquals(PseudowireState.UP, manager.status().pseudowire("b").orElseThrow().state());
  }

  @Test
  void aCommitOfSettingsTellsTheSignalingNothingNew() throws ConfigException {
    configure();
    up();
    StepCounts applied = new StepCounts(dataPlane);
    int updates = signaling.updates.size();
    commit(Configs.of(T1, signaled("a", "t1", "'mtu':1300"), signaled("b", "t1")));
    assertEquals(Map.of(StepType.CONFIGURE, 2L), applied.counts());
    assertEquals(updates, signaling.updates.size());
  }

  @Test
  void aCommitThatIsOnDiskIsNotReportedAsFailed() throws ConfigException {
    signaling.failsNextUpdate = true;
    configure();
    assertEquals(1, log.commits());
    assertEquals(log.loaded().running(), manager.config().read(Datastore.RUNNING));
    assertEquals(2, manager.status().pseudowires("").count(), "all that is left is done");
    assertEquals(1, manager.status().system().commits());
  }

  @Test
  void anEventThatFailsLeavesTheOthers() throws ConfigException {
    configure();
    signaling.tunnelUp("t1");
    signaling.agreeBesideBrokenEvent("a");
    settled();
    assertEquals(PseudowireState.UP, manager.status().pseudowire("a").orElseThrow().state());
  }

  @Test
  void aTunnelCanBecomeStatic() throws ConfigException {
    configure();
    up();
    commit(Configs.of(tunnels(tunnel("t1", 1)), pseudowire("a", "t1", 5)));
    settled();
    assertEquals(Set.of(), signaling.sockets);
    assertEquals(Set.of(5L), dataPlane.snapshot().sessions().keySet());
    assertEquals(TunnelState.UP, manager.status().tunnel("t1").orElseThrow().state());
    assertEquals(PseudowireState.UP, manager.status().pseudowire("a").orElseThrow().state());
    configure();
    up();
    assertEquals(2, dataPlane.snapshot().sessions().size());
    assertTrue(manager.status().pseudowire("a").orElseThrow().signaling().isPresent());
    assertTrue(manager.status().health().consistent());
  }

  @Test
  void whatOthersChangeIsPutRight() throws ConfigException {
    configure();
    up();
    dataPlane.change("pw0", state -> Interfaces.with(state, state.settings().withUp(false)));
    while (signaling.circuits().size() < 2) {
      settled();
    }
    assertEquals(List.of("a down", "a up"), signaling.circuits());
    assertTrue(dataPlane.interfaces(List.of("pw0")).get("pw0").settings().up());
  }

  @Test
  void subscribersHearOfEventsInOrder() throws ConfigException {
    List<Event> heard = new CopyOnWriteArrayList<>();
    configure();
    Subscription subscription = manager.status().subscribe(heard::add);
    up();
    signaling.clear("a", FakeSignaling.CLEARED);
    settled();
    assertEquals(
        List.of("up", "down"),
        heard.stream()
            .filter(event -> event.name().equals("a"))
            .map(event -> event.type().word())
            .toList());
    assertEquals(FakeSignaling.CLEARED, heard.getLast().text());
    assertEquals(Optional.of(FakeSignaling.RESULT), heard.getLast().result());
    subscription.close();
    int count = heard.size();
    signaling.agree("a");
    settled();
    assertEquals(count, heard.size(), "a subscription that is closed hears nothing");
  }

  @Test
  void whatIsSignalledCanBeReset() throws ConfigException {
    configure();
    up();
    signaling.opened("t1", "guest", "default");
    settled();
    manager.actions().resetPseudowire("a");
    manager.actions().resetSession("guest");
    manager.actions().resetTunnel("t1");
    assertEquals(List.of("a", "guest", "t1"), signaling.resets);
  }

  @Test
  void whatIsNotThereOrStaticCanNotBeReset() throws ConfigException {
    commit(Configs.of(tunnels(tunnel("s", 1)), pseudowire("p", "s", 5)));
    assertEquals("there is no tunnel 'x'", refusal(() -> manager.actions().resetTunnel("x")));
    assertEquals("there is no session 'p'", refusal(() -> manager.actions().resetSession("p")));
    assertEquals(
        "tunnel 's' is not dynamic: there is nothing to negotiate again",
        refusal(() -> manager.actions().resetTunnel("s")));
    assertEquals(
        "pseudowire 'p' is not dynamic: there is nothing to negotiate again",
        refusal(() -> manager.actions().resetPseudowire("p")));
    assertEquals(List.of(), signaling.resets);
  }

  private interface Call {
    void call() throws ConfigException;
  }

  private static String refusal(Call call) {
    return assertThrows(ConfigException.class, call::call).getMessage();
  }

  // --- The state as nodes of the model -----------------------------------------------------------

  @Test
  void aTunnelTellsOfItsControlConnection() throws ConfigException {
    configure();
    up();
    MapEntryNode entry = complete(L2tpModel.tunnel("t1"), L2tpModel.TUNNEL, "t1");
    DataContainerNode connection = child(entry, L2tpModel.CONTROL_CONNECTION);
    assertEquals("established", leaf(connection, L2tpModel.STATE));
    assertEquals(
        Uint32.valueOf(signaling.tunnelId("t1")),
        leaf(child(connection, L2tpModel.LOCAL), L2tpModel.TUNNEL_ID));
    assertEquals("peer", leaf(child(connection, L2tpModel.PEER), L2tpModel.HOST_NAME));
    assertEquals("up", leaf(entry, L2tpModel.OPER_STATUS));
  }

  @Test
  void aPseudowireTellsWhatWasAgreedOn() throws ConfigException {
    configure();
    up();
    MapEntryNode entry = complete(PseudowireModel.pseudowire("a"), PseudowireModel.PSEUDOWIRE, "a");
    DataContainerNode signaled = child(entry, PseudowireModel.SIGNALED);
    assertEquals("established", leaf(signaled, PseudowireModel.STATE));
    assertEquals("a", leaf(signaled, PseudowireModel.REMOTE_END_ID));
    assertEquals(Set.of("active"), leaf(signaled, PseudowireModel.PEER_CIRCUIT_STATUS));
    assertEquals(Uint32.valueOf(1442), leaf(entry, PseudowireModel.OPER_MTU));
    signaling.clear("a", FakeSignaling.CLEARED);
    settled();
    entry = complete(PseudowireModel.pseudowire("a"), PseudowireModel.PSEUDOWIRE, "a");
    assertEquals("dormant", leaf(entry, PseudowireModel.OPER_STATUS));
    assertEquals(FakeSignaling.CLEARED, leaf(entry, PseudowireModel.LAST_ERROR));
    signaled = child(entry, PseudowireModel.SIGNALED);
    assertEquals(Uint16.valueOf(3), leaf(signaled, PseudowireModel.LAST_RESULT_CODE));
    assertEquals(Uint16.ZERO, leaf(signaled, PseudowireModel.LAST_ERROR_CODE));
  }

  @Test
  void anEstablishedSessionHasEveryLeafOfTheModel() throws ConfigException {
    configure();
    up();
    MapEntryNode entry = complete(PseudowireModel.pseudowire("a"), PseudowireModel.PSEUDOWIRE, "a");
    DataContainerNode signaled = child(entry, PseudowireModel.SIGNALED);
    Set<QName> leaves = new HashSet<>();
    signaled.body().forEach(leaf -> leaves.add(leaf.name().getNodeType()));

    Set<QName> expected = new HashSet<>();
    var model =
        (DataNodeContainer)
            Schema.get()
                .context()
                .findDataTreeChild(
                    PseudowireModel.PSEUDOWIRES,
                    PseudowireModel.PSEUDOWIRE,
                    PseudowireModel.SIGNALED)
                .orElseThrow();
    model.getChildNodes().forEach(node -> expected.add(node.getQName()));
    // Those are there after a failure only.
    expected.removeAll(Set.of(PseudowireModel.LAST_RESULT_CODE, PseudowireModel.LAST_ERROR_CODE));
    assertEquals(expected, leaves);
  }

  @Test
  void whatPeersOpenedIsListedApart() throws ConfigException {
    configure();
    signaling.tunnelUp("peer-9");
    signaling.opened("peer-9", "guest", "default");
    settled();
    DataContainerNode l2tp = child(manager.status().operationalRoot(), L2tpModel.L2TP);
    assertEquals(
        1, ((SystemMapNode) l2tp.childByArg(new NodeIdentifier(L2tpModel.SESSION))).size());
    assertEquals(
        1, ((SystemMapNode) l2tp.childByArg(new NodeIdentifier(L2tpModel.PEER_TUNNEL))).size());
    MapEntryNode session = complete(L2tpModel.session("guest"), L2tpModel.SESSION, "guest");
    assertEquals("peer", leaf(session, L2tpModel.ORIGIN));
    assertEquals("peer-9", leaf(session, QName.create(L2tpModel.MODULE, "tunnel")));
    assertEquals("default", leaf(session, L2tpModel.SESSION_PROFILE));
    assertEquals("pw2", leaf(session, L2tpModel.OPER_INTERFACE_NAME));
    MapEntryNode tunnel = complete(L2tpModel.peerTunnel("peer-9"), L2tpModel.PEER_TUNNEL, "peer-9");
    assertEquals("everybody", leaf(tunnel, L2tpModel.PEER_PROFILE));
    assertEquals(Uint32.ONE, leaf(tunnel, L2tpModel.SESSIONS));
    DataContainerNode system = child(l2tp, L2tpModel.SYSTEM);
    assertFalse(leaf(system, L2tpModel.HOST_NAME_IN_USE).toString().isEmpty());
  }

  @Test
  void aRemoteEndIdIsTextANumberOrOctets() {
    assertEquals("east 1", SignalingNodes.remoteEndId(RemoteEndId.ofText("east 1")));
    assertEquals(Uint32.valueOf(17), SignalingNodes.remoteEndId(RemoteEndId.ofNumber(17)));
    assertEquals("0x3137", SignalingNodes.remoteEndId(RemoteEndId.ofText("17")));
    assertEquals("0x3078", SignalingNodes.remoteEndId(RemoteEndId.ofText("0x")));
    byte[] octets = "0x00".getBytes(StandardCharsets.US_ASCII);
    assertEquals(Uint32.valueOf(0x30783030), SignalingNodes.remoteEndId(RemoteEndId.of(octets)));
  }

  private MapEntryNode complete(YangInstanceIdentifier path, QName list, String name) {
    NodeIdentifierWithPredicates key = (NodeIdentifierWithPredicates) path.getLastPathArgument();
    DataContainerNode parent =
        list.equals(PseudowireModel.PSEUDOWIRE)
            ? child(manager.status().operationalRoot(), PseudowireModel.PSEUDOWIRES)
            : child(manager.status().operationalRoot(), L2tpModel.L2TP);
    SystemMapNode map = (SystemMapNode) parent.childByArg(new NodeIdentifier(list));
    assertTrue(map.findChildByArg(key).isPresent(), name);
    return manager.status().withState(map.childByArg(key));
  }

  private static DataContainerNode child(DataContainerNode parent, QName name) {
    return (DataContainerNode) parent.getChildByArg(new NodeIdentifier(name));
  }

  private static Object leaf(DataContainerNode parent, QName name) {
    return ((LeafNode<?>) parent.getChildByArg(new NodeIdentifier(name))).body();
  }
}
