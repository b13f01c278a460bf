package net.sluice.northbound.netconf;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import net.sluice.northbound.netconf.data.Xml;
import org.opendaylight.netconf.api.messages.NetconfMessage;
import org.opendaylight.netconf.api.xml.XmlUtil;
import org.opendaylight.netconf.client.NetconfClientFactoryImpl;
import org.opendaylight.netconf.client.NetconfClientSession;
import org.opendaylight.netconf.client.SimpleNetconfClientSessionListener;
import org.opendaylight.netconf.client.conf.NetconfClientConfiguration.NetconfClientProtocol;
import org.opendaylight.netconf.client.conf.NetconfClientConfigurationBuilder;
import org.opendaylight.netconf.common.di.DefaultNetconfTimer;
import org.opendaylight.netconf.shaded.sshd.client.ClientFactoryManager;
import org.opendaylight.netconf.shaded.sshd.client.auth.password.PasswordIdentityProvider;
import org.opendaylight.netconf.shaded.sshd.client.auth.password.UserAuthPasswordFactory;
import org.opendaylight.netconf.transport.ssh.ClientFactoryManagerConfigurator;
import org.opendaylight.yang.gen.v1.urn.ietf.params.xml.ns.yang.ietf.inet.types.rev130715.Host;
import org.opendaylight.yang.gen.v1.urn.ietf.params.xml.ns.yang.ietf.inet.types.rev130715.IetfInetUtil;
import org.opendaylight.yang.gen.v1.urn.ietf.params.xml.ns.yang.ietf.inet.types.rev130715.PortNumber;
import org.opendaylight.yang.gen.v1.urn.ietf.params.xml.ns.yang.ietf.netconf.client.rev240814.netconf.client.initiate.stack.grouping.transport.ssh.ssh.SshClientParametersBuilder;
import org.opendaylight.yang.gen.v1.urn.ietf.params.xml.ns.yang.ietf.netconf.client.rev240814.netconf.client.initiate.stack.grouping.transport.ssh.ssh.TcpClientParametersBuilder;
import org.opendaylight.yang.gen.v1.urn.ietf.params.xml.ns.yang.ietf.ssh.client.rev241010.ssh.client.grouping.ClientIdentityBuilder;
import org.opendaylight.yangtools.yang.common.Uint16;
import org.w3c.dom.Document;
import org.xml.sax.SAXException;

/** OpenDaylight's client, in the network namespace of the thread that creates it. */
public final class OdlClient implements AutoCloseable {
  private final DefaultNetconfTimer timer = new DefaultNetconfTimer();
  private final NetconfClientFactoryImpl factory = new NetconfClientFactoryImpl(timer);
  private final BlockingQueue<NetconfMessage> notifications = new LinkedBlockingQueue<>();
  private final SimpleNetconfClientSessionListener listener =
      new SimpleNetconfClientSessionListener() {
        @Override
        public void onMessage(NetconfClientSession from, NetconfMessage message) {
          if (message.getDocument().getDocumentElement().getLocalName().equals("notification")) {
            notifications.add(message);
          } else {
            super.onMessage(from, message);
          }
        }
      };
  private final NetconfClientSession session;

  /** Logs in at a TCP port of the loopback address. */
  public OdlClient(int port, String user, String password) throws Exception {
    var configuration =
        NetconfClientConfigurationBuilder.create()
            .withProtocol(NetconfClientProtocol.SSH)
            .withConnectionTimeoutMillis(20_000)
            .withTcpParameters(
                new TcpClientParametersBuilder()
                    .setRemoteAddress(
                        new Host(IetfInetUtil.ipAddressFor(InetAddress.getLoopbackAddress())))
                    .setRemotePort(new PortNumber(Uint16.valueOf(port)))
                    .build())
            .withSshParameters(
                new SshClientParametersBuilder()
                    .setClientIdentity(new ClientIdentityBuilder().setUsername(user).build())
                    .build())
            .withSshConfigurator(new Login(password))
            .withSessionListener(listener);
    session = factory.createClient(configuration.build()).get(30, TimeUnit.SECONDS);
  }

  /** Returns true if the server has a capability. */
  public boolean has(String capability) {
    return session.getServerCapabilities().contains(capability);
  }

  /** Sends an operation, and returns the reply. */
  public Document rpc(String operation) throws Exception {
    var request = parse("<rpc message-id=\"m\" xmlns=\"" + Xml.BASE + "\">" + operation + "</rpc>");
    return listener
        .sendRequest(new NetconfMessage(request))
        .get(120, TimeUnit.SECONDS)
        .getDocument();
  }

  /** Sends an operation, and returns the reply as text. */
  public String text(String operation) throws Exception {
    return XmlUtil.toString(rpc(operation));
  }

  /** Waits for the next notification. */
  public String notification() throws InterruptedException {
    var message = notifications.poll(60, TimeUnit.SECONDS);
    if (message == null) {
      throw new AssertionError("no notification");
    }
    return XmlUtil.toString(message.getDocument());
  }

  private static Document parse(String text) throws IOException, SAXException {
    return XmlUtil.readXmlToDocument(
        new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public void close() {
    session.close();
    factory.close();
    timer.close();
  }

  private static final class Login extends ClientFactoryManagerConfigurator {
    private final String password;

    Login(String password) {
      this.password = password;
    }

    @Override
    protected void configureClientFactoryManager(ClientFactoryManager manager) {
      manager.setUserAuthFactories(List.of(new UserAuthPasswordFactory()));
      manager.setPasswordIdentityProvider(PasswordIdentityProvider.wrapPasswords(password));
      manager.setServerKeyVerifier((session, address, key) -> true);
    }
  }
}
