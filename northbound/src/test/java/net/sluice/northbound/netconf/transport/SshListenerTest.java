package net.sluice.northbound.netconf.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import net.sluice.northbound.netconf.RawClient;
import net.sluice.northbound.netconf.auth.HostKey;
import net.sluice.northbound.netconf.auth.SshAccess;
import net.sluice.northbound.netconf.auth.Users;
import net.sluice.northbound.netconf.auth.UsersFile;
import net.sluice.northbound.netconf.framing.OctetChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opendaylight.netconf.shaded.sshd.common.config.keys.PublicKeyEntry;

/** Strangers and users at the SSH transport. */
class SshListenerTest {
  private static final SshLimits LIMITS =
      new SshLimits(Duration.ofMinutes(1), Duration.ofMinutes(1), 4, 8, 3);

  @TempDir Path directory;
  private final BlockingQueue<String> users = new LinkedBlockingQueue<>();
  private final List<AutoCloseable> open = new ArrayList<>();
  private volatile Duration ahead = Duration.ZERO;
  private KeyPair key;
  private SshAccess access;
  private SshListener listener;

  @BeforeEach
  void addUser() throws Exception {
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    key = generator.generateKeyPair();
    Path file = directory.resolve("users");
    new UsersFile(file).addKey("admin", PublicKeyEntry.toString(key.getPublic()));
    access = new SshAccess(HostKey.loadOrCreate(directory.resolve("host.key")), new Users(file));
    listen(LIMITS);
  }

  private void listen(SshLimits limits) throws IOException {
    if (listener != null) {
      listener.close();
    }
    listener =
        SshListener.listen(
            InetAddress.getLoopbackAddress(),
            0,
            access,
            limits,
            (channel, octets, user) -> {
              users.add(user);
              channel.pipeline().addLast(new Echo(octets));
            },
            () -> System.nanoTime() + ahead.toNanos());
  }

  @AfterEach
  void close() throws Exception {
    for (var closeable : open) {
      closeable.close();
    }
    listener.close();
    access.close();
  }

  /** Sends the octets of the client back, and first a greeting. */
  @SuppressWarnings("FutureReturnValueIgnored") // of writing: the client waits for it
  private static final class Echo extends ChannelInboundHandlerAdapter {
    private final OctetChannel flow;

    Echo(OctetChannel flow) {
      this.flow = flow;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      Channel channel = ctx.channel();
      channel.writeAndFlush(
          channel.alloc().buffer().writeBytes("hello]]>]]>".getBytes(StandardCharsets.US_ASCII)));
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object octets) {
      int length = ((ByteBuf) octets).readableBytes();
      ctx.writeAndFlush(octets).addListener(written -> flow.consumed(length));
    }
  }

  private RawSsh stranger() throws IOException {
    var stranger = new RawSsh(listener.port());
    open.add(stranger);
    return stranger;
  }

  private RawClient login() throws IOException {
    var client = RawClient.login(listener.port(), "admin", key);
    open.add(client);
    return client;
  }

  private void assertLogin() throws IOException {
    try (var client = RawClient.login(listener.port(), "admin", key)) {
      assertEquals("hello", client.receive());
      client.send("echo]]>]]>");
      assertEquals("echo", client.receive());
    }
  }

  @Test
  void offersOnlyWhatIsCheapAndSafe() throws IOException {
    var stranger = stranger();
    assertEquals("SSH-2.0-Sluice", stranger.banner());
    stranger.send("SSH-2.0-x\r\n");
    var proposal = stranger.proposal();
    assertEquals(
        Set.of(
            "mlkem768x25519-sha256",
            "mlkem768nistp256-sha256",
            "mlkem1024nistp384-sha384",
            "curve25519-sha256",
            "curve25519-sha256@libssh.org",
            "ecdh-sha2-nistp256",
            "ecdh-sha2-nistp384",
            "diffie-hellman-group14-sha256",
            "diffie-hellman-group16-sha512",
            "ext-info-s",
            "kex-strict-s-v00@openssh.com"),
        Set.of(proposal.get(0).split(",")));
    assertEquals("ecdsa-sha2-nistp256", proposal.get(1));
    assertFalse(proposal.get(4).contains("sha1"), proposal.get(4));
    assertEquals(proposal.get(4), proposal.get(5));
    assertEquals("none", proposal.get(6));
    assertEquals("none", proposal.get(7));
  }

