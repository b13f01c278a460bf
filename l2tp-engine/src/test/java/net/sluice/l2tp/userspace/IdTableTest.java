package net.sluice.l2tp.userspace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class IdTableTest {
  /** Uses few ids, so that they collide; a negative number removes one. */
  @Property
  void behavesAsAMap(@ForAll @Size(max = 300) List<@IntRange(min = -60, max = 60) Integer> steps) {
    IdTable<String> table = new IdTable<>();
    Map<Integer, String> map = new HashMap<>();
    int count = 0;
    for (int step : steps) {
      int id = Math.abs(step) * 0x10001;
      if (step > 0) {
        table.put(id, "v" + ++count);
        map.put(id, "v" + count);
      } else {
        table.remove(id);
        map.remove(id);
      }
    }
    assertEquals(map.size(), table.size());
    for (int i = 1; i <= 60; i++) {
      assertEquals(map.get(i * 0x10001), table.get(i * 0x10001));
    }
  }

  @Test
  void holdsManyOfAnySign() {
    IdTable<Integer> table = new IdTable<>();
    for (int i = -20_000; i <= 20_000; i++) {
      if (i != 0) {
        table.put(i, i);
      }
    }
    assertEquals(40_000, table.size());
    assertEquals(-20_000, table.get(-20_000));
    assertNull(table.get(20_001));
    assertNull(table.get(0));
    assertThrows(IllegalArgumentException.class, () -> table.put(0, 0));
  }
}
