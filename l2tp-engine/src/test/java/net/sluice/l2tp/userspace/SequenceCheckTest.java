package net.sluice.l2tp.userspace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SequenceCheckTest {
  private final SequenceCheck check = new SequenceCheck();

  private String accepted(int... numbers) {
    StringBuilder result = new StringBuilder();
    IntStream.of(numbers).forEach(number -> result.append(check.accept(number) ? 'y' : 'n'));
    return result.toString();
  }

  @Test
  void acceptsGapsAndRefusesLateAndDuplicateNumbers() {
    assertEquals("yyynynny", accepted(0, 1, 5, 3, 6, 6, 4, 7));
  }

  @Test
  void continuesAfterTheHighestNumber() {
    assertTrue(check.accept(0x7fffff));
    assertEquals("yyyyn", accepted(0xfffffe, 0xffffff, 0, 1, 0xffffff));
  }

  @Test
  void followsAPeerThatRestarted() {
    assertTrue(check.accept(100));
    assertEquals("nnnnyyy", accepted(0, 1, 2, 3, 4, 5, 6));
    assertFalse(check.accept(4));
  }
}
