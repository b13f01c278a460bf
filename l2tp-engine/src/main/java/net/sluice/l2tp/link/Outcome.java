package net.sluice.l2tp.link;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import net.sluice.l2tp.StepResults;
import net.sluice.l2tp.StepResults.Failure;
import net.sluice.netlink.KernelError;
import net.sluice.netlink.NetlinkException;
import net.sluice.netlink.system.Errno;
import net.sluice.netlink.system.ErrnoException;

/** Collects the results of steps. */
public final class Outcome {
  private final BitSet applied = new BitSet();
  private final List<Failure> failures = new ArrayList<>();

  /** Records that the step with this index was applied. */
  public void applied(int index) {
    applied.set(index);
  }

  /**
   * Records that the step with this index was refused.
   *
   * @param meaning explanation for an operator if the kernel gives none; may be empty
   */
  public void failed(int index, KernelError error, String meaning) {
    failed(index, error.errno(), error.toString(), meaning);
  }

  /** Records a refusal like {@link #failed(int, KernelError, String)}. */
  public void failed(int index, ErrnoException error, String meaning) {
    if (error instanceof NetlinkException netlink) {
      failed(index, netlink.error(), meaning);
    } else {
      failed(index, error.errno(), text(error.errno()), meaning);
    }
  }

  private void failed(int index, int errno, String text, String meaning) {
    failures.add(new Failure(index, errno, meaning.isEmpty() ? text : text + ": " + meaning));
  }

  private static String text(int errno) {
    return Errno.name(errno) + " (" + Errno.text(errno) + ")";
  }

  /** Returns true if a step failed. */
  public boolean hasFailures() {
    return !failures.isEmpty();
  }

  /** Returns the results so far, with the failures in the order of the steps. */
  public StepResults results() {
    failures.sort((a, b) -> Integer.compare(a.index(), b.index()));
    return new StepResults(applied, failures);
  }
}
