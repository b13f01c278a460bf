package net.sluice.netlink.system;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The array that epoll_wait fills. A loop keeps it and uses it again. */
public final class EpollEvents {
  /** struct epoll_event is packed on x86-64 only. */
  private static final int SIZE = "amd64".equals(System.getProperty("os.arch")) ? 12 : 16;

  private static final int DATA_OFFSET = SIZE - Long.BYTES;

  private final ByteBuffer buffer;
  private final int capacity;

  /**
   * @param capacity maximum number of events that one wait returns, at least 1
   */
  public EpollEvents(int capacity) {
    this.capacity = capacity;
    this.buffer = ByteBuffer.allocateDirect(capacity * SIZE).order(ByteOrder.nativeOrder());
  }

  /** Returns the mask of an event: {@link Linux#EPOLLIN} and the like. */
  public int events(int index) {
    return buffer.getInt(index * SIZE);
  }

  /** Returns the value that {@link Syscalls#epollControl} received with the descriptor. */
  public long data(int index) {
    return buffer.getLong(index * SIZE + DATA_OFFSET);
  }

  /** Returns the maximum number of events. */
  public int capacity() {
    return capacity;
  }

  /** Writes an event, as the kernel does. */
  public void set(int index, int events, long data) {
    buffer.putInt(index * SIZE, events);
    buffer.putLong(index * SIZE + DATA_OFFSET, data);
  }

  ByteBuffer buffer() {
    return buffer;
  }
}
