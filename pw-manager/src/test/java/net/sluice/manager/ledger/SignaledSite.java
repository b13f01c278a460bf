package net.sluice.manager.ledger;

import java.net.InetAddress;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeSet;
import net.sluice.funnel.simulated.SimulatedFunnelPlane;
import net.sluice.l2tp.AcceptProfile;
import net.sluice.l2tp.ControlParameters;
import net.sluice.l2tp.Cookie;
import net.sluice.l2tp.Encapsulation;
import net.sluice.l2tp.InterfaceSettings;
import net.sluice.l2tp.InterfaceState;
import net.sluice.l2tp.PseudowireProfile;
import net.sluice.l2tp.RemoteEndId;
import net.sluice.l2tp.Sequencing;
import net.sluice.l2tp.SessionProfile;
import net.sluice.l2tp.SignaledPseudowireProfile;
import net.sluice.l2tp.SignaledTunnelProfile;
import net.sluice.l2tp.SignaledTunnelProfile.TunnelIds;
import net.sluice.l2tp.Sublayer;
import net.sluice.l2tp.TunnelProfile;
import net.sluice.l2tp.signaling.SignalingEvent;
import net.sluice.l2tp.simulated.SimulatedDataPlane;
import net.sluice.manager.FakeSignaling;
import net.sluice.manager.api.ConfigException;
import net.sluice.manager.api.StatusService;
import net.sluice.manager.api.StatusService.PseudowireStatus;
import net.sluice.manager.desired.AcceptedSession;
import net.sluice.manager.desired.Change;
import net.sluice.manager.desired.Delta;
import net.sluice.manager.desired.DesiredPseudowire;
import net.sluice.manager.desired.DesiredState;
import net.sluice.manager.desired.DesiredTunnel;
import net.sluice.manager.desired.FunnelDelta;
import net.sluice.manager.desired.HostDelta;
import net.sluice.manager.desired.Numbers;
import net.sluice.manager.funnels.Funnels;
import net.sluice.manager.ledger.CommitPlanner.CommitPlan;
import net.sluice.manager.plan.PlanRunner;
import net.sluice.manager.state.EventHistory;
import net.sluice.manager.state.OperationalState;
import net.sluice.manager.store.PersistedNumbers;

/**
 * A manager's part that follows the signaling, on one thread, with a signaling and a data plane
 * that do as the test says.
 */
public final class SignaledSite implements AutoCloseable {
  /** The session profile that accepts what peers ask for. */
  public static final String PROFILE = "guests";

  private static final InetAddress ADDRESS = InetAddress.getLoopbackAddress();

  private static final TunnelProfile STATIC_TUNNEL =
      new TunnelProfile("static", 1, 1, Encapsulation.IP, ADDRESS, 0, ADDRESS, 0, true);

  public final SimulatedDataPlane dataPlane = new SimulatedDataPlane();
  public final FakeSignaling signaling = new FakeSignaling();
  public final EventHistory events = new EventHistory(Clock.systemUTC());
  public final OperationalState operational = new OperationalState(Clock.systemUTC(), events);
  final DesiredState desired = new DesiredState(PersistedNumbers.NONE);
  final SimulatedFunnelPlane funnelPlane = new SimulatedFunnelPlane(List.of("eth1"));
  final Funnels funnels = new Funnels(funnelPlane, desired.funnels(), operational.funnels());
  final PlanRunner runner = new PlanRunner(dataPlane, funnelPlane);
  public final SessionLedger ledger =
      new SessionLedger(
          dataPlane, runner, signaling, desired, operational, funnels, () -> "pw", () -> true);

  private final Queue<List<SignalingEvent>> told = new ArrayDeque<>();
  private Configuration committed = new Configuration();

  /** What is configured; a commit compares it with what was committed last. */
  public static final class Configuration {
    public final Map<String, SignaledTunnelProfile> tunnels = new HashMap<>();
    public final Map<String, DesiredPseudowire.Dynamic> pseudowires = new HashMap<>();
    public final Map<String, PseudowireProfile> keepalive = new HashMap<>();
    final Map<String, PseudowireProfile> statics = new HashMap<>();

    Configuration copy() {
      Configuration copy = new Configuration();
      copy.tunnels.putAll(tunnels);
      copy.pseudowires.putAll(pseudowires);
      copy.keepalive.putAll(keepalive);
      copy.statics.putAll(statics);
      return copy;
    }

    Configuration tunnel(String name) {
      tunnels.put(name, tunnelProfile(name, Optional.empty()));
      return this;
    }

    public Configuration keepaliveTunnel(String name, long id) {
      tunnels.put(name, tunnelProfile(name, Optional.of(new TunnelIds(id, 7))));
      return this;
    }

    public Configuration pseudowire(String name, String tunnel, String interfaceName) {
      return pseudowire(
          tunnel, new InterfaceSettings(interfaceName, name, 0, true, Optional.empty()));
    }

    public Configuration pseudowire(String tunnel, InterfaceSettings settings) {
      String name = settings.alias();
      SignaledPseudowireProfile profile =
          new SignaledPseudowireProfile(
              name, tunnel, RemoteEndId.ofText(name), true, true, FakeSignaling.parameters());
      pseudowires.put(name, new DesiredPseudowire.Dynamic(profile, settings));
      return this;
    }

    public Configuration keepalivePseudowire(String name, String tunnel, long session) {
      long tunnelId = tunnels.get(tunnel).keepalive().orElseThrow().local();
      keepalive.put(name, SignaledSite.profile(name, tunnel, tunnelId, session, name));
      return this;
    }

    public Configuration staticPseudowire(String name, long session, String interfaceName) {
      statics.put(name, SignaledSite.profile(name, "static", 1, session, interfaceName));
      return this;
    }
  }

