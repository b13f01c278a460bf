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

/** Maps funnels of the model to those of the planner. */
final class FunnelResolver {
  private static final int MTU = 1500;
  private static final int LEAF_CAPACITY = 1000;

  private FunnelResolver() {}

  /** The funnel as it shall be. */
  static Funnel resolve(MapEntryNode entry, int id) {
    Inherited values = Inherited.of(Optional.of(entry));
    Inherited uplink = values.in(FunnelModel.UPLINK);
    Inherited flooding = values.in(FunnelModel.FLOODING);
    Inherited storms = values.in(FunnelModel.STORM_CONTROL);
    return new Funnel(
        ConfigReader.name(entry),
        id,
        new Uplink(
            uplink.text(FunnelModel.INTERFACE).orElseThrow(), number(uplink, FunnelModel.VLAN)),
        constant(values, FunnelModel.ISOLATION, Isolation.ISOLATED),
        values.number(FunnelModel.MTU, MTU),
        new Flooding(
            flooding.bool(FunnelModel.UNKNOWN_UNICAST, true),
            flooding.bool(FunnelModel.MULTICAST, true),
            flooding.bool(FunnelModel.BROADCAST, true)),
        values.bool(FunnelModel.LEARNING, true),
        values.bool(FunnelModel.NEIGHBOR_SUPPRESSION, false),
        number(values, FunnelModel.MAC_LIMIT),
        values.number(FunnelModel.LEAF_CAPACITY, LEAF_CAPACITY),
        constant(values, FunnelModel.VLAN_MAPPING, VlanMapping.NONE),
        new StormControl(
            number(storms, FunnelModel.ARP_RATE), number(storms, FunnelModel.DHCP_RATE)));
  }

  private static OptionalInt number(Inherited values, QName leaf) {
    return values.value(leaf).isPresent()
        ? OptionalInt.of(values.number(leaf, 0))
        : OptionalInt.empty();
  }

  private static <E extends Enum<E>> E constant(Inherited values, QName leaf, E byDefault) {
    return values
        .text(leaf)
        .map(text -> Enum.valueOf(byDefault.getDeclaringClass(), text.toUpperCase(Locale.ROOT)))
        .orElse(byDefault);
  }
}
