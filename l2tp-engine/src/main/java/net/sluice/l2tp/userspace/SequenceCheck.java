package net.sluice.l2tp.userspace;

/**
 * Detects late and duplicate packets by their 24-bit sequence numbers (RFC 3931 section 4.6.1).
 * Gaps are accepted: there is no reordering.
 *
 * <p>Thread: l2tp-forwarder.
 */
final class SequenceCheck {
  private static final int MASK = 0xffffff;
  private static final int HALF = 0x800000;

  /** Number of consecutively numbered late packets from which the peer must have restarted. */
  private static final int RESTART = 5;

  private int expected;
  private int lateNext;
  private int lateRun;

  /** Returns true if a packet with this number is accepted, and records it. */
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
