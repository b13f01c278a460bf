package net.sluice.tests.site;

import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
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

/** OpenDaylight's client, in the network namespace of the thread that makes it. */
public final class OdlClient implements AutoCloseable {
  private final DefaultNetconfTimer timer = new DefaultNetconfTimer();
  private final NetconfClientFactoryImpl factory = new NetconfClientFactoryImpl(timer);
  private final SimpleNetconfClientSessionListener listener =
      new SimpleNetconfClientSessionListener();
  private final NetconfClientSession session;

  /** Logs in at port 830 of the loopback. */
  public OdlClient(String user, String password) throws Exception {
    session =
        factory
            .createClient(
                NetconfClientConfigurationBuilder.create()
                    .withProtocol(NetconfClientProtocol.SSH)
                    .withConnectionTimeoutMillis(20_000)
                    .withTcpParameters(
                        new TcpClientParametersBuilder()
                            .setRemoteAddress(
                                new Host(
                                    IetfInetUtil.ipAddressFor(InetAddress.getLoopbackAddress())))
                            .setRemotePort(new PortNumber(Uint16.valueOf(830)))
                            .build())
                    .withSshParameters(
                        new SshClientParametersBuilder()
                            .setClientIdentity(
                                new ClientIdentityBuilder().setUsername(user).build())
                            .build())
                    .withSshConfigurator(new Login(password))
                    .withSessionListener(listener)
                    .build())
            .get(30, TimeUnit.SECONDS);
  }

  /** Sends an operation; the reply as text. */
  public String rpc(String operation) throws Exception {
    String request =
        "<rpc message-id=\"m\" xmlns=\"urn:ietf:params:xml:ns:netconf:base:1.0\">%s</rpc>"
            .formatted(operation);
    return XmlUtil.toString(
        listener
            .sendRequest(
                new NetconfMessage(
                    XmlUtil.readXmlToDocument(
                        new ByteArrayInputStream(request.getBytes(StandardCharsets.UTF_8)))))
            .get(60, TimeUnit.SECONDS)
            .getDocument());
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
