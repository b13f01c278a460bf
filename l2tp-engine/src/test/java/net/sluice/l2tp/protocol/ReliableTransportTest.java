package net.sluice.l2tp.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.sluice.l2tp.ControlParameters;
import net.sluice.l2tp.ControlParameters.Delivery;
import org.junit.jupiter.api.Test;

class ReliableTransportTest {
  private final Recorder out = new Recorder();
  private final ReliableTransport<String, String> transport =
      new ReliableTransport<>(parameters(), new Backlog());
  private long now;

  private static Delivery parameters() {
    return ControlParameters.of("lcce").delivery();
  }

  /** A user of a transport that records its calls in short form. */
  private static final class Recorder implements ReliableTransport.Output<String, String> {
    private final List<String> did = new ArrayList<>();

    @Override
    public boolean transmit(int ns, int nr, String message) {
      did.add("%s %d/%d".formatted(message, ns, nr));
      return true;
    }

    @Override
    public void acknowledge(int ns, int nr) {
      did.add("ACK %d/%d".formatted(ns, nr));
    }

    @Override
    public void deliver(String message) {
      did.add("got " + message);
    }

    @Override
    public void failed() {
      did.add("failed");
    }

    /** Returns the calls since the last time. */
    private String drain() {
      String text = String.join(", ", did);
      did.clear();
      return text;
    }
  }

  private void send(String message) {
    transport.send(message, now, out);
  }

  private void received(int ns, int nr, String message) {
    transport.received(ns, nr, message, now, out);
  }

  private void receivedAck(int nr) {
    transport.receivedAck(nr, now, out);
  }

  private String flushed() {
    transport.flush(out);
    return out.drain();
  }

  /** Sends messages and acknowledges each one separately, so that the window grows. */
  private void exchange(int count) {
    for (int i = 0; i < count; i++) {
      send("m");
      receivedAck(transport.ns());
    }
    out.drain();
  }

  /** Lets time pass, and records the actions of the timer with their times. */
  private String secondsPass(long seconds) {
    List<String> all = new ArrayList<>();
    long until = now + Duration.ofSeconds(seconds).toNanos();
    while (transport.deadline() <= until) {
      now = transport.deadline();
      transport.timer(now, out);
      all.add("%d: %s".formatted(Duration.ofNanos(now).toSeconds(), out.drain()));
    }
    now = until;
    return String.join("; ", all);
  }

  @Test
  void lockStepEstablishmentOfAppendixB1() {
    var b = new ReliableTransport<String, String>(parameters(), new Backlog());

    send("SCCRQ");
    assertEquals("SCCRQ 0/0", flushed());
    b.received(0, 0, "SCCRQ", now, out);
    b.send("SCCRP", now, out);
    b.flush(out);
    assertEquals("got SCCRQ, SCCRP 0/1", out.drain());
    received(0, 1, "SCCRP");
    send("SCCCN");
    assertEquals("got SCCRP, SCCCN 1/1", flushed());
    b.received(1, 1, "SCCCN", now, out);
    b.flush(out);
    assertEquals("got SCCCN, ACK 1/2", out.drain());
    receivedAck(2);
    assertTrue(transport.idle());
    assertEquals("", flushed());
  }

  @Test
  void lostPacketOfAppendixB2() {
    var b = new ReliableTransport<String, String>(parameters(), new Backlog());
    establish(b);

    send("ICRQ");
    assertEquals("ICRQ 2/1", flushed());
    b.received(2, 1, "ICRQ", now, out);
    b.send("ICRP", now, out);
    b.flush(out);
    assertEquals("got ICRQ, ICRP 1/3", out.drain());
    assertEquals("1: ICRQ 2/1", secondsPass(1));
    b.received(2, 1, "ICRQ", now, out);
    b.flush(out);
    assertEquals("ACK 2/3", out.drain());
    receivedAck(3);
    b.timer(now, out);
    assertEquals("ICRP 1/3", out.drain());
    received(1, 3, "ICRP");
    send("ICCN");
    assertEquals("got ICRP, ICCN 3/2", flushed());
    b.received(3, 2, "ICCN", now, out);
    b.flush(out);
    assertEquals("got ICCN, ACK 2/4", out.drain());
  }

  private void establish(ReliableTransport<String, String> b) {
    send("SCCRQ");
    b.received(0, 0, "SCCRQ", now, out);
    b.send("SCCRP", now, out);
    received(0, 1, "SCCRP");
    send("SCCCN");
    b.received(1, 1, "SCCCN", now, out);
    b.flush(out);
    receivedAck(2);
    flushed();
  }

