package net.sluice.funnel.plan;

import java.util.Set;
import net.sluice.funnel.Funnel;

/**
 * A port of a funnel's bridge that is neither the funnel's nor of an attached pseudowire. Another
 * program has added it, and it forwards frames. Sluice reports it and does not remove it.
 *
 * @param bridge name of the bridge
 */
public record ForeignPort(String interfaceName, String bridge) {

  /**
   * Returns true if a port of a funnel's bridge is foreign.
   *
   * @param group link group of the port
   * @param members names of the interfaces that are attached to the funnel. If one of them is in a
   *     wrong bridge, the data plane of pseudowires corrects it
   */
  public static boolean isForeign(
      String interfaceName, int group, Funnel funnel, Set<String> members) {
    return group != funnel.linkGroup()
        && !members.contains(interfaceName)
        && !interfaceName.equals(TreeShape.uplinkPort(funnel));
  }

  @Override
  public String toString() {
    return "interface " + interfaceName + " is a port of " + bridge + ", and not Sluice's";
  }
}
