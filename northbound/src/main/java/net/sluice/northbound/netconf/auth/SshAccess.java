package net.sluice.northbound.netconf.auth;

import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.KeyPair;
import java.util.List;
import org.opendaylight.netconf.shaded.sshd.common.AttributeRepository.AttributeKey;
import org.opendaylight.netconf.shaded.sshd.common.Service;
import org.opendaylight.netconf.shaded.sshd.common.SshConstants;
import org.opendaylight.netconf.shaded.sshd.common.SshException;
import org.opendaylight.netconf.shaded.sshd.common.keyprovider.KeyPairProvider;
import org.opendaylight.netconf.shaded.sshd.common.session.Session;
import org.opendaylight.netconf.shaded.sshd.core.CoreModuleProperties;
import org.opendaylight.netconf.shaded.sshd.server.SshServer;
import org.opendaylight.netconf.shaded.sshd.server.auth.AsyncAuthException;
import org.opendaylight.netconf.shaded.sshd.server.auth.password.UserAuthPasswordFactory;
import org.opendaylight.netconf.shaded.sshd.server.auth.pubkey.UserAuthPublicKeyFactory;
import org.opendaylight.netconf.shaded.sshd.server.session.ServerConnectionServiceFactory;
import org.opendaylight.netconf.shaded.sshd.server.session.ServerSession;
import org.opendaylight.netconf.shaded.sshd.server.session.ServerUserAuthServiceFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The logins of SSH connections: the host key, the users, and the limits of guessing. Thread: any.
 */
public final class SshAccess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SshAccess.class);
  private static final int MAX_AUTH_REQUESTS = 6; // as OpenSSH

  private final KeyPair hostKey;
  private final Users users;
  private final PasswordChecks passwords = new PasswordChecks(System::nanoTime);

  public SshAccess(KeyPair hostKey, Users users) {
    this.hostKey = hostKey;
    this.users = users;
    passwords.start();
  }

  /** Sets the host key and the ways to log in. */
  public void configure(SshServer server) {
    server.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
    server.setServiceFactories(List.of(new OneLogin(), ServerConnectionServiceFactory.INSTANCE));
    server.setUserAuthFactories(
        List.of(new UserAuthPublicKeyFactory(), new UserAuthPasswordFactory()));
    server.setPublickeyAuthenticator((name, key, session) -> users.accepts(name, key));
    server.setPasswordAuthenticator(this::checkPassword);
    CoreModuleProperties.MAX_AUTH_REQUESTS.set(server, MAX_AUTH_REQUESTS);
  }

  private boolean checkPassword(String name, String password, ServerSession session) {
    SocketAddress remote = session.getIoSession().getRemoteAddress();
    // The hash takes too long for an event loop, so the answer comes later.
    var answer = new AsyncAuthException();
    passwords.submit(
        new PasswordChecks.Attempt(
            SourcePrefix.of(remote),
            () -> !session.isOpen(),
            () -> accepts(name, password, remote),
            answer::setAuthed));
    throw answer;
  }

  private boolean accepts(String name, String password, SocketAddress remote) {
    boolean right = users.accepts(name, password);
    if (!right) {
      LOG.warn(
          "netconf login failed user={} from={} reason=\"wrong password\"",
          name,
          remote instanceof InetSocketAddress inet
              ? NetUtil.toAddressString(inet.getAddress())
              : "unknown");
    }
    return right;
  }

  /** Stops to check passwords. */
  @Override
  public void close() {
    passwords.close();
  }

  /** Lets a connection begin one login: each begins to count its requests from zero. */
  private static final class OneLogin extends ServerUserAuthServiceFactory {
    private static final AttributeKey<Boolean> BEGUN = new AttributeKey<>();

    @Override
    public Service create(Session session) throws IOException {
      if (session.setAttribute(BEGUN, true) != null) {
        throw new SshException(
            SshConstants.SSH2_DISCONNECT_PROTOCOL_ERROR, "the login has begun already");
      }
      return super.create(session);
    }
  }
}
