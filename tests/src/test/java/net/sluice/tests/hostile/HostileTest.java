package net.sluice.tests.hostile;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.sluice.tests.site.Parts;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every attack for a short time, against one target. The service must go on for others. The limits
 * of time are wide: {@code tests/hostile} uses those that users expect.
 */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class HostileTest {
  private static final Duration DURATION = Duration.ofMillis(1500);
  private static final int FACTOR = 5;

  @AutoClose private static final Parts PARTS = new Parts();
  private static Target target;
  private static Siege siege;

  @BeforeAll
  static void start(@TempDir Path directory) throws Exception {
    target = PARTS.add(new Target(directory));
    siege = PARTS.add(new Siege(target));
  }

  static List<Attack> attacks() {
    return Attacks.all();
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void othersGoOn(Attack attack) {
    Siege.Outcome outcome = siege.attack(attack, DURATION);
    assertTrue(outcome.held(FACTOR), () -> outcome + "\n" + outcome.log());
  }
}
