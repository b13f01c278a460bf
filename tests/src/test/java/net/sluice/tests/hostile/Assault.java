package net.sluice.tests.hostile;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** An attack that goes on: its threads and connections. Closing it ends all of them. */
final class Assault implements AutoCloseable {
  private static final int CONNECT_MILLIS = 2000;

  /** The pause after an attempt that failed, such as a connection that is refused. */
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final Set<AutoCloseable> connections = ConcurrentHashMap.newKeySet();
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicLong attempts = new AtomicLong();
  private volatile boolean over;

  /** Begins the attack. Its threads must be created inside the namespace of the target. */
  Assault(Attack attack, Target target) {
    for (int i = 0; i < attack.attackers(); i++) {
      threads.add(
          Thread.ofPlatform().daemon().name("attacker").start(() -> repeat(attack, target)));
    }
  }

  private void repeat(Attack attack, Target target) {
    while (!over) {
      attempts.incrementAndGet();
      try {
        attack.method().run(target, this);
      } catch (IOException | RuntimeException e) {
        LockSupport.parkNanos(PAUSE_NANOS); // the target defends itself
      }
    }
  }

  /** Returns true until the attack ends. */
  boolean goesOn() {
    return !over;
  }

  /** Returns the number of attempts so far. */
  long attempts() {
    return attempts.get();
  }

  /** Adds a connection, which ends with the attack at the latest. */
  <T extends AutoCloseable> T add(T connection) throws IOException {
    connections.add(connection);
    if (over) {
      end(connection);
      throw new IOException("the attack is over");
    }
    return connection;
  }

  /** Closes a connection before the attack ends. */
  void end(AutoCloseable connection) {
    connections.remove(connection);
    try {
      connection.close();
    } catch (Exception e) {
      // It is closed already: the target has ended it.
    }
  }

  /** Connects to a port of the target. */
  Socket connect(int port) throws IOException {
    Socket socket = new Socket();
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
    return add(socket);
  }

  /**
   * Waits for the peer to close or to send something, or for a short time. Returns false if closed.
   */
  static boolean open(Socket socket, Duration patience) throws IOException {
    socket.setSoTimeout(Math.max(1, (int) patience.toMillis()));
    try {
      return socket.getInputStream().read() >= 0;
    } catch (java.net.SocketTimeoutException e) {
      return true;
    }
  }

  @Override
  public void close() {
    over = true;
    for (AutoCloseable connection : Set.copyOf(connections)) {
      end(connection);
    }
    for (Thread thread : threads) {
      thread.interrupt();
    }
  }
}
