package net.sluice.tests.hostile;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Runs the attacks with the limits that users expect, and prints what happened. */
final class HostileSuite {
  private HostileSuite() {}

  /**
   * Attacks.
   *
   * @param arguments the seconds of each attack, a directory for files, and words that the names of
   *     the attacks must have
   */
  public static void main(String[] arguments) throws Exception {
    Duration duration = Duration.ofSeconds(Long.parseLong(arguments[0]));
    Path directory = Path.of(arguments[1]);
    List<Attack> attacks =
        Attacks.all().stream().filter(attack -> attack.name().contains(arguments[2])).toList();
    List<String> harmful = new ArrayList<>();
    for (Attack attack : attacks) {
      Siege.Outcome outcome = besiege(attack, duration, directory.resolve(attack.name()));
      boolean held = outcome.held(1);
      System.out.println((held ? "held    " : "HARMED  ") + outcome);
      if (!held) {
        harmful.add(attack.name());
      }
    }
    System.out.println(harmful.isEmpty() ? "All attacks were held." : "Harmed by: " + harmful);
    System.exit(harmful.isEmpty() ? 0 : 1);
  }

  /** Starts a target, attacks it, and stops it with SIGTERM during a second attack of the kind. */
  private static Siege.Outcome besiege(Attack attack, Duration duration, Path directory)
      throws Exception {
    try (Target target = new Target(directory);
        Siege siege = new Siege(target)) {
      Siege.Outcome outcome = siege.attack(attack, duration);
      if (outcome.alive()) {
        siege.stopDuring(attack);
      }
      return outcome;
    }
  }
}
