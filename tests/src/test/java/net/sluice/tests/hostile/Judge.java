package net.sluice.tests.hostile;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import net.sluice.northbound.netconf.RawClient;

/**
 * A well-behaved user: it holds a session, logs in with another one, and asks whether the service
 * is healthy. It records the longest time of each.
 */
final class Judge implements AutoCloseable {
  /** The limit for the answer of a request of the held session. */
  static final Duration RPC_LIMIT = Duration.ofSeconds(1);

  /** The limit for connecting, logging in, and exchanging hellos. */
  static final Duration LOGIN_LIMIT = Duration.ofSeconds(3);

  /** The limit for the answer of {@code /healthz}. */
  static final Duration HEALTH_LIMIT = Duration.ofSeconds(1);

  private static final int TIMEOUT = (int) TimeUnit.SECONDS.toMillis(20);

  /** A small request, which a controller repeats often. */
  private static final String REQUEST =
      """
      <get-config><source><running/></source><filter type="subtree">\
      <l2tp xmlns="urn:sluice:yang:sluice-l2tp"><system/></l2tp></filter></get-config>""";

  private final Target target;
  private RawClient session;

  Judge(Target target) throws IOException {
    this.target = target;
    session = target.session();
  }

  /**
   * The longest times so far.
   *
   * @param failure the first request that failed, or ""
   */
  record Times(Duration rpc, Duration login, Duration health, String failure) {
    static final Times NONE = new Times(Duration.ZERO, Duration.ZERO, Duration.ZERO, "");

    Times max(Times other) {
      return new Times(
          max(rpc, other.rpc),
          max(login, other.login),
          max(health, other.health),
          failure.isEmpty() ? other.failure : failure);
    }

    private static Duration max(Duration a, Duration b) {
      return a.compareTo(b) >= 0 ? a : b;
    }

    /** Returns true if nothing failed, and nothing took longer than its limit times a factor. */
    boolean within(int factor) {
      return failure.isEmpty()
          && rpc.compareTo(RPC_LIMIT.multipliedBy(factor)) <= 0
          && login.compareTo(LOGIN_LIMIT.multipliedBy(factor)) <= 0
          && health.compareTo(HEALTH_LIMIT.multipliedBy(factor)) <= 0;
    }

    @Override
    public String toString() {
      return "rpc %5d ms, login %5d ms, health %5d ms%s"
          .formatted(
              rpc.toMillis(),
              login.toMillis(),
              health.toMillis(),
              failure.isEmpty() ? "" : ", FAILED: " + failure);
    }
  }

  /**
   * Uses the service once. If something fails, the next call begins with a new session. Call it
   * within {@link Target#call}.
   */
  Times use() {
    var task = new FutureTask<>(this::useOnce);
    Thread.ofPlatform().daemon().name("judge").start(task);
    Times times;
    try {
      times = task.get(TIMEOUT, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      times = failed("no answer for " + TIMEOUT + " ms");
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
    if (!times.failure.isEmpty()) {
      renew();
    }
    return times;
  }

  private void renew() {
    RawClient old = session;
    Thread.ofPlatform().daemon().name("closing").start(() -> close(old));
    try {
      session = login();
    } catch (IOException e) {
      // The next use fails, and says so.
    }
  }

  private static void close(RawClient client) {
    try {
      client.close();
    } catch (IOException e) {
      // It is of no use any more.
    }
  }

  private Times useOnce() {
    String step = "rpc";
    try {
      long start = System.nanoTime();
      String reply = session.rpc(REQUEST);
      long answered = System.nanoTime();
      if (!reply.contains("<data")) {
        return failed(step + ": " + reply);
      }
      step = "login";
      try (RawClient other = login()) {
        long entered = System.nanoTime();
        step = "health";
        health();
        return new Times(
            Duration.ofNanos(answered - start),
            Duration.ofNanos(entered - answered),
            Duration.ofNanos(System.nanoTime() - entered),
            other.sessionId() > 0 ? "" : "no session id");
      }
    } catch (IOException e) {
      return failed(step + ": " + e.getMessage());
    }
  }

  /** Logs in. Tries again, as a user does, if the target has closed the connection for another. */
  private RawClient login() throws IOException {
    long end = System.nanoTime() + LOGIN_LIMIT.toNanos();
    while (true) {
      try {
        return target.session();
      } catch (IOException e) {
        if (System.nanoTime() > end) {
          throw e;
        }
      }
    }
  }

  private static Times failed(String reason) {
    return new Times(Duration.ZERO, Duration.ZERO, Duration.ZERO, reason);
  }

  private static void health() throws IOException {
    URI uri = URI.create("http://127.0.0.1:" + Target.STATUS_PORT + "/healthz");
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
    connection.setConnectTimeout(TIMEOUT);
    connection.setReadTimeout(TIMEOUT);
    // The JDK would reuse a kept connection: a new client is the harder case.
    connection.setRequestProperty("Connection", "close");
    if (connection.getResponseCode() != 200) {
      throw new IOException("status " + connection.getResponseCode());
    }
  }

  @Override
  public void close() throws IOException {
    session.close();
  }
}
