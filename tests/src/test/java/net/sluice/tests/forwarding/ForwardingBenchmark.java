package net.sluice.tests.forwarding;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The cost of a frame from a pseudowire to the uplink, and of a broadcast in the other direction.
 * One thread sends frames one by one; the kernel forwards each before it takes the next. The
 * namespace must be empty, with IPv6 off for new interfaces. See {@code tests/forwarding}.
 */
final class ForwardingBenchmark {
  private static final int LEAF = 1_000;
  private static final int BROADCAST_PORTS = 10_000;

  /** The number of pseudowires that send. Each needs a descriptor. */
  private static final int MAX_SENDERS = 10_000;

  private static final short ETHER_TYPE = (short) 0x88b5; // IEEE 802 local experimental
  private static final int FRAME_LENGTH = 512;

  /** The number of frames between two readings of the clock. */
  private static final int BURST = 32;

  private static final int SLICES = 50;
  private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(40);
  private static final double MOST = 0.999;

  private static final byte[] OUTSIDE = {2, 1, 0, 0, 0, 0};
  private static final byte[] ALL = {-1, -1, -1, -1, -1, -1};

  private final ByteBuffer frame = ByteBuffer.allocateDirect(FRAME_LENGTH).putShort(12, ETHER_TYPE);

  /** The time of a frame without a bridge, and the time that a single bridge adds, in ns. */
  private double source;

  private double single;
  private long sent;

  private ForwardingBenchmark() {}

  /** Measures. The arguments are numbers of pseudowires. */
  public static void main(String[] arguments) {
    new ForwardingBenchmark().run(Arrays.stream(arguments).mapToInt(Integer::parseInt).toArray());
  }

  private void run(int[] counts) {
    System.out.printf(
        Locale.ROOT,
        """
        Linux %s, frames of %d octets, one sender, best of %d runs of %d ms

        | pseudowires | way | ns a frame | frames/s | of which bridging, ns | times the single bridge's |
        |---|---|---|---|---|---|
        """,
        System.getProperty("os.version"),
        FRAME_LENGTH,
        SLICES,
        TimeUnit.NANOSECONDS.toMillis(SLICE_NANOS));
    singleBridge();
    Arrays.stream(counts).forEach(this::tree);
    System.out.printf(
        Locale.ROOT,
        "%nOf each frame %,.0f ns are the cost of sending it, and of a veth without a bridge.%n%n",
        source);
    broadcasts();
  }

  private void singleBridge() {
    try (StandIns one = new StandIns(LEAF, LEAF);
        Senders loose = new Senders(one.index("loose"));
        Senders senders = new Senders(one)) {
      nanosPerFrame(loose); // warms up the JIT compiler
      source = nanosPerFrame(loose);
      learn(one, senders);
      double nanos = toUplink(one, senders);
      single = nanos - source;
      print(LEAF, "one bridge, port flag", nanos);
    }
  }

  private void tree(int count) {
    try (StandIns tree = new StandIns(count, Math.min(LEAF, (count + 1) / 2));
        Senders senders = new Senders(tree)) {
      learn(tree, senders);
      print(count, "tree, port flag", toUplink(tree, senders));
      Rules rules = new Rules(tree);
      rules.groups();
      print(count, "tree, groups by sets", toUplink(tree, senders));
      Rules.remove();
      rules.perSession();
      print(count, "tree, a rule per pseudowire", toUplink(tree, senders));
      Rules.remove();
    }
  }

  private void print(int count, String way, double nanos) {
    System.out.printf(
        Locale.ROOT,
        "| %,d | %s | %,.0f | %,.0f | %,.0f | %.2f |%n",
        count,
        way,
        nanos,
        TimeUnit.SECONDS.toNanos(1) / nanos,
        nanos - source,
        (nanos - source) / single);
  }

  /**
   * The senders, which send one after the other. Each has a socket that is bound to its interface,
   * because the kernel visits hundreds of interfaces to find one of 100,000 by its index.
   */
  private final class Senders implements AutoCloseable {
    private final int[] numbers;
    private final List<PacketSocket> sockets;

