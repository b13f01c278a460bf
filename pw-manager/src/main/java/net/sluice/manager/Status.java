package net.sluice.manager;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.stream.Stream;
import net.sluice.funnel.TreeState;
import net.sluice.l2tp.DataPlane;
import net.sluice.l2tp.InterfaceState;
import net.sluice.l2tp.signaling.Signaling;
import net.sluice.l2tp.signaling.SystemCounters;
import net.sluice.l2tp.signaling.TunnelCounters;
import net.sluice.manager.api.StatusService;
import net.sluice.manager.desired.DesiredState;
import net.sluice.manager.funnels.Funnels;
import net.sluice.manager.state.EventHistory;
import net.sluice.manager.state.OperationalState;
import net.sluice.manager.state.OperationalTree;
import net.sluice.netlink.MacAddress;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.MapEntryNode;

/** The operational state as clients see it. Thread: any; nothing here waits for a commit. */
final class Status implements StatusService {
  private final Instant started;
  private final DataPlane dataPlane;
  private final Signaling signaling;
  private final DesiredState desired;
  private final OperationalState operational;
  private final OperationalTree stateTree;
  private final EventHistory events;
  private final Funnels funnels;
  private final Committer committer;

  Status(
      Instant started,
      DataPlane dataPlane,
      Signaling signaling,
      DesiredState desired,
      OperationalState operational,
      OperationalTree stateTree,
      EventHistory events,
      Funnels funnels,
      Committer committer) {
    this.started = started;
    this.dataPlane = dataPlane;
    this.signaling = signaling;
    this.desired = desired;
    this.operational = operational;
    this.stateTree = stateTree;
    this.events = events;
    this.funnels = funnels;
    this.committer = committer;
  }

  @Override
  public SystemStatus system() {
    Committer.History now = committer.history();
    return new SystemStatus(
        started,
        dataPlane.kind(),
        operational.tunnelCounts(),
        operational.pseudowireCounts(),
        operational.peerSessionCounts(),
        now.count(),
        now.last(),
        operational.lastRefusal());
  }

  @Override
  public Health health() {
    return operational.health();
  }

  @Override
  public Stream<TunnelStatus> tunnels(String after) {
    return operational.tunnels(after);
  }

  @Override
  public Optional<TunnelStatus> tunnel(String name) {
    return operational.tunnel(name);
  }

  @Override
  public Stream<PseudowireStatus> pseudowires(String after) {
    return operational.pseudowires(after);
  }

  @Override
  public Optional<PseudowireStatus> pseudowire(String name) {
    return operational.pseudowire(name);
  }

  @Override
  public Optional<PseudowireStatus> session(long sessionId) {
    return operational
        .negotiatedSession(sessionId)
        .or(() -> desired.pseudowireWithSession(sessionId).flatMap(operational::pseudowire));
  }

  @Override
  public Stream<PseudowireStatus> sessions(String after) {
    return operational.peerSessions(after);
  }

  @Override
  public Optional<PseudowireStatus> session(String name) {
    return operational.peerSession(name);
  }

  @Override
  public Stream<FunnelStatus> funnels(String after) {
    return operational.funnels().funnels(after);
  }

  @Override
  public Optional<FunnelStatus> funnel(String name) {
    return operational.funnels().funnel(name);
  }

  @Override
  public Optional<TreeState> tree(String funnel) {
    return funnels.state(funnel);
  }

  @Override
  public Optional<Located> locate(String funnel, MacAddress address, OptionalInt vlan) {
    return funnels
        .locate(funnel, address, vlan)
        .map(port -> new Located(port, withInterface(port.interfaceName())));
  }

  private Optional<PseudowireStatus> withInterface(String name) {
    return desired
        .pseudowireWithInterface(name)
        .flatMap(operational::pseudowire)
        .or(() -> operational.peerSessionWithInterface(name));
  }

  @Override
  public Optional<TunnelCounters> counters(String tunnel) {
    return signaling.counters(tunnel);
  }

  @Override
  public SystemCounters counters() {
    return signaling.counters();
  }

  @Override
  public Subscription subscribe(Consumer<Event> subscriber) {
    return events.subscribe(subscriber);
  }

  @Override
  public Map<String, InterfaceState> interfaces(Collection<String> names) {
    return dataPlane.interfaces(names);
  }

  @Override
  public Stream<Event> events(long afterSequence) {
    return events.after(afterSequence);
  }

  @Override
  public List<Event> events(Subject subject, String name) {
    return events.of(subject, name);
  }

  @Override
  public ContainerNode operationalRoot() {
    return stateTree.root(desired.lcce());
  }

  @Override
  public MapEntryNode withState(MapEntryNode entry) {
    return stateTree.withState(entry);
  }
}
