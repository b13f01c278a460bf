package net.sluice.northbound.netconf.transport;

import static java.util.Objects.requireNonNullElse;

import io.netty.channel.Channel;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.stream.StreamSupport;
import net.sluice.northbound.netconf.auth.SshAccess;
import org.jspecify.annotations.Nullable;
import org.opendaylight.netconf.transport.api.TransportChannelListener;
import org.opendaylight.netconf.transport.api.UnsupportedConfigurationException;
import org.opendaylight.netconf.transport.ssh.SSHServer;
import org.opendaylight.netconf.transport.ssh.SSHTransportChannel;
import org.opendaylight.netconf.transport.ssh.SSHTransportStackFactory;
import org.opendaylight.yang.gen.v1.urn.ietf.params.xml.ns.yang.ietf.inet.types.rev130715.IetfInetUtil;
import org.opendaylight.yang.gen.v1.urn.ietf.params.xml.ns.yang.ietf.inet.types.rev130715.PortNumber;
import org.opendaylight.yang.gen.v1.urn.ietf.params.xml.ns.yang.ietf.tcp.common.rev241010.tcp.common.grouping.Keepalives;
import org.opendaylight.yang.gen.v1.urn.ietf.params.xml.ns.yang.ietf.tcp.server.rev241010.TcpServerGrouping;
import org.opendaylight.yang.gen.v1.urn.ietf.params.xml.ns.yang.ietf.tcp.server.rev241010.tcp.server.grouping.LocalBind;
import org.opendaylight.yang.gen.v1.urn.ietf.params.xml.ns.yang.ietf.tcp.server.rev241010.tcp.server.grouping.LocalBindBuilder;
import org.opendaylight.yang.gen.v1.urn.ietf.params.xml.ns.yang.ietf.tcp.server.rev241010.tcp.server.grouping.LocalBindKey;
import org.opendaylight.yangtools.binding.util.BindingMap;
import org.opendaylight.yangtools.yang.common.Uint16;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens for SSH connections to the subsystem {@code netconf} (RFC 6242), on OpenDaylight's
 * transport.
 */
@SuppressWarnings("FutureReturnValueIgnored") // of shutting down and closing: nothing follows
public final class SshListener implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SshListener.class);

  /** Event loops. They cut and encrypt; sessions have threads of their own for the rest. */
  private static final int THREADS = 2;

  private final SSHTransportStackFactory factory;
  private final SSHServer server;
  private final int port;

  private SshListener(SSHTransportStackFactory factory, SSHServer server, int port) {
    this.factory = factory;
    this.server = server;
    this.port = port;
  }

  /**
   * Starts to listen.
   *
   * @param port TCP port; 0 for any free one
   * @param access checks logins
   * @param handler gets each connection whose user has logged in
   * @throws IOException the address can not be bound; the message says which and why
   */
  public static SshListener listen(
      InetAddress address, int port, SshAccess access, ConnectionHandler handler)
      throws IOException {
    int bound = port == 0 ? freePort(address) : port;
    var factory = new SSHTransportStackFactory("netconf", THREADS);
    try {
      var server =
          factory
              .listenServer(
                  "netconf", new Connected(access, handler), Bind.to(address, bound), null, access)
              .get();
      LOG.info("netconf listening address={} port={}", NetUtil.toAddressString(address), bound);
      return new SshListener(factory, server, bound);
    } catch (ExecutionException e) {
      factory.close();
      throw notListening(address, bound, requireNonNullElse(e.getCause(), e));
    } catch (UnsupportedConfigurationException e) {
      factory.close();
      throw notListening(address, bound, e);
    } catch (InterruptedException e) {
      factory.close();
      Thread.currentThread().interrupt();
      throw notListening(address, bound, e);
    }
  }

  // The transport does not report the port that it got, so a free one is found before.
  private static int freePort(InetAddress address) throws IOException {
    try (var probe = new ServerSocket(0, 1, address)) {
      return probe.getLocalPort();
    }
  }

  private static IOException notListening(InetAddress address, int port, Throwable cause) {
    String reason = String.valueOf(cause.getMessage());
    String hint =
        reason.contains("ermission denied")
            ? " (a port below 1024 needs root or the capability CAP_NET_BIND_SERVICE)"
            : "";
    return new IOException(
        "can not listen for NETCONF at "
            + address.getHostAddress()
            + " port "
            + port
            + ": "
            + reason
            + hint,
        cause);
  }

  /** Returns the TCP port. */
  public int port() {
    return port;
  }

  /** Returns the event loops, so that a watchdog can find out if they work. */
  public List<Executor> loops() {
    return StreamSupport.stream(factory.newServerBootstrap().config().childGroup().spliterator(), false)
        .<Executor>map(loop -> loop)
        .toList();
  }

  /** Stops to listen. Open connections stay. */
  public void shutdown() {
    server.shutdown();
  }

  /** Stops the event loops, and with them all connections. */
  @Override
  public void close() {
    factory.close();
  }

  /** Hands over the connections that the transport establishes. */
  private record Connected(SshAccess access, ConnectionHandler handler)
      implements TransportChannelListener<SSHTransportChannel> {
    @Override
    public void onTransportChannelEstablished(SSHTransportChannel transport) {
      Channel channel = transport.channel();
      Optional<String> user = access.user(channel.remoteAddress());
      if (user.isPresent()) {
        handler.connected(channel, user.get());
      } else {
        LOG.warn(
            "netconf connection refused from={} reason=\"no login\"",
            channel.remoteAddress() instanceof InetSocketAddress remote
                ? NetUtil.toSocketAddressString(remote)
                : "unknown");
        channel.close();
      }
    }

    @Override
    public void onTransportChannelFailed(Throwable cause) {
      LOG.info("netconf connection failed reason=\"{}\"", cause.getMessage());
      LOG.debug("netconf connection failed", cause);
    }
  }

  /**
   * The parameters of a listening socket: one address, no keepalives of TCP. The generated builders
   * of this grouping belong to the models of whole clients and servers.
   */
  private record Bind(Map<LocalBindKey, LocalBind> getLocalBind) implements TcpServerGrouping {
    static Bind to(InetAddress address, int port) {
      return new Bind(
          BindingMap.of(
              new LocalBindBuilder()
                  .setLocalAddress(IetfInetUtil.ipAddressFor(address))
                  .setLocalPort(new PortNumber(Uint16.valueOf(port)))
                  .build()));
    }

    @Override
    public @Nullable Keepalives getKeepalives() {
      return null;
    }

    @Override
    public Class<TcpServerGrouping> implementedInterface() {
      return TcpServerGrouping.class;
    }
  }
}
