package net.sluice.l2tp.protocol;

import java.util.HashMap;
import java.util.Map;
import net.sluice.l2tp.ControlParameters;

/**
 * The reliable delivery of one control connection (RFC 3931 section 4.2): sequence numbers,
 * windows, retransmission and acknowledgement, with the slow start and congestion avoidance of
 * Appendix A. It does not depend on the content of messages. Times are nanoseconds of a monotonic
 * clock.
 *
 * @param <S> a message sent, kept until the peer acknowledges it
 * @param <R> a message received
 */
final class ReliableTransport<S, R> {
  /** Receive Window Size of a peer that does not send its own (RFC 3931 section 5.4.3). */
  static final int DEFAULT_WINDOW = 4;

  /**
   * Number of waiting messages from which on a peer must acknowledge some before it gets more
   * answers.
   */
  static final int LONG_QUEUE = 1000;

  private static final int MASK = 0xffff;

  /** Sequence numbers up to this far ahead are new; the others are old. */
  private static final int HALF = 0x7fff;

  /** The user of the transport. */
  interface Output<S, R> {
    /**
     * Sends a message, or sends it again, with these numbers in its header; returns false if it may
     * not be sent now. It then counts as lost.
     */
    boolean transmit(int ns, int nr, S message);

    /** Sends an explicit acknowledgement (ACK or ZLB). */
    void acknowledge(int ns, int nr);

    /** Handles a message, in order and once; it may call {@link #send} immediately. */
    void deliver(R message);

    /** Clears the connection and all its sessions, because the peer does not answer. */
    void failed();
  }

  private final ControlParameters.Delivery parameters;
  private final Backlog backlog;

  // --- Sending: the queue begins with the messages that are sent and not acknowledged.
  private final Queue<S> queue = new Queue<>();

  /** Ns of the first message in the queue. */
  private int first;

  /** Number of messages in the queue that were sent at least once. */
  private int sent;

  /**
   * Number of these that count for the window. After a timeout it restarts from 0, and all of them
   * are sent again.
   */
  private int underWay;

  private int peerWindow = DEFAULT_WINDOW;
  private int threshold = DEFAULT_WINDOW;
  private int congestionWindow = 1;

  /** Acknowledgements since the window last grew, in congestion avoidance. */
  private int acknowledgements;

  private int retries;
  private long interval;
  private long deadline = Alarms.NEVER;

  // --- Receiving
  private int expected;

  /** The Nr that was sent last. The receive window begins there. */
  private int announced;

  /** Messages received before their turn, by Ns. */
  private Map<Integer, R> early = Map.of();

  private boolean owesAcknowledgement;

  private long retransmits;
  private long duplicates;
  private long outOfOrder;
  private long invalid;
  private long beyondWindow;

  /**
   * Creates a transport that has sent and received nothing.
   *
   * @param parameters for the retransmission and the receive window
   * @param backlog counts the messages that wait
   */
  ReliableTransport(ControlParameters.Delivery parameters, Backlog backlog) {
    this.parameters = parameters;
    this.backlog = backlog;
  }

  /** Discards all messages. The transport must not be used afterwards. */
  void close() {
    backlog.remove(queue.size() + early.size());
    queue.remove(queue.size());
    early = Map.of();
    deadline = Alarms.NEVER;
  }

  /** Sends a message as soon as the windows allow it. */
  void send(S message, long now, Output<S, R> out) {
    queue.add(message);
    backlog.add(1);
    transmit(now, out);
  }

  /** Sends the first unacknowledged message again, apart from the retransmission by time. */
  void repeat(Output<S, R> out) {
    if (sent > 0) {
      transmit(0, true, out);
    }
  }

  /**
   * Handles a message that is not an ACK.
   *
   * @param ns Ns of its header
   * @param nr Nr of its header
   */
  void received(int ns, int nr, R message, long now, Output<S, R> out) {
    if (!acknowledged(nr, now)) {
      return;
    }
    int ahead = ns - expected & MASK;
    if (ahead > HALF) {
      duplicates++;
      owesAcknowledgement = true;
    } else if ((ns - announced & MASK) >= parameters.receiveWindow()) {
      beyondWindow++;
    } else if (ahead == 0) {
      deliver(message, out);
    } else {
      keep(ns, message);
    }
    transmit(now, out);
  }

  /** Handles an ACK, which has no sequence number of its own. */
  void receivedAck(int nr, long now, Output<S, R> out) {
    if (acknowledged(nr, now)) {
      transmit(now, out);
    }
  }

  /** Returns true if a message was received that no message sent since then acknowledges. */
  boolean owesAcknowledgement() {
    return owesAcknowledgement;
  }

  /**
   * Acknowledges the received messages, if no message sent since then does. The caller must call it
   * at the end of each round of input: acknowledgements must not be delayed.
   */
  void flush(Output<S, R> out) {
    if (owesAcknowledgement) {
      announce();
      out.acknowledge(ns(), expected);
    }
  }

  /** Sets the Receive Window Size of the peer, 1 to 65535 messages. */
  void peerWindow(int messages) {
    // Numbers more than half of the number space ahead count as old.
    peerWindow = Math.clamp(messages, 1, HALF);
    threshold = peerWindow;
    congestionWindow = Math.min(congestionWindow, peerWindow);
  }

