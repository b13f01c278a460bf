package net.sluice.l2tp.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.sluice.l2tp.ControlParameters;
import net.sluice.l2tp.ControlParameters.Timing;
import net.sluice.l2tp.Encapsulation;
import net.sluice.l2tp.SignaledPseudowireProfile;
import net.sluice.l2tp.SignaledTunnelProfile;
import net.sluice.l2tp.protocol.SimulatedNetwork.Faults;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Several tunnels between the same two addresses that both ends initiate. Host Names distinguish
 * them.
 */
class ParallelTunnelsTest {
  private static final int TUNNELS = 4;
  private static final int CUTS = 200;
  private static final Faults SLOW = new Faults(0, 0, 0, Duration.ZERO, Duration.ofSeconds(2));

  /** Longer than any HELLO with its retransmissions, and the longest wait for a retry. */
  private static final Duration LONG = Duration.ofMinutes(10);

  private static SignaledTunnelProfile tunnel(
      SimulatedPair pair, boolean atA, int number, Encapsulation encapsulation, boolean tie) {
    ControlParameters usual = SimulatedPair.parameters((atA ? "a" : "b") + number, tie);
    Timing timing = usual.timing();
    ControlParameters parameters =
        usual.withTiming(
            new Timing(
                Duration.ofSeconds(10),
                timing.establishTimeout(),
                timing.retryInterval(),
                timing.retryCap()));
    return SimulatedPair.forHost(
        pair.tunnel(atA ? pair.a() : pair.b(), "t" + number, true, encapsulation, parameters),
        (atA ? "b" : "a") + number);
  }

  /** Returns the pseudowires of all tunnels: the one with number n is in tunnel n. */
  private static List<SignaledPseudowireProfile> pseudowires() {
    List<SignaledPseudowireProfile> all = new ArrayList<>();
    IntStream.range(0, TUNNELS)
        .forEach(n -> all.addAll(SimulatedPair.pseudowires("t" + n, n, n + 1, true)));
    return all;
  }

  private static void assertPaired(SimulatedPair pair) {
    for (int number = 0; number < TUNNELS; number++) {
      String tunnel = "t" + number;
      pair.assertTunnelUp(tunnel);
      for (SimulatedHost host : List.of(pair.a(), pair.b())) {
        assertEquals(
            host.tunnels().get(tunnel).local().id(),
            host.sessions().get("pw" + number).local().tunnelId(),
            pair::toString);
      }
    }
    pair.assertSessionsUp(pseudowires());
    assertEquals(TUNNELS, pair.a().tunnels().size(), pair::toString);
    assertEquals(TUNNELS, pair.b().tunnels().size(), pair::toString);
  }

  @ParameterizedTest
  @CsvSource({"UDP,true", "UDP,false", "IP,true", "IP,false"})
  void eachPseudowireIsUpInItsOwnTunnelAfterEachCut(Encapsulation encapsulation, boolean tie) {
    Random random = new Random((encapsulation + "," + tie).hashCode());
    SimulatedPair pair = new SimulatedPair(random.nextLong(), SLOW);
    for (int number = 0; number < TUNNELS; number++) {
      pair.a().add(tunnel(pair, true, number, encapsulation, tie));
      pair.b().add(tunnel(pair, false, number, encapsulation, tie));
    }
    pair.a().add(pseudowires());
    pair.b().add(pseudowires());
    for (int cut = 0; cut < CUTS; cut++) {
      pair.network().run(LONG);
      assertPaired(pair);
      pair.network().faults(Faults.DOWN);
      pair.network().run(Duration.ofMillis(random.nextInt(300_000)));
      pair.network().faults(SLOW);
      // The next cut may come while the tunnels are being opened.
      if (random.nextBoolean()) {
        pair.network().run(Duration.ofMillis(random.nextInt(10_000)));
        pair.network().faults(Faults.DOWN);
        pair.network().run(Duration.ofMillis(random.nextInt(60_000)));
        pair.network().faults(SLOW);
      }
    }
    pair.network().run(LONG);
    assertPaired(pair);
  }

  @Test
  void aPeerThatRestartsReplacesTheConnectionOfEachTunnel() {
    SimulatedPair pair = new SimulatedPair(1, SLOW);
    for (int number = 0; number < TUNNELS; number++) {
      pair.a().add(tunnel(pair, true, number, Encapsulation.UDP, true));
      pair.b().add(tunnel(pair, false, number, Encapsulation.UDP, true));
    }
    pair.a().add(pseudowires());
    pair.b().add(pseudowires());
    pair.network().run(LONG);
    pair.b().restart();
    pair.network().run(Duration.ofSeconds(30));
    assertPaired(pair);
  }
}
