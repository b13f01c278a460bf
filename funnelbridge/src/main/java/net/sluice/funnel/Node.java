package net.sluice.funnel;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A position in the tree of a funnel, and the names of its interfaces. The prefix of a name is the
 * role: {@code fbb} for a bridge, {@code fbu} for the port of a bridge that leads up, {@code fbd}
 * for the port of the bridge above that leads down, {@code fbv} for a VLAN of the uplink.
 *
 * @param funnel number of the funnel
 * @param level 0 for the leaves, which have the pseudowires
 * @param index number in the level, 0 to {@link #MAX_INDEX}
 */
public record Node(int funnel, int level, int index) implements Comparable<Node> {
  /** Order from the root down, from left to right, for lists that people read. */
  public static final Comparator<Node> FROM_THE_ROOT =
      Comparator.comparingInt(Node::level).reversed().thenComparingInt(Node::index);

  /** Maximum number of nodes below one bridge: a bridge has 1,023 ports, and one leads up. */
  public static final int FAN_OUT = 1022;

  /**
   * The highest number in a level: {@code fbb9999-0-99999} has 15 bytes, the maximum for a name.
   */
  public static final int MAX_INDEX = 99_999;

  private static final Pattern NAME =
      Pattern.compile("fb[bud](0|[1-9]\\d{0,3})-(\\d)-(0|[1-9]\\d{0,4})");

  private static final Pattern VLAN_NAME = Pattern.compile("fbv(0|[1-9]\\d{0,3})");

  /** Returns true if interfaces of funnels have or may get this name. */
  public static boolean isReserved(String interfaceName) {
    return interfaceName.startsWith("fb")
        && (named(interfaceName).isPresent() || VLAN_NAME.matcher(interfaceName).matches());
  }

  /** Returns the node of a bridge or link by its name; empty for all other names. */
  public static Optional<Node> named(String interfaceName) {
    Matcher matcher = NAME.matcher(interfaceName);
    return matcher.matches()
        ? Optional.of(new Node(number(matcher, 1), number(matcher, 2), number(matcher, 3)))
        : Optional.empty();
  }

  private static int number(Matcher matcher, int group) {
    return Integer.parseInt(matcher.group(group));
  }

  /** Returns the node above. Its number follows from this one, so nothing is stored. */
  public Node parent() {
    return new Node(funnel, level + 1, index / FAN_OUT);
  }

  /** Returns the name of the bridge. */
  public String bridge() {
    return "fbb" + suffix();
  }

  /** Returns the name of the bridge's port that leads up; the root has no such port. */
  public String upPort() {
    return "fbu" + suffix();
  }

  /**
   * Returns the name of the port of the bridge above that leads down to this one; the root has no
   * such port.
   */
  public String downPort() {
    return "fbd" + suffix();
  }

  private String suffix() {
    return funnel + "-" + level + "-" + index;
  }

  /** Returns the name of the interface for a VLAN of the uplink. */
  public static String vlanInterface(int funnel) {
    return "fbv" + funnel;
  }

  /** Compares by level, from the leaves up, then by index. */
  @Override
  public int compareTo(Node other) {
    return level != other.level
        ? Integer.compare(level, other.level)
        : Integer.compare(index, other.index);
  }
}
