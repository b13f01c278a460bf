package net.sluice.l2tp.protocol;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import net.sluice.l2tp.ControlParameters;
import net.sluice.l2tp.Encapsulation;
import net.sluice.l2tp.LcceProfile;
import net.sluice.l2tp.MessageType;
import net.sluice.l2tp.PeerProfile;
import net.sluice.l2tp.Result;
import net.sluice.l2tp.SignaledPseudowireProfile;
import net.sluice.l2tp.SignaledTunnelProfile;
import net.sluice.l2tp.signaling.Refusal;
import net.sluice.l2tp.signaling.SessionReport;
import net.sluice.l2tp.signaling.SignalingEvent;
import net.sluice.l2tp.signaling.SignalingUpdate;
import net.sluice.l2tp.signaling.TunnelReport;
import net.sluice.l2tp.wire.ControlMessage;
import net.sluice.l2tp.wire.Decoded;
import net.sluice.l2tp.wire.MessageCodec;

/**
 * Lcces that are connected back to back, in simulated time: a datagram arrives immediately and in
 * order, unless a test delays or drops it.
 */
final class BackToBack {
  static final int PORT = 1701;
  private static final int FIRST_FREE_PORT = 40000;

  /** A datagram in the network. */
  record Packet(
      Encapsulation encapsulation, InetSocketAddress from, InetSocketAddress to, ByteBuffer data) {

    MessageCodec.Peek peek() {
      return MessageCodec.peek(data).orElseThrow();
    }

    /** Returns its type; ACK for an empty one. */
    MessageType type() {
      return MessageType.of(peek().messageType()).orElse(MessageType.ACK);
    }

    /** Returns its message, if it is not authenticated. */
    ControlMessage message() {
      MessageCodec codec = new MessageCodec(ControlParameters.of("test"), "", new Random(0));
      return ((Decoded.Accepted) codec.decode(data)).message();
    }

    Optional<Result> stop() {
      return message() instanceof ControlMessage.StopCcn stop
          ? Optional.of(stop.result())
          : Optional.empty();
    }
  }

  private record Socket(
      int number, LcceAction.OpenSocket request, InetSocketAddress local, InetSocketAddress peer) {
    boolean takes(Packet packet) {
      return request.encapsulation() == packet.encapsulation
          && local.getAddress().equals(packet.to.getAddress())
          && local.getPort() == packet.to.getPort()
          && (peer == null || peer.equals(packet.from))
          && (request.connectionId() == 0
              || request.connectionId() == packet.peek().connectionId());
    }
  }

  /** An end. */
  final class End {
    final InetAddress address;
    final List<LcceAction> actions = new ArrayList<>();
    final List<Packet> sent = new ArrayList<>();
    final Map<String, TunnelReport> tunnels = new TreeMap<>();
    final Map<String, SessionReport> sessions = new TreeMap<>();
    final List<Refusal> refusals = new ArrayList<>();
    final Map<Long, LcceAction.InstallTunnel> installed = new TreeMap<>();
    final List<Long> ended = new ArrayList<>();
    final Map<Integer, Socket> sockets = new HashMap<>();
    Optional<String> noSockets = Optional.empty();

    /** True to hold back the reports that sockets are open. */
    boolean manual;

    Lcce lcce;
    private final Queue<LcceInput> answers = new ArrayDeque<>();

    private End(String address, long seed) {
      try {
        this.address = InetAddress.getByName(address);
      } catch (java.net.UnknownHostException e) {
        throw new IllegalArgumentException(e);
      }
      lcce = new Lcce(new Random(seed));
    }

    /** Restarts without any state. */
    void restart(long seed) {
      lcce = new Lcce(new Random(seed));
      sockets.clear();
      tunnels.clear();
      installed.clear();
    }

    /** Runs a round of a loop: the input, the inputs that result, and the timers that are due. */
    void input(LcceInput input) {
      lcce.on(input, now, this::act);
      for (LcceInput next = answers.poll(); next != null; next = answers.poll()) {
        lcce.on(next, now, this::act);
      }
      if (lcce.deadline() <= now && !(input instanceof LcceInput.Timer)) {
        input(new LcceInput.Timer());
      }
    }

    void update(LcceProfile profile) {
      input(
          new LcceInput.Update(
              new SignalingUpdate(
                  Optional.of(profile), Map.of(), Map.of(), Optional.empty(), Optional.empty())));
    }

    void listen() {
      update(profile(this));
    }

    void tunnel(SignaledTunnelProfile tunnel) {
      tunnels(Map.of(tunnel.name(), Optional.of(tunnel)));
    }

    void removeTunnel(String name) {
      tunnels(Map.of(name, Optional.empty()));
    }