  @Test
  void refusesExpensiveKeyExchangesAndCompression() throws IOException {
    for (String[] wanted :
        new String[][] {
          {"diffie-hellman-group18-sha512", "none"},
          {"diffie-hellman-group-exchange-sha256", "none"},
          {"diffie-hellman-group14-sha1", "none"},
          {"curve25519-sha256", "zlib"},
          {"curve25519-sha256", "zlib@openssh.com"}
        }) {
      var stranger = stranger();
      stranger.send("SSH-2.0-x\r\n");
      stranger.propose(wanted[0], wanted[1]);
      stranger.awaitClosed();
    }
  }

  @Test
  void silentStrangersAreReplacedAndALoginGetsIn() throws IOException {
    var strangers = new ArrayList<RawSsh>();
    for (int i = 0; i < 5; i++) {
      var stranger = stranger();
      stranger.banner(); // so that they are accepted in this order
      strangers.add(stranger);
    }
    strangers.get(0).awaitClosed();
    assertLogin();
    assertFalse(strangers.get(4).isClosed());
  }

  @Test
  void strangersInTheKeyExchangeAreReplacedAndALoginGetsIn() throws IOException {
    for (int i = 0; i < 40; i++) {
      var stranger = stranger();
      stranger.banner();
      stranger.send("SSH-2.0-x\r\n");
      stranger.propose("curve25519-sha256", "none");
    }
    assertLogin();
  }

  /** The connections of a stage do not compete with those of another. */
  @Test
  void usersAreNotReplacedByStrangers() throws IOException {
    var user = login();
    assertEquals("hello", user.receive());
    for (int i = 0; i < 40; i++) {
      stranger().banner();
    }
    user.send("still here]]>]]>");
    assertEquals("still here", user.receive());
  }

  @Test
  void theClockOfTheLoginIsNotExtendedByOctets() throws IOException {
    listen(new SshLimits(Duration.ZERO, Duration.ofMinutes(1), 4, 8, 3));
    var stranger = stranger();
    stranger.banner();
    stranger.send("SSH-2.0-");
    stranger.send("x");
    listener.checkConnections();
    stranger.awaitClosed();
  }

  @Test
  void aConnectionWithoutASessionIsClosed() throws IOException {
    listen(new SshLimits(Duration.ofMinutes(1), Duration.ZERO, 4, 8, 3));
    var user = login();
    assertEquals("hello", user.receive());
    listener.checkConnections();
    user.send("session]]>]]>");
    assertEquals("session", user.receive());
    user.closeChannel();
    listener.checkConnections();
    assertTrue(user.awaitDisconnected());
  }

  @Test
  void aClientWithoutASignOfLifeIsClosed() throws IOException {
    var user = login();
    assertEquals("hello", user.receive());
    ahead = SshConnections.ASK.plusSeconds(1);
    listener.checkConnections(); // asks, and the client answers
    user.send("here]]>]]>");
    assertEquals("here", user.receive());
    ahead = ahead.plus(SshConnections.GONE).plusSeconds(1);
    listener.checkConnections();
    assertTrue(user.awaitDisconnected());
  }

  @Test
  void boundsTheConnectionsOfUsers() throws IOException {
    for (int i = 0; i < 3; i++) {
      assertEquals("hello", login().receive());
    }
    assertThrows(IOException.class, () -> login().receive());
  }

  @Test
  void aConnectionMayHaveSeveralSessionsOneAfterTheOtherAndAtOnce() throws IOException {
    var user = login();
    assertEquals("hello", user.receive());
    for (int i = 0; i < 3 * NetconfSubsystem.MAX_CHANNELS; i++) {
      user.closeChannel();
      user.openChannel();
      assertEquals("hello", user.receive());
    }
    for (int i = 1; i < NetconfSubsystem.MAX_CHANNELS; i++) {
      user.openChannel();
      assertEquals("hello", user.receive());
    }
    assertThrows(IOException.class, user::openChannel);
    assertEquals(4 * NetconfSubsystem.MAX_CHANNELS, users.size());
  }

  /** Octets that nobody reads must keep the window closed, and come when somebody does. */
  @Test
  void echoesMoreThanAllWindows() throws IOException {
    var user = login();
    assertEquals("hello", user.receive());
    String message = "x".repeat(1000);
    int count = 6000; // 6 MB, more than all windows and buffers
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                user.send((message + "]]>]]>").repeat(count));
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    for (int i = 0; i < count; i++) {
      assertEquals(message, user.receive());
    }
  }
}
