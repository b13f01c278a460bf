package net.sluice.manager.resolve;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.sluice.l2tp.LcceProfile;
import net.sluice.l2tp.PeerProfile;
import net.sluice.l2tp.PseudowireProfile;
import net.sluice.manager.api.ConfigError;
import net.sluice.manager.config.ConfigReader;
import net.sluice.manager.config.EditedObjects;
import net.sluice.manager.config.Problems;
import net.sluice.manager.desired.AcceptedSession;
import net.sluice.manager.desired.Change;
import net.sluice.manager.desired.Delta;
import net.sluice.manager.desired.DesiredPseudowire;
import net.sluice.manager.desired.DesiredState;
import net.sluice.manager.desired.DesiredTunnel;
import net.sluice.manager.desired.FunnelDelta;
import net.sluice.manager.desired.HostDelta;
import net.sluice.manager.desired.Numbers;
import net.sluice.manager.desired.TunnelSummary;
import net.sluice.manager.resolve.PseudowireResolver.Link;
import net.sluice.yang.L2tpModel;
import net.sluice.yang.PseudowireModel;
import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.data.api.schema.MapEntryNode;

/**
 * Resolves a change of the configuration to a {@link Delta} of the desired state, and collects the
 * problems that the model itself can not express, for example ids that must be unique. It does not
 * change the desired state. It resolves only the objects that the change can affect.
 *
 * <p>Thread: manager.
 */
final class DesiredStateResolver {
  private static final String NO_PROFILE = "";

  private final DesiredState state;
  private final ConfigReader after;
  private final EditedObjects edited;
  private final Problems problems;
  private final LcceResolver lcceResolver;
  private final TunnelResolver tunnelResolver;
  private final PseudowireResolver pseudowireResolver;
  private final FunnelDeltaResolver funnels;
  private final ConflictCheck conflicts;
  private final FunnelCheck funnelCheck;
  private final String prefix;

  private final Map<String, Optional<DesiredTunnel>> changedTunnels = new HashMap<>();
  private final Numbers.Allocation allocation;

  private DesiredStateResolver(
      DesiredState state, ConfigReader after, EditedObjects edited, Problems problems) {
    this.state = state;
    this.after = after;
    this.edited = edited;
    this.problems = problems;
    lcceResolver = new LcceResolver(after, state.host(), problems);
    tunnelResolver = new TunnelResolver(after, lcceResolver.hostName(), problems);
    pseudowireResolver = new PseudowireResolver(after, problems);
    funnels = new FunnelDeltaResolver(state.funnels(), after, problems);
    conflicts = new ConflictCheck(state, problems);
    funnelCheck = new FunnelCheck(state, problems);
    prefix = after.autonamePrefix();
    allocation = state.ids().allocation();
  }

  /**
   * Resolves a change.
   *
   * @param after the whole configuration after the change; objects that lack what the model demands
   *     are left out
   * @param edited the objects that differ from the configuration of the desired state
   * @param errors receives the problems; if there are any, the returned difference must not be used
   */
  static Delta resolve(
      DesiredState state, ConfigReader after, EditedObjects edited, List<ConfigError> errors) {
    return new DesiredStateResolver(state, after, edited, new Problems(errors)).resolve();
  }

  private Delta resolve() {
    List<Change<DesiredTunnel>> tunnels = resolveTunnels();
    Map<String, Optional<MapEntryNode>> entries = affectedPseudowires();
    funnels.keepPlaces(entries);
    checkPrefix();
    List<Change<DesiredPseudowire>> pseudowires = resolvePseudowires(entries);
    Optional<List<PeerProfile>> peers = resolvePeers();
    Optional<List<AcceptedSession>> accepts = resolveAccepts();
    Optional<LcceProfile> lcce = resolveLcce(tunnels, peers);
    FunnelDelta funnelDelta = funnels.delta(signaledNames(pseudowires));
    check(tunnels, pseudowires, lcce, accepts);
    check(funnelDelta, pseudowires);
    return new Delta(
        List.copyOf(tunnels),
        List.copyOf(pseudowires),
        new HostDelta(lcce, peers, accepts),
        funnelDelta,
        Map.copyOf(allocation.given()),
        profileRefs(edited.tunnels(), after::tunnel, L2tpModel.PROFILE),
        profileRefs(edited.pseudowires(), entries::get, PseudowireModel.PROFILE));
  }

  // --- Affected objects --------------------------------------------------------------------------

  private static Set<String> affected(
      Set<String> editedObjects,
      Set<String> editedProfiles,
      Function<String, Collection<String>> users,
      Supplier<Collection<String>> all) {
    Set<String> affected = new TreeSet<>(editedObjects);
    for (String profile : editedProfiles) {
      affected.addAll(
          profile.equals(TunnelResolver.DEFAULT_PROFILE) ? all.get() : users.apply(profile));
    }
    return affected;
  }