  @Test
  void slowStartBeginsWithOneMessageAndGrowsByOneForEachAcknowledgement() {
    transport.peerWindow(10);
    IntStream.range(0, 20).forEach(i -> send("m" + i));
    assertEquals("m0 0/0", flushed());
    assertEquals(1, transport.congestionWindow());
    receivedAck(1);
    assertEquals("m1 1/0, m2 2/0", flushed());
    receivedAck(2);
    assertEquals("m3 3/0, m4 4/0", flushed());
    receivedAck(3);
    assertEquals("m5 5/0, m6 6/0", flushed());
    assertEquals(4, transport.congestionWindow());
  }

  @Test
  void anAcknowledgementOfSeveralMessagesCountsOnceForTheWindow() {
    transport.peerWindow(10);
    exchange(3);
    IntStream.range(0, 10).forEach(i -> send("m"));
    out.drain();
    assertEquals(4, transport.congestionWindow());
    receivedAck(7);
    assertEquals(5, transport.congestionWindow());
    assertEquals("m 7/0, m 8/0, m 9/0, m 10/0, m 11/0", flushed());
  }

  @Test
  void congestionAvoidanceGrowsByOneForAWindowOfAcknowledgements() {
    transport.peerWindow(100);
    exchange(9);
    assertEquals(10, transport.congestionWindow());
    send("lost");
    secondsPass(1); // ssthresh is 5 now, cwnd 1
    receivedAck(transport.ns());
    List<Integer> windows = new ArrayList<>(List.of(transport.congestionWindow()));
    for (int i = 0; i < 15; i++) {
      exchange(1);
      windows.add(transport.congestionWindow());
    }
    assertEquals(List.of(2, 3, 4, 5, 5, 5, 5, 5, 6, 6, 6, 6, 6, 6, 7, 7), windows);
  }

  @Test
  void aRetransmissionSavesHalfOfTheWindowAndSetsItToOne() {
    transport.peerWindow(100);
    exchange(8);
    assertEquals(9, transport.congestionWindow());
    IntStream.range(0, 20).forEach(i -> send("m" + i));
    out.drain();
    assertEquals("1: m0 8/0", secondsPass(1));
    assertEquals(1, transport.congestionWindow());
    receivedAck(9);
    assertEquals("m1 9/0, m2 10/0", flushed());
    assertEquals(2, transport.congestionWindow());
  }

  @Test
  void theWindowNeverExceedsThatOfThePeer() {
    transport.peerWindow(3);
    exchange(50);
    assertEquals(3, transport.congestionWindow());
    IntStream.range(0, 10).forEach(i -> send("m"));
    assertEquals("m 50/0, m 51/0, m 52/0", flushed());
  }

  @Test
  void thePeersWindowIsFourWhenItDoesNotSay() {
    exchange(50);
    assertEquals(4, transport.congestionWindow());
  }

  @Test
  void aSmallerWindowOfThePeerCountsImmediately() {
    exchange(3);
    transport.peerWindow(2);
    assertEquals(2, transport.congestionWindow());
  }

  @Test
  void messagesWaitWhileTheWindowIsFull() {
    transport.peerWindow(1);
    send("a");
    send("b");
    assertEquals("a 0/0", flushed());
    assertFalse(transport.idle());
    assertFalse(transport.ready());
    receivedAck(1);
    assertEquals("b 1/0", flushed());
    assertFalse(transport.ready());
    receivedAck(2);
    assertTrue(transport.idle());
    assertTrue(transport.ready());
  }

  @Test
  void retransmitsAfterOneSecondDoublingUpToTheCapAndThenGivesUp() {
    send("m");
    out.drain();
    assertEquals(
        "1: m 0/0; 3: m 0/0; 7: m 0/0; 15: m 0/0; 23: m 0/0; 31: m 0/0; 39: m 0/0; 47: m 0/0;"
            + " 55: m 0/0; 63: m 0/0; 71: failed",
        secondsPass(1000));
    assertEquals(Long.MAX_VALUE, transport.deadline());
    assertEquals(10, transport.retransmits());
  }

  @Test
  void timeoutCapAndLimitAreConfigurable() {
    var other =
        new ReliableTransport<String, String>(
            new Delivery(Duration.ofSeconds(3), Duration.ofSeconds(20), 4, 10), new Backlog());
    other.send("m", 0, out);
    List<Long> times = new ArrayList<>();
    while (other.deadline() != Long.MAX_VALUE) {
      times.add(Duration.ofNanos(other.deadline()).toSeconds());
      other.timer(other.deadline(), out);
    }
    assertEquals(List.of(3L, 9L, 21L, 41L, 61L), times);
    assertEquals("m 0/0, m 0/0, m 0/0, m 0/0, m 0/0, failed", out.drain());
  }

