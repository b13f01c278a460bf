package net.sluice.northbound.netconf.session;

import java.util.Optional;
import java.util.function.Supplier;
import net.sluice.northbound.load.CancelledException;
import net.sluice.northbound.load.ComputeGate;
import net.sluice.northbound.load.Computing;
import net.sluice.northbound.load.MemoryBudget;

/** The computing of a session, or of its subscription. Thread: the one that computes. */
final class SessionComputing implements Computing {
  /** Number of steps between two looks at the clock. */
  private static final int STEPS = 16;

  /** Octets that are added to the account together. */
  private static final int BATCH = 16 * 1024;

  private final ComputeGate gate;
  private final MemoryBudget.Account account;
  private final Supplier<Optional<String>> over;
  private ComputeGate.Turn turn;
  private int steps;
  private long pending;
  private long charged;

  /**
   * @param over returns the reason why computing has no purpose any more; empty while it has
   */
  SessionComputing(
      ComputeGate gate, MemoryBudget.Account account, Supplier<Optional<String>> over) {
    this.gate = gate;
    this.account = account;
    this.over = over;
    this.turn = gate.turn();
  }

  /** Begins with another request: the memory of the one before is free. */
  void renew() {
    account.add(-charged);
    charged = 0;
    pending = 0;
    turn = gate.turn();
  }

  @Override
  public void begin() {
    turn.begin();
  }

  @Override
  public void end() {
    turn.end();
  }

  @Override
  public void step() {
    if (++steps % STEPS == 0) {
      check();
      turn.pass();
    }
  }

  @Override
  public void charge(long octets) {
    pending += octets;
    if (pending >= BATCH) {
      charged += pending;
      account.add(pending);
      pending = 0;
      check();
    }
  }

  private void check() {
    over.get()
        .ifPresent(
            reason -> {
              throw new CancelledException(reason);
            });
  }
}
