package net.sluice.tests.site;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import net.sluice.netlink.system.Errno;
import net.sluice.netlink.system.ErrnoException;
import net.sluice.netlink.system.LinuxSyscalls;
import net.sluice.netlink.system.Syscalls;

/** Reads from a non-blocking descriptor in its own thread, until it is closed. */
final class FrameReader implements AutoCloseable {
  private static final long PAUSE = TimeUnit.MICROSECONDS.toNanos(200);
  private static final int MAX_LENGTH = 2048;

  private final Syscalls syscalls = LinuxSyscalls.instance();
  private final int fd;
  private final Consumer<ByteBuffer> sink;
  private final Thread thread;
  private volatile boolean closed;

  FrameReader(int fd, Consumer<ByteBuffer> sink) {
    this.fd = fd;
    this.sink = sink;
    thread = Thread.ofPlatform().daemon().name("frames of " + fd).start(this::run);
  }

  private void run() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(MAX_LENGTH);
    while (!closed) {
      int result = syscalls.read(fd, buffer.clear());
      if (result >= 0) {
        sink.accept(buffer.limit(result));
      } else {
        LockSupport.parkNanos(
            PAUSE); // EAGAIN; or the interface is down, or the peer does not listen yet
      }
    }
  }

  /** Writes the content of a buffer. If it can not be sent now it is lost, as on a wire. */
  void write(ByteBuffer buffer) {
    int result = syscalls.write(fd, buffer.flip());
    if (result < 0 && result != -Errno.ECONNREFUSED) {
      throw new ErrnoException("send a frame", -result);
    }
  }

  /** Ends the thread. The descriptor stays open. */
  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
