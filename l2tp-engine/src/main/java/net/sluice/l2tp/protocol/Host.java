package net.sluice.l2tp.protocol;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import net.sluice.l2tp.Encapsulation;
import net.sluice.l2tp.LcceProfile;
import net.sluice.l2tp.signaling.SignalingEvent;
import net.sluice.l2tp.wire.ControlMessage;
import net.sluice.l2tp.wire.Header;
import net.sluice.l2tp.wire.MessageCodec;

/**
 * What all parts of an {@link Lcce} share: the round that goes on, alarms, sockets, the table of
 * control channels by our id, and the counters of what belongs to no tunnel.
 */
final class Host {
  private static final LcceProfile NOTHING =
      new LcceProfile("localhost", 0, "", List.of(), 0, 0, 0, 0, false);

  private static final int LONGEST_MESSAGE = 65535;

  private final RandomGenerator random;
  private final Round round;
  private final Alarms alarms = new Alarms();
  private final Map<Integer, ControlSocket> sockets = new HashMap<>();
  private final Map<Long, ControlChannel> channels = new HashMap<>();
  private final Map<String, Long> drops = new TreeMap<>();

  /** Where messages are encoded: longer than any is. */
  private final ByteBuffer scratch = ByteBuffer.allocate(LONGEST_MESSAGE);

  private LcceProfile profile = NOTHING;
  private boolean shuttingDown;
  private int lastSocket;
  private long refused;

  Host(RandomGenerator random, Round round) {
    this.random = random;
    this.round = round;
  }

  // --- The round

  /** The time of this round, in nanoseconds. */
  long now() {
    return round.now();
  }

  /** Has something done. */
  void act(LcceAction action) {
    round.act(action);
  }

  /** Tells who listens. */
  void emit(SignalingEvent event) {
    round.emit(event);
  }

  // --- What all know

  RandomGenerator random() {
    return random;
  }

  Alarms alarms() {
    return alarms;
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

  /** A time span made shorter at random by up to a fifth, so that many of them spread. */
  long jittered(long nanos) {
    return nanos - (long) (nanos * random.nextDouble() / 5);
  }

  // --- Control channels

  /** An id that no control channel has. */
  long freshId() {
    long id;
    do {
      id = Integer.toUnsignedLong(random.nextInt());
    } while (id == 0 || channels.containsKey(id));
    return id;
  }

  /** The control channel with this id at our end; null without one. */
  ControlChannel channel(long id) {
    return channels.get(id);
  }

  /** Makes a control channel known; false if its id is taken. */
  boolean add(ControlChannel channel) {
    return channels.putIfAbsent(channel.localId(), channel) == null;
  }

  void remove(ControlChannel channel) {
    channels.remove(channel.localId(), channel);
  }

  /** Control channels that are there, those that only acknowledge among them. */
  List<ControlChannel> channels() {
    return List.copyOf(channels.values());
  }

  // --- Sockets

  /** Asks for a socket; see {@link LcceAction.OpenSocket}. */
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

  /** The socket with this number; null if it was closed. */
  ControlSocket socket(int number) {
    return sockets.get(number);
  }

  void connect(ControlSocket socket, InetSocketAddress peer) {
    act(new LcceAction.ConnectSocket(socket.number(), peer));
  }

  void close(ControlSocket socket) {
    sockets.remove(socket.number());
    act(new LcceAction.CloseSocket(socket.number()));
  }

  /** Sends a message by a socket. */
  void send(
      ControlSocket socket,
      InetSocketAddress to,
      MessageCodec codec,
      Header header,
      ControlMessage message) {
    scratch.clear();
    codec.encode(header, message, scratch);
    ByteBuffer datagram = ByteBuffer.allocate(scratch.flip().limit());
    act(new LcceAction.Send(socket.number(), to, datagram.put(scratch).flip()));
  }

  // --- Counters

  /** Counts a datagram that was dropped and belongs to no tunnel. */
  void drop(String reason) {
    drops.merge(reason, 1L, Long::sum);
  }

  /** Counts an SCCRQ that was answered with StopCCN. */
  void refused() {
    refused++;
  }

  long refusals() {
    return refused;
  }

  Map<String, Long> drops() {
    return Map.copyOf(drops);
  }
}
