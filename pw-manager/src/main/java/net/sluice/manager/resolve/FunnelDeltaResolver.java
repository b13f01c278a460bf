package net.sluice.manager.resolve;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.sluice.funnel.Funnel;
import net.sluice.funnel.Isolation;
import net.sluice.funnel.Node;
import net.sluice.funnel.Placement;
import net.sluice.funnel.Tree;
import net.sluice.funnel.TreeChange;
import net.sluice.funnel.TreeChange.GroupChange;
import net.sluice.funnel.VlanMapping;
import net.sluice.manager.config.ConfigReader;
import net.sluice.manager.config.Problems;
import net.sluice.manager.desired.AcceptedSession;
import net.sluice.manager.desired.BridgeAttachment;
import net.sluice.manager.desired.Change;
import net.sluice.manager.desired.DesiredFunnels;
import net.sluice.manager.desired.FunnelAttachment;
import net.sluice.manager.desired.FunnelDelta;
import net.sluice.manager.desired.GroupChanges;
import net.sluice.manager.desired.Member;
import net.sluice.manager.desired.Numbers;
import net.sluice.yang.FunnelModel;
import net.sluice.yang.L2tpModel;
import net.sluice.yang.PseudowireModel;
import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.common.Uint16;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;
import org.opendaylight.yangtools.yang.data.api.schema.DataContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.MapEntryNode;

/**
 * Maps a change of the configuration to a difference of funnels and of places in them.
 *
 * <p>The calls are, in order: {@link #resolve}, {@link #keepPlaces} with all affected pseudowires,
 * {@link #attach} for each of them that exists after the change, and {@link #delta}. Places that
 * are free are known only after {@code keepPlaces}, so {@code attach} must come later.
 */
final class FunnelDeltaResolver {
  private final DesiredFunnels state;
  private final ConfigReader config;
  private final Problems problems;

  private final Numbers.Allocation ids;
  private final Map<String, Change<Funnel>> funnels = new TreeMap<>();
  private final Map<String, Placement.Allocation> allocations = new HashMap<>();

  /** Leaves of affected pseudowires that stay in their funnel, or had a leaf before a restart. */
  private final Map<String, Integer> keptLeaves = new HashMap<>();

  /** Places after the change of the affected pseudowires that are attached to a funnel. */
  private final Map<String, Member> places = new HashMap<>();

  /** Names of the affected pseudowires, in order. */
  private final List<String> affected = new ArrayList<>();

  FunnelDeltaResolver(DesiredFunnels state, ConfigReader config, Problems problems) {
    this.state = state;
    this.config = config;
    this.problems = problems;
    ids = state.ids().allocation();
  }

  // --- Funnels -----------------------------------------------------------------------------------

  /**
   * Resolves the funnels that were edited.
   *
   * @return names of the pseudowires that their changes affect
   */
  Set<String> resolve(Collection<String> edited) {
    Set<String> members = new TreeSet<>();
    for (String name : edited) {
      Optional<Funnel> before = state.funnel(name);
      Optional<Funnel> after =
          config.funnel(name).flatMap(entry -> FunnelResolver.resolve(entry, id(name)));
      if (!before.equals(after)) {
        Change<Funnel> change = new Change<>(name, before, after);
        funnels.put(name, change);
        if (affectsMembers(change)) {
          members.addAll(state.membersOf(name));
        }
      }
    }
    return members;
  }

  private int id(String name) {
    Integer id = state.ids().get(name);
    int number = id == null ? ids.allocate(name, free -> true) : id;
    if (number > Funnel.MAX_ID) {
      problems.conflict(
          FunnelModel.funnel(name),
          "there are already %d funnels, which is the maximum".formatted(Funnel.MAX_ID + 1));
    }
    return number;
  }

  /**
   * Returns true if a change of a funnel affects its pseudowires: the settings of their ports, or
   * the checks of their configuration.
   */
  private static boolean affectsMembers(Change<Funnel> change) {
    if (change.appears() || change.disappears()) {
      return false; // the pseudowires that are attached to it have been edited as well
    }
    Funnel before = change.before().orElseThrow();
    Funnel after = change.after().orElseThrow();
    return before.isolation() != after.isolation()
        || before.vlanMapping() != after.vlanMapping()
        || before.mtu() > after.mtu()
        || !before.memberPort(false).equals(after.memberPort(false));
  }

  private Optional<Funnel> funnelAfter(String name) {
    return funnels.containsKey(name) ? funnels.get(name).after() : state.funnel(name);
  }

  // --- Places ------------------------------------------------------------------------------------

  /**
   * Frees the places of pseudowires that leave a funnel, and keeps the places of those that stay.
   *
   * @param pseudowires the affected pseudowires in order, with their entries after the change
   */
  void keepPlaces(Map<String, Optional<MapEntryNode>> pseudowires) {
    affected.addAll(pseudowires.keySet());
    pseudowires.forEach((name, entry) -> keepPlace(name, entry.flatMap(FunnelAttachment::of)));
  }

