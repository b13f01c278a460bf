package net.sluice.funnel.simulated;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import net.sluice.funnel.Tree;
import net.sluice.funnel.plan.Present.PresentLink;
import net.sluice.funnel.plan.TreeShape;
import net.sluice.netlink.rtnl.BridgePort;

/** The paths of frames through simulated interfaces. Ports named {@code slc…} are pseudowires. */
final class Frames {
  static final String MEMBER = "slc";

  private final Map<String, PresentLink> links = new HashMap<>();

  private final Set<String> uplinks = new HashSet<>();

  /** Reads the present interfaces of funnels that have, or had, the uplinks of these trees. */
  Frames(SimulatedLinks simulated, Tree... trees) {
    for (Tree tree : trees) {
      uplinks.add(TreeShape.uplinkPort(tree.funnel()));
    }
    simulated.all().forEach(link -> links.put(link.name(), link));
  }

  /** Returns the pairs of pseudowires of which one receives the other's broadcasts, as text. */
  Set<String> leaks() {
    Set<String> leaks = new TreeSet<>();
    for (String from : links.keySet()) {
      if (from.startsWith(MEMBER)) {
        reached(from).stream()
            .filter(to -> to.startsWith(MEMBER))
            .forEach(to -> leaks.add(from + " to " + to));
      }
    }
    return leaks;
  }

  /** Returns the ports that send a broadcast frame which arrives at a port. */
  Set<String> reached(String from) {
    Set<String> reached = new HashSet<>();
    Set<String> entered = new HashSet<>();
    Deque<PresentLink> entries = new ArrayDeque<>();
    entries.add(Objects.requireNonNull(links.get(from), from));
    while (!entries.isEmpty()) {
      PresentLink in = entries.remove();
      if (entered.add(in.name())) {
        for (PresentLink out : links.values()) {
          if (forwards(in, out)) {
            reached.add(out.name());
            farEnd(out).ifPresent(entries::add);
          }
        }
      }
    }
    return reached;
  }

  private boolean forwards(PresentLink in, PresentLink out) {
    return !in.name().equals(out.name())
        && runs(in)
        && runs(out)
        && in.master().equals(out.master())
        && !(isIsolated(in) && isIsolated(out));
  }

  /** Returns true if an interface is a port that forwards frames. */
  private boolean runs(PresentLink port) {
    return port.up()
        && port.master().map(links::get).filter(PresentLink::up).isPresent()
        && (!port.kind().equals(PresentLink.VETH)
            || farEnd(port).filter(PresentLink::up).isPresent());
  }

  private static boolean isIsolated(PresentLink port) {
    return port.port().filter(BridgePort::isolated).isPresent();
  }

  private Optional<PresentLink> farEnd(PresentLink link) {
    return link.kind().equals(PresentLink.VETH) ? link.partner().map(links::get) : Optional.empty();
  }

  /**
   * Returns true if there is more than one path between two bridges, or to the uplinks, with or
   * without isolation.
   */
  boolean hasLoop() {
    Map<String, String> parts = new HashMap<>();
    for (PresentLink link : links.values()) {
      Optional<String> other = otherSide(link);
      if (runs(link) && other.isPresent()) {
        String one = part(parts, link.master().orElseThrow());
        String two = part(parts, other.get());
        if (one.equals(two)) {
          return true;
        }
        parts.put(one, two);
      }
    }
    return false;
  }

  private Optional<String> otherSide(PresentLink link) {
    if (!link.kind().equals(PresentLink.VETH)) {
      return uplinks.contains(link.name()) ? Optional.of("outside") : Optional.empty();
    }
    return farEnd(link)
        .filter(far -> link.name().compareTo(far.name()) < 0 && runs(far))
        .flatMap(PresentLink::master);
  }

  private static String part(Map<String, String> parts, String bridge) {
    String part = bridge;
    while (parts.containsKey(part)) {
      part = parts.get(part);
    }
    return part;
  }
}
