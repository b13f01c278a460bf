package net.sluice.l2tp.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import net.sluice.l2tp.Encapsulation;
import net.sluice.l2tp.SignaledPseudowireProfile;
import net.sluice.l2tp.SignaledTunnelProfile;
import net.sluice.l2tp.protocol.SimulatedNetwork.Faults;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Both ends open the same tunnel or session at nearly the same time (RFC 3931 sections 5.4.3 and
 * 5.4.4).
 */
class CollisionTest {
  private static final int TIMES = 1000;
  private static final Faults NETWORK =
      new Faults(0, 0, 0, Duration.ofMillis(20), Duration.ofMillis(20));
  private static final Faults LOSSY =
      new Faults(0.1, 0.1, 0.1, Duration.ofMillis(20), Duration.ofMillis(20));

  /** Returns up to 50 ms: less and more than the delay of the network. */
  private static void soon(SimulatedPair pair, Random random, Runnable action) {
    pair.network().after(Duration.ofMillis(random.nextInt(50)), action);
  }

  private static void openBoth(
      SimulatedPair pair, Random random, boolean tieA, boolean tieB, Encapsulation encapsulation) {
    SignaledTunnelProfile atA =
        pair.tunnel(pair.a(), "t", true, encapsulation, SimulatedPair.parameters("a", tieA));
    SignaledTunnelProfile atB =
        pair.tunnel(pair.b(), "t", true, encapsulation, SimulatedPair.parameters("b", tieB));
    soon(pair, random, () -> pair.a().add(atA));
    soon(pair, random, () -> pair.b().add(atB));
  }

  private static void assertOneConnection(SimulatedPair pair) {
    pair.network().run(Duration.ofMinutes(5));
    pair.assertTunnelUp("t");
    assertEquals(1, pair.a().tunnels().size(), pair::toString);
    assertEquals(1, pair.b().tunnels().size(), pair::toString);
    assertEquals(1, pair.a().installedTunnels().size());
    assertEquals(1, pair.b().installedTunnels().size());
    assertEquals(3, pair.a().openSockets(), "two that listen, and the connection's");
    assertEquals(3, pair.b().openSockets(), "two that listen, and the connection's");
  }

  @ParameterizedTest
  @CsvSource({
    "true,true,UDP", "true,false,UDP", "false,true,UDP", "false,false,UDP",
    "true,true,IP", "true,false,IP", "false,true,IP", "false,false,IP"
  })
  void oneConnectionOfATunnelSurvives(boolean tieA, boolean tieB, Encapsulation encapsulation) {
    for (int i = 0; i < TIMES; i++) {
      SimulatedPair pair = new SimulatedPair(i, i % 2 == 0 ? NETWORK : LOSSY);
      openBoth(pair, new Random(i), tieA, tieB, encapsulation);
      assertOneConnection(pair);
    }
  }

  @Test
  void equalTieBreakersAreDrawnAgain() {
    for (int i = 0; i < TIMES; i++) {
      SimulatedPair pair = new SimulatedPair(i, NETWORK);
      pair.a().seed(i);
      pair.b().seed(i);
      Random random = new Random(i);
      openBoth(pair, random, true, true, Encapsulation.UDP);
      pair.network().after(Duration.ofMillis(200), () -> pair.a().seed(random.nextLong()));
      assertOneConnection(pair);
    }
  }

  @Test
  void oneSessionOfAPseudowireSurvives() {
    for (int i = 0; i < TIMES; i++) {
      SimulatedPair pair = new SimulatedPair(i, i % 2 == 0 ? NETWORK : LOSSY);
      pair.a().add(pair.tunnel(pair.a(), "t", true));
      pair.b().add(pair.tunnel(pair.b(), "t", false));
      pair.await("tunnel up", Duration.ofMinutes(5), () -> pair.tunnelUp("t"));
      Random random = new Random(i);
      List<SignaledPseudowireProfile> pseudowires = SimulatedPair.pseudowires("t", 0, 2, true);
      soon(pair, random, () -> pair.a().add(pseudowires));
      soon(pair, random, () -> pair.b().add(pseudowires));
      Duration installing = Duration.ofMillis(i % 3 == 0 ? random.nextInt(50) : 0);
      pair.b().dataPlane(SimulatedHost.DataPlane.of(installing, false));
      pair.network().run(Duration.ofMinutes(5));
      pair.assertTunnelUp("t");
      pair.assertSessionsUp(pseudowires);
      assertEquals(2, pair.a().installedSessions().size());
      assertEquals(2, pair.b().installedSessions().size());
      assertEquals(2, pair.a().sessions().size());
    }
  }

  @Test
  void equalSessionTieBreakersAreDrawnAgain() {
    for (int i = 0; i < TIMES; i++) {
      SimulatedPair pair = new SimulatedPair(i, NETWORK);
      pair.a().add(pair.tunnel(pair.a(), "t", true));
      pair.b().add(pair.tunnel(pair.b(), "t", false));
      pair.await("tunnel up", Duration.ofMinutes(5), () -> pair.tunnelUp("t"));
      Random random = new Random(i);
      List<SignaledPseudowireProfile> pseudowires = SimulatedPair.pseudowires("t", 0, 1, true);
      pair.a().seed(i);
      pair.b().seed(i);
      soon(pair, random, () -> pair.a().add(pseudowires));
      soon(pair, random, () -> pair.b().add(pseudowires));
      pair.network().after(Duration.ofMillis(70), () -> pair.a().seed(random.nextLong()));
      pair.network().run(Duration.ofMinutes(5));
      pair.assertSessionsUp(pseudowires);
    }
  }

  @Test
  void connectionAndSessionsTogether() {
    for (int i = 0; i < TIMES; i++) {
      SimulatedPair pair = new SimulatedPair(i, i % 2 == 0 ? NETWORK : LOSSY);
      List<SignaledPseudowireProfile> pseudowires = SimulatedPair.pseudowires("t", 0, 3, true);
      pair.a().add(pseudowires);
      pair.b().add(pseudowires);
      openBoth(pair, new Random(i), true, true, Encapsulation.UDP);
      assertOneConnection(pair);
      pair.assertSessionsUp(pseudowires);
    }
  }
}
