package net.sluice.northbound.netconf.transport;

import static java.util.Objects.requireNonNullElse;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.opendaylight.netconf.shaded.sshd.common.RuntimeSshException;
import org.opendaylight.netconf.shaded.sshd.common.SshException;
import org.opendaylight.netconf.shaded.sshd.common.kex.KexProposalOption;
import org.opendaylight.netconf.shaded.sshd.common.session.Session;
import org.opendaylight.netconf.shaded.sshd.common.session.SessionListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * All connections: their limits and clocks. A connection has passed three stages when it has logged
 * in. Each stage has room of its own, so a client that continues does not compete with those that
 * are silent. Thread: any.
 */
final class SshConnections implements SessionListener {
  private static final Logger LOG = LoggerFactory.getLogger(SshConnections.class);

  /** Silence after which a client is asked for a sign of life. */
  static final Duration ASK = Duration.ofMinutes(1);

  /** Silence after which a client is gone: three questions are without an answer. */
  static final Duration GONE = Duration.ofMinutes(4);

  /** Time between two messages about dropped connections. */
  private static final Duration REPORT = Duration.ofMinutes(1);

  /** Maximum length of a reason in the log: some repeat the words of the client. */
  private static final int MAX_REASON = 200;

  private final SshLimits limits;
  private final LongSupplier nanoTime;

  /** Connections without a word from the client, in the key exchange, and in the login. */
  private final List<LoginStage<SshConnection>> stages = new ArrayList<>();

  private final Map<SshConnection, Long> accepted = new HashMap<>();

  /** The connections that have logged in, and the time of the latest question. */
  private final Map<SshConnection, Long> loggedIn = new HashMap<>();

  private long dropped;
  private long reported;
  private boolean hasReported;

  SshConnections(SshLimits limits, LongSupplier nanoTime) {
    this.limits = limits;
    this.nanoTime = nanoTime;
    for (int i = 0; i < 3; i++) {
      stages.add(new LoginStage<>(limits.perSource(), limits.waiting()));
    }
  }

  /** Adds a connection. */
  void accepted(SshConnection connection) {
    Optional<SshConnection> tooMany;
    synchronized (this) {
      accepted.put(connection, nanoTime.getAsLong());
      tooMany = enter(0, connection);
    }
    tooMany.ifPresent(SshConnection::drop);
  }

  private Optional<SshConnection> enter(int stage, SshConnection connection) {
    var tooMany = stages.get(stage).add(connection, connection.source());
    tooMany.ifPresent(
        other -> {
          accepted.remove(other);
          dropped++;
        });
    return tooMany;
  }

  /** Moves a connection to the stage, if it is at the one before. */
  private void advance(Session session, int stage) {
    var connection = SshConnection.of(session);
    Optional<SshConnection> tooMany = Optional.empty();
    synchronized (this) {
      if (stages.get(stage - 1).remove(connection)) {
        tooMany = enter(stage, connection);
      }
    }
    tooMany.ifPresent(SshConnection::drop);
  }

  /** Removes a connection. */
  synchronized void closed(SshConnection connection) {
    stages.forEach(stage -> stage.remove(connection));
    accepted.remove(connection);
    loggedIn.remove(connection);
  }

  @Override
  public void sessionPeerIdentificationReceived(
      Session session, String version, List<String> extraLines) {
    advance(session, 1);
  }

  @Override
  public void sessionNegotiationStart(
      Session session,
      Map<KexProposalOption, String> client,
      Map<KexProposalOption, String> server) {
    boolean again;
    synchronized (this) {
      again = stages.get(2).contains(SshConnection.of(session));
    }
    if (again) {
      throw new RuntimeSshException("second key exchange before the login");
    }
  }

  @Override
  public void sessionEvent(Session session, Event event) {
    switch (event) {
      case KeyEstablished -> {
        SshConnection.of(session).keyed();
        advance(session, 2);
      }
      case Authenticated -> login(session);
      default -> {} // the end of a key exchange
    }
  }

