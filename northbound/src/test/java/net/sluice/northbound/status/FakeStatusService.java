package net.sluice.northbound.status;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import net.sluice.funnel.TreeState;
import net.sluice.l2tp.Cookie;
import net.sluice.l2tp.DataPlane;
import net.sluice.l2tp.Encapsulation;
import net.sluice.l2tp.InterfaceSettings;
import net.sluice.l2tp.InterfaceState;
import net.sluice.l2tp.Sequencing;
import net.sluice.l2tp.SessionProfile;
import net.sluice.l2tp.Sublayer;
import net.sluice.l2tp.TunnelProfile;
import net.sluice.l2tp.signaling.SystemCounters;
import net.sluice.l2tp.signaling.TunnelCounters;
import net.sluice.manager.api.StatusService;
import net.sluice.netlink.MacAddress;
import net.sluice.northbound.SampleFunnels;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.MapEntryNode;

/** A manager with tunnel "core" over UDP, tunnel "edge" over IP, and any number of pseudowires. */
final class FakeStatusService implements StatusService {
  static final Instant THEN = Instant.parse("2026-01-02T03:04:05Z");

  final NavigableMap<String, TunnelStatus> tunnels = new TreeMap<>();
  final NavigableMap<String, PseudowireStatus> pseudowires = new TreeMap<>();
  final NavigableMap<String, PseudowireStatus> sessions = new TreeMap<>();
  final NavigableMap<String, FunnelStatus> funnels = new TreeMap<>();
  final Map<String, TunnelCounters> counters = new HashMap<>();
  final NavigableMap<Long, Event> events = new TreeMap<>();

  /** Number of pseudowires read from streams. */
  final AtomicInteger taken = new AtomicInteger();

  /** Zero after a stream of pseudowires was closed. */
  final CountDownLatch released = new CountDownLatch(1);

  Map<String, Long> requests = Map.of();
  Health health = new Health(true, 0, List.of());
  Optional<RuntimeException> interfaceFailure = Optional.empty();

  FakeStatusService() throws UnknownHostException {
    InetAddress local = InetAddress.getByName("192.0.2.1");
    InetAddress peer = InetAddress.getByName("192.0.2.2");
    tunnel(
        new TunnelProfile("core", 10, 11, Encapsulation.UDP, local, 1701, peer, 1702, true),
        TunnelState.UP,
        Optional.empty());
    tunnel(
        new TunnelProfile("edge", 20, 4294967295L, Encapsulation.IP, local, 0, peer, 0, false),
        TunnelState.DOWN,
        Optional.of("EADDRNOTAVAIL"));
  }

  /** Adds a pseudowire in tunnel "core". Its ids and interface are derived from {@code id}. */
  void pseudowire(String name, int id, PseudowireState state) {
    SessionProfile session =
        new SessionProfile(
            10,
            11,
            1000 + id,
            2000 + id,
            Cookie.parse("deadbeef"),
            Cookie.parse("0123456789abcdef"),
            Sublayer.NONE,
            Sequencing.NONE,
            "pw" + id);
    InterfaceSettings settings =
        new InterfaceSettings("pw" + id, name, 1450, true, Optional.of("br0"));
    pseudowires.put(
        name,
        new PseudowireStatus(
            id,
            name,
            "core",
            Optional.of(session),
            settings,
            state,
            THEN,
            Optional.empty(),
            Optional.empty()));
  }

  void event(long sequence, Subject subject, String name) {
    events.put(
        sequence,
        new Event(sequence, THEN, subject, name, EventType.UP, "is up", Optional.empty()));
  }

  private void tunnel(TunnelProfile profile, TunnelState state, Optional<String> error) {
    tunnels.put(
        profile.name(),
        new TunnelStatus(
            profile.name(), Optional.of(profile), state, THEN, error, 0, Optional.empty()));
  }

