package net.sluice.manager.funnels;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import net.sluice.funnel.Funnel;
import net.sluice.funnel.FunnelException;
import net.sluice.funnel.FunnelListener;
import net.sluice.funnel.FunnelPlane;
import net.sluice.funnel.FunnelPlane.Location;
import net.sluice.funnel.FunnelPlane.Repair;
import net.sluice.funnel.FunnelPlane.Wanted;
import net.sluice.funnel.Node;
import net.sluice.funnel.Tree;
import net.sluice.funnel.TreeChange;
import net.sluice.funnel.TreeChange.GroupChange;
import net.sluice.funnel.TreeState;
import net.sluice.manager.api.ConfigError;
import net.sluice.manager.api.StatusService.FunnelState;
import net.sluice.manager.api.StatusService.FunnelStatus;
import net.sluice.manager.desired.BridgeAttachment;
import net.sluice.manager.desired.Change;
import net.sluice.manager.desired.DesiredFunnels;
import net.sluice.manager.desired.FunnelAttachment;
import net.sluice.manager.desired.FunnelDelta;
import net.sluice.manager.desired.GroupChanges;
import net.sluice.manager.desired.Member;
import net.sluice.manager.state.OperationalFunnels;
import net.sluice.netlink.MacAddress;
import net.sluice.yang.FunnelModel;
import org.opendaylight.yangtools.yang.common.ErrorTag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the trees of funnels as they shall be, outside of plans: at the start, when others change
 * them, and when peers' sessions come and go. Runs on the manager's thread.
 */
public final class Funnels {
  private static final Logger LOG = LoggerFactory.getLogger(Funnels.class);

  private static final String OWN_PREFIX = "fb";

  private final FunnelPlane plane;
  private final DesiredFunnels desired;
  private final OperationalFunnels operational;

  /** Changes of trees that came of peers' sessions, and are not built, or not cleared. */
  private final Map<String, Pending> pending = new LinkedHashMap<>();

  private final List<TreeChange> unclear = new ArrayList<>();

  /** Numbers of funnels that shall not be there, and may be. */
  private final Set<Integer> unwanted = new TreeSet<>();

  private volatile Set<String> uplinks = Set.of();

  /** What came of peers' sessions to a tree: what it was before, and groups by interface. */
  private record Pending(Optional<Tree> before, Map<String, GroupChange> groups) {
    List<GroupChange> groupChanges() {
      return groups.values().stream()
          .filter(change -> !change.before().equals(change.after()))
          .toList();
    }
  }

  public Funnels(FunnelPlane plane, DesiredFunnels desired, OperationalFunnels operational) {
    this.plane = plane;
    this.desired = desired;
    this.operational = operational;
  }

  public void listen(FunnelListener listener) {
    plane.listen(listener);
  }

  // --- What is committed -------------------------------------------------------------------------

  /** What on this host forbids a difference. */
  public List<ConfigError> check(FunnelDelta delta) {
    Set<String> changing = delta.funnels().stream().map(Change::name).collect(Collectors.toSet());
    List<ConfigError> errors = new ArrayList<>();
    for (TreeChange change : delta.trees()) {
      String name = change.funnel().name();
      if (changing.contains(name) && change.after().isPresent()) {
        for (String problem : plane.check(change)) {
          errors.add(
              ConfigError.at(
                  FunnelModel.funnel(name),
                  ErrorTag.OPERATION_FAILED,
                  "funnel '%s': %s".formatted(name, problem)));
        }
      }
    }
    return errors;
  }

  /**
   * Takes over what was committed and built.
   *
   * @param later what is to be cleared when the signaling's part was done
   */
  public void committed(List<TreeChange> later) {
    uplinks =
        desired.funnels().stream()
            .map(funnel -> funnel.uplink().interfaceName())
            .collect(Collectors.toUnmodifiableSet());
    unclear.addAll(later);
  }

  /** Tells what came of what was committed, when all is done. */
  public void report(FunnelDelta delta) {
    Set<String> looked = new TreeSet<>();
    for (Change<Funnel> change : delta.funnels()) {
      if (change.disappears()) {
        operational.gone(change.name());
      } else {
        looked.add(change.name());
        desired.tree(change.name()).ifPresent(operational::configured);
      }
    }
    repair(looked); // whether the uplink is there and runs has nobody looked at yet
    Set<String> occupied = new TreeSet<>();
    for (Change<Member> change : delta.members()) {
      change.before().ifPresent(member -> occupied.add(member.funnel()));
      change.after().ifPresent(member -> occupied.add(member.funnel()));
    }
    occupied.forEach(this::reportOccupied);
  }

