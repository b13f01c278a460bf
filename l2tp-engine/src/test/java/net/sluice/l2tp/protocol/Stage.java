package net.sluice.l2tp.protocol;

import static net.sluice.l2tp.protocol.SimulatedHost.DataPlane.WILLING;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import net.sluice.l2tp.CircuitStatus;
import net.sluice.l2tp.ControlParameters;
import net.sluice.l2tp.Cookie;
import net.sluice.l2tp.Encapsulation;
import net.sluice.l2tp.PseudowireType;
import net.sluice.l2tp.RemoteEndId;
import net.sluice.l2tp.Result;
import net.sluice.l2tp.ResultCodes;
import net.sluice.l2tp.Sequencing;
import net.sluice.l2tp.SessionParameters;
import net.sluice.l2tp.SignaledPseudowireProfile;
import net.sluice.l2tp.SignaledTunnelProfile;
import net.sluice.l2tp.Sublayer;
import net.sluice.l2tp.signaling.SessionReport;
import net.sluice.l2tp.signaling.TunnelReport;
import net.sluice.l2tp.wire.ControlMessage;
import net.sluice.l2tp.wire.ControlMessage.Call;
import net.sluice.l2tp.wire.ControlMessage.CallConnected;
import net.sluice.l2tp.wire.ControlMessage.CallReply;
import net.sluice.l2tp.wire.ControlMessage.CallRequest;
import net.sluice.l2tp.wire.ControlMessage.Circuit;
import net.sluice.l2tp.wire.ControlMessage.CircuitErrors;

/** A host in some state, and a peer that can send it any message. */
final class Stage {
  private static final String TUNNEL = "t";
  private static final String PSEUDOWIRE = "pw";
  private static final RemoteEndId END = RemoteEndId.ofNumber(100);
  private static final RemoteEndId UNKNOWN_END = RemoteEndId.ofNumber(999);

  /** The session id at the peer. */
  private static final long PEER_SESSION = 0xc;

  private static final long OTHER_SESSION = 0xd;

  /** A tie breaker that nearly always wins. */
  private static final long TIE = 5;

  private static final Duration NEVER = Duration.ofMinutes(1);
  private static final Duration SHORT = Duration.ofMillis(50);

  /** A state of the host. */
  enum Scene {
    IDLE,
    WAIT_CTL_REPLY,
    WAIT_CTL_CONN,
    ESTABLISHED_BY_PEER,
    ESTABLISHED_BY_HOST,
    CLOSING,
    SESSION_IDLE,
    WAIT_REPLY,
    WAIT_REPLY_INSTALLING,
    ESTABLISHED_SENDER,
    WAIT_CONNECT_INSTALLING,
    WAIT_CONNECT,
    WAIT_CONNECT_INSTALLING_AGAIN,
    ESTABLISHED_RECIPIENT,
    WAIT_CS_ANSWER,
    ESTABLISHED_OUTGOING;

    /** States of a connection; the others are of a session in an established one. */
    static final Set<Scene> OF_CONNECTIONS = EnumSet.range(IDLE, CLOSING);

    static final Set<Scene> OF_SESSIONS = EnumSet.range(SESSION_IDLE, ESTABLISHED_OUTGOING);

    String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns the messages that a peer may send in it. */
    Set<Message> messages() {
      return OF_CONNECTIONS.contains(this)
          ? EnumSet.allOf(Message.class)
          : EnumSet.range(Message.ICRQ, Message.SLI_INACTIVE);
    }
  }

  /** A message of the peer. */
  enum Message {
    SCCRQ,
    SCCRQ_WINS_TIE,
    SCCRQ_LOSES_TIE,
    SCCRQ_IN_SEQUENCE,
    SCCRP,
    SCCCN,
    STOPCCN,
    HELLO,
    ICRQ,
    ICRQ_SAME_SESSION,
    ICRQ_WINS_TIE,
    ICRQ_LOSES_TIE,
    ICRP,
    ICCN,
    OCRQ,
    OCRQ_SAME_SESSION,
    OCRP,
    OCCN,
    CDN,
    WEN,
    SLI_ACTIVE,
    SLI_INACTIVE;

    String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private final SimulatedNetwork network =
      new SimulatedNetwork(new Random(1), SimulatedNetwork.Faults.NONE);
  private final SimulatedHost host = new SimulatedHost(network, SimulatedPair.A, new Random(2));
  private final ScriptedPeer peer = new ScriptedPeer(network, SimulatedPair.B, SimulatedPair.A);

  /** A host in the state of a scene. */
  Stage(Scene scene) {
    host.configure(SimulatedPair.lcce("host", 1));
    play(scene);
    network.run(SHORT);
    peer.drain();
  }

  ScriptedPeer peer() {
    return peer;
  }

