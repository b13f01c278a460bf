package net.sluice.manager;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import net.sluice.l2tp.PseudowireProfile;
import net.sluice.l2tp.TunnelProfile;
import net.sluice.manager.Delta.Change;
import net.sluice.manager.DesiredState.LocalPort;
import net.sluice.yang.L2tpModel;
import net.sluice.yang.PseudowireModel;
import org.opendaylight.yangtools.yang.common.ErrorTag;
import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;
import org.opendaylight.yangtools.yang.data.api.schema.MapEntryNode;

/**
 * Works out what a change of configuration means for the desired state, and what is wrong with it:
 * everything that the model itself does not say, such as ids that must be unique. Changes nothing;
 * looks only at what the change can affect.
 */
final class DesiredStateResolver {
  private static final String NO_PROFILE = "";
  private static final String DEFAULT_PROFILE = "default";

  private final DesiredState state;
  private final ConfigReader after;
  private final Edited edited;
  private final List<ConfigError> errors;
  private final ProfileResolver resolver;
  private final String prefix;

  private final Map<String, Optional<TunnelProfile>> changedTunnels = new HashMap<>();
  private final Set<String> affectedPseudowires = new TreeSet<>();
  private final PseudowireIds.Allocation allocation;

  private DesiredStateResolver(
      DesiredState state, ConfigReader after, Edited edited, List<ConfigError> errors) {
    this.state = state;
    this.after = after;
    this.edited = edited;
    this.errors = errors;
    resolver = new ProfileResolver(after, errors);
    prefix = after.autonamePrefix();
    allocation = state.ids().allocation();
  }

  /**
   * @param after the whole configuration as it shall be, valid under the model
   * @param edited what differs from the configuration that the state was made from
   * @param errors where problems go; with any, the difference returned is of no use
   */
  static Delta resolve(
      DesiredState state, ConfigReader after, Edited edited, List<ConfigError> errors) {
    return new DesiredStateResolver(state, after, edited, errors).resolve();
  }

  private Delta resolve() {
    List<Change<TunnelProfile>> tunnels = resolveTunnels();
    affectedPseudowires.addAll(
        affected(
            edited.pseudowires(),
            edited.pseudowireProfiles(),
            state::pseudowiresWithProfile,
            () -> state.pseudowires().stream().map(PseudowireProfile::name).toList()));
    changedTunnels.keySet().forEach(name -> affectedPseudowires.addAll(state.pseudowiresIn(name)));
    checkPrefix();
    List<Change<PseudowireProfile>> pseudowires = resolvePseudowires();
    checkTunnels(tunnels);
    checkPseudowires(pseudowires);
    return new Delta(
        List.copyOf(tunnels),
        List.copyOf(pseudowires),
        SignaledDelta.NONE,
        Map.copyOf(allocation.given()),
        profileRefs(edited.tunnels(), after::tunnel, L2tpModel.PROFILE),
        profileRefs(edited.pseudowires(), after::pseudowire, PseudowireModel.PROFILE));
  }

  private static Set<String> affected(
      Set<String> editedObjects,
      Set<String> editedProfiles,
      Function<String, Collection<String>> users,
      Supplier<Collection<String>> all) {
    Set<String> affected = new TreeSet<>(editedObjects);
    for (String profile : editedProfiles) {
      affected.addAll(profile.equals(DEFAULT_PROFILE) ? all.get() : users.apply(profile));
    }
    return affected;
  }

  private List<Change<TunnelProfile>> resolveTunnels() {
    List<Change<TunnelProfile>> changes = new ArrayList<>();
    Set<String> names =
        affected(
            edited.tunnels(),
            edited.tunnelProfiles(),
            state::tunnelsWithProfile,
            () -> state.tunnels().stream().map(TunnelProfile::name).toList());
    for (String name : names) {
      Optional<TunnelProfile> before = state.tunnel(name);
      Optional<TunnelProfile> resolved = after.tunnel(name).flatMap(resolver::tunnel);
      if (!before.equals(resolved)) {
        changedTunnels.put(name, resolved);
        changes.add(new Change<>(name, before, resolved));
      }
    }
    return changes;
  }

  private List<Change<PseudowireProfile>> resolvePseudowires() {
    Set<String> explicitNames = new HashSet<>();
    for (String name : affectedPseudowires) {
      after
          .pseudowire(name)
          .flatMap(entry -> ConfigReader.text(entry, PseudowireModel.INTERFACE_NAME))
          .ifPresent(explicitNames::add);
    }
    List<Change<PseudowireProfile>> changes = new ArrayList<>();
    for (String name : affectedPseudowires) {
      Optional<PseudowireProfile> before = state.pseudowire(name);
      Optional<PseudowireProfile> resolved =
          after.pseudowire(name).flatMap(entry -> resolvePseudowire(entry, explicitNames));
      if (!before.equals(resolved) || losesTunnel(before)) {
        changes.add(new Change<>(name, before, resolved));
      }
    }
    return changes;
  }

  private static <T> Set<String> names(List<Change<T>> changes) {
    return changes.stream().map(Change::name).collect(Collectors.toSet());
  }

  private boolean losesTunnel(Optional<PseudowireProfile> before) {
    return before.map(PseudowireProfile::tunnel).filter(changedTunnels::containsKey).isPresent();
  }

