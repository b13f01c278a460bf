package net.sluice.tests.site;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A NETCONF session with the client of OpenSSH. It can send invalid messages, too. */
public final class Netconf implements AutoCloseable {
  private static final String BASE = "urn:ietf:params:xml:ns:netconf:base:1.0";
  private static final byte[] END = "]]>]]>".getBytes(StandardCharsets.UTF_8);

  private final Process ssh;
  private final InputStream in;
  private final OutputStream out;

  /** Opens a session with the server that listens in a namespace, and exchanges hellos. */
  public Netconf(Namespace namespace, Path key) {
    try {
      ssh =
          new ProcessBuilder(
                  namespace.command(
                      "ssh",
                      "-p830",
                      "-i",
                      key.toString(),
                      "-oIdentitiesOnly=yes",
                      "-oStrictHostKeyChecking=no",
                      "-oUserKnownHostsFile=/dev/null",
                      "-oLogLevel=ERROR",
                      "-s",
                      "admin@127.0.0.1",
                      "netconf"))
              .redirectError(Redirect.INHERIT)
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    in = ssh.getInputStream();
    out = ssh.getOutputStream();
    receive();
    send(
        "<hello xmlns='%s'><capabilities><capability>%s</capability></capabilities></hello>"
            .formatted(BASE, "urn:ietf:params:netconf:base:1.0"));
  }

  /** Sends a message, and the end-of-message marker. */
  public void send(String message) {
    try {
      out.write(message.getBytes(StandardCharsets.UTF_8));
      out.write(END);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Returns the next message without the end-of-message marker.
   *
   * @throws UncheckedIOException if the server ends the session
   */
  public String receive() {
    try {
      ByteArrayOutputStream message = new ByteArrayOutputStream();
      int matched = 0;
      while (matched < END.length) {
        int octet = in.read();
        if (octet < 0) {
          throw new IOException("the server ended the session after: " + message);
        }
        message.write(octet);
        matched = octet == END[matched] ? matched + 1 : octet == END[0] ? 1 : 0;
      }
      String text = message.toString(StandardCharsets.UTF_8);
      return text.substring(0, text.length() - END.length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends an operation. Returns the reply. */
  public String rpc(String operation) {
    send("<rpc xmlns='%s' message-id='1'>%s</rpc>".formatted(BASE, operation));
    return receive();
  }

  /** Merges a configuration into the candidate. Returns the reply. */
  public String edit(String config) {
    return rpc(
        "<edit-config><target><candidate/></target><config xmlns:nc='%s'>%s</config></edit-config>"
            .formatted(BASE, config));
  }

  /** Commits. Returns the reply. */
  public String commit() {
    return rpc("<commit/>");
  }

  /**
   * Merges a configuration and commits.
   *
   * @throws AssertionError with the reply if the server rejects one of both
   */
  public void apply(String config) {
    requireOk(edit(config));
    requireOk(commit());
  }

  /** Returns the running configuration. */
  public String running() {
    return rpc("<get-config><source><running/></source></get-config>");
  }

  /** Throws an AssertionError unless the reply is {@code ok}. */
  public static void requireOk(String reply) {
    if (!reply.matches("(?s).*<(\\w+:)?ok\\s*/>.*")) {
      throw new AssertionError("rejected: " + reply);
    }
  }

  @Override
  public void close() {
    ssh.destroy();
  }
}
