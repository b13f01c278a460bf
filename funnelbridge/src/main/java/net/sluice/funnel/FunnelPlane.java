package net.sluice.funnel;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import net.sluice.netlink.MacAddress;

/**
 * The host's interfaces that trees of funnels consist of. The ports of pseudowires are not
 * included: the data plane that creates the interface of a pseudowire makes it a port of a {@link
 * Tree#leafBridge leaf}, with the settings of {@link Funnel#memberPort}.
 *
 * <p>A change has two parts, between which pseudowires join and leave: {@link #build} creates and
 * changes, {@link #clear} removes. A missing uplink is no error: the tree waits for it.
 *
 * <p>Thread: one at a time; any for {@link #state} and {@link #locate}.
 */
public interface FunnelPlane extends AutoCloseable {

  /**
   * Returns the reasons, as text, for which this host can not carry out a change: for example an
   * uplink that is a port of another bridge, an MTU above that of the uplink, or a kernel without a
   * needed feature. Empty if there is none. Changes nothing.
   */
  List<String> check(TreeChange change);

  /**
   * Creates the missing interfaces of a tree and changes those that differ. The cost depends on the
   * size of the change.
   *
   * @throws FunnelException if the kernel refused; the steps before are undone
   */
  void build(TreeChange change) throws FunnelException;

  /**
   * Removes the interfaces that a tree does not need any more.
   *
   * @throws FunnelException if the kernel refused; the steps before are undone
   */
  void clear(TreeChange change) throws FunnelException;

  /** Returns the requests of {@link #build} as text, one per line. Changes nothing. */
  List<String> explainBuild(TreeChange change);

  /** Returns the requests of {@link #clear} as text, one per line. Changes nothing. */
  List<String> explainClear(TreeChange change);

  /**
   * Compares trees with the host's interfaces and repairs the differences. Interfaces that are
   * right are adopted; one empty leaf that is not needed may stay. The interfaces are read once for
   * all trees.
   *
   * @return the results, in the order of the trees
   */
  List<Repair> repair(List<Wanted> wanted);

  /**
   * A wanted tree with the pseudowires that are attached to it.
   *
   * @param members names of the interfaces of the pseudowires
   * @param groups groups of pseudowires by name of their interface; only of those that have a group
   */
  record Wanted(Tree tree, Set<String> members, Map<String, String> groups) {}

  /**
   * The result of {@link #repair} for one tree. Events report the end of the conditions {@code
   * waiting} and {@code obstacle}, so only after a {@code failure} a caller must try again.
   *
   * @param differences the differences found, as text
   * @param waiting the reason why the tree has no working uplink: the uplink is missing or down.
   *     Empty if it has one
   * @param obstacle interfaces of other programs that have a name of the tree or are ports of its
   *     bridges, which Sluice does not remove. Empty if there is none
   * @param failure the difference that was not repaired, and the reason; empty if there is none
   */
  record Repair(
      List<String> differences,
      Optional<String> waiting,
      Optional<String> obstacle,
      Optional<String> failure) {

    /** Returns the failure and the obstacle, joined; empty if there is neither. */
    public Optional<String> problem() {
      return failure
          .map(text -> obstacle.map(other -> text + "; " + other).orElse(text))
          .or(() -> obstacle);
    }
  }

  /**
   * Returns the numbers of the funnels that have any interface on this host.
   *
   * @throws FunnelException if the interfaces can not be read
   */
  Set<Integer> present() throws FunnelException;

  /**
   * Removes all interfaces of a funnel, which an interrupted commit may have left.
   *
   * @throws FunnelException if the kernel refused
   */
  void remove(int funnelId) throws FunnelException;

  /**
   * Removes filters that belong to no funnel: those of an interrupted commit. Call it when all
   * funnels have been repaired once.
   *
   * @throws FunnelException if the kernel refused
   */
  default void removeUnknownFilters() throws FunnelException {}

  /**
   * Returns the current state of a tree.
   *
   * <p>Thread: any.
   */
  TreeState state(Tree tree);

  /**
   * Returns the port behind which an address was learned.
   *
   * <p>Thread: any.
   *
   * @param vlan the VLAN that the address was learned in, if the funnel maps VLANs
   * @return empty if the address was not learned, or has aged out
   */
  Optional<Location> locate(Tree tree, MacAddress address, OptionalInt vlan);

  /**
   * A port of a tree.
   *
   * @param interfaceName the interface of a pseudowire, or the uplink
   * @param bridge the bridge of the port
   */
  record Location(String interfaceName, String bridge) {}

  /** Reports the changes of other programs from now on. There is at most one listener. */
  void listen(FunnelListener listener);

  /**
   * Reports no changes until {@link #resumeEvents}. Use it while many interfaces change: an event
   * costs about as much as the change.
   */
  default void pauseEvents() {}

  /** Reports changes again, starting with {@link FunnelListener#overrun}. */
  default void resumeEvents() {}

  /** Closes sockets and threads; the interfaces stay. */
  @Override
  void close();
}