  /** Returns the messages of the host within a short time, and its states after that. */
  String outcome() {
    network.run(SHORT);
    String answers = peer.drain().stream().map(Stage::inShort).collect(Collectors.joining(", "));
    TunnelReport tunnel = host.tunnels().get(TUNNEL);
    SessionReport session = host.sessions().get(PSEUDOWIRE);
    String state =
        (tunnel == null ? "gone" : tunnel.state().toString())
            + (session == null ? "" : " " + session.state());
    return (answers.isEmpty() ? "-" : answers) + ", then " + state;
  }

  private static String inShort(ControlMessage message) {
    return switch (message) {
      case ControlMessage.StopCcn stop -> "STOPCCN " + stop.result().code();
      case ControlMessage.Cdn cdn -> "CDN " + cdn.result().code();
      default -> message.type().toString();
    };
  }

  /** Lets time pass. */
  void pass(Duration time) {
    network.run(time);
  }

  /** Changes the circuit at the host. */
  void circuit(CircuitStatus status) {
    host.on(new LcceInput.LocalStatus(Map.of(PSEUDOWIRE, status)));
  }

  /** Runs a command of an operator. */
  void command(int number) {
    switch (number % 9) {
      case 0 -> tunnel(false);
      case 1 -> tunnel(true);
      case 2 -> pseudowire(false, Sublayer.NONE);
      case 3 -> pseudowire(true, Sublayer.DEFAULT);
      case 4 -> host.removeTunnel(TUNNEL);
      case 5 -> host.removePseudowires(List.of(PSEUDOWIRE));
      case 6 -> host.on(new LcceInput.ResetTunnel(TUNNEL));
      case 7 -> host.on(new LcceInput.ResetSession(PSEUDOWIRE));
      default -> host.dataPlane(SimulatedHost.DataPlane.of(SHORT, number % 2 == 0));
    }
  }

  /** Returns true if another peer can still connect. */
  boolean stillWorks() {
    ScriptedPeer other =
        new ScriptedPeer(network, SimulatedPair.address("192.0.2.3"), SimulatedPair.A);
    host.add(tunnelTo("other", "192.0.2.3", false));
    other.send(new ControlMessage.Sccrq(other.endpoint(), OptionalLong.empty()));
    network.run(SHORT);
    other.send(new ControlMessage.Scccn());
    network.run(SHORT);
    return host.tunnels().get("other").state() == TunnelReport.State.ESTABLISHED;
  }

  // --- set-up of states

  private void play(Scene scene) {
    switch (scene) {
      case IDLE -> tunnel(false);
      case WAIT_CTL_REPLY -> tunnel(true);
      case WAIT_CTL_CONN -> {
        tunnel(false);
        say(sccrq(OptionalLong.empty()));
      }
      case ESTABLISHED_BY_PEER -> connect();
      case ESTABLISHED_BY_HOST -> {
        tunnel(true);
        say(new ControlMessage.Sccrp(peer.endpoint()));
      }
      case CLOSING -> {
        connect();
        peer.deafen();
        host.on(new LcceInput.ResetTunnel(TUNNEL));
      }
      case SESSION_IDLE -> {
        connect();
        pseudowire(false, Sublayer.NONE);
      }
      case WAIT_REPLY -> {
        connect();
        pseudowire(true, Sublayer.NONE);
      }
      case WAIT_REPLY_INSTALLING -> {
        play(Scene.WAIT_REPLY);
        holdDataPlane();
        say(reply(Call.INCOMING));
      }
      case ESTABLISHED_SENDER -> {
        play(Scene.WAIT_REPLY);
        say(reply(Call.INCOMING));
      }
      case WAIT_CONNECT_INSTALLING -> {
        play(Scene.SESSION_IDLE);
        holdDataPlane();
        say(request(Call.INCOMING, PEER_SESSION, END, TIE));
      }
      case WAIT_CONNECT -> {
        play(Scene.SESSION_IDLE);
        say(request(Call.INCOMING, PEER_SESSION, END, TIE));
      }
      case WAIT_CONNECT_INSTALLING_AGAIN -> {
        connect();
        pseudowire(false, Sublayer.DEFAULT);
        say(request(Call.INCOMING, PEER_SESSION, END, TIE));
        holdDataPlane();
        say(connected(Call.INCOMING));
      }
      case ESTABLISHED_RECIPIENT -> {
        play(Scene.WAIT_CONNECT);
        say(connected(Call.INCOMING));
      }
      case WAIT_CS_ANSWER -> {
        play(Scene.SESSION_IDLE);
        holdDataPlane();
        say(request(Call.OUTGOING, PEER_SESSION, END, TIE));
      }
      case ESTABLISHED_OUTGOING -> {
        play(Scene.SESSION_IDLE);
        say(request(Call.OUTGOING, PEER_SESSION, END, TIE));
      }
    }
  }

  private void holdDataPlane() {
    host.dataPlane(SimulatedHost.DataPlane.of(NEVER, false));
  }

  private void tunnel(boolean initiate) {
    host.add(tunnelTo(TUNNEL, "192.0.2.2", initiate));
    network.run(SHORT);
  }