  private void reportOccupied(String name) {
    desired.tree(name).ifPresent(tree -> operational.occupied(tree, desired.size(name)));
  }

  // --- Peers' sessions ---------------------------------------------------------------------------

  /** Whether an interface is the uplink of a funnel, or shall be one. */
  public boolean isUplink(String interfaceName) {
    return uplinks.contains(interfaceName);
  }

  /**
   * What a session that a peer opened is attached to: keeps or lends a place in a funnel. {@link
   * #applyWithTrees} makes it.
   */
  public BridgeAttachment attach(
      String session, String interfaceName, Optional<FunnelAttachment> attachment) {
    Optional<Member> before = desired.guest(session);
    boolean stays =
        before.isPresent()
            && before.map(Member::funnel).equals(attachment.map(FunnelAttachment::funnel));
    if (!stays) {
      before.ifPresent(old -> leave(session, old));
    }
    return attachment
        .flatMap(wanted -> lend(session, wanted, interfaceName))
        .map(this::attached)
        .orElse(BridgeAttachment.NONE);
  }

  private BridgeAttachment attached(Member place) {
    return desired
        .funnel(place.funnel())
        .map(funnel -> BridgeAttachment.toFunnel(funnel, place))
        .orElse(BridgeAttachment.NONE);
  }

  private Optional<Member> lend(String session, FunnelAttachment wanted, String interfaceName) {
    Optional<Tree> tree = desired.tree(wanted.funnel());
    Optional<Member> before = desired.guest(session);
    Optional<Member> lent = desired.lend(session, wanted, interfaceName);
    if (!before.equals(lent)) {
      note(tree, before, lent);
    }
    return lent;
  }

  /**
   * A session that a peer opened is over: its place is free. {@link #applyWithTrees} does the rest.
   */
  public void leave(String session) {
    desired.guest(session).ifPresent(place -> leave(session, place));
  }

  private void leave(String session, Member place) {
    Optional<Tree> before = desired.tree(place.funnel());
    desired.leave(session);
    note(before, Optional.of(place), Optional.empty());
  }

  private void note(Optional<Tree> before, Optional<Member> left, Optional<Member> joined) {
    if (before.isEmpty()) {
      return; // the funnel is gone
    }
    String name = before.get().funnel().name();
    Map<String, GroupChange> groups =
        pending.computeIfAbsent(name, any -> new Pending(before, new LinkedHashMap<>())).groups();
    for (GroupChange change : GroupChanges.of(left, joined).getOrDefault(name, List.of())) {
      groups.merge(
          change.interfaceName(),
          change,
          (first, last) -> new GroupChange(change.interfaceName(), first.before(), last.after()));
    }
  }

  /**
   * Has the data plane changed: what is attached to funnels finds its place there, and nothing is
   * removed below it.
   */
  public <T> T applyWithTrees(Supplier<T> work) {
    build();
    try {
      T result = work.get();
      clear();
      return result;
    } finally {
      unclear.clear(); // of what failed midway everything is looked at later
    }
  }

  private void build() {
    Map<String, Pending> changes = new LinkedHashMap<>(pending);
    pending.clear();
    changes.forEach(this::build);
  }

  private void build(String name, Pending change) {
    TreeChange tree = new TreeChange(change.before(), desired.tree(name), change.groupChanges());
    if (tree.after().isEmpty()) {
      return; // a commit removed it
    }
    reportOccupied(name);
    if (tree.before().equals(tree.after()) && tree.groups().isEmpty()) {
      return;
    }
    unclear.add(tree);
    try {
      plane.build(tree);
    } catch (FunnelException e) {
      reportFailed(tree, e);
    }
  }

  private void clear() {
    for (TreeChange change : unclear) {
      try {
        plane.clear(change);
      } catch (FunnelException e) {
        reportFailed(change, e);
      }
    }
  }

  private void reportFailed(TreeChange change, FunnelException reason) {
    Optional<Tree> tree = desired.tree(change.funnel().name());
    tree.ifPresentOrElse(
        wanted ->
            operational.failed(wanted, desired.size(wanted.funnel().name()), reason.getMessage()),
        () -> unwanted(change.funnel().id(), reason));
  }

  private void unwanted(int id, FunnelException reason) {
    unwanted.add(id);
    operational.leftovers(id, Optional.of(reason.getMessage()));
  }

  // --- Repair ------------------------------------------------------------------------------------

  /** Whether an interface that changed may be of a funnel, or its uplink. Any thread may ask. */
  public boolean concerns(String interfaceName) {
    return interfaceName.startsWith(OWN_PREFIX) || uplinks.contains(interfaceName);
  }

