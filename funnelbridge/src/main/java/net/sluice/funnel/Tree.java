package net.sluice.funnel;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A funnel and the leaves that its pseudowires are in. All the rest follows: bridges above the
 * leaves are there as far as they are needed, and the topmost one has the uplink. The first leaf
 * alone has the uplink itself; it goes to a bridge above when there is a second one, while the
 * pseudowires stay where they are.
 *
 * @param leaves numbers of the leaves that have pseudowires; without any there is leaf 0
 */
public record Tree(Funnel funnel, SortedSet<Integer> leaves) {
  public Tree {
    leaves = Collections.unmodifiableSortedSet(new TreeSet<>(leaves));
  }

  /** Name of the bridge that the pseudowires of a leaf are ports of. */
  public static String leafBridge(int funnel, int leaf) {
    return new Node(funnel, 0, leaf).bridge();
  }
}
