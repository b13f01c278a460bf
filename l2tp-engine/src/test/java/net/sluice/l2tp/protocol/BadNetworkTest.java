package net.sluice.l2tp.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.sluice.l2tp.CircuitStatus;
import net.sluice.l2tp.Encapsulation;
import net.sluice.l2tp.SignaledPseudowireProfile;
import net.sluice.l2tp.SignaledTunnelProfile;
import net.sluice.l2tp.protocol.SimulatedNetwork.Faults;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two hosts whose network loses 20 %, duplicates 10 % and reorders 25 % of the packets. */
class BadNetworkTest {
  private static final Faults BAD =
      new Faults(0.2, 0.1, 0.25, Duration.ofMillis(50), Duration.ZERO);
  private static final int COUNT = 1000;

  @ParameterizedTest
  @EnumSource(Encapsulation.class)
  void aThousandSessionsComeUpStayAndGo(Encapsulation encapsulation) {
    SimulatedPair pair = new SimulatedPair(3, BAD);
    pair.a().add(tunnel(pair, pair.a(), true, encapsulation));
    pair.b().add(tunnel(pair, pair.b(), false, encapsulation));
    List<SignaledPseudowireProfile> pseudowires = SimulatedPair.pseudowires("t", 0, COUNT, true);
    pair.a().add(pseudowires);
    pair.b().add(SimulatedPair.pseudowires("t", 0, COUNT, false));
    pair.await(
        "all sessions up",
        Duration.ofHours(2),
        () -> pair.a().established().size() == COUNT && pair.b().established().size() == COUNT);
    pair.assertTunnelUp("t");
    pair.assertSessionsUp(pseudowires);
    long connection = pair.a().tunnels().get("t").local().id();

    for (int minute = 0; minute < 10; minute++) {
      pair.network().run(Duration.ofMinutes(1));
      assertEquals(COUNT, pair.a().established().size());
      assertEquals(COUNT, pair.b().established().size());
    }
    assertEquals(connection, pair.a().tunnels().get("t").local().id());

    pair.a().removePseudowires(List.copyOf(pair.a().pseudowires().keySet()));
    pair.a().removeTunnel("t");
    pair.b().removePseudowires(List.copyOf(pair.b().pseudowires().keySet()));
    pair.b().removeTunnel("t");
    pair.network().run(Duration.ofHours(1));
    pair.assertNothingLeft();
  }

  @ParameterizedTest
  @EnumSource(Encapsulation.class)
  void theNumbersOfAConnectionWrap(Encapsulation encapsulation) {
    SimulatedPair pair =
        new SimulatedPair(4, new Faults(0.001, 0.1, 0.25, Duration.ofMillis(1), Duration.ZERO));
    pair.a().add(tunnel(pair, pair.a(), true, encapsulation));
    pair.b().add(tunnel(pair, pair.b(), false, encapsulation));
    int count = 100;
    List<SignaledPseudowireProfile> pseudowires = SimulatedPair.pseudowires("t", 0, count, true);
    pair.a().add(pseudowires);
    pair.b().add(SimulatedPair.pseudowires("t", 0, count, false));
    pair.await("sessions up", Duration.ofMinutes(5), () -> pair.b().established().size() == count);
    long connection = pair.a().tunnels().get("t").local().id();

    int rounds = 65536 / count + 10;
    for (int round = 0; round < rounds; round++) {
      CircuitStatus status = round % 2 == 0 ? CircuitStatus.DOWN : CircuitStatus.UP;
      Map<String, CircuitStatus> all = new HashMap<>();
      pseudowires.forEach(pseudowire -> all.put(pseudowire.name(), status));
      pair.a().on(new LcceInput.LocalStatus(all));
      pair.b().on(new LcceInput.LocalStatus(all));
      pair.await(
          "status reported",
          Duration.ofMinutes(5),
          () ->
              pair.a().sessions().values().stream().allMatch(s -> s.peer().circuit().equals(status))
                  && pair.b().sessions().values().stream()
                      .allMatch(s -> s.peer().circuit().equals(status)));
    }
    assertEquals(connection, pair.a().tunnels().get("t").local().id());
    assertTrue(pair.a().lcce().counters("t").orElseThrow().ns() < 10_000);
    assertTrue(pair.b().lcce().counters("t").orElseThrow().ns() < 10_000);
    pair.assertSessionsUp(pseudowires);
  }

  private static SignaledTunnelProfile tunnel(
      SimulatedPair pair, SimulatedHost host, boolean initiate, Encapsulation encapsulation) {
    return pair.tunnel(
        host,
        "t",
        initiate,
        encapsulation,
        SimulatedPair.parameters(host == pair.a() ? "a" : "b", true));
  }
}
