package net.sluice.northbound.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ComputeGateTest {
  private final ComputeGate gate = new ComputeGate(1);
  private final List<String> order = new CopyOnWriteArrayList<>();

  private Thread begin(ComputeGate.Turn turn, String name) {
    int before = gate.waiting();
    var thread =
        Thread.ofPlatform()
            .start(
                () -> {
                  turn.begin();
                  order.add(name);
                  turn.end();
                });
    while (gate.waiting() == before) {
      Thread.onSpinWait();
    }
    return thread;
  }

  /** Uses up the slice of a turn that holds the only place. */
  private static void compute(ComputeGate.Turn turn) {
    long start = System.nanoTime();
    while (System.nanoTime() - start <= ComputeGate.SLICE.toNanos()) {
      Thread.onSpinWait();
    }
    turn.pass();
  }

  @Test
  void aLongComputationGivesItsPlaceToTheOneThatWaits() throws Exception {
    var lengthy = gate.turn();
    lengthy.begin();
    var other = begin(gate.turn(), "short");

    compute(lengthy);

    order.add("long");
    lengthy.end();
    other.join();
    assertEquals(List.of("short", "long"), order);
  }

  @Test
  void newComputationsAreFirstButLongOnesAreNotForgotten() throws Exception {
    var lengthy = gate.turn();
    lengthy.begin();
    compute(lengthy);
    lengthy.end();
    var first = gate.turn();
    first.begin();
    var threads =
        List.of(
            begin(lengthy, "long"),
            begin(gate.turn(), "a"),
            begin(gate.turn(), "b"),
            begin(gate.turn(), "c"),
            begin(gate.turn(), "d"),
            begin(gate.turn(), "e"));

    first.end();

    for (var thread : threads) {
      thread.join();
    }
    assertEquals(6, order.size());
    assertEquals("a", order.getFirst());
    int place = order.indexOf("long");
    assertEquals(true, place > 0 && place < 5, order.toString());
  }

  @Test
  void noMoreThanThePlacesComputeAtTheSameTime() throws Exception {
    var first = gate.turn();
    first.begin();
    var began = new CountDownLatch(1);
    var second = gate.turn();
    var thread =
        Thread.ofPlatform()
            .start(
                () -> {
                  second.begin();
                  began.countDown();
                  second.end();
                });
    while (gate.waiting() == 0) {
      Thread.onSpinWait();
    }
    assertEquals(1, began.getCount());
    first.end();
    thread.join();
    assertEquals(0, began.getCount());
  }
}
