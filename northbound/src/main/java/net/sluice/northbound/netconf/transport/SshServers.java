package net.sluice.northbound.netconf.transport;

import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import java.util.List;
import net.sluice.northbound.netconf.auth.SshAccess;
import org.opendaylight.netconf.shaded.sshd.common.NamedFactory;
import org.opendaylight.netconf.shaded.sshd.common.SshConstants;
import org.opendaylight.netconf.shaded.sshd.common.SshException;
import org.opendaylight.netconf.shaded.sshd.common.channel.Channel;
import org.opendaylight.netconf.shaded.sshd.common.channel.ChannelFactory;
import org.opendaylight.netconf.shaded.sshd.common.compression.BuiltinCompressions;
import org.opendaylight.netconf.shaded.sshd.common.global.KeepAliveHandler;
import org.opendaylight.netconf.shaded.sshd.common.kex.BuiltinDHFactories;
import org.opendaylight.netconf.shaded.sshd.common.mac.BuiltinMacs;
import org.opendaylight.netconf.shaded.sshd.common.session.ReservedSessionMessagesHandler;
import org.opendaylight.netconf.shaded.sshd.common.session.Session;
import org.opendaylight.netconf.shaded.sshd.common.signature.BuiltinSignatures;
import org.opendaylight.netconf.shaded.sshd.common.util.buffer.Buffer;
import org.opendaylight.netconf.shaded.sshd.core.CoreModuleProperties;
import org.opendaylight.netconf.shaded.sshd.netty.NettyIoServiceFactoryFactory;
import org.opendaylight.netconf.shaded.sshd.server.ServerBuilder;
import org.opendaylight.netconf.shaded.sshd.server.SshServer;
import org.opendaylight.netconf.shaded.sshd.server.global.NoMoreSessionsHandler;

/** The settings of SSH: algorithms, and everything off that NETCONF does not need. */
final class SshServers {
  /**
   * Key exchange: elliptic curves, alone or with ML-KEM, and two groups of fixed primes. Larger
   * primes cost an event loop 0.1 s and more for each stranger that asks for them.
   */
  private static final List<BuiltinDHFactories> KEY_EXCHANGE =
      List.of(
          BuiltinDHFactories.mlkem768x25519,
          BuiltinDHFactories.mlkem768nistp256,
          BuiltinDHFactories.mlkem1024nistp384,
          BuiltinDHFactories.curve25519,
          BuiltinDHFactories.curve25519_libssh,
          BuiltinDHFactories.ecdhp256,
          BuiltinDHFactories.ecdhp384,
          BuiltinDHFactories.dhg16_512,
          BuiltinDHFactories.dhg14_256);

  private static final List<BuiltinMacs> MACS =
      List.of(
          BuiltinMacs.hmacsha256etm,
          BuiltinMacs.hmacsha512etm,
          BuiltinMacs.hmacsha256,
          BuiltinMacs.hmacsha512);

  /** Signatures of the host key and of keys that users log in with: none with SHA-1. */
  private static final List<BuiltinSignatures> SIGNATURES =
      List.of(
          BuiltinSignatures.nistp256,
          BuiltinSignatures.nistp384,
          BuiltinSignatures.nistp521,
          BuiltinSignatures.ed25519,
          BuiltinSignatures.sk_ecdsa_sha2_nistp256,
          BuiltinSignatures.sk_ssh_ed25519,
          BuiltinSignatures.rsaSHA512,
          BuiltinSignatures.rsaSHA256);

  /** Octets that a client may send ahead of its session. */
  private static final long WINDOW = 1 << 20;

  private SshServers() {}

  /** Returns a server that is not started: connections are handed to its session factory. */
  static SshServer create(
      SshAccess access,
      SshConnections connections,
      ConnectionHandler handler,
      EventLoopGroup loops) {
    var server = ServerBuilder.builder().build();
    server.setKeyExchangeFactories(
        NamedFactory.setUpTransformedFactories(true, KEY_EXCHANGE, ServerBuilder.DH2KEX));
    server.setMacFactories(List.copyOf(MACS));
    server.setSignatureFactories(List.copyOf(SIGNATURES));
    server.setCompressionFactories(List.of(BuiltinCompressions.none));
    server.setChannelFactories(List.of(new Channels(handler)));
    server.setGlobalRequestHandlers(
        List.of(KeepAliveHandler.INSTANCE, NoMoreSessionsHandler.INSTANCE));
    server.setReservedSessionMessagesHandler(new Strangers(connections));
    server.setIoServiceFactoryFactory(new NettyIoServiceFactoryFactory(loops));
    server.setScheduledExecutorService(loops);
    server.addSessionListener(connections);
    access.configure(server);
    CoreModuleProperties.WINDOW_SIZE.set(server, WINDOW);
    CoreModuleProperties.SERVER_IDENTIFICATION.set(server, "Sluice");
    // Connections and NETCONF sessions have clocks of their own.
    CoreModuleProperties.AUTH_TIMEOUT.set(server, Duration.ZERO);
    CoreModuleProperties.IDLE_TIMEOUT.set(server, Duration.ZERO);
    return server;
  }

  private record Channels(ConnectionHandler handler) implements ChannelFactory {
    @Override
    public String getName() {
      return "session";
    }

    @Override
    public Channel createChannel(Session session) {
      return new NetconfSubsystem(SshConnection.of(session), handler);
    }
  }

  /** Refuses unknown messages before the login: each would be answered. */
  private record Strangers(SshConnections connections) implements ReservedSessionMessagesHandler {
    @Override
    public boolean handleUnimplementedMessage(Session session, int command, Buffer buffer)
        throws SshException {
      if (!connections.isLoggedIn(session)) {
        throw new SshException(
            SshConstants.SSH2_DISCONNECT_PROTOCOL_ERROR,
            "message " + command + " before the login");
      }
      return false;
    }
  }
}
