package net.sluice.manager.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import net.sluice.l2tp.signaling.SignalingEvent;
import net.sluice.l2tp.signaling.SignalingEvent.TunnelChanged;
import net.sluice.l2tp.signaling.SignalingEvent.TunnelEnded;
import net.sluice.manager.FakeSignaling;
import org.junit.jupiter.api.Test;

class SignalingInboxTest {
  private final Queue<Runnable> busy = new ArrayDeque<>();
  private final List<SignalingEvent> handled = new ArrayList<>();
  private final SignalingInbox inbox = new SignalingInbox(busy::add, handled::addAll);

  private static List<SignalingEvent> changes(String tunnel) {
    List<SignalingEvent> events = new ArrayList<>();
    FakeSignaling signaling = new FakeSignaling();
    signaling.listen(events::addAll);
    signaling.tunnelUp(tunnel);
    events.removeIf(event -> !(event instanceof TunnelChanged));
    return events;
  }

  private void work() {
    while (!busy.isEmpty()) {
      busy.remove().run();
    }
  }

  @Test
  void aBusyManagerCostsMemoryForTheObjectsOnly() {
    List<SignalingEvent> one = changes("t");
    List<SignalingEvent> other = changes("u");
    for (int i = 0; i < 200_000; i++) {
      inbox.accept(i % 2 == 0 ? one : other);
      assertTrue(inbox.waiting() <= 16_384);
    }
    inbox.accept(List.of(new TunnelEnded(1)));
    work();
    assertEquals(new TunnelEnded(1), handled.getLast());
    assertTrue(handled.containsAll(one) && handled.containsAll(other));
    assertEquals(0, inbox.waiting());
  }

  @Test
  void eventsWithAnEffectOfTheirOwnAreKeptInOrder() {
    List<SignalingEvent> kept = new ArrayList<>();
    for (long id = 0; id < 20_000; id++) {
      kept.add(new TunnelEnded(id));
      inbox.accept(List.of(kept.getLast()));
      inbox.accept(changes("t"));
    }
    work();
    assertEquals(kept, handled.stream().filter(TunnelEnded.class::isInstance).toList());
  }
}
