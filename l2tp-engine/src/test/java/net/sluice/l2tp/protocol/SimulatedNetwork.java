package net.sluice.l2tp.protocol;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import net.sluice.l2tp.Encapsulation;

/** Simulated time, and a network in it that may lose, double, reorder and delay what it carries. */
final class SimulatedNetwork {

  /**
   * How bad the network is; the same as {@code netem} has it.
   *
   * @param loss share of the packets that is lost
   * @param duplication share that arrives twice
   * @param reordering share that arrives without the delay, before those sent earlier
   * @param delay time that the others take
   * @param jitter longest random time on top of that
   */
  record Faults(
      double loss, double duplication, double reordering, Duration delay, Duration jitter) {
    /** Takes a millisecond and loses nothing. */
    static final Faults NONE = new Faults(0, 0, 0, Duration.ofMillis(1), Duration.ZERO);

    /** Loses everything. */
    static final Faults DOWN = new Faults(1, 0, 0, Duration.ofMillis(1), Duration.ZERO);
  }

  /** Something that has a timer. */
  interface Timed {
    /** When the timer is due; {@link Long#MAX_VALUE} for never. */
    long deadline();

    /** The timer is due. */
    void timer();
  }

  /** A host. */
  interface Node {
    /** A control message has come, without what is before its header. */
    void arrived(
        Encapsulation encapsulation,
        InetSocketAddress source,
        InetSocketAddress target,
        ByteBuffer message);
  }

  private record Event(long time, long order, Runnable action) {}

  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::time).thenComparingLong(Event::order));
  private final Map<InetAddress, Node> nodes = new HashMap<>();
  private final List<Timed> timed = new ArrayList<>();
  private final Random random;
  private Faults faults;
  private long now;
  private long order;

  SimulatedNetwork(Random random, Faults faults) {
    this.random = random;
    this.faults = faults;
  }

  /** The time in nanoseconds. */
  long now() {
    return now;
  }

  void faults(Faults faults) {
    this.faults = faults;
  }

  void add(Timed element) {
    timed.add(element);
  }

  void attach(InetAddress address, Node node) {
    nodes.put(address, node);
  }

  /** Carries a control message to the node that has the address, if one has. */
  void send(
      Encapsulation encapsulation,
      InetSocketAddress source,
      InetSocketAddress target,
      ByteBuffer message) {
    ByteBuffer copy = ByteBuffer.allocate(message.remaining()).put(message).flip();
    Node node = nodes.get(target.getAddress());
    if (node != null) {
      carry(() -> node.arrived(encapsulation, source, target, copy.duplicate()));
    }
  }

  /** Carries a packet: the action is its arrival. */
  void carry(Runnable arrival) {
    if (random.nextDouble() < faults.loss) {
      return;
    }
    after(transit(), arrival);
    if (random.nextDouble() < faults.duplication) {
      after(transit(), arrival);
    }
  }

  /** Has something happen later. */
  void after(Duration time, Runnable action) {
    events.add(new Event(now + time.toNanos(), order++, action));
  }

  /** Lets the next thing happen that is due before a time; false if there is none. */
  boolean step(long until) {
    Timed first = null;
    for (Timed element : timed) {
      if (first == null || element.deadline() < first.deadline()) {
        first = element;
      }
    }
    long deadline = first == null ? Long.MAX_VALUE : first.deadline();
    long event = events.isEmpty() ? Long.MAX_VALUE : events.peek().time;
    if (Math.min(event, deadline) >= until) {
      return false;
    }
    now = Math.max(now, Math.min(event, deadline));
    if (event <= deadline) {
      events.remove().action.run();
    } else {
      first.timer();
    }
    return true;
  }

  /** Lets time pass. */
  void run(Duration time) {
    long until = now + time.toNanos();
    while (step(until)) {
      // one thing after the other
    }
    now = until;
  }

  private Duration transit() {
    if (random.nextDouble() < faults.reordering) {
      return Duration.ZERO;
    }
    return faults.delay.plusNanos((long) (faults.jitter.toNanos() * random.nextDouble()));
  }
}
