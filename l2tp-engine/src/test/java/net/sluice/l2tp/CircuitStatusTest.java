package net.sluice.l2tp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CircuitStatusTest {
  private static final int FAULTS = 0x3C;

  @Property
  void statusToSendIsActiveOnlyWithoutFaultsAndHasNoReservedBits(
      @ForAll @IntRange(max = 0xFFFF) int bits) {
    int sent = new CircuitStatus(bits).toSend().bits();
    assertEquals(0, sent & ~0x7F);
    assertEquals(bits & FAULTS, sent & FAULTS, "every fault is sent");
    assertEquals(bits & CircuitStatus.STANDBY, sent & CircuitStatus.STANDBY);
    assertEquals((bits & CircuitStatus.ACTIVE) != 0 && (bits & FAULTS) == 0, (sent & 1) != 0);
  }

  @Test
  void theNewBitIsIgnoredOnReceipt() {
    assertEquals(CircuitStatus.UP, new CircuitStatus(0x3).received());
    assertNotEquals(CircuitStatus.UP, new CircuitStatus(0x41).received());
  }
}
