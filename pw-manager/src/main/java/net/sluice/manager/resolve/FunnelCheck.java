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
 * Finds conflicts between funnels, and between the pseudowires of a funnel. Only changed objects
 * are compared with the desired state, so that the cost depends on the change.
 */
final class FunnelCheck {
  private final DesiredState state;
  private final Problems problems;

  FunnelCheck(DesiredState state, Problems problems) {
    this.state = state;
    this.problems = problems;
  }

  /** Checks that no two funnels have the same uplink. */
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
                  List.of(uplinkOf(change.name()), uplinkOf(other)),
                  "funnel '%s': uplink %s is already used by funnel '%s'"
                      .formatted(change.name(), text(uplink), other)));
      // The former owner releases the uplink only at the end of a commit, so that the commit can be
      // undone.
      state
          .funnels()
          .withUplink(uplink)
          .filter(owner -> rival.isEmpty() && !owner.equals(change.name()))
          .ifPresent(
              owner ->
                  problems.conflict(
                      path,
                      "funnel '%s': uplink %s is still used by funnel '%s'; remove it there in a commit of its own first"
                          .formatted(change.name(), text(uplink), owner)));
    }
  }

  /** Checks that no interface is both the uplink of a funnel and the interface of a pseudowire. */
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
   * Checks that uplinks, interfaces of pseudowires and configured bridges have no name that is
   * reserved for interfaces of funnels. Such an interface would be in the way of a funnel, or would
   * join it without its isolation.
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
                      "funnel '%s': uplink %s has a name that is reserved for interfaces of funnels; rename the interface"
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
          "pseudowire '%s': interface name %s is reserved for interfaces of funnels; use another name"
              .formatted(name, settings.name()));
    }
    settings
        .bridge()
        .filter(bridge -> settings.port().isEmpty() && Node.isReserved(bridge))
        .ifPresent(
            bridge ->
                problems.conflict(
                    path.node(PseudowireModel.ATTACHMENT).node(PseudowireModel.BRIDGE),
                    "pseudowire '%s': bridge %s belongs to a funnel; attach it to the funnel instead"
                        .formatted(name, bridge)));
  }

  private void ownUplink(String funnel, String interfaceName, String pseudowire) {
    problems.conflict(
        FunnelModel.funnel(funnel).node(FunnelModel.UPLINK),
        "funnel '%s': uplink %s is the interface of pseudowire '%s'; use another interface"
            .formatted(funnel, interfaceName, pseudowire));
  }

  /** Checks that no two pseudowires have the same VLAN of a funnel. */
  void members(List<Change<Member>> changes) {
    Holders<FunnelVlan> holders =
        new Holders<>(vlan -> state.funnels().withVlan(vlan).stream().toList(), names(changes));
    for (Change<Member> change : changes) {
      Optional<FunnelVlan> vlan = change.after().flatMap(FunnelVlan::of);
      vlan.flatMap(value -> holders.claim(value, change.name()).stream().findFirst())
          .ifPresent(
              other ->
                  problems.notUnique(
                      name ->
                          PseudowireModel.pseudowire(name)
                              .node(PseudowireModel.ATTACHMENT)
                              .node(PseudowireModel.FUNNEL)
                              .node(PseudowireModel.VLAN),
                      change.name(),
                      other,
                      "pseudowire '%s': VLAN %d of funnel '%s' is already used by pseudowire '%s'"
                          .formatted(
                              change.name(), vlan.get().vlan(), vlan.get().funnel(), other)));
    }
  }

  private static YangInstanceIdentifier uplinkOf(String funnel) {
    return FunnelModel.funnel(funnel).node(FunnelModel.UPLINK).node(FunnelModel.INTERFACE);
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
