package net.sluice.manager.config;

import java.util.Collection;
import java.util.TreeSet;
import net.sluice.yang.FunnelModel;
import net.sluice.yang.L2tpModel;
import net.sluice.yang.PseudowireModel;
import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.NodeIdentifierWithPredicates;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.PathArgument;

/**
 * The names of the list entries that a change of the configuration touches, sorted.
 *
 * @param system true if it touches the settings of the system, including the list {@code listen}
 */
public record EditedObjects(
    TreeSet<String> tunnels,
    TreeSet<String> tunnelProfiles,
    TreeSet<String> pseudowires,
    TreeSet<String> pseudowireProfiles,
    TreeSet<String> peerProfiles,
    TreeSet<String> sessionProfiles,
    TreeSet<String> funnels,
    boolean system) {

  /**
   * Groups changed units by their list.
   *
   * @param paths the paths of changed list entries, and of changed nodes outside of lists
   */
  public static EditedObjects of(Collection<YangInstanceIdentifier> paths) {
    TreeSet<String> tunnels = new TreeSet<>();
    TreeSet<String> tunnelProfiles = new TreeSet<>();
    TreeSet<String> pseudowires = new TreeSet<>();
    TreeSet<String> pseudowireProfiles = new TreeSet<>();
    TreeSet<String> peerProfiles = new TreeSet<>();
    TreeSet<String> sessionProfiles = new TreeSet<>();
    TreeSet<String> funnels = new TreeSet<>();
    boolean system = false;
    for (YangInstanceIdentifier path : paths) {
      PathArgument last = path.getLastPathArgument();
      if (last instanceof NodeIdentifierWithPredicates entry) {
        String name = entry.asMap().values().iterator().next().toString();
        QName list = entry.getNodeType();
        if (list.equals(L2tpModel.TUNNEL)) {
          tunnels.add(name);
        } else if (list.equals(L2tpModel.TUNNEL_PROFILE)) {
          tunnelProfiles.add(name);
        } else if (list.equals(PseudowireModel.PSEUDOWIRE)) {
          pseudowires.add(name);
        } else if (list.equals(L2tpModel.PSEUDOWIRE_PROFILE)) {
          pseudowireProfiles.add(name);
        } else if (list.equals(L2tpModel.PEER_PROFILE)) {
          peerProfiles.add(name);
        } else if (list.equals(L2tpModel.SESSION_PROFILE)) {
          sessionProfiles.add(name);
        } else if (list.equals(FunnelModel.FUNNEL)) {
          funnels.add(name);
        } else if (list.equals(L2tpModel.LISTEN)) {
          system = true;
        }
      } else {
        system = true;
      }
    }
    return new EditedObjects(
        tunnels,
        tunnelProfiles,
        pseudowires,
        pseudowireProfiles,
        peerProfiles,
        sessionProfiles,
        funnels,
        system);
  }
}
