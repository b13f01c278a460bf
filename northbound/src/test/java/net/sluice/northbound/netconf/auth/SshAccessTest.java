package net.sluice.northbound.netconf.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opendaylight.netconf.shaded.sshd.common.io.IoSession;
import org.opendaylight.netconf.shaded.sshd.common.session.Session;
import org.opendaylight.netconf.shaded.sshd.common.session.SessionListener;

class SshAccessTest {
  private static final InetSocketAddress CLIENT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 4711);

  @TempDir Path directory;

  private static <T> T stub(Class<T> type, Map<String, Object> results) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "equals" -> proxy == arguments[0];
                  case "hashCode" -> System.identityHashCode(proxy);
                  default -> results.get(method.getName());
                }));
  }

  private static Session session(String user) {
    var socket = stub(IoSession.class, Map.of("getRemoteAddress", CLIENT));
    return stub(Session.class, Map.of("getIoSession", socket, "getUsername", user));
  }

  private SshAccess access() throws Exception {
    return new SshAccess(
        HostKey.loadOrCreate(directory.resolve("host.key")),
        new Users(directory.resolve("users.json")),
        16);
  }

  private static void login(SshAccess access, Session session) {
    access.sessionCreated(session);
    access.sessionEvent(session, SessionListener.Event.Authenticated);
  }

  @Test
  void namesTheUserWhileTheConnectionIsOpen() throws Exception {
    var access = access();
    var session = session("admin");
    access.sessionCreated(session);
    assertEquals(Optional.empty(), access.user(CLIENT));
    access.sessionEvent(session, SessionListener.Event.Authenticated);
    assertEquals(Optional.of("admin"), access.user(CLIENT));
    access.sessionClosed(session);
    assertEquals(Optional.empty(), access.user(CLIENT));
  }

  /** A client may use the port of its last connection again before the server has closed that. */
  @Test
  void theEndOfAnOlderConnectionFromTheSamePortLeavesTheUser() throws Exception {
    var access = access();
    var older = session("reader");
    login(access, older);
    login(access, session("admin"));
    access.sessionClosed(older);
    assertEquals(Optional.of("admin"), access.user(CLIENT));
  }
}
