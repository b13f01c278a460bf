package net.sluice.northbound.status;

import java.util.LinkedHashSet;
import java.util.SequencedSet;

/**
 * The open connections, up to a maximum. A new one is always admitted: the one that has waited
 * longest for a request goes, or else the one whose answer has taken longest. So silent clients do
 * not keep others out. Thread: event loop.
 */
final class OpenConnections {
  /** A connection. */
  interface Member {
    /** Closes the connection. */
    void cut();
  }

  private final int max;
  private final SequencedSet<Member> waiting = new LinkedHashSet<>();
  private final SequencedSet<Member> answering = new LinkedHashSet<>();

  /**
   * @param max maximum number of connections, at least 1
   */
  OpenConnections(int max) {
    this.max = max;
  }

  /** Notes that a connection waits for a request. It may be new. */
  void awaitsRequest(Member member) {
    remove(member);
    if (waiting.size() + answering.size() >= max) {
      Member oldest = waiting.isEmpty() ? answering.getFirst() : waiting.getFirst();
      remove(oldest);
      oldest.cut();
    }
    waiting.addLast(member);
  }

  /** Notes that the request of a connection is being answered. */
  void isAnswered(Member member) {
    if (waiting.remove(member)) {
      answering.addLast(member);
    }
  }

  /** Removes a connection that is closed. */
  void remove(Member member) {
    waiting.remove(member);
    answering.remove(member);
  }
}
