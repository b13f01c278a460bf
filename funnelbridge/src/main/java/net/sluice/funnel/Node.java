package net.sluice.funnel;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in the tree of a funnel, and the names of what is there. Every name starts with a prefix
 * that tells the role: {@code fbb} a bridge, {@code fbu} the port of a bridge that leads up, {@code
 * fbd} the port of the bridge above that leads down to it, {@code fbv} a VLAN of the uplink.
 *
 * @param funnel number of the funnel
 * @param level 0 for the leaves, which have the pseudowires
 * @param index number in its level, from 0; 0 to {@link #MAX_INDEX}
 */
public record Node(int funnel, int level, int index) implements Comparable<Node> {
  /** From the root down, from left to right: the order in which people read a tree. */
  public static final Comparator<Node> FROM_THE_ROOT =
      Comparator.comparingInt(Node::level).reversed().thenComparingInt(Node::index);

  /** Nodes below one upper bridge: 1,023 ports, of which one leads up. */
  public static final int FAN_OUT = 1022;

  /**
   * The highest number in a level: {@code fbb9999-0-99999} has the 15 bytes that names may have.
   */
  public static final int MAX_INDEX = 99_999;

  private static final Pattern NAME =
      Pattern.compile("fb[bud](0|[1-9]\\d{0,3})-(\\d)-(0|[1-9]\\d{0,4})");

  private static final Pattern VLAN_NAME = Pattern.compile("fbv(0|[1-9]\\d{0,3})");

  /** Whether this name is one that an interface of a funnel has, or may get. */
  public static boolean isReserved(String interfaceName) {
    return interfaceName.startsWith("fb")
        && (named(interfaceName).isPresent() || VLAN_NAME.matcher(interfaceName).matches());
  }

  /** The node that a bridge or link of this name belongs to; empty for all other names. */
  public static Optional<Node> named(String interfaceName) {
    Matcher matcher = NAME.matcher(interfaceName);
    return matcher.matches()
        ? Optional.of(new Node(number(matcher, 1), number(matcher, 2), number(matcher, 3)))
        : Optional.empty();
  }

  private static int number(Matcher matcher, int group) {
    return Integer.parseInt(matcher.group(group));
  }

  /** The node above, which the levels between have by arithmetic: nothing need be stored. */
  public Node parent() {
    return new Node(funnel, level + 1, index / FAN_OUT);
  }

  /** Name of the bridge. */
  public String bridge() {
    return "fbb" + suffix();
  }

  /** Name of the bridge's port that leads up; the root has none. */
  public String upPort() {
    return "fbu" + suffix();
  }

  /** Name of the port of the bridge above that leads down to this one; the root has none. */
  public String downPort() {
    return "fbd" + suffix();
  }

  private String suffix() {
    return funnel + "-" + level + "-" + index;
  }

  /** Name of the interface for a VLAN of the uplink. */
  public static String vlanInterface(int funnel) {
    return "fbv" + funnel;
  }

  /** From the leaves up, from left to right. */
  @Override
  public int compareTo(Node other) {
    return level != other.level
        ? Integer.compare(level, other.level)
        : Integer.compare(index, other.index);
  }
}