  @Test
  void aRetransmissionKeepsNsAndHasTheNewNr() {
    send("m");
    received(0, 0, "x");
    received(1, 0, "y");
    out.drain();
    assertEquals("1: m 0/2", secondsPass(1));
  }

  @Test
  void anAcknowledgementRestartsTheTimerAndTheInterval() {
    transport.peerWindow(8);
    exchange(2);
    send("a");
    send("b");
    out.drain();
    assertEquals("1: a 2/0; 3: a 2/0", secondsPass(4));
    receivedAck(3);
    assertEquals("b 3/0", out.drain());
    assertEquals("5: b 3/0; 7: b 3/0", secondsPass(4));
  }

  @Test
  void theTimerDoesNothingBeforeItsTime() {
    send("m");
    out.drain();
    transport.timer(transport.deadline() - 1, out);
    assertEquals("", out.drain());
  }

  @Test
  void nothingIsDueWhenEverythingIsAcknowledged() {
    send("m");
    assertEquals(Duration.ofSeconds(1).toNanos(), transport.deadline());
    receivedAck(1);
    assertEquals(Long.MAX_VALUE, transport.deadline());
  }

  @Test
  void messagesReceivedDespiteALossAreNotSentAgain() {
    transport.peerWindow(8);
    exchange(5);
    IntStream.range(0, 6).forEach(i -> send("m" + i));
    out.drain();
    assertEquals("1: m0 5/0", secondsPass(1));
    receivedAck(11);
    assertEquals("", flushed());
    assertEquals(1, transport.retransmits());
  }

  @Test
  void ackDoesNotTakeANumberAndDoesNotChangeNr() {
    received(0, 0, "a");
    assertEquals("got a, ACK 0/1", flushed());
    receivedAck(0);
    assertEquals(1, transport.nr());
    send("m");
    assertEquals("m 0/1", flushed());
  }

  @Test
  void anAckIsNotAcknowledged() {
    receivedAck(0);
    assertEquals("", flushed());
  }

  @Test
  void oneAckCoversAllMessagesOfARound() {
    received(0, 0, "a");
    received(1, 0, "b");
    assertEquals("got a, got b, ACK 0/2", flushed());
    assertEquals("", flushed());
  }

  @Test
  void anAnswerCarriesTheAcknowledgement() {
    received(0, 0, "a");
    send("m");
    assertEquals("got a, m 0/1", flushed());
  }

  @Test
  void aDuplicateIsAcknowledgedAndIgnored() {
    received(0, 0, "a");
    flushed();
    received(0, 0, "a");
    assertEquals("ACK 0/1", flushed());
    assertEquals(1, transport.duplicates());
  }

  @Test
  void thePreceding32767NumbersAreDuplicates() {
    for (int ns = 0; ns <= 15; ns++) {
      received(ns, 0, "m");
    }
    flushed();
    // the example of the RFC: 15 was the last one
    for (int ns : new int[] {0, 15, 32784, 65535}) {
      received(ns, 0, "old");
      assertEquals("ACK 0/16", flushed());
    }
    assertEquals(4, transport.duplicates());
    received(32783, 0, "far ahead");
    received(17, 0, "ahead");
    assertEquals("", flushed());
    assertEquals(4, transport.duplicates());
    assertEquals(1, transport.beyondWindow());
    assertEquals(1, transport.outOfOrder());
  }

  @Test
  void messagesOutOfOrderWaitForTheirTurn() {
    received(2, 0, "c");
    received(1, 0, "b");
    received(1, 0, "b");
    assertEquals("", flushed());
    received(0, 0, "a");
    assertEquals("got a, got b, got c, ACK 0/3", flushed());
    assertEquals(3, transport.outOfOrder());
    received(1, 0, "b");
    assertEquals("ACK 0/3", flushed());
  }

  @Test
  void messagesBeyondTheReceiveWindowAreDropped() {
    var narrow =
        new ReliableTransport<String, String>(
            new Delivery(Duration.ofSeconds(1), Duration.ofSeconds(8), 10, 2), new Backlog());
    narrow.received(1, 0, "b", now, out);
    narrow.received(2, 0, "c", now, out);
    narrow.received(0, 0, "a", now, out);
    assertEquals("got a, got b", out.drain());
    assertEquals(2, narrow.nr());
    assertEquals(1, narrow.beyondWindow());
  }

