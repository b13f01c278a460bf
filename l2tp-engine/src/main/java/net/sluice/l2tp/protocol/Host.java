package net.sluice.l2tp.protocol;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import net.sluice.l2tp.Encapsulation;
import net.sluice.l2tp.LcceProfile;
import net.sluice.l2tp.protocol.Objections.About;
import net.sluice.l2tp.signaling.Reason;
import net.sluice.l2tp.signaling.SignalingEvent;
import net.sluice.l2tp.wire.ControlMessage;
import net.sluice.l2tp.wire.Header;
import net.sluice.l2tp.wire.MessageCodec;
import org.jspecify.annotations.Nullable;

/**
 * The common state of all parts of an {@link Lcce}: the present round, alarms, sockets, the control
 * channels by their ids at this end, and the counters of datagrams that belong to no tunnel.
 */
final class Host {
  private static final LcceProfile UNCONFIGURED =
      new LcceProfile("localhost", 0, "", List.of(), 0, 0, 0, 0, false);

  private static final int LONGEST_MESSAGE = 65535;

  private final RandomGenerator random;
  private final Round round;
  private final Objections objections;
  private final int socketLimit;
  private final Alarms alarms = new Alarms();
  private final Map<Integer, ControlSocket> sockets = new HashMap<>();
  private final Map<Long, ControlChannel> channels = new HashMap<>();
  private final Backlog backlog = new Backlog();

  /** The buffer to encode messages: no message is longer. */
  private final ByteBuffer scratch = ByteBuffer.allocate(LONGEST_MESSAGE);

  private LcceProfile profile = UNCONFIGURED;
  private boolean shuttingDown;
  private int lastSocket;
  private long refused;

  Host(RandomGenerator random, Round round, Objections objections, int socketLimit) {
    this.random = random;
    this.round = round;
    this.objections = objections;
    this.socketLimit = socketLimit;
  }

  // --- The round

  /** Returns the time of this round, in nanoseconds. */
  long now() {
    return round.now();
  }

  /** Adds an action to this round. */
  void act(LcceAction action) {
    round.act(action);
  }

  /** Emits an event to the listener of signaling. */
  void emit(SignalingEvent event) {
    round.emit(event);
  }

  // --- Common state

  RandomGenerator random() {
    return random;
  }

  Alarms alarms() {
    return alarms;
  }

  Objections objections() {
    return objections;
  }

  /** Returns the number of messages that wait in the transports of all connections. */
  Backlog backlog() {
    return backlog;
  }

  LcceProfile profile() {
    return profile;
  }

  void profile(LcceProfile profile) {
    this.profile = profile;
  }

  boolean shuttingDown() {
    return shuttingDown;
  }

  void shutDown() {
    shuttingDown = true;
  }

  /** Returns a time span shortened at random by up to a fifth, so that many of them spread. */
  long jittered(long nanos) {
    return nanos - (long) (nanos * random.nextDouble() / 5);
  }

  // --- Control channels

  /** Draws an id that no control channel has. */
  long freshId() {
    long id;
    do {
      id = Integer.toUnsignedLong(random.nextInt());
    } while (id == 0 || channels.containsKey(id));
    return id;
  }

  /** Returns the control channel with this id at this end; null if there is none. */
  @Nullable ControlChannel channel(long id) {
    return channels.get(id);
  }

  /** Adds a control channel; returns false if its id is in use. */
  boolean add(ControlChannel channel) {
    return channels.putIfAbsent(channel.localId(), channel) == null;
  }

  void remove(ControlChannel channel) {
    channels.remove(channel.localId(), channel);
  }

  /** Returns all control channels, including those that only acknowledge. */
  List<ControlChannel> channels() {
    return List.copyOf(channels.values());
  }

  // --- Sockets

  /** Requests a socket; see {@link LcceAction.OpenSocket}. */
  ControlSocket open(
      Encapsulation encapsulation,
      InetAddress local,
      int port,
      long connectionId,
      boolean udpChecksum,
      String tunnel,
      ControlSocket.User user) {
    ControlSocket socket = new ControlSocket(++lastSocket, encapsulation, local, port, user);
    sockets.put(socket.number(), socket);
    act(
        new LcceAction.OpenSocket(
            socket.number(), encapsulation, local, port, connectionId, udpChecksum, tunnel));
    return socket;
  }

  /** Returns the socket with this number; null if it was closed. */
  @Nullable ControlSocket socket(int number) {
    return sockets.get(number);
  }

  /** Returns true if the others of the possible sockets are for configured tunnels. */
  boolean hasManySockets() {
    return sockets.size() >= socketLimit;
  }

  void connect(ControlSocket socket, InetSocketAddress peer) {
    act(new LcceAction.ConnectSocket(socket.number(), peer));
  }

  void close(ControlSocket socket) {
    sockets.remove(socket.number());
    act(new LcceAction.CloseSocket(socket.number()));
  }

  /** Returns a message as octets. */
  ByteBuffer encode(MessageCodec codec, Header header, ControlMessage message) {
    scratch.clear();
    codec.encode(header, message, scratch);
    ByteBuffer datagram = ByteBuffer.allocate(scratch.flip().limit());
    return datagram.put(scratch).flip();
  }

  /** Sends an encoded message through a socket. */
  void send(ControlSocket socket, InetSocketAddress to, ByteBuffer message) {
    act(new LcceAction.Send(socket.number(), to, message));
  }

  /** Encodes a message and sends it through a socket. */
  void send(
      ControlSocket socket,
      InetSocketAddress to,
      MessageCodec codec,
      Header header,
      ControlMessage message) {
    send(socket, to, encode(codec, header, message));
  }

  /**
   * Answers a message of a peer with StopCCN once, without state. The source is not verified: the
   * answer has no text if it would be too long with it (see {@link SourceCredit}), and is not sent
   * if it still is.
   *
   * @param received length of the message of the peer in octets
   */
  void refuse(
      ControlSocket socket,
      InetSocketAddress to,
      MessageCodec codec,
      Header header,
      ControlMessage.StopCcn stop,
      int received) {
    ByteBuffer answer = encode(codec, header, stop);
    if (!SourceCredit.admits(received, answer.remaining())) {
      answer = encode(codec, header, stop.withoutText());
    }
    if (SourceCredit.admits(received, answer.remaining())) {
      send(socket, to, answer);
    } else {
      String text = "no answer, because the request is too short for it: " + stop.result().text();
      objections.object(Reason.SHORT_REQUEST, About.source(to), text);
    }
  }

  // --- Counters

  /** Counts an SCCRQ that was answered with StopCCN. */
  void refused() {
    refused++;
  }

  long refusals() {
    return refused;
  }
}
