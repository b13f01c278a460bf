package net.sluice.tests.hostile;

import java.io.IOException;
import java.time.Duration;
import java.util.regex.Pattern;

/** Runs attacks against a target while a well-behaved user goes on to use it. */
final class Siege implements AutoCloseable {
  /** The memory beside the heap: code, metadata, buffers, stacks. */
  private static final int OTHER_MEGABYTES = 350;

  /** The lines that an attacker may cause: a few for each kind of event, and the counts of more. */
  private static final long LOG_LINES = 400;

  private static final Pattern STACK_TRACE = Pattern.compile("(?m)^\\s+at ");

  private final Target target;
  private final Judge judge;

  Siege(Target target) throws IOException {
    this.target = target;
    judge = target.call(() -> new Judge(target));
    target.call(judge::use); // loads the classes of this process
  }

  /**
   * The outcome of an attack.
   *
   * @param attempts the number of attempts of all attackers
   * @param resident the resident memory of the target at the end, in megabytes
   * @param lines the lines that the target has logged meanwhile
   */
  record Outcome(
      Attack attack,
      Judge.Times during,
      Judge.Times after,
      long attempts,
      long resident,
      long lines,
      String log,
      boolean alive) {

    /** Returns true if the service was not harmed. */
    boolean held(int factor) {
      return alive
          && during.within(factor)
          && after.within(factor)
          && resident <= Target.HEAP_MEGABYTES + OTHER_MEGABYTES
          && lines <= LOG_LINES
          && !log.contains("OutOfMemoryError")
          && !STACK_TRACE.matcher(log).find();
    }

    @Override
    public String toString() {
      return "%-30s during: %s; after: %s; %d attempts, %d MB, %d lines%s"
          .formatted(
              attack, during, after, attempts, resident, lines, alive ? "" : "; THE PROCESS ENDED");
    }
  }

  /** Attacks for a time. */
  Outcome attack(Attack attack, Duration duration) {
    return target.call(() -> attackInside(attack, duration));
  }

  private Outcome attackInside(Attack attack, Duration duration) {
    int logged = target.log().length();
    Judge.Times during = Judge.Times.NONE;
    long attempts;
    try (Assault assault = new Assault(attack, target)) {
      long end = System.nanoTime() + duration.toNanos();
      do {
        during = during.max(judge.use());
      } while (System.nanoTime() < end && during.failure().isEmpty() && target.alive());
      attempts = assault.attempts();
    }
    Judge.Times after = target.alive() ? judge.use() : Judge.Times.NONE;
    String log = target.log().substring(logged);
    boolean alive = target.alive();
    long resident = alive ? target.resident() : 0;
    return new Outcome(attack, during, after, attempts, resident, log.lines().count(), log, alive);
  }

  /** Sends SIGTERM during an attack, and waits until the process has ended. */
  void stopDuring(Attack attack) {
    target.call(
        () -> {
          try (Assault assault = new Assault(attack, target)) {
            judge.use();
            target.stop();
            return assault.attempts();
          }
        });
  }

  @Override
  public void close() throws IOException {
    judge.close();
  }
}
