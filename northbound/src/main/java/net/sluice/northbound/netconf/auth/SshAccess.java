package net.sluice.northbound.netconf.auth;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.opendaylight.netconf.shaded.sshd.common.keyprovider.KeyPairProvider;
import org.opendaylight.netconf.shaded.sshd.common.session.Session;
import org.opendaylight.netconf.shaded.sshd.common.session.SessionListener;
import org.opendaylight.netconf.shaded.sshd.core.CoreModuleProperties;
import org.opendaylight.netconf.shaded.sshd.server.ServerFactoryManager;
import org.opendaylight.netconf.shaded.sshd.server.auth.AsyncAuthException;
import org.opendaylight.netconf.shaded.sshd.server.auth.password.UserAuthPasswordFactory;
import org.opendaylight.netconf.shaded.sshd.server.auth.pubkey.UserAuthPublicKeyFactory;
import org.opendaylight.netconf.shaded.sshd.server.session.ServerSession;
import org.opendaylight.netconf.transport.ssh.ServerFactoryManagerConfigurator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The logins of SSH sessions. The user of a NETCONF session is the user that SSH has authenticated,
 * found by the address of the client. The session header of OpenDaylight, which the client writes,
 * is not read. Thread: any.
 */
public final class SshAccess implements ServerFactoryManagerConfigurator, SessionListener {
  private static final Logger LOG = LoggerFactory.getLogger(SshAccess.class);
  private static final int MAX_AUTH_REQUESTS = 6; // as OpenSSH
  private static final Duration AUTH_TIMEOUT = Duration.ofMinutes(1);

  private final KeyPair hostKey;
  private final Users users;
  private final int maxConnections;
  private final FailureLimit failures = new FailureLimit(InstantSource.system());

  /** The sessions that have logged in, by the address of the client: the transport has no other. */
  private final Map<SocketAddress, Session> authenticated = new ConcurrentHashMap<>();

  /** Number of SSH sessions. Each is created once and closed once, also those that are refused. */
  private final AtomicInteger connections = new AtomicInteger();

  /** Hashing is slow on purpose, so it gets one core at most. */
  private final Semaphore hashing = new Semaphore(1);

  /**
   * @param maxConnections maximum number of connections, with those that have not logged in
   */
  public SshAccess(KeyPair hostKey, Users users, int maxConnections) {
    this.hostKey = hostKey;
    this.users = users;
    this.maxConnections = maxConnections;
  }

  /** Returns the user of the connection from an address; empty if none has logged in. */
  public Optional<String> user(SocketAddress remote) {
    return Optional.ofNullable(authenticated.get(remote)).map(Session::getUsername);
  }

  @Override
  public void configureServerFactoryManager(ServerFactoryManager manager) {
    manager.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
    manager.setUserAuthFactories(
        List.of(new UserAuthPublicKeyFactory(), new UserAuthPasswordFactory()));
    manager.setPublickeyAuthenticator(this::checkKey);
    manager.setPasswordAuthenticator(
        (name, password, session) -> checkPassword(name, password, session));
    manager.addSessionListener(this);
    CoreModuleProperties.MAX_AUTH_REQUESTS.set(manager, MAX_AUTH_REQUESTS);
    CoreModuleProperties.AUTH_TIMEOUT.set(manager, AUTH_TIMEOUT);
    // NETCONF sessions have an idle timeout of their own.
    CoreModuleProperties.IDLE_TIMEOUT.set(manager, Duration.ZERO);
  }

  private boolean checkKey(String name, PublicKey key, ServerSession session) {
    return users.accepts(name, key);
  }

  private boolean checkPassword(String name, String password, ServerSession session) {
    var address = address(session);
    if (!failures.admits(address)) {
      LOG.warn(
          "netconf login refused user={} from={} reason=\"too many failures\"",
          name,
          NetUtil.toAddressString(address));
      return false;
    }
    // The hash takes too long for an event loop, so the answer comes later.
    var answer = new AsyncAuthException();
    Thread.ofVirtual().start(() -> answer.setAuthed(hashAndCompare(name, password, address)));
    throw answer;
  }

  private boolean hashAndCompare(String name, String password, InetAddress address) {
    boolean right;
    hashing.acquireUninterruptibly();
    try {
      right = users.accepts(name, password);
    } finally {
      hashing.release();
    }
    if (right) {
      failures.succeeded(address);
    } else {
      failures.failed(address);
      LOG.warn(
          "netconf login failed user={} from={} reason=\"wrong password\"",
          name,
          NetUtil.toAddressString(address));
    }
    return right;
  }

  private static InetAddress address(ServerSession session) {
    return session.getIoSession().getRemoteAddress() instanceof InetSocketAddress remote
        ? remote.getAddress()
        : InetAddress.getLoopbackAddress();
  }

  @Override
  public void sessionCreated(Session session) {
    if (connections.incrementAndGet() > maxConnections) {
      LOG.warn("netconf connection refused reason=\"{} connections are open\"", maxConnections);
      session.close(true);
    }
  }

  @Override
  public void sessionEvent(Session session, SessionListener.Event event) {
    if (event == SessionListener.Event.Authenticated) {
      authenticated.put(session.getIoSession().getRemoteAddress(), session);
    }
  }

  @Override
  public void sessionClosed(Session session) {
    connections.decrementAndGet();
    // Only its own entry: the client may have a new connection from the same port already.
    authenticated.remove(session.getIoSession().getRemoteAddress(), session);
  }
}