  private void keepPlace(String name, Optional<FunnelAttachment> after) {
    Optional<Member> before = state.member(name);
    if (before.isPresent()
        && before.map(Member::funnel).equals(after.map(FunnelAttachment::funnel))) {
      keptLeaves.put(name, before.get().leaf());
      return;
    }
    before.ifPresent(old -> allocation(old.funnel()).ifPresent(free -> free.release(name)));
    if (after.isPresent() && before.isEmpty() && state.restoredLeaf(name).isPresent()) {
      int leaf = state.restoredLeaf(name).get();
      allocation(after.get().funnel()).ifPresent(free -> free.take(leaf));
      keptLeaves.put(name, leaf);
    }
  }

  private Optional<Placement.Allocation> allocation(String funnel) {
    return funnelAfter(funnel)
        .or(() -> state.funnel(funnel))
        .map(found -> allocations.computeIfAbsent(funnel, name -> state.allocation(found)));
  }

  /**
   * Returns the attachment of a pseudowire after the change. Gives it a place if it is attached to
   * a funnel, and adds problems of the attachment.
   */
  BridgeAttachment attach(MapEntryNode entry, String interfaceName) {
    Optional<FunnelAttachment> attachment = FunnelAttachment.of(entry);
    Optional<Funnel> funnel = attachment.map(FunnelAttachment::funnel).flatMap(this::funnelAfter);
    if (funnel.isEmpty()) {
      return bridge(entry).map(BridgeAttachment::toBridge).orElse(BridgeAttachment.NONE);
    }
    String name = ConfigReader.name(entry);
    String subject = "pseudowire '" + name + "'";
    check(attachment.get(), funnel.get(), PseudowireModel.pseudowire(name), subject);
    checkMtu(entry, funnel.get(), subject);
    int leaf =
        Optional.ofNullable(keptLeaves.get(name))
            .orElseGet(() -> allocation(funnel.get().name()).orElseThrow().allocate());
    Member member = new Member(attachment.get(), leaf, interfaceName);
    places.put(name, member);
    return BridgeAttachment.toFunnel(funnel.get(), member);
  }

  /** Reads the bridge that a pseudowire or session profile is attached to. */
  static Optional<String> bridge(DataContainerNode entry) {
    return ConfigReader.child(entry, PseudowireModel.ATTACHMENT)
        .flatMap(attachment -> ConfigReader.text(attachment, PseudowireModel.BRIDGE));
  }

  // --- Problems ----------------------------------------------------------------------------------

  /** Checks the attachment of a session profile. */
  void check(AcceptedSession accepted) {
    accepted
        .bridge()
        .filter(Node::isReserved)
        .ifPresent(
            bridge ->
                problems.conflict(
                    L2tpModel.sessionProfile(accepted.name())
                        .node(PseudowireModel.ATTACHMENT)
                        .node(PseudowireModel.BRIDGE),
                    "session-profile '%s': bridge %s belongs to a funnel; attach it to the funnel instead"
                        .formatted(accepted.name(), bridge)));
    accepted
        .funnel()
        .ifPresent(
            attachment -> {
              String subject = "session-profile '" + accepted.name() + "'";
              YangInstanceIdentifier path = L2tpModel.sessionProfile(accepted.name());
              if (attachment.vlan().isPresent()) {
                problems.invalid(
                    leaf(path, PseudowireModel.VLAN),
                    "%s: a VLAN can not be in a profile, because only one pseudowire can have it; remove the VLAN"
                        .formatted(subject));
              } else {
                funnelAfter(attachment.funnel())
                    .ifPresent(funnel -> check(attachment, funnel, path, subject));
              }
            });
  }

  private void check(
      FunnelAttachment attachment, Funnel funnel, YangInstanceIdentifier path, String subject) {
    if (attachment.vlan().isPresent() && funnel.vlanMapping() == VlanMapping.NONE) {
      problems.invalid(
          leaf(path, PseudowireModel.VLAN),
          "%s: it has a VLAN, but vlan-mapping of funnel '%s' is none; remove the VLAN or set vlan-mapping"
              .formatted(subject, funnel.name()));
    }
    if (attachment.group().isPresent() && funnel.isolation() != Isolation.GROUPS) {
      problems.invalid(
          leaf(path, PseudowireModel.GROUP),
          "%s: it has a group, but isolation of funnel '%s' is not groups; remove the group or set isolation"
              .formatted(subject, funnel.name()));
    }
  }

