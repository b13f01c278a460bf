package net.sluice.planes;

import java.util.Locale;
import net.sluice.planes.DataPlanes.Choice;
import net.sluice.yang.L2tpModel;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.NormalizedNode;
import org.opendaylight.yangtools.yang.data.api.schema.NormalizedNodes;

/** Which data plane a configuration asks for. */
public final class DataPlaneChoice {
  private DataPlaneChoice() {}

  /** The value of the leaf data-plane, whose names are those of the choices. */
  public static Choice of(ContainerNode configuration) {
    return NormalizedNodes.findNode(
            configuration, L2tpModel.SYSTEM_PATH.node(L2tpModel.DATA_PLANE).getPathArguments())
        .map(NormalizedNode::body)
        .map(value -> Choice.valueOf(value.toString().toUpperCase(Locale.ROOT)))
        .orElse(Choice.AUTO);
  }
}