  private static SignaledTunnelProfile tunnelTo(String name, String peer, boolean initiate) {
    return new SignaledTunnelProfile(
        name,
        Encapsulation.UDP,
        SimulatedPair.A,
        0,
        SimulatedPair.address(peer),
        ScriptedPeer.PORT,
        true,
        initiate,
        Optional.empty(),
        Optional.empty(),
        ControlParameters.of("host"));
  }

  private void connect() {
    tunnel(false);
    say(sccrq(OptionalLong.empty()));
    say(new ControlMessage.Scccn());
  }

  private void pseudowire(boolean initiate, Sublayer sublayer) {
    host.dataPlane(WILLING);
    host.add(
        List.of(
            new SignaledPseudowireProfile(
                PSEUDOWIRE,
                TUNNEL,
                END,
                initiate,
                true,
                new SessionParameters(
                    PseudowireType.ETHERNET, 0, Optional.empty(), sublayer, Sequencing.NONE))));
    network.run(SHORT);
  }

  private void say(ControlMessage message) {
    peer.send(message);
    network.run(SHORT);
  }

  /** Returns the session id at the host; another number if there is none. */
  private long sessionId() {
    SessionReport session = host.sessions().get(PSEUDOWIRE);
    return session == null || session.local().sessionId() == 0
        ? 0xabcd
        : session.local().sessionId();
  }

  // --- messages

  /** Returns a message that fits the state as well as possible. */
  ControlMessage build(Message message) {
    return switch (message) {
      case SCCRQ -> freshSccrq(OptionalLong.empty());
      case SCCRQ_WINS_TIE -> freshSccrq(OptionalLong.of(0));
      case SCCRQ_LOSES_TIE -> freshSccrq(OptionalLong.of(-1));
      case SCCRQ_IN_SEQUENCE -> sccrq(OptionalLong.empty());
      case SCCRP -> new ControlMessage.Sccrp(peer.endpoint());
      case SCCCN -> new ControlMessage.Scccn();
      case STOPCCN ->
          new ControlMessage.StopCcn(Result.of(ResultCodes.STOP_CLEAR, ""), peer.localId());
      case HELLO -> new ControlMessage.Hello();
      case ICRQ -> request(Call.INCOMING, OTHER_SESSION, UNKNOWN_END, 0);
      case ICRQ_SAME_SESSION -> request(Call.INCOMING, PEER_SESSION, END, TIE);
      case ICRQ_WINS_TIE -> request(Call.INCOMING, OTHER_SESSION, END, 0);
      case ICRQ_LOSES_TIE -> request(Call.INCOMING, OTHER_SESSION, END, -1);
      case ICRP -> reply(Call.INCOMING);
      case ICCN -> connected(Call.INCOMING);
      case OCRQ -> request(Call.OUTGOING, OTHER_SESSION, UNKNOWN_END, 0);
      case OCRQ_SAME_SESSION -> request(Call.OUTGOING, PEER_SESSION, END, TIE);
      case OCRP -> reply(Call.OUTGOING);
      case OCCN -> connected(Call.OUTGOING);
      case CDN ->
          new ControlMessage.Cdn(
              Result.of(ResultCodes.CDN_ADMINISTRATIVE, ""), PEER_SESSION, sessionId());
      case WEN ->
          new ControlMessage.Wen(PEER_SESSION, sessionId(), new CircuitErrors(0, 0, 1, 2, 3, 4));
      case SLI_ACTIVE -> sli(CircuitStatus.UP);
      case SLI_INACTIVE -> sli(CircuitStatus.DOWN);
    };
  }

  private ControlMessage sccrq(OptionalLong tieBreaker) {
    return new ControlMessage.Sccrq(peer.endpoint(), tieBreaker);
  }

  /** Returns an SCCRQ for another connection. */
  private ControlMessage freshSccrq(OptionalLong tieBreaker) {
    peer.beginAnew();
    return sccrq(tieBreaker);
  }

  private static ControlMessage request(Call call, long id, RemoteEndId end, long tieBreaker) {
    return new CallRequest(
        call,
        id,
        0,
        OptionalLong.of(1),
        PseudowireType.ETHERNET.code(),
        end,
        new Cookie(4, 0x1234),
        OptionalLong.of(tieBreaker),
        OptionalLong.empty(),
        active());
  }

  private ControlMessage reply(Call call) {
    return new CallReply(
        call, PEER_SESSION, sessionId(), new Cookie(4, 0x1234), OptionalLong.empty(), active());
  }

  private ControlMessage connected(Call call) {
    return new CallConnected(call, PEER_SESSION, sessionId(), active());
  }

  private static Circuit active() {
    return new Circuit(
        Optional.empty(),
        OptionalInt.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        Optional.of(CircuitStatus.UP));
  }

  private ControlMessage sli(CircuitStatus status) {
    return new ControlMessage.Sli(PEER_SESSION, sessionId(), Optional.of(status));
  }
}