  private void login(Session session) {
    var connection = SshConnection.of(session);
    connection.loggedIn(session);
    boolean room;
    synchronized (this) {
      stages.forEach(stage -> stage.remove(connection));
      room = accepted.remove(connection) != null && loggedIn.size() < limits.connections();
      if (room) {
        loggedIn.put(connection, nanoTime.getAsLong());
      }
    }
    if (!room) {
      LOG.warn(
          "netconf connection refused user={} from={} reason=\"{} connections are open\"",
          session.getUsername(),
          connection.client(),
          limits.connections());
      connection.drop();
    }
  }

  /**
   * Closes the connections that have logged in. A client that acknowledges the end of its channels
   * has read everything before. TCP discards octets that a client has not read when it is closed
   * too early.
   *
   * @param patience time for all of them together; one that does not answer gets 5 s of it
   */
  void close(Duration patience) {
    List<SshConnection> open;
    synchronized (this) {
      open = List.copyOf(loggedIn.keySet());
    }
    long deadline = System.nanoTime() + patience.toNanos();
    var closing = open.stream().map(SshConnection::finish).toList();
    closing.forEach(one -> one.awaitUninterruptibly(left(deadline)));
  }

  private static long left(long deadline) {
    return Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime()));
  }

  @Override
  public void sessionException(Session session, Throwable cause) {
    String reason = requireNonNullElse(cause.getMessage(), cause.getClass().getSimpleName());
    boolean left = cause instanceof IOException && !(cause instanceof SshException);
    LOG.atLevel(left ? Level.DEBUG : Level.INFO)
        .log(
            "netconf connection failed from={} reason=\"{}\"",
            SshConnection.of(session).client(),
            reason.substring(0, Math.min(reason.length(), MAX_REASON)));
    LOG.debug("netconf connection failed", cause);
  }

  /** Returns true if a client has logged in on a session. */
  boolean isLoggedIn(Session session) {
    synchronized (this) {
      return loggedIn.containsKey(SshConnection.of(session));
    }
  }

  /** Closes the connections whose time is over, and asks silent clients for a sign of life. */
  void check() {
    List<SshConnection> late = new ArrayList<>();
    List<SshConnection> silent = new ArrayList<>();
    List<SshConnection> idle = new ArrayList<>();
    List<SshConnection> ask = new ArrayList<>();
    synchronized (this) {
      long now = nanoTime.getAsLong();
      accepted.forEach(
          (connection, since) -> {
            if (now - since > limits.login().toNanos()) {
              late.add(connection);
            }
          });
      for (var entry : loggedIn.entrySet()) {
        var connection = entry.getKey();
        if (connection.silence() > GONE.toNanos()) {
          silent.add(connection);
        } else if (connection.idleTime() > limits.session().toNanos()) {
          idle.add(connection);
        } else if (connection.silence() > ASK.toNanos() && now - entry.getValue() > ASK.toNanos()) {
          entry.setValue(now);
          ask.add(connection);
        }
      }
    }
    late.forEach(connection -> close(connection, "no login within", limits.login()));
    silent.forEach(connection -> close(connection, "no sign of life for", GONE));
    idle.forEach(connection -> close(connection, "no session for", limits.session()));
    ask.forEach(SshConnection::askForLife);
    report();
  }

  private static void close(SshConnection connection, String reason, Duration time) {
    LOG.info(
        "netconf connection closed from={} reason=\"{} {} s\"",
        connection.client(),
        reason,
        time.toSeconds());
    connection.drop();
  }

  private synchronized void report() {
    long now = nanoTime.getAsLong();
    if (dropped > 0 && (!hasReported || now - reported > REPORT.toNanos())) {
      LOG.warn(
          "netconf connections dropped count={} reason=\"too many that do not log in\"", dropped);
      dropped = 0;
      reported = now;
      hasReported = true;
    }
  }
}
