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
 * Keeps the trees of funnels in their desired state outside of plans: at the start, when other
 * programs change them, and when sessions of peers join and leave.
 *
 * <p>Changes of places by sessions of peers go through three states:
 *
 * <ol>
 *   <li>{@link #attach} and {@link #leave} change the desired places immediately, and add the
 *       change to {@link #pending}. The kernel is not touched.
 *   <li>{@link #applyWithTrees} first builds the pending changes, so that leaves exist before
 *       sessions join them. It moves each change from {@code pending} to {@link #uncleared}.
 *   <li>When the work of {@code applyWithTrees} has succeeded, the sessions have left, and the
 *       changes in {@code uncleared} are cleared: bridges that are not needed are removed.
 * </ol>
 *
 * <p>Both collections are empty after {@code applyWithTrees}, whether it succeeds or fails. If it
 * fails, bridges that are not needed may remain, and the caller must repair all funnels. A commit
 * that clears trees after the signaled sessions have been settled adds them to {@code uncleared}
 * with {@link #committed}.
 *
 * <p>Thread: manager, except for methods that are marked otherwise.
 */
public final class Funnels {
  private static final Logger LOG = LoggerFactory.getLogger(Funnels.class);

  private static final String OWN_PREFIX = "fb";

  private final FunnelPlane plane;
  private final DesiredFunnels desired;
  private final OperationalFunnels operational;

  /** Changes by sessions of peers that have not been built, by name of the funnel. */
  private final Map<String, Pending> pending = new LinkedHashMap<>();

  /** Changes that have been built, or need no building, and have not been cleared. */
  private final List<TreeChange> uncleared = new ArrayList<>();

  /** Numbers of funnels that must not exist, but of which parts may exist in the kernel. */
  private final Set<Integer> unwanted = new TreeSet<>();

  /** True if filters of an interrupted commit may exist. */
  private boolean unknownFilters;

  /** Names of the uplink interfaces of all funnels. Written by the manager thread, read by any. */
  private volatile Set<String> uplinks = Set.of();

  /**
   * The pending changes of one tree.
   *
   * @param before the tree before the first of the changes
   * @param groups the changes of groups, by interface name; several changes of one interface are
   *     merged
   */
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

  // --- Commits -----------------------------------------------------------------------------------

  /** Returns the reasons why this host can not have the funnels of a difference. */
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
   * Adopts the committed funnels. Must be called before the signaled sessions are settled, because
   * that clears {@code later}.
   *
   * @param later changes of trees that the commit has built; the next {@link #applyWithTrees}
   *     clears them
   */
  public void committed(List<TreeChange> later) {
    uplinks =
        desired.funnels().stream()
            .map(funnel -> funnel.uplink().interfaceName())
            .collect(Collectors.toUnmodifiableSet());
    uncleared.addAll(later);
  }

  /**
   * Reports the state of the funnels that a commit has changed. Must be called after the signaled
   * sessions have been settled, because it reads the resulting trees.
   */
  public void report(FunnelDelta delta) {
    Set<String> changed = new TreeSet<>();
    for (Change<Funnel> change : delta.funnels()) {
      if (change.disappears()) {
        operational.removed(change.name());
      } else {
        changed.add(change.name());
        desired.tree(change.name()).ifPresent(operational::configured);
      }
    }
    repair(changed); // this also reads the state of the uplink, which the commit has not read
    Set<String> withNewMembers = new TreeSet<>();
    for (Change<Member> change : delta.members()) {
      change.before().ifPresent(member -> withNewMembers.add(member.funnel()));
      change.after().ifPresent(member -> withNewMembers.add(member.funnel()));
    }
    withNewMembers.forEach(this::reportMembers);
  }

  private void reportMembers(String name) {
    desired.tree(name).ifPresent(tree -> operational.membersChanged(tree, desired.size(name)));
  }

  // --- Sessions of peers -------------------------------------------------------------------------

  /** Returns true if an interface is configured as the uplink of a funnel. Thread: any. */
  public boolean isUplink(String interfaceName) {
    return uplinks.contains(interfaceName);
  }

  /**
   * Attaches a session that a peer opened to a funnel, or detaches it. A session that stays in the
   * same funnel keeps its leaf. The next {@link #applyWithTrees} changes the tree.
   *
   * @param attachment the funnel to attach to; empty for none
   * @return the resulting attachment of its interface
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
        .map(this::attachment)
        .orElse(BridgeAttachment.NONE);
  }

  private BridgeAttachment attachment(Member place) {
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
      addPending(tree, before, lent);
    }
    return lent;
  }

  /**
   * Frees the place of a session that a peer opened and that has ended. The next {@link
   * #applyWithTrees} changes the tree.
   */
  public void leave(String session) {
    desired.guest(session).ifPresent(place -> leave(session, place));
  }

  private void leave(String session, Member place) {
    Optional<Tree> before = desired.tree(place.funnel());
    desired.leave(session);
    addPending(before, Optional.of(place), Optional.empty());
  }

  private void addPending(Optional<Tree> before, Optional<Member> left, Optional<Member> joined) {
    if (before.isEmpty()) {
      return; // the funnel has been removed
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
   * Changes the data plane together with the trees: builds the pending trees, runs the work, and
   * then clears bridges that are not needed. Sessions therefore join leaves that exist, and no leaf
   * is removed before its sessions have left.
   *
   * @param work settles the sessions in the data plane
   * @return the result of the work
   * @throws RuntimeException the work failed; the trees are built but not cleared
   */
  public <T> T applyWithTrees(Supplier<T> work) {
    build();
    try {
      T result = work.get();
      clear();
      return result;
    } finally {
      uncleared.clear(); // after a failure, the caller repairs all funnels
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
      return; // a commit has removed the funnel
    }
    reportMembers(name);
    if (tree.before().equals(tree.after()) && tree.groups().isEmpty()) {
      return;
    }
    uncleared.add(tree);
    try {
      plane.build(tree);
    } catch (FunnelException e) {
      reportFailed(tree, e);
    }
  }

  private void clear() {
    for (TreeChange change : uncleared) {
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
        wanted -> operational.failed(wanted, desired.size(wanted.funnel().name()), text(reason)),
        () -> addUnwanted(change.funnel().id(), reason));
  }

  private void addUnwanted(int id, FunnelException reason) {
    unwanted.add(id);
    operational.leftovers(id, Optional.of(text(reason)));
  }

  private static String text(FunnelException reason) {
    return String.valueOf(reason.getMessage());
  }

  // --- Repair ------------------------------------------------------------------------------------

  /** Returns true if an interface can be a part or the uplink of a funnel. Thread: any. */
  public boolean concerns(String interfaceName) {
    return interfaceName.startsWith(OWN_PREFIX) || uplinks.contains(interfaceName);
  }

  /**
   * Repairs the funnels that some interfaces belong to, as bridges, as ports between bridges, or as
   * uplinks.
   *
   * @param isAllowed returns true for the name of a funnel that may be repaired now
   */
  public void repairWithInterfaces(Collection<String> interfaceNames, Predicate<String> isAllowed) {
    Set<String> names = new LinkedHashSet<>();
    for (String interfaceName : interfaceNames) {
      names.addAll(desired.withUplinkInterface(interfaceName));
      funnelOf(interfaceName).map(Funnel::name).ifPresent(names::add);
    }
    names.removeIf(isAllowed.negate());
    repair(names);
  }

  /**
   * Repairs the funnels of some ports. Ports of members and guests of the funnel are ignored.
   *
   * @param ports ports that were added to bridges, or removed from them
   * @param isAllowed returns true for the name of a funnel that may be repaired now
   */
  public void repairWithPorts(Collection<Port> ports, Predicate<String> isAllowed) {
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
    names.removeIf(isAllowed.negate());
    repair(names);
  }

  /** A port of a bridge. */
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

  /**
   * Repairs the funnels that some pseudowires are attached to.
   *
   * @param isAllowed returns true for the name of a funnel that may be repaired now
   */
  public void repairWithMembers(Collection<String> pseudowires, Predicate<String> isAllowed) {
    Set<String> names = new TreeSet<>();
    pseudowires.forEach(
        pseudowire -> desired.member(pseudowire).map(Member::funnel).ifPresent(names::add));
    names.removeIf(isAllowed.negate());
    repair(names);
  }

  /**
   * Repairs all funnels.
   *
   * @param isAllowed returns true for the name of a funnel that may be repaired now
   */
  public void repairAll(Predicate<String> isAllowed) {
    repair(desired.funnels().stream().map(Funnel::name).filter(isAllowed).toList());
  }

  /**
   * Repeats failed repairs and removals.
   *
   * @param isDue returns true for the name of a funnel whose next attempt is due
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
    if (unknownFilters) {
      removeUnknownFilters();
    }
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

  /** Removes funnels that were built for a commit that failed. */
  public void remove(Collection<Integer> ids) {
    unwanted.addAll(ids);
    removeUnwanted();
  }

  /**
   * Removes the funnels in the kernel that are not configured. A newer configuration has left them
   * if Sluice starts with an older revision.
   */
  public void removeUnknown() {
    try {
      Set<Integer> unknown = new TreeSet<>(plane.present());
      unknown.removeIf(id -> desired.funnel(id).isPresent());
      remove(unknown);
    } catch (FunnelException e) {
      LOG.warn("unknown funnels not removed reason=\"{}\"", e.getMessage());
    }
  }

  /**
   * Removes the filters of an interrupted commit. A funnel whose repair failed may need some of
   * them, so they remain until its repair succeeds.
   */
  public void removeUnknownFilters() {
    Optional<String> problem =
        operational.isAnyFailing()
            ? Optional.of("they remain until all funnels are repaired")
            : tryToRemoveUnknownFilters();
    unknownFilters = problem.isPresent();
    operational.unknownFilters(problem);
  }

  private Optional<String> tryToRemoveUnknownFilters() {
    try {
      plane.removeUnknownFilters();
      return Optional.empty();
    } catch (FunnelException e) {
      return Optional.of(text(e));
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
        addUnwanted(id, e);
      }
    }
  }

  // --- State -------------------------------------------------------------------------------------

  /** Reads the tree of a funnel from the kernel. Thread: any. */
  public Optional<TreeState> state(String name) {
    return operational.funnel(name).map(status -> plane.state(status.wanted()));
  }

  /**
   * Finds the port that an address was learned on. Reads the kernel. Thread: any.
   *
   * @param vlan the VLAN that the address was learned in, if the funnel maps VLANs
   */
  public Optional<Location> locate(String name, MacAddress address, OptionalInt vlan) {
    return operational.funnel(name).flatMap(status -> plane.locate(status.wanted(), address, vlan));
  }
}
