package net.sluice.manager.resolve;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import net.sluice.funnel.Funnel;
import net.sluice.funnel.Node;
import net.sluice.funnel.Uplink;
import net.sluice.l2tp.InterfaceSettings;
import net.sluice.manager.config.Problems;
import net.sluice.manager.desired.Change;
import net.sluice.manager.desired.DesiredFunnels.FunnelVlan;
import net.sluice.manager.desired.DesiredPseudowire;
import net.sluice.manager.desired.DesiredState;
import net.sluice.manager.desired.Member;
import net.sluice.yang.FunnelModel;
import net.sluice.yang.PseudowireModel;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;

/**
 * Finds what several funnels, or several pseudowires of one, can't have at once: looks up what
 * changes, and only that, in what there is.
 */
final class FunnelCheck {
  private final DesiredState state;
  private final Problems problems;

  FunnelCheck(DesiredState state, Problems problems) {
    this.state = state;
    this.problems = problems;
  }

  /** Uplinks of funnels. */
  void uplinks(List<Change<Funnel>> changes) {
    Set<String> changing = names(changes);
    Holders<Uplink> holders =
        new Holders<>(uplink -> state.funnels().withUplink(uplink).stream().toList(), changing);
    for (Change<Funnel> change : changes) {
      if (change.disappears()) {
        continue;
      }
      Funnel funnel = change.after().get();
      Uplink uplink = funnel.uplink();
      YangInstanceIdentifier path = FunnelModel.funnel(change.name()).node(FunnelModel.UPLINK);
      Optional<String> rival = holders.claim(uplink, change.name()).stream().findFirst();
      rival.ifPresent(
          other ->
              problems.notUnique(
                  path,
                  "funnel '%s': the uplink %s is already that of funnel '%s'"
                      .formatted(change.name(), text(uplink), other)));
      // Its former owner gives it back at the end of a commit only, so that it can be taken back.
      state
          .funnels()
          .withUplink(uplink)
          .filter(owner -> rival.isEmpty() && !owner.equals(change.name()))
          .ifPresent(
              owner ->
                  problems.conflict(
                      path,
                      "funnel '%s': the uplink %s is that of funnel '%s' until this change is committed: change that one first"
                          .formatted(change.name(), text(uplink), owner)));
    }
  }

  /** Interfaces that would be a funnel's uplink and a pseudowire's own. */
  void uplinkInterfaces(List<Change<Funnel>> funnels, List<Change<DesiredPseudowire>> pseudowires) {
    Set<String> gone = new HashSet<>();
    pseudowires.forEach(
        change -> change.before().ifPresent(old -> gone.add(old.settings().name())));
    for (Change<Funnel> change : funnels) {
      change
          .after()
          .map(funnel -> funnel.uplink().interfaceName())
          .filter(name -> !gone.contains(name))
          .ifPresent(
              name ->
                  state
                      .pseudowireWithInterface(name)
                      .ifPresent(pseudowire -> ownUplink(change.name(), name, pseudowire)));
    }
    Set<String> changing = names(funnels);
    Map<String, List<String>> claimed =
        funnels.stream()
            .flatMap(change -> change.after().stream())
            .collect(
                Collectors.groupingBy(
                    funnel -> funnel.uplink().interfaceName(),
                    Collectors.mapping(Funnel::name, Collectors.toList())));
    for (Change<DesiredPseudowire> change : pseudowires) {
      change
          .after()
          .map(pseudowire -> pseudowire.settings().name())
          .ifPresent(
              name -> {
                claimed
                    .getOrDefault(name, List.of())
                    .forEach(funnel -> ownUplink(funnel, name, change.name()));
                state.funnels().withUplinkInterface(name).stream()
                    .filter(funnel -> !changing.contains(funnel))
                    .forEach(funnel -> ownUplink(funnel, name, change.name()));
              });
    }
  }

  /**
   * Names of the interfaces of funnels, where others are meant: these would get in their way, or
   * into a funnel past all that keeps its pseudowires apart.
   */
  void reserved(List<Change<Funnel>> funnels, List<Change<DesiredPseudowire>> pseudowires) {
    for (Change<Funnel> change : funnels) {
      change
          .after()
          .map(funnel -> funnel.uplink().interfaceName())
          .filter(Node::isReserved)
          .ifPresent(
              name ->
                  problems.conflict(
                      FunnelModel.funnel(change.name()).node(FunnelModel.UPLINK),
                      "funnel '%s': the uplink %s has a name that is for interfaces of funnels"
                          .formatted(change.name(), name)));
    }
    for (Change<DesiredPseudowire> change : pseudowires) {
      change.after().ifPresent(pseudowire -> reserved(change.name(), pseudowire.settings()));
    }
  }

  private void reserved(String name, InterfaceSettings settings) {
    YangInstanceIdentifier path = PseudowireModel.pseudowire(name);
    if (Node.isReserved(settings.name())) {
      problems.conflict(
          path.node(PseudowireModel.INTERFACE_NAME),
          "pseudowire '%s': the name %s is for interfaces of funnels"
              .formatted(name, settings.name()));
    }
    settings
        .bridge()
        .filter(bridge -> settings.port().isEmpty() && Node.isReserved(bridge))
        .ifPresent(
            bridge ->
                problems.conflict(
                    path.node(PseudowireModel.ATTACHMENT).node(PseudowireModel.BRIDGE),
                    "pseudowire '%s': the bridge %s is for funnels: attach it to the funnel"
                        .formatted(name, bridge)));
  }

  private void ownUplink(String funnel, String interfaceName, String pseudowire) {
    problems.conflict(
        FunnelModel.funnel(funnel).node(FunnelModel.UPLINK),
        "funnel '%s': the uplink %s is the interface of pseudowire '%s'"
            .formatted(funnel, interfaceName, pseudowire));
  }

  /** VLANs of pseudowires. */
  void members(List<Change<Member>> changes) {
    Holders<FunnelVlan> holders =
        new Holders<>(vlan -> state.funnels().withVlan(vlan).stream().toList(), names(changes));
    for (Change<Member> change : changes) {
      Optional<FunnelVlan> vlan = change.after().flatMap(FunnelVlan::of);
      vlan.flatMap(value -> holders.claim(value, change.name()).stream().findFirst())
          .ifPresent(
              other ->
                  problems.notUnique(
                      PseudowireModel.pseudowire(change.name())
                          .node(PseudowireModel.ATTACHMENT)
                          .node(PseudowireModel.FUNNEL)
                          .node(PseudowireModel.VLAN),
                      "pseudowire '%s': VLAN %d of funnel '%s' is already that of pseudowire '%s'"
                          .formatted(
                              change.name(), vlan.get().vlan(), vlan.get().funnel(), other)));
    }
  }

  private static String text(Uplink uplink) {
    return uplink.vlan().isPresent()
        ? "VLAN %d of %s".formatted(uplink.vlan().getAsInt(), uplink.interfaceName())
        : uplink.interfaceName();
  }

  private static <T> Set<String> names(List<Change<T>> changes) {
    return changes.stream().map(Change::name).collect(Collectors.toSet());
  }
}
