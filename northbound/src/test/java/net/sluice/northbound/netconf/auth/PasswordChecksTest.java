package net.sluice.northbound.netconf.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PasswordChecksTest {
  private static final SourcePrefix GUESSER = source("192.0.2.1");
  private static final SourcePrefix OTHER = source("192.0.2.2");
  private static final boolean WRONG = false;
  private static final boolean RIGHT = true;

  private long now = Long.MAX_VALUE - 5; // System.nanoTime may pass its greatest value
  private final PasswordChecks checks = new PasswordChecks(() -> now);
  private final GuessLimit limit = new GuessLimit(() -> now);
  private final List<String> answers = new ArrayList<>();

  private static SourcePrefix source(String address) {
    try {
      return SourcePrefix.of(InetAddress.getByName(address));
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private void submit(String name, SourcePrefix source, boolean right) {
    checks.submit(
        new PasswordChecks.Attempt(
            source, () -> false, () -> right, result -> answers.add(name + " " + result)));
  }

  /** Checks everything that may be checked now. */
  private List<String> run() {
    answers.clear();
    for (var next = checks.next(); next.isPresent(); next = checks.next()) {
      checks.check(next.get());
    }
    return List.copyOf(answers);
  }

  private void guess(int count) {
    for (int i = 0; i < count; i++) {
      submit("guess", GUESSER, WRONG);
    }
  }

  /** The check itself takes long, so attempts must not pass while others are checked. */
  @Test
  void countsBeforeTheCheck() {
    guess(100);
    var begun = new ArrayList<PasswordChecks.Attempt>();
    for (var next = checks.next(); next.isPresent(); next = checks.next()) {
      begun.add(next.get());
    }
    assertEquals(GuessLimit.BURST, begun.size());
  }

  @Test
  void slowsGuessersDownAndLocksNoneOut() {
    guess(100);
    assertEquals(GuessLimit.BURST, run().size());
    for (int i = 0; i < 5; i++) {
      now += GuessLimit.INTERVAL.toNanos() - 1;
      assertEquals(List.of(), run());
      now += 1;
      assertEquals(List.of("guess false"), run());
    }
  }

  @Test
  void doesNotDelayARightLoginFromElsewhere() {
    guess(5);
    submit("admin", OTHER, RIGHT);
    guess(100);
    assertEquals("admin true", run().get(1), "after the first guess, which is as new");
    submit("admin", OTHER, RIGHT);
    assertEquals(List.of("admin true"), run());
  }

  @Test
  void letsARightLoginFromTheSourceOfAGuesserInWithTheNextCheck() {
    guess(100);
    run();
    submit("admin", GUESSER, RIGHT);
    assertEquals(List.of(), run());
    now += GuessLimit.INTERVAL.toNanos();
    assertEquals(List.of("admin true", "guess false"), run());
  }

  @Test
  void rightPasswordsAreNotLimited() {
    for (int i = 0; i < 100; i++) {
      submit("controller", OTHER, RIGHT);
    }
    assertEquals(100, run().size());
    assertEquals(0, limit.delay(OTHER));
  }

  @Test
  void forgetsPasswordsOfClosedConnections() {
    checks.submit(
        new PasswordChecks.Attempt(
            GUESSER, () -> true, () -> RIGHT, result -> answers.add("closed")));
    assertEquals(Optional.empty(), checks.next());
    assertEquals(List.of(), answers);
  }

  @Test
  void boundsThePasswordsThatWait() {
    guess(GuessLimit.BURST);
    run();
    guess(1000);
    assertEquals(
        488, answers.size() - GuessLimit.BURST, "the oldest were answered without a check");
    assertTrue(answers.stream().allMatch("guess false"::equals));
  }

  @Test
  void boundsTheSourcesInMemory() throws Exception {
    for (int i = 0; i < GuessLimit.MAX_SOURCES + 100; i++) {
      limit.count(
          SourcePrefix.of(InetAddress.getByAddress(new byte[] {10, 0, (byte) (i >> 8), (byte) i})));
    }
    assertEquals(GuessLimit.MAX_SOURCES, limit.sources());
  }

  @Test
  void anIpv6SourceIsA64() {
    assertEquals(source("2001:db8::1"), source("2001:db8::ffff:1:2:3"));
    assertFalse(source("2001:db8::1").equals(source("2001:db8:0:1::1")));
    assertFalse(GUESSER.equals(OTHER));
    assertEquals("2001:db8::/64", source("2001:db8::1").toString());
    assertEquals("192.0.2.1", GUESSER.toString());
  }

  @Test
  void forgetsWithTime() {
    for (int i = 0; i < GuessLimit.BURST + 5; i++) {
      limit.count(GUESSER);
    }
    assertEquals(6 * GuessLimit.INTERVAL.toNanos(), limit.delay(GUESSER));
    now += 15 * GuessLimit.INTERVAL.toNanos();
    assertEquals(0, limit.debt(GUESSER));
  }
}
