package net.sluice.manager.resolve;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import net.sluice.funnel.Flooding;
import net.sluice.funnel.Funnel;
import net.sluice.funnel.Isolation;
import net.sluice.funnel.StormControl;
import net.sluice.funnel.Uplink;
import net.sluice.funnel.VlanMapping;
import net.sluice.manager.config.ConfigReader;
import net.sluice.manager.config.Inherited;
import net.sluice.yang.FunnelModel;
import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.data.api.schema.MapEntryNode;

/** Maps funnels of the model to the records of the module funnelbridge. */
final class FunnelResolver {
  private FunnelResolver() {}

  /**
   * Maps the list entry of a funnel. Returns empty if it has no uplink, which the model demands.
   *
   * @param id the number of the funnel on this host
   */
  static Optional<Funnel> resolve(MapEntryNode entry, int id) {
    Inherited values = Inherited.of(Optional.of(entry));
    return uplink(values.in(FunnelModel.UPLINK))
        .map(uplink -> resolve(values, ConfigReader.name(entry), id, uplink));
  }

  private static Funnel resolve(Inherited values, String name, int id, Uplink uplink) {
    return Funnel.builder(name, id, uplink)
        .isolation(constant(values, FunnelModel.ISOLATION, Isolation.ISOLATED))
        .mtu(values.number(FunnelModel.MTU, Funnel.DEFAULT_MTU))
        .flooding(flooding(values.in(FunnelModel.FLOODING)))
        .learning(values.bool(FunnelModel.LEARNING, true))
        .neighborSuppression(values.bool(FunnelModel.NEIGHBOR_SUPPRESSION, false))
        .macLimit(number(values, FunnelModel.MAC_LIMIT))
        .leafCapacity(values.number(FunnelModel.LEAF_CAPACITY, Funnel.DEFAULT_LEAF_CAPACITY))
        .vlanMapping(constant(values, FunnelModel.VLAN_MAPPING, VlanMapping.NONE))
        .stormControl(stormControl(values.in(FunnelModel.STORM_CONTROL)))
        .build();
  }

  private static Optional<Uplink> uplink(Inherited values) {
    return values
        .text(FunnelModel.INTERFACE)
        .map(name -> new Uplink(name, number(values, FunnelModel.VLAN)));
  }

  private static Flooding flooding(Inherited values) {
    return new Flooding(
        values.bool(FunnelModel.UNKNOWN_UNICAST, true),
        values.bool(FunnelModel.MULTICAST, true),
        values.bool(FunnelModel.BROADCAST, true));
  }

  private static StormControl stormControl(Inherited values) {
    return new StormControl(
        number(values, FunnelModel.ARP_RATE), number(values, FunnelModel.DHCP_RATE));
  }

  private static OptionalInt number(Inherited values, QName leaf) {
    return values.value(leaf).isPresent()
        ? OptionalInt.of(values.number(leaf, 0))
        : OptionalInt.empty();
  }

  private static <E extends Enum<E>> E constant(Inherited values, QName leaf, E defaultValue) {
    return values
        .text(leaf)
        .map(text -> Enum.valueOf(defaultValue.getDeclaringClass(), text.toUpperCase(Locale.ROOT)))
        .orElse(defaultValue);
  }
}