  /** Returns the affected pseudowires by name, sorted, with their entries after the change. */
  private Map<String, Optional<MapEntryNode>> affectedPseudowires() {
    Set<String> names =
        affected(
            edited.pseudowires(),
            edited.pseudowireProfiles(),
            state::pseudowiresWithProfile,
            () -> state.pseudowires().stream().map(DesiredPseudowire::name).toList());
    changedTunnels.keySet().forEach(name -> names.addAll(state.pseudowiresIn(name)));
    names.addAll(funnels.resolve(edited.funnels()));
    Map<String, Optional<MapEntryNode>> entries = new LinkedHashMap<>();
    names.forEach(name -> entries.put(name, after.pseudowire(name)));
    return entries;
  }

  private List<Change<DesiredTunnel>> resolveTunnels() {
    List<Change<DesiredTunnel>> changes = new ArrayList<>();
    Set<String> names =
        affected(
            edited.tunnels(),
            edited.tunnelProfiles(),
            state::tunnelsWithProfile,
            () -> state.tunnels().stream().map(DesiredTunnel::name).toList());
    if (edited.system()) {
      // Signaled tunnels without a host name of their own send the system's.
      state.tunnels().stream()
          .filter(tunnel -> tunnel.asSignaled().isPresent())
          .forEach(tunnel -> names.add(tunnel.name()));
    }
    for (String name : names) {
      Optional<DesiredTunnel> before = state.tunnel(name);
      Optional<DesiredTunnel> resolved = after.tunnel(name).flatMap(tunnelResolver::resolve);
      if (!before.equals(resolved)) {
        changedTunnels.put(name, resolved);
        changes.add(new Change<>(name, before, resolved));
      }
    }
    return changes;
  }

  private List<Change<DesiredPseudowire>> resolvePseudowires(
      Map<String, Optional<MapEntryNode>> entries) {
    Set<String> explicitNames = new HashSet<>();
    for (Optional<MapEntryNode> entry : entries.values()) {
      entry
          .flatMap(found -> ConfigReader.text(found, PseudowireModel.INTERFACE_NAME))
          .ifPresent(explicitNames::add);
    }
    List<Change<DesiredPseudowire>> changes = new ArrayList<>();
    entries.forEach(
        (name, entry) -> {
          Optional<DesiredPseudowire> before = state.pseudowire(name);
          Optional<DesiredPseudowire> resolved =
              entry.flatMap(found -> resolvePseudowire(found, explicitNames));
          if (!before.equals(resolved) || losesTunnel(before)) {
            changes.add(new Change<>(name, before, resolved));
          }
        });
    return changes;
  }

  /**
   * Returns true if the static tunnel of a pseudowire changes, which removes its sessions. For
   * dynamic and keepalive tunnels, signaling removes the sessions.
   */
  private boolean losesTunnel(Optional<DesiredPseudowire> before) {
    return before
        .flatMap(DesiredPseudowire::asStatic)
        .map(PseudowireProfile::tunnel)
        .filter(changedTunnels::containsKey)
        .isPresent();
  }

  private Optional<DesiredPseudowire> resolvePseudowire(
      MapEntryNode entry, Set<String> explicitNames) {
    String tunnelName = ConfigReader.text(entry, PseudowireModel.TUNNEL).orElse("");
    Optional<DesiredTunnel> tunnel =
        changedTunnels.containsKey(tunnelName)
            ? changedTunnels.get(tunnelName)
            : state.tunnel(tunnelName);
    String interfaceName = interfaceName(entry, explicitNames);
    Link link = new Link(interfaceName, funnels.attach(entry, interfaceName));
    return tunnel.flatMap(found -> pseudowireResolver.resolve(entry, found, link));
  }

  private String interfaceName(MapEntryNode entry, Set<String> explicitNames) {
    String name = ConfigReader.name(entry);
    Integer id = state.ids().get(name);
    if (id == null) {
      id =
          allocation.allocate(
              name,
              free -> {
                String candidate = prefix + free;
                return !explicitNames.contains(candidate)
                    && state.pseudowireWithInterface(candidate).isEmpty();
              });
    }
    String automatic = prefix + id;
    return ConfigReader.text(entry, PseudowireModel.INTERFACE_NAME).orElse(automatic);
  }

  private Optional<List<PeerProfile>> resolvePeers() {
    if (edited.peerProfiles().isEmpty() && edited.tunnelProfiles().isEmpty() && !edited.system()) {
      return Optional.empty();
    }
    return Optional.of(lcceResolver.peers()).filter(peers -> !peers.equals(state.peers()));
  }