    private void tunnels(Map<String, Optional<SignaledTunnelProfile>> changes) {
      input(
          new LcceInput.Update(
              new SignalingUpdate(
                  Optional.empty(), changes, Map.of(), Optional.empty(), Optional.empty())));
    }

    void pseudowire(SignaledPseudowireProfile pseudowire) {
      input(
          new LcceInput.Update(
              new SignalingUpdate(
                  Optional.empty(),
                  Map.of(),
                  Map.of(pseudowire.name(), Optional.of(pseudowire)),
                  Optional.empty(),
                  Optional.empty())));
    }

    void peers(PeerProfile... profiles) {
      input(
          new LcceInput.Update(
              new SignalingUpdate(
                  Optional.empty(),
                  Map.of(),
                  Map.of(),
                  Optional.of(List.of(profiles)),
                  Optional.empty())));
    }

    TunnelReport.State state(String tunnel) {
      return tunnels.get(tunnel).state();
    }

    /** Returns its only tunnel. */
    TunnelReport only() {
      if (tunnels.size() != 1) {
        throw new AssertionError(tunnels.keySet().toString());
      }
      return tunnels.values().iterator().next();
    }

    Stream<MessageType> typesSent() {
      return sent.stream().map(Packet::type);
    }

    long sent(MessageType type) {
      return typesSent().filter(type::equals).count();
    }

    /** Returns the results of the StopCCNs that it sent. */
    List<Integer> stops() {
      return sent.stream().flatMap(packet -> packet.stop().stream()).map(Result::code).toList();
    }

    private void act(LcceAction action) {
      actions.add(action);
      switch (action) {
        case LcceAction.OpenSocket open -> open(open);
        case LcceAction.ConnectSocket connect ->
            sockets.computeIfPresent(
                connect.socket(),
                (number, socket) ->
                    new Socket(number, socket.request, socket.local, connect.peer()));
        case LcceAction.CloseSocket close -> sockets.remove(close.socket());
        case LcceAction.Send send -> send(send);
        case LcceAction.InstallTunnel install ->
            installed.put(install.tunnel().tunnelId(), install);
        case LcceAction.Emit emit -> emitted(emit.event());
      }
    }

    private void open(LcceAction.OpenSocket open) {
      if (noSockets.isPresent()) {
        answers.add(new LcceInput.SocketFailed(open.socket(), noSockets.get()));
        return;
      }
      boolean overIp = open.encapsulation() == Encapsulation.IP;
      int port = overIp ? 0 : open.port() == 0 ? nextPort++ : open.port();
      InetSocketAddress local = new InetSocketAddress(address, port);
      sockets.put(open.socket(), new Socket(open.socket(), open, local, null));
      if (!manual) {
        answers.add(new LcceInput.SocketOpened(open.socket(), local));
      }
    }

    private void send(LcceAction.Send send) {
      Socket socket = sockets.get(send.socket());
      Packet packet =
          new Packet(
              socket.request.encapsulation(), socket.local, send.to(), send.message().duplicate());
      sent.add(packet);
      if (!lost.test(packet)) {
        wire.add(packet);
      }
    }

    private void emitted(SignalingEvent event) {
      switch (event) {
        case SignalingEvent.TunnelChanged changed ->
            tunnels.put(changed.report().name(), changed.report());
        case SignalingEvent.TunnelGone gone -> tunnels.remove(gone.name());
        case SignalingEvent.TunnelEnded gone -> ended.add(gone.tunnelId());
        case SignalingEvent.SessionChanged changed ->
            sessions.put(changed.report().name(), changed.report());
        case SignalingEvent.Refused refused -> refusals.add(refused.refusal());
        default -> {}
      }
    }

    /**
     * Receives a datagram through the socket that matches best, as a kernel does. Of several it is
     * the one that was bound last.
     */
    void receive(Packet packet) {
      sockets.values().stream()
          .filter(socket -> socket.takes(packet))
          .max(
              Comparator.<Socket>comparingInt(socket -> socket.peer != null ? 1 : 0)
                  .thenComparingLong(socket -> socket.request.connectionId())
                  .thenComparingInt(Socket::number))
          .ifPresent(
              socket ->
                  input(
                      new LcceInput.Datagram(socket.number, packet.from, packet.data.duplicate())));
    }
  }

  final List<End> ends = new ArrayList<>();

  /** The datagrams in the network. */
  final Queue<Packet> wire = new ArrayDeque<>();

  /** Selects the datagrams that are lost. */
  Predicate<Packet> lost = packet -> false;

  long now = Duration.ofHours(1).toNanos();
  private int nextPort = FIRST_FREE_PORT;

