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

/** Simulated time, and a network that may lose, duplicate, reorder and delay packets. */
final class SimulatedNetwork {

  /**
   * The faults of the network, as {@code netem} defines them.
   *
   * @param loss share of the packets that are lost
   * @param duplication share that arrives twice
   * @param reordering share that arrives without the delay, before those sent earlier
   * @param delay delay of the others
   * @param jitter longest random delay in addition
   */
  record Faults(
      double loss, double duplication, double reordering, Duration delay, Duration jitter) {
    /** A network with a delay of one millisecond and no loss. */
    static final Faults NONE = new Faults(0, 0, 0, Duration.ofMillis(1), Duration.ZERO);

    /** A network that loses everything. */
    static final Faults DOWN = new Faults(1, 0, 0, Duration.ofMillis(1), Duration.ZERO);
  }

  /** An object with a timer. */
  interface Timed {
    /** Returns the time when the timer is due; {@link Long#MAX_VALUE} for none. */
    long deadline();

    /** Handles that the timer is due. */
    void timer();
  }

  /** A host. */
  interface Node {
    /** Receives a control message, from its header on. */
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

  /** Returns the time in nanoseconds. */
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

  /** Carries a control message to the node with the address, if there is one. */
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

  /** Carries a packet; the action is its arrival. */
  void carry(Runnable arrival) {
    if (random.nextDouble() < faults.loss) {
      return;
    }
    after(transit(), arrival);
    if (random.nextDouble() < faults.duplication) {
      after(transit(), arrival);
    }
  }

  /** Runs an action later. */
  void after(Duration time, Runnable action) {
    events.add(new Event(now + time.toNanos(), order++, action));
  }

  /** Runs the next action that is due before a time; returns false if there is none. */
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