  private Optional<List<AcceptedSession>> resolveAccepts() {
    if (edited.sessionProfiles().isEmpty()
        && edited.pseudowireProfiles().isEmpty()
        && edited.funnels().isEmpty()) {
      return Optional.empty();
    }
    List<AcceptedSession> accepts = new ArrayList<>();
    after
        .sessionProfiles()
        .forEach(entry -> pseudowireResolver.accepted(entry).ifPresent(accepts::add));
    accepts.forEach(funnels::check);
    boolean changed =
        accepts.size() != state.acceptedSessions().size()
            || !state.acceptedSessions().values().containsAll(accepts);
    return changed ? Optional.of(List.copyOf(accepts)) : Optional.empty();
  }

  private Optional<LcceProfile> resolveLcce(
      List<Change<DesiredTunnel>> tunnels, Optional<List<PeerProfile>> peers) {
    if (tunnels.isEmpty() && peers.isEmpty() && !edited.system() && state.lcce().isPresent()) {
      return Optional.empty();
    }
    TunnelSummary summary = new TunnelSummary(state.summary());
    tunnels.forEach(change -> change.before().ifPresent(summary::remove));
    tunnels.forEach(change -> change.after().ifPresent(summary::add));
    return Optional.of(lcceResolver.lcce(summary, !peers.orElseGet(state::peers).isEmpty()))
        .filter(lcce -> !state.lcce().equals(Optional.of(lcce)));
  }

  // --- Checks ------------------------------------------------------------------------------------

  private void check(
      List<Change<DesiredTunnel>> tunnels,
      List<Change<DesiredPseudowire>> pseudowires,
      Optional<LcceProfile> lcce,
      Optional<List<AcceptedSession>> accepts) {
    conflicts.tunnels(tunnels);
    conflicts.pseudowires(pseudowires);
    accepts.ifPresent(conflicts::acceptedSessions);
    lcce.or(state::lcce)
        .ifPresent(
            now ->
                conflicts.listeners(
                    now.listeners(),
                    !state.lcce().map(LcceProfile::listeners).equals(Optional.of(now.listeners())),
                    tunnels));
    checkLimit(
        "tunnels", after.maxTunnels(), state.tunnels().size(), tunnels, L2tpModel.MAX_TUNNELS);
    checkLimit(
        "pseudowires",
        after.maxSessions(),
        state.pseudowires().size(),
        pseudowires,
        L2tpModel.MAX_SESSIONS);
  }

  private void check(FunnelDelta delta, List<Change<DesiredPseudowire>> pseudowires) {
    funnelCheck.uplinks(delta.funnels());
    funnelCheck.uplinkInterfaces(delta.funnels(), pseudowires);
    funnelCheck.reserved(delta.funnels(), pseudowires);
    funnelCheck.members(delta.members());
  }

  /**
   * Rejects a new prefix while pseudowires have automatic names. To rename an interface, Sluice
   * must recreate its session, and there may be thousands of them.
   */
  private void checkPrefix() {
    if (!edited.system()) {
      return;
    }
    state.pseudowires().stream()
        .filter(old -> isAutomatic(old.name()))
        .filter(old -> !old.settings().name().equals(prefix + state.ids().get(old.name())))
        .findFirst()
        .ifPresent(
            old ->
                problems.conflict(
                    L2tpModel.SYSTEM_PATH.node(L2tpModel.AUTONAME_INTERFACES),
                    "autoname-interfaces can not become '%s' while pseudowires have automatic names: '%s' has %s"
                        .formatted(prefix, old.name(), old.settings().name())));
  }

  private boolean isAutomatic(String name) {
    return after
        .pseudowire(name)
        .filter(entry -> ConfigReader.text(entry, PseudowireModel.INTERFACE_NAME).isEmpty())
        .isPresent();
  }

  private <T> void checkLimit(
      String objects, long limit, int before, List<Change<T>> changes, QName leaf) {
    long after =
        before
            + changes.stream().filter(Change::appears).count()
            - changes.stream().filter(Change::disappears).count();
    if (limit > 0 && after > limit) {
      problems.conflict(
          L2tpModel.LIMITS_PATH.node(leaf),
          "%d %s are more than the limit of %d".formatted(after, objects, limit));
    }
  }

  /** Returns the names of the pseudowires that are or were in a dynamic or keepalive tunnel. */
  private static Set<String> signaledNames(List<Change<DesiredPseudowire>> changes) {
    return changes.stream()
        .filter(
            change ->
                Stream.concat(change.before().stream(), change.after().stream())
                    .anyMatch(pseudowire -> pseudowire.asStatic().isEmpty()))
        .map(Change::name)
        .collect(Collectors.toSet());
  }

  private static Map<String, String> profileRefs(
      Set<String> names, Function<String, Optional<MapEntryNode>> entries, QName leaf) {
    Map<String, String> references = new HashMap<>();
    for (String name : names) {
      entries
          .apply(name)
          .ifPresent(
              entry -> references.put(name, ConfigReader.text(entry, leaf).orElse(NO_PROFILE)));
    }
    return references;
  }
}
