package net.sluice.funnel;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A funnel and the leaves of its pseudowires. All other bridges follow from these: there are as
 * many levels above the leaves as needed, and the topmost bridge has the uplink. With one leaf, the
 * leaf has the uplink; if there is a second leaf, the uplink moves to a bridge above, and the
 * pseudowires stay in their leaves.
 *
 * @param leaves numbers of the leaves that have pseudowires; if empty the tree has leaf 0
 */
public record Tree(Funnel funnel, SortedSet<Integer> leaves) {
  public Tree {
    leaves = Collections.unmodifiableSortedSet(new TreeSet<>(leaves));
  }

  /** Returns the name of the bridge of a leaf. */
  public static String leafBridge(int funnel, int leaf) {
    return new Node(funnel, 0, leaf).bridge();
  }
}