  private Optional<PseudowireProfile> resolvePseudowire(
      MapEntryNode entry, Set<String> explicitNames) {
    String tunnelName = ConfigReader.text(entry, PseudowireModel.TUNNEL).orElse("");
    Optional<TunnelProfile> tunnel =
        changedTunnels.containsKey(tunnelName)
            ? changedTunnels.get(tunnelName)
            : state.tunnel(tunnelName);
    String interfaceName = interfaceName(entry, explicitNames);
    return tunnel.flatMap(found -> resolver.pseudowire(entry, found, interfaceName));
  }

  private String interfaceName(MapEntryNode entry, Set<String> explicitNames) {
    String name = ProfileResolver.name(entry);
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

  /** Renaming an interface means making its session anew: that shall not happen by the thousand. */
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
                errors.add(
                    ConfigError.at(
                        L2tpModel.SYSTEM_PATH.node(L2tpModel.AUTONAME_INTERFACES),
                        ErrorTag.OPERATION_FAILED,
                        "autoname-interfaces can not become '%s' while pseudowires have automatic names: '%s' has %s"
                            .formatted(prefix, old.name(), old.settings().name()))));
  }

  private boolean isAutomatic(String name) {
    return after
        .pseudowire(name)
        .filter(entry -> ConfigReader.text(entry, PseudowireModel.INTERFACE_NAME).isEmpty())
        .isPresent();
  }

  private void checkTunnels(List<Change<TunnelProfile>> changes) {
    Map<Long, String> ids = new HashMap<>();
    Map<LocalPort, String> ports = new HashMap<>();
    for (Change<TunnelProfile> change : changes) {
      if (change.disappears()) {
        continue;
      }
      TunnelProfile tunnel = change.after().get();
      YangInstanceIdentifier path = L2tpModel.tunnel(tunnel.name());
      owner(ids, tunnel.tunnelId(), tunnel.name(), state::tunnelWithId, changedTunnels.keySet())
          .ifPresent(
              other ->
                  notUnique(
                      path.node(L2tpModel.LOCAL_TUNNEL_ID),
                      "tunnel '%s': local-tunnel-id %d is already used by tunnel '%s'"
                          .formatted(tunnel.name(), tunnel.tunnelId(), other)));
      LocalPort.of(tunnel)
          .flatMap(
              port ->
                  owner(ports, port, tunnel.name(), state::tunnelWithPort, changedTunnels.keySet()))
          .ifPresent(
              other ->
                  notUnique(
                      path.node(L2tpModel.LOCAL_PORT),
                      "tunnel '%s': UDP port %d of %s is already used by tunnel '%s'"
                          .formatted(
                              tunnel.name(),
                              tunnel.localPort(),
                              tunnel.localAddress().getHostAddress(),
                              other)));
    }
    checkLimit(
        "tunnels",
        after.maxTunnels(),
        state.tunnels().size(),
        changes,
        L2tpModel.LIMITS_PATH.node(L2tpModel.MAX_TUNNELS));
  }

  private void checkPseudowires(List<Change<PseudowireProfile>> changes) {
    Map<Long, String> sessions = new HashMap<>();
    Map<String, String> interfaces = new HashMap<>();
    Set<String> changing = names(changes);
    for (Change<PseudowireProfile> change : changes) {
      if (change.disappears()) {
        continue;
      }
      PseudowireProfile pseudowire = change.after().get();
      String name = pseudowire.name();
      YangInstanceIdentifier path = PseudowireModel.pseudowire(name);
      long session = pseudowire.session().sessionId();
      owner(sessions, session, name, state::pseudowireWithSession, changing)
          .ifPresent(
              other ->
                  notUnique(
                      path.node(PseudowireModel.LOCAL_SESSION_ID),
                      "pseudowire '%s': local-session-id %d is already used by pseudowire '%s'"
                          .formatted(name, session, other)));
      String interfaceName = pseudowire.settings().name();
      owner(interfaces, interfaceName, name, state::pseudowireWithInterface, changing)
          .ifPresent(
              other ->
                  notUnique(
                      path.node(PseudowireModel.INTERFACE_NAME),
                      "pseudowire '%s': interface name %s is already used by pseudowire '%s'"
                          .formatted(name, interfaceName, other)));
    }
    checkLimit(
        "pseudowires",
        after.maxSessions(),
        state.pseudowires().size(),
        changes,
        L2tpModel.LIMITS_PATH.node(L2tpModel.MAX_SESSIONS));
  }

  /**
   * Who else holds a value after the change.
   *
   * @param claimed the values of changed objects seen so far; takes the new one in
   * @param held who holds a value before the change
   * @param changing objects that change, and whose own claims are among the new ones
   */
  private static <K> Optional<String> owner(
      Map<K, String> claimed,
      K value,
      String name,
      Function<K, Optional<String>> held,
      Set<String> changing) {
    String rival = claimed.putIfAbsent(value, name);
    return rival != null
        ? Optional.of(rival)
        : held.apply(value).filter(owner -> !owner.equals(name) && !changing.contains(owner));
  }

  private <T> void checkLimit(
      String what, long limit, int before, List<Change<T>> changes, YangInstanceIdentifier path) {
    long after =
        before
            + changes.stream().filter(Change::appears).count()
            - changes.stream().filter(Change::disappears).count();
    if (limit > 0 && after > limit) {
      errors.add(
          ConfigError.at(
              path,
              ErrorTag.OPERATION_FAILED,
              "%d %s are more than the limit of %d".formatted(after, what, limit)));
    }
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

  private void notUnique(YangInstanceIdentifier path, String message) {
    errors.add(
        ConfigError.at(path, ErrorTag.OPERATION_FAILED, message).withAppTag("data-not-unique"));
  }
}
