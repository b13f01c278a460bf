package net.sluice.l2tp.userspace;

/**
 * Decides by their 24-bit numbers which packets are late or doubled (RFC 3931 section 4.6.1). Gaps
 * are accepted: there is no reordering.
 */
final class SequenceCheck {
  private static final int MASK = 0xffffff;
  private static final int HALF = 0x800000;

  /** As many late packets with consecutive numbers mean that the peer started anew. */
  private static final int RESTART = 5;

  private int expected;
  private int lateNext;
  private int lateRun;

  /** Whether a packet with this number is to be accepted. */
  boolean accept(int number) {
    boolean late = ((number - expected) & MASK) >= HALF;
    if (late) {
      lateRun = number == lateNext ? lateRun + 1 : 1;
      lateNext = (number + 1) & MASK;
      if (lateRun < RESTART) {
        return false;
      }
    }
    lateRun = 0;
    expected = (number + 1) & MASK;
    return true;
  }
}