    /** Returns customers of all leaves, in an order that defeats caches. */
    Senders(StandIns interfaces) {
      List<Integer> order =
          IntStream.range(0, interfaces.count()).boxed().collect(Collectors.toList());
      Collections.shuffle(order, new Random(1));
      numbers = order.stream().limit(MAX_SENDERS).mapToInt(Integer::intValue).toArray();
      sockets =
          Arrays.stream(numbers)
              .mapToObj(n -> PacketSocket.sender(interfaces.index(StandIns.customer(n))))
              .toList();
    }

    /** Returns a sender on an interface without a bridge. */
    Senders(int index) {
      numbers = new int[] {0};
      sockets = List.of(PacketSocket.sender(index));
    }

    void send(long turn) {
      int i = (int) (turn % numbers.length);
      frame.put(0, OUTSIDE).putShort(6, (short) 0x0200).putInt(8, numbers[i]);
      sockets.get(i).send(frame);
    }

    @Override
    public void close() {
      sockets.forEach(PacketSocket::close);
    }
  }

  /** Lets all bridges learn the addresses of the outside and of the senders. */
  private void learn(StandIns interfaces, Senders senders) {
    frame.put(0, ALL).put(6, OUTSIDE);
    try (PacketSocket outside = PacketSocket.sender(interfaces.index("outside"))) {
      outside.send(frame);
    }
    IntStream.range(0, senders.numbers.length).forEach(senders::send);
  }

  private double toUplink(StandIns interfaces, Senders senders) {
    long before = interfaces.received("outside");
    sent = 0;
    double nanos = nanosPerFrame(senders);
    long arrived = interfaces.received("outside") - before;
    if (arrived < MOST * sent || arrived > sent) {
      throw new IllegalStateException("of %,d frames %,d arrived".formatted(sent, arrived));
    }
    return nanos;
  }

  /** Returns the best of many short runs, because others lost the processor meanwhile. */
  private double nanosPerFrame(Senders senders) {
    double best = Double.MAX_VALUE;
    for (int slice = 0; slice < SLICES; slice++) {
      int frames = 0;
      long start = System.nanoTime();
      long elapsed;
      do {
        for (int i = 0; i < BURST; i++) {
          senders.send(sent++);
        }
        frames += BURST;
        elapsed = System.nanoTime() - start;
      } while (elapsed < SLICE_NANOS);
      best = Math.min(best, (double) elapsed / frames);
    }
    return best;
  }

  /** Measures a broadcast from the uplink until the last bridge or customer has it. */
  private void broadcasts() {
    try (StandIns tree = new StandIns(BROADCAST_PORTS, LEAF)) {
      System.out.printf(
          Locale.ROOT,
          "A broadcast from the uplink to %,d pseudowires: flooded %,.0f µs,",
          BROADCAST_PORTS,
          broadcast(tree, StandIns.customer(0)));
      tree.floodBroadcast(false);
      System.out.printf(
          Locale.ROOT, " not flooded %,.0f µs.%n", broadcast(tree, tree.leaf(0).upPort()));
    }
  }

  /** Returns the microseconds until a frame arrives at the interface that bridges serve last. */
  private double broadcast(StandIns tree, String last) {
    ByteBuffer received = ByteBuffer.allocateDirect(FRAME_LENGTH);
    frame.put(0, ALL).put(6, OUTSIDE);
    long best = Long.MAX_VALUE;
    try (PacketSocket outside = PacketSocket.sender(tree.index("outside"));
        PacketSocket receiver = PacketSocket.receiver(tree.index(last))) {
      for (int i = 0; i < SLICES; i++) {
        long start = System.nanoTime();
        outside.send(frame);
        receiver.receive(received);
        best = Math.min(best, System.nanoTime() - start);
      }
    }
    return (double) best / TimeUnit.MICROSECONDS.toNanos(1);
  }
}