  public SignaledSite() {
    signaling.listen(told::add);
  }

  private static SignaledTunnelProfile tunnelProfile(String name, Optional<TunnelIds> keepalive) {
    return new SignaledTunnelProfile(
        name,
        Encapsulation.UDP,
        ADDRESS,
        1701,
        ADDRESS,
        1701,
        true,
        true,
        Optional.empty(),
        keepalive,
        ControlParameters.of("here"));
  }

  private static PseudowireProfile profile(
      String name, String tunnel, long tunnelId, long session, String interfaceName) {
    return new PseudowireProfile(
        name,
        tunnel,
        new SessionProfile(
            tunnelId,
            7,
            session,
            session,
            Cookie.NONE,
            Cookie.NONE,
            Sublayer.NONE,
            Sequencing.NONE,
            interfaceName),
        new InterfaceSettings(interfaceName, name, 1400, true, Optional.empty()));
  }

  /** What is configured, to be changed and committed. */
  public Configuration configuration() {
    return committed.copy();
  }

  /** Commits as the manager does. */
  public void commit(Configuration configuration) throws ConfigException {
    Delta delta = delta(configuration);
    CommitPlan planned = ledger.plan(delta);
    runner.applyAll(planned.plan());
    desired.apply(delta);
    committed = configuration;
    ledger.committed(delta, planned);
    ledger.settle();
    run();
  }

  private Delta delta(Configuration now) {
    Map<String, Integer> ids = new HashMap<>();
    Numbers.Allocation allocation = desired.ids().allocation();
    for (Map<String, ?> map : List.of(now.pseudowires, now.keepalive, now.statics)) {
      map.keySet().stream()
          .filter(name -> desired.ids().get(name) == null)
          .forEach(name -> ids.put(name, allocation.allocate(name, free -> true)));
    }
    return new Delta(
        changes(tunnels(committed), tunnels(now)),
        changes(pseudowires(committed), pseudowires(now)),
        new HostDelta(
            Optional.empty(),
            Optional.empty(),
            Optional.of(
                List.of(
                    new AcceptedSession(
                        new AcceptProfile(PROFILE, Optional.empty(), FakeSignaling.parameters()),
                        1300,
                        Optional.of("br0"),
                        Optional.empty())))),
        FunnelDelta.NONE,
        ids,
        Map.of(),
        Map.of());
  }

  private static Map<String, DesiredTunnel> tunnels(Configuration configuration) {
    Map<String, DesiredTunnel> all = new HashMap<>();
    configuration.tunnels.forEach((name, profile) -> all.put(name, DesiredTunnel.of(profile)));
    if (!configuration.statics.isEmpty()) {
      all.put(STATIC_TUNNEL.name(), new DesiredTunnel.Static(STATIC_TUNNEL));
    }
    return all;
  }

  private static Map<String, DesiredPseudowire> pseudowires(Configuration configuration) {
    Map<String, DesiredPseudowire> all = new HashMap<>(configuration.pseudowires);
    configuration.keepalive.forEach(
        (name, profile) -> all.put(name, new DesiredPseudowire.Keepalive(profile)));
    configuration.statics.forEach(
        (name, profile) -> all.put(name, new DesiredPseudowire.Static(profile)));
    return all;
  }

  private static <T> List<Change<T>> changes(Map<String, T> before, Map<String, T> after) {
    List<Change<T>> changes = new ArrayList<>();
    TreeSet<String> names = new TreeSet<>(before.keySet());
    names.addAll(after.keySet());
    for (String name : names) {
      Optional<T> was = Optional.ofNullable(before.get(name));
      Optional<T> is = Optional.ofNullable(after.get(name));
      if (!was.equals(is)) {
        changes.add(new Change<>(name, was, is));
      }
    }
    return changes;
  }

  /** Takes in all that the signaling has told, and what it tells in answer. */
  public void run() {
    while (!told.isEmpty()) {
      ledger.handle(told.remove());
      ledger.settle();
    }
  }

  /** Handles all events of the signaling together, but not those that follow. */
  public void takeInWhatIsTold() {
    List<SignalingEvent> all = new ArrayList<>();
    told.forEach(all::addAll);
    told.clear();
    ledger.handle(all);
    ledger.settle();
  }

  /** What of an interface is seen, now. */
  public void look(String... names) {
    Map<String, Optional<InterfaceState>> heard = new HashMap<>();
    for (String name : names) {
      heard.put(name, Optional.ofNullable(dataPlane.interfaces(List.of(name)).get(name)));
    }
    ledger.examine(heard, (subject, name) -> true);
    run();
  }

  /** The settings of an interface; nothing if it is not there. */
  public Optional<InterfaceSettings> settings(String interfaceName) {
    return Optional.ofNullable(dataPlane.interfaces(List.of(interfaceName)).get(interfaceName))
        .map(InterfaceState::settings);
  }

  /** Types of the events of an object. */
  public List<String> eventTypes(StatusService.Subject subject, String name) {
    return events.of(subject, name).stream().map(event -> event.type().word()).toList();
  }

  @Override
  public void close() {
    dataPlane.close();
    funnelPlane.close();
  }

  /** Commits a tunnel {@code t1} with pseudowires {@code a} and {@code b} in it. */
  public void commitTwoPseudowires() throws ConfigException {
    commit(configuration().tunnel("t1").pseudowire("a", "t1", "pw0").pseudowire("b", "t1", "pw1"));
  }

  /** Brings these up. */
  public void up() {
    signaling.tunnelUp("t1");
    signaling.agree("a", "b");
    run();
  }

  public PseudowireStatus status(String name) {
    return operational.pseudowire(name).orElseThrow();
  }
}
