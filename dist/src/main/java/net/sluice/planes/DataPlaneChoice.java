package net.sluice.planes;

import java.util.Locale;
import net.sluice.planes.DataPlanes.Choice;
import net.sluice.yang.L2tpModel;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.NormalizedNode;
import org.opendaylight.yangtools.yang.data.api.schema.NormalizedNodes;

/** The data plane that a configuration selects. */
public final class DataPlaneChoice {
  private DataPlaneChoice() {}

  /** Returns the choice with the name that the leaf {@code data-plane} has. */
  public static Choice of(ContainerNode configuration) {
    return NormalizedNodes.findNode(
            configuration, L2tpModel.SYSTEM_PATH.node(L2tpModel.DATA_PLANE).getPathArguments())
        .map(NormalizedNode::body)
        .map(value -> Choice.valueOf(value.toString().toUpperCase(Locale.ROOT)))
        .orElse(Choice.AUTO);
  }
}