  @Override
  public SystemStatus system() {
    return new SystemStatus(
        THEN,
        DataPlane.Kind.SIMULATED,
        Map.of(TunnelState.UP, 1, TunnelState.DOWN, 1),
        Map.of(PseudowireState.UP, pseudowires.size()),
        Map.of(PseudowireState.UP, sessions.size()),
        3,
        Optional.of(THEN),
        Optional.of(new LastRefusal(THEN, "refused from 192.0.2.9")));
  }

  @Override
  public Health health() {
    return health;
  }

  @Override
  public Stream<TunnelStatus> tunnels(String after) {
    return tunnels.tailMap(after, false).values().stream();
  }

  @Override
  public Optional<TunnelStatus> tunnel(String name) {
    return Optional.ofNullable(tunnels.get(name));
  }

  @Override
  public Stream<PseudowireStatus> pseudowires(String after) {
    return pseudowires.tailMap(after, false).values().stream()
        .peek(entry -> taken.incrementAndGet())
        .onClose(released::countDown);
  }

  @Override
  public Optional<PseudowireStatus> pseudowire(String name) {
    return Optional.ofNullable(pseudowires.get(name));
  }

  @Override
  public Optional<PseudowireStatus> session(long sessionId) {
    return pseudowires.values().stream()
        .filter(entry -> entry.session().filter(it -> it.sessionId() == sessionId).isPresent())
        .findAny();
  }

  @Override
  public Stream<PseudowireStatus> sessions(String after) {
    return sessions.tailMap(after, false).values().stream();
  }

  @Override
  public Optional<PseudowireStatus> session(String name) {
    return Optional.ofNullable(sessions.get(name));
  }

  @Override
  public Stream<FunnelStatus> funnels(String after) {
    return funnels.tailMap(after, false).values().stream();
  }

  @Override
  public Optional<FunnelStatus> funnel(String name) {
    return Optional.ofNullable(funnels.get(name));
  }

  @Override
  public Optional<TreeState> tree(String funnel) {
    return funnel(funnel).map(SampleFunnels::tree);
  }

  @Override
  public Optional<Located> locate(String funnel, MacAddress address, OptionalInt vlan) {
    return funnel(funnel).flatMap(found -> SampleFunnels.locate(found, address, vlan));
  }

  @Override
  public Optional<TunnelCounters> counters(String tunnel) {
    return Optional.ofNullable(counters.get(tunnel));
  }

  @Override
  public SystemCounters counters() {
    return new SystemCounters(
        2, Map.of("rate-limit", 7L, "bad-header", 1L), Map.of("unknown-peer", 3L), 3, 4);
  }

  @Override
  public Subscription subscribe(Consumer<Event> subscriber) {
    throw new UnsupportedOperationException();
  }

  /** Returns every interface except "pw3". The counters are derived from the name. */
  @Override
  public Map<String, InterfaceState> interfaces(Collection<String> names) {
    interfaceFailure.ifPresent(
        failure -> {
          throw failure;
        });
    Map<String, InterfaceState> found = new HashMap<>();
    for (String name : names) {
      int id = Integer.parseInt(name.substring(2));
      if (id != 3) {
        InterfaceSettings settings = new InterfaceSettings(name, "", 1450, true, Optional.empty());
        found.put(name, new InterfaceState(id, settings, id != 2, id, 2, 3, 4, 5, 6));
      }
    }
    return found;
  }

  @Override
  public Stream<Event> events(long afterSequence) {
    return events.tailMap(afterSequence, false).values().stream();
  }

  @Override
  public List<Event> events(Subject subject, String name) {
    return events.values().stream()
        .filter(event -> event.subject() == subject && event.name().equals(name))
        .toList();
  }

  @Override
  public ContainerNode operationalRoot() {
    throw new UnsupportedOperationException();
  }

  @Override
  public MapEntryNode withState(MapEntryNode entry) {
    throw new UnsupportedOperationException();
  }
}