  /**
   * Looks at the funnels that interfaces belong to, and puts right what is not.
   *
   * @param may tells of a funnel whether it may be repaired now
   */
  public void repairWithInterfaces(Collection<String> interfaceNames, Predicate<String> may) {
    Set<String> names = new LinkedHashSet<>();
    for (String interfaceName : interfaceNames) {
      names.addAll(desired.withUplinkInterface(interfaceName));
      funnelOf(interfaceName).map(Funnel::name).ifPresent(names::add);
    }
    names.removeIf(may.negate());
    repair(names);
  }

  /**
   * Looks at the funnels whose bridges have ports, or had, that are not of what is attached.
   *
   * @param may tells of a funnel whether it may be repaired now
   */
  public void repairWithPorts(Collection<Port> ports, Predicate<String> may) {
    Map<String, Set<String>> members = new HashMap<>();
    Set<String> names = new TreeSet<>();
    for (Port port : ports) {
      funnelOf(port.bridge())
          .map(Funnel::name)
          .filter(
              name ->
                  !members
                      .computeIfAbsent(name, desired::interfaces)
                      .contains(port.interfaceName()))
          .ifPresent(names::add);
    }
    names.removeIf(may.negate());
    repair(names);
  }

  /** A port of a funnel's bridge. */
  public record Port(String bridge, String interfaceName) {}

  private Optional<Funnel> funnelOf(String interfaceName) {
    return Node.named(interfaceName)
        .flatMap(node -> desired.funnel(node.funnel()))
        .or(
            () ->
                desired.funnels().stream()
                    .filter(funnel -> Node.vlanInterface(funnel.id()).equals(interfaceName))
                    .findFirst());
  }

  /** Looks at the funnels that interfaces of these pseudowires are attached to. */
  public void repairWithMembers(Collection<String> pseudowires, Predicate<String> may) {
    Set<String> names = new TreeSet<>();
    pseudowires.forEach(
        pseudowire -> desired.member(pseudowire).map(Member::funnel).ifPresent(names::add));
    names.removeIf(may.negate());
    repair(names);
  }

  /** Puts right what is not as it shall be, in all funnels. */
  public void repairAll(Predicate<String> may) {
    repair(desired.funnels().stream().map(Funnel::name).filter(may).toList());
  }

  /**
   * Tries again what could not be done.
   *
   * @param isDue tells of a funnel whether its time has come
   */
  public void retry(Predicate<String> isDue) {
    removeUnwanted();
    repair(
        operational
            .funnels("")
            .filter(status -> status.state() == FunnelState.FAILED)
            .map(FunnelStatus::name)
            .filter(isDue)
            .toList());
  }

  private void repair(Collection<String> names) {
    List<Wanted> wanted = names.stream().flatMap(name -> wanted(name).stream()).toList();
    if (wanted.isEmpty()) {
      return;
    }
    List<Repair> repairs = plane.repair(wanted);
    for (int i = 0; i < wanted.size(); i++) {
      Tree tree = wanted.get(i).tree();
      operational.repaired(tree, desired.size(tree.funnel().name()), repairs.get(i));
    }
  }

  private Optional<Wanted> wanted(String name) {
    return desired
        .tree(name)
        .map(tree -> new Wanted(tree, desired.interfaces(name), desired.groups(name)));
  }

  /** Removes funnels that a commit made which does not count. */
  public void remove(Collection<Integer> ids) {
    unwanted.addAll(ids);
    removeUnwanted();
  }

  /** Removes funnels that a newer configuration has left behind, when an older one is to run. */
  public void removeUnknown() {
    try {
      Set<Integer> unknown = new TreeSet<>(plane.present());
      unknown.removeIf(id -> desired.funnel(id).isPresent());
      remove(unknown);
    } catch (FunnelException e) {
      LOG.warn("Funnels that nobody configured stay as they are: {}", e.getMessage());
    }
  }

  private void removeUnwanted() {
    for (int id : List.copyOf(unwanted)) {
      try {
        if (desired.funnel(id).isEmpty()) {
          plane.remove(id);
        }
        unwanted.remove(id);
        operational.leftovers(id, Optional.empty());
      } catch (FunnelException e) {
        unwanted(id, e);
      }
    }
  }

  // --- What is told ------------------------------------------------------------------------------

  /** The tree of a funnel, as it is. Any thread may ask. */
  public Optional<TreeState> state(String name) {
    return operational.funnel(name).map(status -> plane.state(status.wanted()));
  }

  /** Where an address was learned. Any thread may ask. */
  public Optional<Location> locate(String name, MacAddress address, OptionalInt vlan) {
    return operational.funnel(name).flatMap(status -> plane.locate(status.wanted(), address, vlan));
  }
}
