package net.sluice.northbound.netconf;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Duration;
import java.util.EnumSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.sluice.northbound.netconf.data.Xml;
import org.opendaylight.netconf.shaded.sshd.client.SshClient;
import org.opendaylight.netconf.shaded.sshd.client.channel.ChannelSubsystem;
import org.opendaylight.netconf.shaded.sshd.client.channel.ClientChannelEvent;
import org.opendaylight.netconf.shaded.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.opendaylight.netconf.shaded.sshd.client.session.ClientSession;

/** An SSH client that sends the octets of a test, valid or not. */
public final class RawClient implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final String HELLO =
      "<hello xmlns=\""
          + Xml.BASE
          + "\"><capabilities><capability>urn:ietf:params:netconf:base:1.0</capability>%s"
          + "</capabilities></hello>]]>]]>";
  public static final String HELLO_1_1 =
      HELLO.formatted("<capability>urn:ietf:params:netconf:base:1.1</capability>");
  public static final String HELLO_1_0 = HELLO.formatted("");
  private static final Pattern SESSION_ID = Pattern.compile("<session-id>(\\d+)</session-id>");

  private final SshClient ssh = SshClient.setUpDefaultClient();
  private final ClientSession session;
  private ChannelSubsystem channel;
  private InputStream in;
  private OutputStream out;
  private boolean chunked;
  private int nextId = 100;
  private long sessionId;

  private RawClient(int port, String user, String password, KeyPair key) throws IOException {
    ssh.setServerKeyVerifier(AcceptAllServerKeyVerifier.INSTANCE);
    ssh.start();
    try {
      session = ssh.connect(user, "127.0.0.1", port).verify(TIMEOUT).getSession();
      if (password != null) {
        session.addPasswordIdentity(password);
      }
      if (key != null) {
        session.addPublicKeyIdentity(key);
      }
      session.auth().verify(TIMEOUT);
      openChannel();
    } catch (IOException e) {
      ssh.stop();
      throw e;
    }
  }

  /** Opens another channel on the same connection, and uses that. */
  public void openChannel() throws IOException {
    channel = session.createSubsystemChannel("netconf");
    channel.open().verify(TIMEOUT);
    in = new BufferedInputStream(channel.getInvertedOut());
    out = channel.getInvertedIn();
    chunked = false;
  }

  /** Closes the channel, not the connection, and waits until the server has done the same. */
  public void closeChannel() throws IOException {
    channel.close(false).await(TIMEOUT);
  }

  /** Reads nothing more from the TCP connection. */
  public void suspendReading() {
    session.getIoSession().suspendRead();
  }

  public void resumeReading() {
    session.getIoSession().resumeRead();
  }

  /** Sends an SSH message that the server ignores. */
  public void sendIgnored() throws IOException {
    session.sendIgnoreMessage();
  }

  /** Ends the output: the client sends nothing more, but reads. */
  public void endOutput() throws IOException {
    out.close();
  }

  /** Waits until the server has closed the connection. Returns false if it does not. */
  public boolean awaitDisconnected() {
    return session
        .waitFor(EnumSet.of(ClientSession.ClientSessionEvent.CLOSED), TIMEOUT)
        .contains(ClientSession.ClientSessionEvent.CLOSED);
  }

  /** Logs in with a password. It sends no hello yet. */
  public static RawClient login(int port, String user, String password) throws IOException {
    return new RawClient(port, user, password, null);
  }

  /** Logs in with a key. It sends no hello yet. */
  public static RawClient login(int port, String user, KeyPair key) throws IOException {
    return new RawClient(port, user, null, key);
  }

  /** Logs in and exchanges hellos with base:1.1. */
  static RawClient open(int port, String user, String password) throws IOException {
    var client = login(port, user, password);
    client.hello(HELLO_1_1);
    return client;
  }

  /** Exchanges hellos, and returns that of the server. */
  public String hello(String hello) throws IOException {
    String server = receive();
    Matcher id = SESSION_ID.matcher(server);
    if (id.find()) {
      sessionId = Long.parseLong(id.group(1));
    }
    send(hello);
    chunked = hello.contains("base:1.1");
    return server;
  }

  /** Returns the id of the session, from the server's hello. */
  public long sessionId() {
    return sessionId;
  }

  /** Sends text as it is. */
  public void send(String text) throws IOException {
    send(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Sends octets as they are. */
  public void send(byte[] octets) throws IOException {
    out.write(octets);
    out.flush();
  }

  /** Sends a message in the framing of the session. */
  public void sendMessage(String message) throws IOException {
    send(chunked ? chunk(message) : message + "]]>]]>");
  }

  /** Returns a message in the framing of base:1.1, as one chunk. */
  public static String chunk(String message) {
    int length = message.getBytes(StandardCharsets.UTF_8).length;
    return "\n#" + length + "\n" + message + "\n##\n";
  }

  /** Returns the next message, without its framing. */
  public String receive() throws IOException {
    var message = new ByteArrayOutputStream();
    if (!chunked) {
      String text = "";
      while (!text.endsWith("]]>]]>")) {
        message.write(readOctet());
        text = message.toString(StandardCharsets.UTF_8);
      }
      return text.substring(0, text.length() - 6);
    }
    for (int size = readChunkSize(); size > 0; size = readChunkSize()) {
      for (int i = 0; i < size; i++) {
        message.write(readOctet());
      }
    }
    return message.toString(StandardCharsets.UTF_8);
  }

  private int readChunkSize() throws IOException {
    expect('\n');
    expect('#');
    var digits = new StringBuilder();
    for (int octet = readOctet(); octet != '\n'; octet = readOctet()) {
      digits.append((char) octet);
    }
    return digits.toString().equals("#") ? 0 : Integer.parseInt(digits.toString());
  }

  private void expect(char expected) throws IOException {
    int octet = readOctet();
    if (octet != expected) {
      throw new IOException("octet " + octet + " instead of " + (int) expected);
    }
  }

  private int readOctet() throws IOException {
    int octet = in.read();
    if (octet < 0) {
      throw new IOException("the session is closed");
    }
    return octet;
  }

  /** Sends an operation in an rpc, and returns the content of the reply. */
  public String rpc(String operation) throws IOException {
    int id = nextId++;
    sendMessage(
        "<rpc message-id=\"" + id + "\" xmlns=\"" + Xml.BASE + "\">" + operation + "</rpc>");
    String reply = receive();
    String start = "<rpc-reply xmlns=\"" + Xml.BASE + "\" message-id=\"" + id + "\">";
    if (!reply.startsWith(start) || !reply.endsWith("</rpc-reply>")) {
      throw new IOException("no reply to " + id + ": " + reply);
    }
    return reply.substring(start.length(), reply.length() - "</rpc-reply>".length());
  }

  /** Returns true if the channel is closed. */
  public boolean isClosed() {
    return channel.isClosed() || channel.isClosing();
  }

  /** Waits until the server has closed the session. Returns false if it does not. */
  public boolean awaitClosed() {
    var events = channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), TIMEOUT);
    return events.contains(ClientChannelEvent.CLOSED);
  }

  @Override
  public void close() throws IOException {
    ssh.close();
  }
}
