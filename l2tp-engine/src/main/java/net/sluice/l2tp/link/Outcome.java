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

/** Collects what came of each step. */
public final class Outcome {
  private final BitSet applied = new BitSet();
  private final List<Failure> failures = new ArrayList<>();

  /** The step was carried out. */
  public void applied(int index) {
    applied.set(index);
  }

  /**
   * The step was refused.
   *
   * @param meaning what that means for an operator, where the kernel does not say; may be empty
   */
  public void failed(int index, KernelError error, String meaning) {
    failed(index, error.errno(), error.toString(), meaning);
  }

  /** As {@link #failed(int, KernelError, String)}. */
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

  /** Whether a step failed. */
  public boolean hasFailures() {
    return !failures.isEmpty();
  }

  /** The results so far, failures in the order of the steps. */
  public StepResults results() {
    failures.sort((a, b) -> Integer.compare(a.index(), b.index()));
    return new StepResults(applied, failures);
  }
}
