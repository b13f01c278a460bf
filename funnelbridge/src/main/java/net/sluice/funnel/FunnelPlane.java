package net.sluice.funnel;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import net.sluice.netlink.MacAddress;

/**
 * What the trees of funnels are made in. The ports of pseudowires are not its business: whoever
 * makes their interfaces joins them to {@link Tree#leafBridge leaves}, with the flags that {@link
 * Funnel#memberPort} says. All methods but {@link #state} and {@link #locate} are called by one
 * thread.
 *
 * <p>A change has two parts, between which pseudowires join and leave: {@link #build} makes and
 * changes, {@link #clear} removes. An uplink that is not there is no error: the tree waits for it.
 */
public interface FunnelPlane extends AutoCloseable {

  /**
   * What on this host forbids a change, in words: an uplink in a bridge of others, an MTU beyond
   * the uplink's, a kernel without what is needed. Empty when nothing does. Changes nothing.
   */
  List<String> check(TreeChange change);

  /**
   * Makes what the tree shall have and has not, and changes what is different. Costs what changed.
   *
   * @throws FunnelException the kernel refused; what was done is undone
   */
  void build(TreeChange change) throws FunnelException;

  /**
   * Removes what the tree shall not have any more.
   *
   * @throws FunnelException the kernel refused; what was done is undone
   */
  void clear(TreeChange change) throws FunnelException;

  /** The requests of {@link #build}, as text for people, one a line. Touches nothing. */
  List<String> explainBuild(TreeChange change);

  /** The requests of {@link #clear}. */
  List<String> explainClear(TreeChange change);

  /**
   * Compares trees with what is there, and puts right what is not. Adopts what is right already; an
   * empty leaf that is there beside those needed may stay. One look serves all.
   *
   * @return what was found, in the order of the trees
   */
  List<Repair> repair(List<Wanted> wanted);

  /**
   * A tree as it shall be, with what is attached to it.
   *
   * @param members names of the interfaces of its pseudowires
   * @param groups the groups of those that have one, by name of their interface
   */
  record Wanted(Tree tree, Set<String> members, Map<String, String> groups) {}

  /**
   * What {@link #repair} found. That something ends which others have a hand in will be heard of;
   * only what failed is worth trying again.
   *
   * @param differences what was not as it shall be, in words; empty when nothing
   * @param waiting why the tree has no working uplink, which is not its own fault: the uplink is
   *     not there, or is down. Empty when it has
   * @param obstacle what others have done to the tree that is not Sluice's to put right: interfaces
   *     in its place, or in its bridges. Empty when nothing
   * @param failure what could not be put right, and why; empty when all is right
   */
  record Repair(
      List<String> differences,
      Optional<String> waiting,
      Optional<String> obstacle,
      Optional<String> failure) {

    /** What is wrong with the tree, its uplink left out. */
    public Optional<String> problem() {
      return failure
          .map(text -> obstacle.map(other -> text + "; " + other).orElse(text))
          .or(() -> obstacle);
    }
  }

  /**
   * Numbers of the funnels of which anything is there, whoever made it.
   *
   * @throws FunnelException it can't be read
   */
  Set<Integer> present() throws FunnelException;

  /** Removes whatever there is of a funnel, as an interrupted commit leaves it behind. */
  void remove(int funnelId) throws FunnelException;

  /** The tree as it is now. Any thread may ask. */
  TreeState state(Tree tree);

  /**
   * Behind which port an address was learned. Any thread may ask.
   *
   * @param vlan the VLAN that the address was learned in, where the funnel maps VLANs
   * @return empty when it was not learned, or aged out
   */
  Optional<Location> locate(Tree tree, MacAddress address, OptionalInt vlan);

  /**
   * A place in the tree.
   *
   * @param interfaceName the port: a pseudowire's interface, or the uplink
   * @param bridge the bridge that the port is of
   */
  record Location(String interfaceName, String bridge) {}

  /** Reports what others change from now on. At most one listener. */
  void listen(FunnelListener listener);

  /**
   * Reports nothing until {@link #resumeEvents}: others change very much now, and hearing of each
   * would cost about as much as the change.
   */
  default void pauseEvents() {}

  /** Reports changes again, and that some were not told. */
  default void resumeEvents() {}

  /** Releases sockets and threads; funnels stay. */
  @Override
  void close();
}