  /** A peer that does not wait for acknowledgements gets no more than its window in a round. */
  @Test
  void messagesInOrderBeyondTheReceiveWindowAreDroppedUntilItMoves() {
    var narrow =
        new ReliableTransport<String, String>(
            new Delivery(Duration.ofSeconds(1), Duration.ofSeconds(8), 10, 2), new Backlog());
    IntStream.range(0, 5).forEach(ns -> narrow.received(ns, 0, "m" + ns, now, out));
    assertEquals("got m0, got m1", out.drain());
    assertEquals(3, narrow.beyondWindow());
    narrow.flush(out);
    narrow.received(2, 0, "m2", now, out);
    narrow.flush(out);
    assertEquals("ACK 0/2, got m2, ACK 0/3", out.drain());
    assertEquals(3, narrow.beyondWindow());
  }

  @Test
  void aLongQueueIsStuckWhileThePeerAcknowledgesNothing() {
    IntStream.range(0, ReliableTransport.LONG_QUEUE).forEach(i -> send("m"));
    assertFalse(transport.isStuck());
    secondsPass(1);
    assertTrue(transport.isStuck());
    receivedAck(1);
    assertFalse(transport.isStuck());
  }

  @Test
  void aLongQueueIsStuckWhileAllTransportsHaveTooManyMessages() {
    Backlog backlog = new Backlog();
    var one = new ReliableTransport<String, String>(parameters(), backlog);
    var other = new ReliableTransport<String, String>(parameters(), backlog);
    IntStream.range(0, ReliableTransport.LONG_QUEUE).forEach(i -> one.send("m", now, out));
    IntStream.range(0, Backlog.MOST).forEach(i -> other.send("m", now, out));
    assertTrue(one.isStuck());
    one.received(1, 0, "early", now, out);
    other.close();
    assertFalse(one.isStuck());
    one.received(2, 0, "early", now, out);
    assertEquals(ReliableTransport.LONG_QUEUE + 1, backlog.messages());
    one.close();
    assertEquals(0, backlog.messages());
  }

  @Test
  void aMessageThatAcknowledgesAnUnsentMessageIsInvalid() {
    transport.peerWindow(8);
    exchange(2);
    send("m");
    out.drain();
    received(0, 4, "x");
    receivedAck(4);
    receivedAck(2 + 32768);
    assertEquals("", flushed());
    assertFalse(transport.idle());
    assertEquals(3, transport.invalid());
    received(0, 3, "x");
    assertEquals("got x, ACK 3/1", flushed());
    assertTrue(transport.idle());
  }

  @Test
  void anOldNrAcknowledgesNothingButTheMessageCounts() {
    exchange(5);
    send("m");
    out.drain();
    received(0, 1, "late");
    assertEquals("got late, ACK 6/1", flushed());
    assertFalse(transport.idle());
    assertEquals(0, transport.invalid());
  }

  @Test
  void theNumbersWrapAt65535() {
    exchange(65534);
    for (int ns = 0; ns < 65534; ns++) {
      received(ns, transport.ns(), "m");
      flushed();
    }
    transport.peerWindow(8);
    IntStream.range(0, 4).forEach(i -> send("m" + i));
    assertEquals("m0 65534/65534, m1 65535/65534, m2 0/65534, m3 1/65534", flushed());
    received(0, 65535, "c");
    received(65535, 0, "b");
    received(65534, 1, "a");
    assertEquals("got a, got b, got c, ACK 2/1", flushed());
    received(65535, 2, "b");
    assertEquals("ACK 2/1", flushed());
    assertTrue(transport.idle());
    assertEquals(0, transport.invalid());
  }

  @Test
  void manyMessagesCanWait() {
    int count = 100_000;
    transport.peerWindow(8);
    IntStream.range(0, count).forEach(i -> send("m" + i));
    List<String> order = new ArrayList<>();
    while (!transport.idle()) {
      out.did.forEach(line -> order.add(line.substring(0, line.indexOf(' '))));
      out.did.clear();
      receivedAck(transport.ns());
    }
    assertEquals(IntStream.range(0, count).mapToObj(i -> "m" + i).toList(), order);
  }

  @Test
  void anAnswerGivenWhileMessagesAreDeliveredKeepsTheOrder() {
    var answering =
        new ReliableTransport.Output<String, String>() {
          @Override
          public boolean transmit(int ns, int nr, String message) {
            return out.transmit(ns, nr, message);
          }

          @Override
          public void acknowledge(int ns, int nr) {
            out.acknowledge(ns, nr);
          }

          @Override
          public void deliver(String message) {
            out.deliver(message);
            transport.send("re:" + message, now, this);
          }

          @Override
          public void failed() {
            out.failed();
          }
        };
    transport.peerWindow(8);
    exchange(3);
    transport.received(1, 3, "b", now, answering);
    transport.received(0, 3, "a", now, answering);
    transport.flush(answering);
    assertEquals("got a, re:a 3/1, got b, re:b 4/2", out.drain());
  }
}
