package net.sluice.manager.desired;

import java.util.Optional;
import java.util.OptionalInt;
import net.sluice.manager.config.ConfigReader;
import net.sluice.yang.PseudowireModel;
import org.opendaylight.yangtools.yang.common.Uint16;
import org.opendaylight.yangtools.yang.data.api.schema.DataContainerNode;

/**
 * The attachment of a pseudowire or session profile to a funnel, as configured.
 *
 * @param funnel name of the funnel
 * @param vlan its VLAN at the uplink; empty if none is configured
 * @param group its group; empty if it has none
 */
public record FunnelAttachment(String funnel, OptionalInt vlan, Optional<String> group) {

  /**
   * Reads the attachment of a pseudowire or session profile; empty if it is not attached to a
   * funnel.
   */
  public static Optional<FunnelAttachment> of(DataContainerNode entry) {
    return ConfigReader.child(entry, PseudowireModel.ATTACHMENT)
        .flatMap(attachment -> ConfigReader.child(attachment, PseudowireModel.FUNNEL))
        .flatMap(
            funnel ->
                ConfigReader.text(funnel, PseudowireModel.NAME).map(name -> of(funnel, name)));
  }

  private static FunnelAttachment of(DataContainerNode funnel, String name) {
    return new FunnelAttachment(
        name,
        ConfigReader.value(funnel, PseudowireModel.VLAN)
            .map(vlan -> OptionalInt.of(((Uint16) vlan).intValue()))
            .orElse(OptionalInt.empty()),
        ConfigReader.text(funnel, PseudowireModel.GROUP));
  }
}
