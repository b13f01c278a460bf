package net.sluice.l2tp.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class AlarmsTest {
  private final Alarms alarms = new Alarms();
  private final List<Integer> rung = new ArrayList<>();

  @Test
  void anAlarmRingsOnceAtItsTime() {
    Alarms.Alarm alarm = alarms.alarm(() -> rung.add(1));
    alarm.set(10);
    alarms.run(9);
    assertEquals(List.of(), rung);
    alarms.run(10);
    alarms.run(11);
    assertEquals(List.of(1), rung);
    assertEquals(Long.MAX_VALUE, alarms.next());
  }

  @Test
  void anAlarmMaySetItselfAgain() {
    Alarms.Alarm[] alarm = new Alarms.Alarm[1];
    alarm[0] =
        alarms.alarm(
            () -> {
              rung.add(1);
              alarm[0].set(20);
            });
    alarm[0].set(10);
    alarms.run(10);
    assertEquals(20, alarms.next());
  }

  @Property(tries = 200)
  void alarmsRingInOrderHoweverTheyAreSetAndCancelled(@ForAll long seed) {
    Random random = new Random(seed);
    int count = 50;
    long[] at = new long[count];
    List<Long> order = new ArrayList<>();
    List<Alarms.Alarm> all =
        IntStream.range(0, count).mapToObj(i -> alarms.alarm(() -> order.add(at[i]))).toList();
    java.util.Arrays.fill(at, Long.MAX_VALUE);
    for (int i = 0; i < 500; i++) {
      int which = random.nextInt(count);
      at[which] = random.nextInt(4) == 0 ? Long.MAX_VALUE : random.nextInt(1000);
      all.get(which).set(at[which]);
    }
    alarms.run(Long.MAX_VALUE - 1);
    assertEquals(
        java.util.Arrays.stream(at).filter(time -> time < Long.MAX_VALUE).sorted().boxed().toList(),
        order);
  }
}
