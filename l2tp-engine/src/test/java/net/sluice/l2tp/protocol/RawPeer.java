package net.sluice.l2tp.protocol;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import net.sluice.l2tp.ControlParameters;
import net.sluice.l2tp.Encapsulation;
import net.sluice.l2tp.protocol.BackToBack.End;
import net.sluice.l2tp.protocol.BackToBack.Packet;
import net.sluice.l2tp.wire.ControlMessage;
import net.sluice.l2tp.wire.Header;
import net.sluice.l2tp.wire.MessageCodec;

/** A peer that sends only the messages of the test, and counts sequence numbers. */
final class RawPeer {
  final InetSocketAddress address;
  final long id;
  private final End end;
  private final MessageCodec codec;
  private final String hostName;

  /** Ns of the next message, and Nr of all. */
  int ns;

  int nr;

  /** The port to which it sends. */
  int port = BackToBack.PORT;

  /** The octets that it has sent, from the headers of L2TP on. */
  long octetsSent;

  /** The id of the connection at the other end. */
  long peerId;

  RawPeer(End end, String address, int port, long id) {
    this(end, address, port, id, "raw", ControlParameters.of("raw"));
  }

  RawPeer(
      End end, String address, int port, long id, String hostName, ControlParameters parameters) {
    this.end = end;
    this.id = id;
    this.hostName = hostName;
    this.codec = new MessageCodec(parameters, nonce(parameters), new Random(id));
    try {
      this.address = new InetSocketAddress(InetAddress.getByName(address), port);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static String nonce(ControlParameters parameters) {
    return parameters.authentication().secrets().isEmpty()
        ? ""
        : "00112233445566778899aabbccddeeff";
  }

  ControlMessage.Endpoint endpoint(String nonce) {
    return new ControlMessage.Endpoint(
        hostName, 7, id, List.of(5), OptionalInt.of(8), nonce, "raw", "");
  }

  ControlMessage.Sccrq request(OptionalLong tieBreaker) {
    return new ControlMessage.Sccrq(endpoint(""), tieBreaker);
  }

  ControlMessage.Sccrq request() {
    return request(OptionalLong.empty());
  }

  /** Sends the next message. */
  void send(ControlMessage message) {
    put(3, peerId, ns++, nr, message);
  }

  void put(int version, long connectionId, int ns, int nr, ControlMessage message) {
    ByteBuffer data = ByteBuffer.allocate(2000);
    codec.encode(new Header(version, connectionId, ns, nr), message, data);
    put(data.flip());
  }

  void put(ByteBuffer data) {
    octetsSent += data.remaining();
    end.receive(
        new Packet(Encapsulation.UDP, address, new InetSocketAddress(end.address, port), data));
  }

  /** Returns the messages that it received, without ACKs. */
  List<ControlMessage> received() {
    return packets().stream()
        .map(Packet::message)
        .filter(message -> !(message instanceof ControlMessage.Ack))
        .toList();
  }

  List<Packet> packets() {
    return end.sent.stream().filter(packet -> packet.to().equals(address)).toList();
  }

  /** Returns the last message that it received, without ACKs. */
  ControlMessage last() {
    List<ControlMessage> all = received();
    return all.get(all.size() - 1);
  }

  /** Returns the result of the last message, which is a StopCCN. */
  int lastStop() {
    return ((ControlMessage.StopCcn) last()).result().code();
  }

  /** Takes the SCCRP that it received, and continues with the address of its sender. */
  void takeReply() {
    ControlMessage.Sccrp reply = (ControlMessage.Sccrp) last();
    peerId = reply.sender().connectionId();
    nr = 1;
    port = packets().get(packets().size() - 1).from().getPort();
  }

  /** Takes the SCCRQ that it received. */
  void takeRequest() {
    ControlMessage.Sccrq request = (ControlMessage.Sccrq) last();
    peerId = request.sender().connectionId();
    nr = 1;
    port = packets().get(packets().size() - 1).from().getPort();
  }

  /** Opens a connection as the initiator. */
  RawPeer connect() {
    send(request());
    takeReply();
    send(new ControlMessage.Scccn());
    return this;
  }
}