  End end(String address, long seed) {
    End end = new End(address, seed);
    ends.add(end);
    return end;
  }

  /** Delivers all datagrams, and those that result. */
  void settle() {
    for (Packet packet = wire.poll(); packet != null; packet = wire.poll()) {
      deliver(packet);
    }
  }

  void deliver(Packet packet) {
    for (End end : ends) {
      if (end.address.equals(packet.to.getAddress())) {
        end.receive(packet);
      }
    }
  }

  /** Lets time pass, and runs the timers that are due. */
  void pass(Duration time) {
    long until = now + time.toNanos();
    settle();
    for (long next = nextDeadline(); next <= until; next = nextDeadline()) {
      now = Math.max(now, next);
      for (End end : ends) {
        if (end.lcce.deadline() <= now) {
          end.input(new LcceInput.Timer());
        }
      }
      settle();
    }
    now = until;
  }

  private long nextDeadline() {
    return ends.stream().mapToLong(end -> end.lcce.deadline()).min().orElse(Long.MAX_VALUE);
  }

  // --- Configuration of the ends

  static LcceProfile profile(End end) {
    return new LcceProfile(
        "host-" + end.address.getHostAddress(),
        Integer.toUnsignedLong(end.address.hashCode()),
        "test",
        List.of(
            new LcceProfile.Listener(Encapsulation.UDP, end.address, PORT),
            new LcceProfile.Listener(Encapsulation.IP, end.address, 0)),
        0,
        0,
        100,
        0,
        false);
  }

  /** Returns a tunnel over UDP between two ends. */
  static SignaledTunnelProfile tunnel(String name, End local, End peer, boolean initiate) {
    return tunnel(name, local, peer, initiate, parameters(local));
  }

  static SignaledTunnelProfile tunnel(
      String name, End local, End peer, boolean initiate, ControlParameters parameters) {
    return new SignaledTunnelProfile(
        name,
        Encapsulation.UDP,
        local.address,
        0,
        peer.address,
        PORT,
        true,
        initiate,
        Optional.empty(),
        Optional.empty(),
        parameters);
  }

  static SignaledTunnelProfile overIp(SignaledTunnelProfile tunnel) {
    return new SignaledTunnelProfile(
        tunnel.name(),
        Encapsulation.IP,
        tunnel.localAddress(),
        0,
        tunnel.peerAddress(),
        0,
        true,
        tunnel.initiate(),
        tunnel.peerHostName(),
        tunnel.keepalive(),
        tunnel.parameters());
  }

  static SignaledTunnelProfile withLocalPort(SignaledTunnelProfile tunnel, int port) {
    return new SignaledTunnelProfile(
        tunnel.name(),
        tunnel.encapsulation(),
        tunnel.localAddress(),
        port,
        tunnel.peerAddress(),
        tunnel.peerPort(),
        tunnel.udpChecksum(),
        tunnel.initiate(),
        tunnel.peerHostName(),
        tunnel.keepalive(),
        tunnel.parameters());
  }

  static SignaledTunnelProfile withPeerHostName(SignaledTunnelProfile tunnel, String hostName) {
    return new SignaledTunnelProfile(
        tunnel.name(),
        tunnel.encapsulation(),
        tunnel.localAddress(),
        tunnel.localPort(),
        tunnel.peerAddress(),
        tunnel.peerPort(),
        tunnel.udpChecksum(),
        tunnel.initiate(),
        Optional.of(hostName),
        tunnel.keepalive(),
        tunnel.parameters());
  }

  /** Returns a keepalive tunnel. */
  static SignaledTunnelProfile keepalive(
      SignaledTunnelProfile tunnel, int localPort, int peerPort, long localId, long peerId) {
    return new SignaledTunnelProfile(
        tunnel.name(),
        tunnel.encapsulation(),
        tunnel.localAddress(),
        localPort,
        tunnel.peerAddress(),
        peerPort,
        tunnel.udpChecksum(),
        tunnel.initiate(),
        tunnel.peerHostName(),
        Optional.of(new SignaledTunnelProfile.TunnelIds(localId, peerId)),
        tunnel.parameters());
  }

  static ControlParameters parameters(End end) {
    return ControlParameters.of(profile(end).hostName());
  }

  static PeerProfile anybody(End end) {
    return anybody(end, Function.identity());
  }

  static PeerProfile anybody(End end, Function<ControlParameters, ControlParameters> change) {
    return new PeerProfile(
        "anybody",
        Optional.empty(),
        Optional.of(new PeerProfile.Prefix(end.address, 0)),
        false,
        Optional.empty(),
        PeerProfile.MAX_SESSIONS,
        change.apply(parameters(end)));
  }
}
