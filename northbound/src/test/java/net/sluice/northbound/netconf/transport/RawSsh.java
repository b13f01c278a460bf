package net.sluice.northbound.netconf.transport;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A socket that speaks just enough SSH to annoy a server before the login. */
final class RawSsh implements Closeable {
  private static final int TIMEOUT = 20_000;

  private final Socket socket;
  private final DataInputStream in;
  private final DataOutputStream out;

  RawSsh(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(TIMEOUT);
    in = new DataInputStream(socket.getInputStream());
    out = new DataOutputStream(socket.getOutputStream());
  }

  /** Reads the line with the version of the server. */
  String banner() throws IOException {
    var line = new StringBuilder();
    for (int octet = in.read(); octet != '\n'; octet = in.read()) {
      if (octet < 0) {
        throw new IOException("the server has closed the connection");
      }
      line.append((char) octet);
    }
    return line.toString().strip();
  }

  void send(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  /** Returns the lists of the server's SSH_MSG_KEXINIT, in the order of RFC 4253 section 7.1. */
  List<String> proposal() throws IOException {
    int length = in.readInt();
    int padding = in.readUnsignedByte();
    byte[] payload = new byte[length - padding - 1];
    in.readFully(payload);
    in.skipNBytes(padding);
    var lists = new ArrayList<String>();
    var fields = new DataInputStream(new java.io.ByteArrayInputStream(payload, 17, payload.length));
    for (int i = 0; i < 8; i++) {
      lists.add(new String(fields.readNBytes(fields.readInt()), StandardCharsets.US_ASCII));
    }
    return lists;
  }

  /** Sends a packet of the time before the keys. */
  void packet(byte[] payload) throws IOException {
    int padding = 8 - (payload.length + 5) % 8;
    padding += padding < 4 ? 8 : 0;
    out.writeInt(payload.length + padding + 1);
    out.writeByte(padding);
    out.write(payload);
    out.write(new byte[padding]);
    out.flush();
  }

  /** Sends an SSH_MSG_KEXINIT with one key exchange and one compression. */
  void propose(String keyExchange, String compression) throws IOException {
    var payload = new ByteArrayOutputStream();
    var data = new DataOutputStream(payload);
    data.writeByte(20);
    data.write(new byte[16]);
    for (String list :
        List.of(
            keyExchange,
            "ecdsa-sha2-nistp256",
            "aes128-ctr",
            "aes128-ctr",
            "hmac-sha2-256",
            "hmac-sha2-256",
            compression,
            compression,
            "",
            "")) {
      data.writeInt(list.length());
      data.writeBytes(list);
    }
    data.writeByte(0);
    data.writeInt(0);
    packet(payload.toByteArray());
  }

  /** Reads until the server has closed the connection. */
  void awaitClosed() throws IOException {
    try {
      in.transferTo(java.io.OutputStream.nullOutputStream());
    } catch (java.net.SocketTimeoutException e) {
      throw new AssertionError("the connection is still open", e);
    } catch (java.net.SocketException e) {
      // a reset
    }
  }

  /** Returns true if the server has closed the connection, or does so within a short time. */
  boolean isClosed() throws IOException {
    socket.setSoTimeout(50);
    try {
      return in.read() < 0;
    } catch (java.net.SocketTimeoutException e) {
      return false;
    } catch (java.net.SocketException e) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
