package net.sluice.northbound.load;

/**
 * The computing for one client. It runs between {@link #begin} and {@link #end}, and calls {@link
 * #step} often in between. Thread: that of the client.
 */
public interface Computing {
  /** Computing without limits, for messages of the server itself. */
  Computing FREE =
      new Computing() {
        @Override
        public void begin() {}

        @Override
        public void end() {}

        @Override
        public void step() {}

        @Override
        public void charge(long octets) {}
      };

  /** Waits for a place to compute. */
  void begin();

  /** Gives the place back. It must be called before the thread waits for anything. */
  void end();

  /**
   * Lets others compute if the time slice is over. Long loops call it once per element.
   *
   * @throws CancelledException the client is gone, or its session ends
   */
  void step();

  /**
   * Adds memory that the computing holds until it is complete.
   *
   * @param octets estimated size on the heap
   * @throws CancelledException the session ends, because it needs too much
   */
  void charge(long octets);
}
