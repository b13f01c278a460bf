package net.sluice.l2tp.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.sluice.l2tp.ControlParameters.Delivery;
import net.sluice.l2tp.protocol.SimulatedNetwork.Faults;

class ReliableTransportPropertyTest {

  /** An end. It checks that no more messages are unacknowledged than the peer permits. */
  private static final class End
      implements ReliableTransport.Output<Integer, Integer>, SimulatedNetwork.Timed {
    private final SimulatedNetwork network;
    private final ReliableTransport<Integer, Integer> transport;
    private final List<Integer> received = new ArrayList<>();
    private final int window;
    private End peer;
    private final Backlog backlog = new Backlog();
    private int next;
    private int highest = -1;
    private boolean failed;

    private End(SimulatedNetwork network, Delivery parameters, int peerWindow) {
      this.network = network;
      window = parameters.receiveWindow();
      transport = new ReliableTransport<>(parameters, backlog);
      transport.peerWindow(peerWindow);
      network.add(this);
    }

    private void sendNext() {
      transport.send(next++, network.now(), this);
    }

    @Override
    public boolean transmit(int ns, int nr, Integer message) {
      highest = Math.max(highest, message);
      assertTrue(highest - peer.received.size() < peer.window, "more than the peer's window");
      network.carry(
          () -> {
            peer.transport.received(ns, nr, message, network.now(), peer);
            peer.transport.flush(peer);
          });
      return true;
    }

    @Override
    public void acknowledge(int ns, int nr) {
      network.carry(() -> peer.transport.receivedAck(nr, network.now(), peer));
    }

    @Override
    public void deliver(Integer message) {
      received.add(message);
    }

    @Override
    public void failed() {
      failed = true;
    }

    @Override
    public long deadline() {
      return transport.deadline();
    }

    @Override
    public void timer() {
      transport.timer(network.now(), this);
    }
  }

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration CAP = Duration.ofSeconds(8);

  /** Two ends that never fail. */
  private static List<End> pair(SimulatedNetwork network, int window, int peerWindow) {
    int limit = Integer.MAX_VALUE;
    End a = new End(network, new Delivery(SECOND, CAP, limit, window), peerWindow);
    End b = new End(network, new Delivery(SECOND, CAP, limit, peerWindow), window);
    a.peer = b;
    b.peer = a;
    return List.of(a, b);
  }

  private static void assertAllArrived(List<End> ends, int count) {
    List<Integer> all = IntStream.range(0, count).boxed().toList();
    for (End end : ends) {
      assertEquals(all, end.received);
      assertTrue(end.transport.idle());
      assertEquals(Long.MAX_VALUE, end.deadline());
      assertEquals(0, end.transport.invalid());
    }
  }

  @Property(tries = 300)
  void everyMessageArrivesOnceAndInOrder(
      @ForAll long seed,
      @ForAll @DoubleRange(max = 0.5) double loss,
      @ForAll @DoubleRange(max = 0.3) double duplication,
      @ForAll @DoubleRange(max = 0.5) double reordering,
      @ForAll @IntRange(min = 1, max = 40) int window,
      @ForAll @IntRange(min = 1, max = 40) int peerWindow,
      @ForAll @IntRange(max = 200) int count) {
    Random random = new Random(seed);
    var network =
        new SimulatedNetwork(
            random,
            new Faults(loss, duplication, reordering, Duration.ofMillis(50), Duration.ofMillis(9)));
    List<End> ends = pair(network, window, peerWindow);
    for (int i = 0; i < count; i++) {
      ends.forEach(end -> network.after(Duration.ofMillis(random.nextInt(1000)), end::sendNext));
    }
    network.run(Duration.ofDays(1));
    assertAllArrived(ends, count);
  }

  @Example
  void theNumbersWrapOnABadNetwork() {
    var network =
        new SimulatedNetwork(
            new Random(1), new Faults(0.2, 0.1, 0.25, Duration.ofMillis(50), Duration.ZERO));
    List<End> ends = pair(network, 256, 256);
    int count = 70_000;
    for (int i = 0; i < count; i++) {
      ends.forEach(End::sendNext);
    }
    network.run(Duration.ofDays(2));
    assertAllArrived(ends, count);
  }

  @Property
  void aDeadPeerIsGivenUpAtTheConfiguredTime(
      @ForAll @IntRange(min = 1, max = 60) int timeout,
      @ForAll @IntRange(min = 8, max = 60) int cap,
      @ForAll @IntRange(min = 1, max = 30) int limit,
      @ForAll @IntRange(min = 1, max = 100) int count) {
    var network = new SimulatedNetwork(new Random(1), Faults.DOWN);
    End end =
        new End(
            network,
            new Delivery(Duration.ofSeconds(timeout), Duration.ofSeconds(cap), limit, 10),
            10);
    end.peer = end;
    for (int i = 0; i < count; i++) {
      end.sendNext();
    }
    long seconds = timeout;
    long interval = timeout;
    for (int i = 0; i < limit; i++) {
      interval = Math.max(interval, Math.min(2 * interval, cap));
      seconds += interval;
    }
    Duration all = Duration.ofSeconds(seconds);
    network.run(all);
    assertFalse(end.failed);
    assertEquals(limit, end.transport.retransmits());
    network.run(Duration.ofNanos(1));
    assertTrue(end.failed);
    assertEquals(Long.MAX_VALUE, end.deadline());
  }
}
