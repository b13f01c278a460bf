package net.sluice.l2tp.protocol;

/** The number of messages that wait in all transports of a host, to be sent or to be delivered. */
final class Backlog {
  /** Most messages at which a transport may add to a long queue; they need about 30 MB. */
  static final int MOST = 128 * 1024;

  private int messages;

  void add(int count) {
    messages += count;
  }

  void remove(int count) {
    messages -= count;
  }

  int messages() {
    return messages;
  }

  boolean isFull() {
    return messages >= MOST;
  }
}