  /**
   * Checks the MTU of a pseudowire itself. An inherited MTU, or one that follows from the path, may
   * be larger than that of the funnel, because the frames of the funnel are smaller.
   */
  private void checkMtu(MapEntryNode entry, Funnel funnel, String subject) {
    ConfigReader.value(entry, PseudowireModel.MTU)
        .filter(Uint16.class::isInstance)
        .map(mtu -> ((Uint16) mtu).intValue())
        .filter(mtu -> mtu > funnel.mtu())
        .ifPresent(
            mtu ->
                problems.invalid(
                    PseudowireModel.pseudowire(ConfigReader.name(entry)).node(PseudowireModel.MTU),
                    "%s: mtu %d is larger than the mtu of funnel '%s', which is %d"
                        .formatted(subject, mtu, funnel.name(), funnel.mtu())));
  }

  private static YangInstanceIdentifier leaf(YangInstanceIdentifier entry, QName leaf) {
    return entry.node(PseudowireModel.ATTACHMENT).node(PseudowireModel.FUNNEL).node(leaf);
  }

  /**
   * Checks that vlan-mapping changes only if nothing is attached: a bridge must be recreated for
   * another mapping, which would remove its ports.
   */
  private void checkMapping(Change<Funnel> change) {
    Optional<VlanMapping> before = change.before().map(Funnel::vlanMapping);
    Optional<VlanMapping> after = change.after().map(Funnel::vlanMapping);
    if (before.isEmpty() || after.isEmpty() || before.equals(after)) {
      return;
    }
    String name = change.name();
    long staying =
        state.membersOf(name).stream()
            .map(places::get)
            .filter(member -> member != null && member.funnel().equals(name))
            .count();
    if (staying > 0 || state.hasGuests(name)) {
      problems.conflict(
          FunnelModel.funnel(name).node(FunnelModel.VLAN_MAPPING),
          "funnel '%s': vlan-mapping can not change while %s; detach them first"
              .formatted(
                  name,
                  staying > 0
                      ? "pseudowires are attached: " + staying
                      : "sessions of peers are attached"));
    }
  }

  // --- Difference --------------------------------------------------------------------------------

  /** Returns the funnels that change, sorted by name. */
  List<Change<Funnel>> funnels() {
    return List.copyOf(funnels.values());
  }

  /**
   * Returns the difference.
   *
   * @param signaled names of the changed pseudowires that are signaled before or after the change
   */
  FunnelDelta delta(Set<String> signaled) {
    funnels.values().forEach(this::checkMapping);
    List<Change<Member>> members = new ArrayList<>();
    for (String name : affected) {
      Change<Member> change =
          new Change<>(name, state.member(name), Optional.ofNullable(places.get(name)));
      if (!change.before().equals(change.after())) {
        members.add(change);
      }
    }
    Set<String> later = new TreeSet<>();
    funnels.keySet().stream().filter(state::hasGuests).forEach(later::add);
    for (String name : signaled) {
      state.member(name).map(Member::funnel).ifPresent(later::add);
      Optional.ofNullable(places.get(name)).map(Member::funnel).ifPresent(later::add);
    }
    return new FunnelDelta(funnels(), members, trees(members), later, Map.copyOf(ids.given()));
  }

  private List<TreeChange> trees(List<Change<Member>> members) {
    Map<String, List<GroupChange>> groups = groups(members);
    Set<String> touched = new TreeSet<>(funnels.keySet());
    touched.addAll(allocations.keySet());
    touched.addAll(groups.keySet());
    List<TreeChange> trees = new ArrayList<>();
    for (String name : touched) {
      TreeChange change =
          new TreeChange(state.tree(name), treeAfter(name), groups.getOrDefault(name, List.of()));
      if (!change.before().equals(change.after()) || !change.groups().isEmpty()) {
        trees.add(change);
      }
    }
    return List.copyOf(trees);
  }

  private Optional<Tree> treeAfter(String name) {
    Placement.Allocation allocation = allocations.get(name);
    return funnelAfter(name)
        .map(
            funnel ->
                new Tree(
                    funnel,
                    allocation == null
                        ? state.tree(name).map(Tree::leaves).orElseGet(TreeSet::new)
                        : allocation.leavesAfter()));
  }

  private Map<String, List<GroupChange>> groups(List<Change<Member>> members) {
    Map<String, List<GroupChange>> groups = new LinkedHashMap<>();
    for (Change<Member> change : members) {
      GroupChanges.of(change.before(), change.after())
          .forEach(
              (funnel, changes) ->
                  groups.computeIfAbsent(funnel, name -> new ArrayList<>()).addAll(changes));
    }
    for (Change<Funnel> change : funnels.values()) {
      if (change.disappears()) {
        List<GroupChange> changes =
            groups.computeIfAbsent(change.name(), name -> new ArrayList<>());
        state
            .guestGroups(change.name())
            .forEach(
                (guest, group) ->
                    changes.add(new GroupChange(guest, Optional.of(group), Optional.empty())));
      }
    }
    return groups;
  }
}