  /** Retransmits the messages that are due, or reports failure after the last retransmission. */
  void timer(long now, Output<S, R> out) {
    if (now < deadline) {
      return;
    }
    if (retries == parameters.retransmitLimit()) {
      deadline = Alarms.NEVER;
      out.failed();
      return;
    }
    retries++;
    long cap = parameters.retransmitCap().toNanos();
    interval = Math.max(interval, Math.min(2 * interval, cap));
    threshold = Math.max(congestionWindow / 2, 1);
    congestionWindow = 1;
    acknowledgements = 0;
    underWay = 0;
    transmit(now, out);
  }

  /** Returns the time of the next call of {@link #timer}; {@link Alarms#NEVER} for none. */
  long deadline() {
    return deadline;
  }

  /** Returns true if the peer has acknowledged all messages. */
  boolean idle() {
    return queue.size() == 0;
  }

  /**
   * Returns true if a message would be sent immediately: the queue is sent, the window has room.
   */
  boolean ready() {
    return queue.size() < congestionWindow;
  }

  /** Returns Ns of the next new message. */
  int ns() {
    return first + sent & MASK;
  }

  /** Returns Ns of the message expected next. */
  int nr() {
    return expected;
  }

  /** Returns the number of messages that may be unacknowledged. */
  int congestionWindow() {
    return congestionWindow;
  }

  /** Returns the number of messages sent again. */
  long retransmits() {
    return retransmits;
  }

  /** Returns the number of messages received again. */
  long duplicates() {
    return duplicates;
  }

  /** Returns the number of messages received before their turn. */
  long outOfOrder() {
    return outOfOrder;
  }

  /** Returns the number of messages dropped because their Nr acknowledges an unsent message. */
  long invalid() {
    return invalid;
  }

  /**
   * Returns the number of messages dropped because they were beyond the window of this end, where a
   * peer must not send (RFC 3931 section 4.2).
   */
  long beyondWindow() {
    return beyondWindow;
  }

  /**
   * Returns true if messages that need an answer must be ignored: many messages wait already, and
   * the peer acknowledges none, or all transports together have too many.
   */
  boolean isStuck() {
    return queue.size() >= LONG_QUEUE && (retries > 0 || backlog.isFull());
  }

  private void transmit(long now, Output<S, R> out) {
    int limit = Math.min(congestionWindow, queue.size());
    if (underWay == 0 && limit > 0) {
      startTimer(now);
    }
    while (underWay < limit) {
      boolean again = underWay < sent;
      sent = Math.max(sent, underWay + 1);
      transmit(underWay, again, out);
      underWay++;
    }
  }

  private void transmit(int position, boolean again, Output<S, R> out) {
    announce();
    boolean transmitted = out.transmit(first + position & MASK, expected, queue.get(position));
    retransmits += again && transmitted ? 1 : 0;
  }

  /** Handles that a message with the present Nr is sent. */
  private void announce() {
    owesAcknowledgement = false;
    announced = expected;
  }

  private void startTimer(long now) {
    if (retries == 0) {
      interval = parameters.retransmitTimeout().toNanos();
    }
    deadline = idle() ? Alarms.NEVER : now + interval;
  }

  /** Handles an Nr; returns false if it acknowledges an unsent message. */
  private boolean acknowledged(int nr, long now) {
    int count = nr - first & MASK;
    if (count > sent && count <= HALF + 1) {
      invalid++;
      return false;
    }
    if (count > 0 && count <= sent) {
      queue.remove(count);
      backlog.remove(count);
      first = nr;
      sent -= count;
      underWay = Math.max(underWay - count, 0);
      retries = 0;
      startTimer(now);
      growWindow();
    }
    return true;
  }

  private void growWindow() {
    if (congestionWindow < threshold) {
      congestionWindow++;
    } else if (++acknowledgements >= congestionWindow) {
      acknowledgements = 0;
      congestionWindow = Math.min(congestionWindow + 1, peerWindow);
    }
  }

  private void deliver(R message, Output<S, R> out) {
    R next = message;
    while (next != null) {
      expected = expected + 1 & MASK;
      owesAcknowledgement = true;
      out.deliver(next);
      next = early.isEmpty() ? null : early.remove(expected);
      backlog.remove(next == null ? 0 : 1);
    }
    if (early.isEmpty()) {
      early = Map.of();
    }
  }

  private void keep(int ns, R message) {
    outOfOrder++;
    if (backlog.isFull()) {
      return;
    }
    if (early.isEmpty()) {
      early = new HashMap<>();
    }
    if (early.putIfAbsent(ns, message) == null) {
      backlog.add(1);
    }
  }

  /** A queue with access by position that needs little memory while it is empty. */
  private static final class Queue<T> {
    private static final Object[] NONE = {};

    private Object[] ring = NONE;
    private int head;
    private int size;

    int size() {
      return size;
    }

    void add(T element) {
      if (size == ring.length) {
        Object[] larger = new Object[Math.max(4, 2 * size)];
        for (int i = 0; i < size; i++) {
          larger[i] = get(i);
        }
        ring = larger;
        head = 0;
      }
      ring[head + size & ring.length - 1] = element;
      size++;
    }

    @SuppressWarnings("unchecked") // only add() puts something in
    T get(int position) {
      return (T) ring[head + position & ring.length - 1];
    }

    void remove(int count) {
      for (int i = 0; i < count; i++) {
        ring[head] = null;
        head = head + 1 & ring.length - 1;
      }
      size -= count;
      if (size == 0) {
        ring = NONE;
        head = 0;
      }
    }
  }
}
