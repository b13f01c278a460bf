package net.sluice.l2tp.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import net.sluice.l2tp.ControlParameters;
import net.sluice.l2tp.Encapsulation;
import net.sluice.l2tp.wire.ControlMessage;
import net.sluice.l2tp.wire.Decoded;
import net.sluice.l2tp.wire.Header;
import net.sluice.l2tp.wire.MessageCodec;

/**
 * A peer over UDP that sends the messages of the test in any order. It acknowledges received
 * messages, and keeps them.
 */
final class ScriptedPeer implements SimulatedNetwork.Node {
  static final int PORT = 1701;

  private static final int HEADER = 12;

  /** Octets of the Message Type AVP. */
  private static final int MESSAGE_TYPE = 8;

  /** Type of the Message Digest AVP. */
  private static final int DIGEST = 59;

  private final SimulatedNetwork network;
  private final InetSocketAddress local;
  private final MessageCodec codec;
  private final Deque<ControlMessage> received = new ArrayDeque<>();
  private InetSocketAddress remote;
  private long localId = 0x0b0b0b0b;
  private long remoteId;
  private int ns;
  private int nr;
  private boolean deaf;

  ScriptedPeer(SimulatedNetwork network, InetAddress address, InetAddress host) {
    this.network = network;
    local = new InetSocketAddress(address, PORT);
    remote = new InetSocketAddress(host, PORT);
    codec = new MessageCodec(ControlParameters.of("peer"), "", new Random(1));
    network.attach(address, this);
  }

  /** Returns its description of itself. */
  ControlMessage.Endpoint endpoint() {
    return new ControlMessage.Endpoint(
        "peer", 7, localId, List.of(4, 5), OptionalInt.of(100), "", "", "");
  }

  /** Begins another connection, and drops the one that it had. */
  void beginAnew() {
    localId++;
    remoteId = 0;
    ns = 0;
    nr = 0;
    remote = new InetSocketAddress(remote.getAddress(), PORT);
  }

  /** Sends a message with the next number. */
  void send(ControlMessage message) {
    sendBody(body(message));
  }

  /** Returns the AVPs of a message, without the digest that follows the first one. */
  byte[] body(ControlMessage message) {
    ByteBuffer octets = ByteBuffer.allocate(2000);
    codec.encode(new Header(3, 0, 0, 0), message, octets);
    int type = HEADER + MESSAGE_TYPE;
    boolean digested = octets.position() > type && octets.getShort(type + 4) == DIGEST;
    int rest = digested ? type + (octets.getShort(type) & 0x3ff) : type;
    byte[] body = new byte[octets.position() - HEADER - (rest - type)];
    octets.get(HEADER, body, 0, MESSAGE_TYPE);
    octets.get(rest, body, MESSAGE_TYPE, body.length - MESSAGE_TYPE);
    return body;
  }

  /** Sends AVPs as a message with the next number. */
  void sendBody(byte[] body) {
    put(body, ns);
    ns = ns + 1 & 0xffff;
  }

  private void acknowledge() {
    put(body(new ControlMessage.Ack()), ns);
  }

  private void put(byte[] body, int number) {
    int length = HEADER + body.length;
    ByteBuffer octets = ByteBuffer.allocate(length);
    octets.putShort((short) 0xc803).putShort((short) length).putInt((int) remoteId);
    octets.putShort((short) number).putShort((short) nr).put(body);
    network.send(Encapsulation.UDP, local, remote, octets.flip());
  }

  /** Stops acknowledging. */
  void deafen() {
    deaf = true;
  }

  @Override
  public void arrived(
      Encapsulation encapsulation,
      InetSocketAddress source,
      InetSocketAddress target,
      ByteBuffer octets) {
    Decoded.Accepted accepted =
        assertInstanceOf(Decoded.Accepted.class, codec.decode(octets), "a message not understood");
    ControlMessage message = accepted.message();
    long connectionId = accepted.header().connectionId();
    if (connectionId != 0 && connectionId != localId) {
      return;
    }
    remote = source;
    switch (message) {
      case ControlMessage.Sccrq sccrq -> remoteId = sccrq.sender().connectionId();
      case ControlMessage.Sccrp sccrp -> remoteId = sccrp.sender().connectionId();
      default -> {}
    }
    boolean expected = deaf || accepted.header().ns() == nr;
    if (message instanceof ControlMessage.Ack || !expected) {
      return;
    }
    received.add(message);
    if (!deaf) {
      nr = nr + 1 & 0xffff;
      acknowledge();
    }
  }

  /** Returns its id of the connection. */
  long localId() {
    return localId;
  }

  /** Returns all messages received since the last call. */
  List<ControlMessage> drain() {
    List<ControlMessage> all = new ArrayList<>(received);
    received.clear();
    return all;
  }

  /** Returns the one message received since the last call. */
  <T extends ControlMessage> T expect(Class<T> type) {
    List<ControlMessage> all = drain();
    assertEquals(1, all.size(), all::toString);
    return assertInstanceOf(type, all.getFirst());
  }
}
