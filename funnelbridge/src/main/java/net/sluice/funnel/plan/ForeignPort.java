package net.sluice.funnel.plan;

import java.util.Set;
import net.sluice.funnel.Funnel;

/**
 * A port of one of a funnel's bridges that is no affair of the funnel's: somebody has put it there,
 * and frames come and go by it. It is not Sluice's to take out.
 *
 * @param bridge name of the bridge
 */
public record Stranger(String interfaceName, String bridge) {

  /**
   * Whether a port of one of a funnel's bridges is one.
   *
   * @param group the link group of the port
   * @param members names of the interfaces that are attached to the funnel; of one that is in a
   *     wrong bridge somebody else takes care
   */
  public static boolean is(String interfaceName, int group, Funnel funnel, Set<String> members) {
    return group != funnel.linkGroup()
        && !members.contains(interfaceName)
        && !interfaceName.equals(TreeShape.uplinkPort(funnel));
  }

  @Override
  public String toString() {
    return "interface " + interfaceName + " is a port of " + bridge + ", and not Sluice's";
  }
}
