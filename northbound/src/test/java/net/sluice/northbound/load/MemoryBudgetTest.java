package net.sluice.northbound.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
  private final List<String> ended = new ArrayList<>();
  private final MemoryBudget budget = new MemoryBudget(100L << 20);

  private MemoryBudget.Account open(String name) {
    return budget.open(reason -> ended.add(name + ": " + reason));
  }

  @Test
  void theGreediestIsGivenUpAndTheOthersGoOn() {
    var small = open("small");
    var greedy = open("greedy");
    greedy.add(80 << 20);
    small.add(20 << 20);
    assertEquals(List.of(), ended);

    small.add(1);

    assertEquals(1, ended.size());
    assertTrue(ended.getFirst().startsWith("greedy: the clients hold more than 100 MiB"));
    assertEquals((20 << 20) + 1, budget.used());
    greedy.add(80 << 20);
    greedy.close();
    assertEquals((20 << 20) + 1, budget.used());
    small.close();
    assertEquals(0, budget.used());
    assertEquals(1, ended.size());
  }

  @Test
  void releasedMemoryIsFreeForOthers() {
    var one = open("one");
    var other = open("other");
    one.add(100 << 20);
    one.add(-(100 << 20));
    other.add(100 << 20);

    assertEquals(List.of(), ended);
    assertEquals(100 << 20, budget.used());
  }
}
