package net.sluice.l2tp.protocol;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import net.sluice.l2tp.ControlParameters;
import net.sluice.l2tp.MessageType;
import net.sluice.l2tp.Result;
import net.sluice.l2tp.ResultCodes;
import net.sluice.l2tp.ResultText;
import net.sluice.l2tp.signaling.Cause;
import net.sluice.l2tp.signaling.Reason;
import net.sluice.l2tp.signaling.TunnelCounters;
import net.sluice.l2tp.signaling.TunnelReport;
import net.sluice.l2tp.signaling.TunnelReport.State;
import net.sluice.l2tp.wire.ControlMessage;
import net.sluice.l2tp.wire.ControlMessage.Endpoint;
import net.sluice.l2tp.wire.Decoded;
import net.sluice.l2tp.wire.Header;
import net.sluice.l2tp.wire.MessageCodec;
import org.jspecify.annotations.Nullable;

/** A control connection of either role: runs {@link ConnectionStates}. */
final class ControlConnection extends ControlChannel
    implements Carrier, ReliableTransport.Output<ControlMessage, Decoded> {

  /** Time after a StopCCN in which messages are still acknowledged (RFC 3931 section 3.3.2). */
  static final long CYCLE = TimeUnit.SECONDS.toNanos(31);

  private final ReliableTransport<ControlMessage, Decoded> transport;
  private final boolean initiator;
  private final String nonce;
  private final OptionalLong tieBreaker;

  /** Source of the peer's SCCRQ; null if this end is the initiator. */
  private final @Nullable InetSocketAddress origin;

  private ControlParameters parameters;
  private State state = State.IDLE;
  private Endpoint remote = Endpoints.UNKNOWN;

  /** Source of the datagram that is being handled. */
  private InetSocketAddress source;

  /** The result for its StopCCN. */
  private Result result = Result.of(ResultCodes.STOP_CLEAR, "");

  /** Number of messages that its transport has dropped, as reported. */
  private long invalid;

  private long beyondWindow;

  /** Time until which it must be established, or after a StopCCN, must be kept. */
  private long until;

  private final HelloTimer helloTimer;
  private final SourceCredit credit;

  /** The socket that received the peer's SCCRQ; null if this end is the initiator. */
  private @Nullable ControlSocket listener;

  /** Time when it was established; {@link Alarms#NEVER} if it was not. */
  private long upSince = Alarms.NEVER;

  /** True if it sends only acknowledgements. */
  private boolean silent;

  /** True if its tunnel knows that it has ended. */
  private boolean ended;

  private boolean stopSent;
  private boolean stopReceived;

  /** Creates a connection that this end initiates. */
  static ControlConnection toPeer(Host host, Tunnel tunnel, InetSocketAddress peer) {
    ControlParameters parameters = tunnel.parameters();
    String nonce = Endpoints.nonce(host, parameters);
    return new ControlConnection(
        host,
        tunnel,
        peer,
        new MessageCodec(parameters, nonce, host.random()),
        nonce,
        parameters.tieBreaker() ? OptionalLong.of(host.random().nextLong()) : OptionalLong.empty(),
        Optional.empty());
  }

  /** Creates a connection that a peer requests. The codec has decoded its SCCRQ. */
  static ControlConnection fromPeer(
      Host host,
      Tunnel tunnel,
      InetSocketAddress peer,
      MessageCodec codec,
      String nonce,
      Endpoint remote) {
    return new ControlConnection(
        host, tunnel, peer, codec, nonce, OptionalLong.empty(), Optional.of(remote));
  }

  private ControlConnection(
      Host host,
      Tunnel tunnel,
      InetSocketAddress peer,
      MessageCodec codec,
      String nonce,
      OptionalLong tieBreaker,
      Optional<Endpoint> requester) {
    super(host, tunnel, host.freshId(), peer, codec);
    this.parameters = tunnel.parameters();
    this.nonce = nonce;
    this.tieBreaker = tieBreaker;
    this.initiator = requester.isEmpty();
    this.origin = initiator ? null : peer;
    this.source = peer;
    this.transport = new ReliableTransport<>(parameters.delivery(), host.backlog());
    this.credit = new SourceCredit(initiator);
    this.until = host.now() + parameters.timing().establishTimeout().toNanos();
    this.helloTimer = new HelloTimer(host, parameters.timing().helloInterval());
    requester.ifPresent(this::learn);
    tunnel.counts().add(transport);
    host.add(this);
    rearm();
  }

  // --- State

  @Override
  public String tunnel() {
    return owner().name();
  }

  @Override
  public long peerId() {
    return remote.connectionId();
  }

  @Override
  public ControlParameters parameters() {
    return parameters;
  }

  @Override
  public List<Integer> peerCapabilities() {
    return remote.capabilities();
  }

  @Override
  public Optional<String> sessionProfile() {
    return owner().sessionProfile();
  }

  @Override
  public @Nullable PeerLimits peerLimits() {
    return isOfConfiguredTunnel()
        ? null
        : new PeerLimits(peer().getAddress(), owner().terms().peerSessions());
  }

  @Override
  State state() {
    return state;
  }

  /** Returns true if its SCCRQ is unanswered, or will be sent. */
  boolean requesting() {
    return initiator && (state == State.IDLE || state == State.WAIT_CTL_REPLY);
  }

  /** Returns the tie breaker in its SCCRQ; empty if there is none. */
  OptionalLong tieBreaker() {
    return tieBreaker;
  }

  /** Returns the source of the peer's SCCRQ; null if this end is the initiator. */
  @Nullable InetSocketAddress origin() {
    return origin;
  }

  /** Returns the time of the peer's last message, in nanoseconds. */
  long lastHeard() {
    return helloTimer.lastHeard();
  }

  /** Returns true if it is or was established. */
  boolean wasUp() {
    return upSince != Alarms.NEVER;
  }

  /** Returns the properties of the peer in its SCCRQ or SCCRP. */
  Endpoint remote() {
    return remote;
  }

  /** Returns true if its SCCRQ was sent. */
  boolean isSent() {
    return initiator && state != State.IDLE;
  }

  /** Returns true if a duplicate of the SCCRQ that began it may still arrive. */
  boolean mayBeRequestedAgain() {
    return upSince == Alarms.NEVER || host().now() - upSince < CYCLE;
  }

  /** Returns true if it serves a tunnel of the configuration. */
  boolean isOfConfiguredTunnel() {
    return owner().profile().isPresent();
  }

  /** Returns true if its messages are authenticated with a secret. */
  boolean isAuthenticated() {
    return !parameters.authentication().secrets().isEmpty();
  }

  /** Returns true if a peer has begun it but not established it. */
  boolean isHalfOpen() {
    return !initiator && (state == State.IDLE || state == State.WAIT_CTL_CONN);
  }

  @Override
  TunnelReport report(State shown, Optional<Cause> last) {
    return owner().report(shown, local(), peer(), remote, last);
  }

  @Override
  TunnelCounters counters() {
    return owner().counters(transport.congestionWindow(), transport.ns(), transport.nr());
  }

  // --- Events

  @Override
  public void opened() {
    if (state != State.IDLE) {
      return;
    }
    if (initiator) {
      fire(ConnectionEvent.OPEN);
    } else {
      host().connect(socket(), peer());
      fire(ConnectionEvent.REQUESTED);
    }
  }

  @Override
  public void failed(String reason) {
    if (listener != null && state == State.IDLE) {
      refuseFrom(listener, Result.error(ResultCodes.ERROR_RESOURCES, reason));
    }
    end(Cause.of(Reason.NO_SOCKET, reason), ConnectionEvent.LOST);
  }

  /** Answers the SCCRQ of the peer from another socket, because this connection has none. */
  private void refuseFrom(ControlSocket from, Result why) {
    host().refused();
    var header = new Header(VERSION, peerId(), 0, 1);
    ByteBuffer answer = host().encode(codec(), header, new ControlMessage.StopCcn(why, localId()));
    if (credit.spend(answer.remaining())) {
      host().send(from, peer(), answer);
    }
  }

  @Override
  boolean comesFrom(InetSocketAddress from) {
    // RFC 3931 section 4.1.2.2: the reply may come from a port other than the requested one.
    return requesting() ? from.getAddress().equals(peer().getAddress()) : from.equals(peer());
  }

  @Override
  void received(Decoded decoded, InetSocketAddress from) {
    if (decoded instanceof Decoded.Rejected rejected && rejected.header().version() == 2) {
      onlyVersion2(rejected);
      return;
    }
    source = from;
    helloTimer.restart();
    Header header = header(decoded);
    if (isAck(decoded)) {
      owner().counts().good(MessageType.ACK);
      transport.receivedAck(header.nr(), host().now(), this);
    } else {
      transport.received(header.ns(), header.nr(), decoded, host().now(), this);
    }
    reportDrops(header);
    if (finished()) {
      return;
    }
    if (state == State.ESTABLISHED && transport.ready()) {
      owner().ready(this);
    }
    if (state != State.ESTABLISHED) {
      transport.flush(this);
    }
    if (transport.idle() && stopSent && !stopReceived) {
      fire(ConnectionEvent.ACKNOWLEDGED);
    }
    rearm();
  }

  private void reportDrops(Header header) {
    if (transport.invalid() != invalid) {
      invalid = transport.invalid();
      String text = "Nr %d acknowledges a message that was not sent".formatted(header.nr());
      drop(Reason.INVALID_NR, source, text);
    }
    if (transport.beyondWindow() != beyondWindow) {
      beyondWindow = transport.beyondWindow();
      String text = "Ns %d is beyond the receive window of this end".formatted(header.ns());
      drop(Reason.BEYOND_WINDOW, source, text);
    }
  }

  private void onlyVersion2(Decoded.Rejected reply) {
    if (requesting()) {
      countBad(reply);
      refuseVersion(reply);
      String text = "the peer speaks version 2 of L2TP only";
      end(Cause.of(Reason.UNSUPPORTED_VERSION, text, reply.result()), ConnectionEvent.LOST);
    } else {
      drop(Reason.BAD_HEADER, peer(), "a message of version 2 of L2TP");
    }
  }

  /**
   * Handles the SCCRQ that begins it, or a duplicate of that. The answer to a duplicate is the
   * SCCRP again: with an ACK, the peer would not ask again, and the SCCRP is repeated only twice.
   *
   * @param from the socket that received it
   * @param length length of the SCCRQ in octets
   */
  void requested(ControlSocket from, Header header, Decoded request, int length) {
    listener = from;
    credit.received(length);
    transport.received(header.ns(), header.nr(), request, host().now(), this);
    if (state == State.WAIT_CTL_CONN && transport.owesAcknowledgement()) {
      transport.repeat(this);
    }
    if (state != State.IDLE) {
      transport.flush(this);
    }
    rearm();
  }

  /** Handles a StopCCN without the id of this end, from the sender of the SCCRQ. */
  void stoppedWithoutId(Decoded stop, InetSocketAddress from, int length) {
    credit.received(length);
    decoded(stop, from);
    // Its repetitions do not find this connection, so there is nothing to keep it for.
    fire(ConnectionEvent.CYCLE_ENDED);
  }

  @Override
  void verified() {
    credit.verify();
  }

  /** Ends it, because the peer's SCCRQ won the tie. */
  void loseTie() {
    fire(ConnectionEvent.TIE_LOST);
  }

  /**
   * Ends it without a message, because a newer connection of its tunnel is established: nothing
   * that waits for an acknowledgement is sent again. Some peers have one connection for each
   * address, and would clear the newer one for a StopCCN or HELLO of this one.
   */
  void replaced() {
    until = host().now() + CYCLE;
    fire(ConnectionEvent.REPLACED);
    rearm();
  }

  @Override
  void timer() {
    long now = host().now();
    transport.flush(this);
    if (!silent) {
      transport.timer(now, this);
    }
    if (finished()) {
      return;
    }
    if (now >= until) {
      expired();
    } else if (now >= helloAt()) {
      helloTimer.drawJitter();
      send(new ControlMessage.Hello());
    }
    rearm();
  }

  private void expired() {
    if (state == State.CLOSING) {
      fire(ConnectionEvent.CYCLE_ENDED);
    } else {
      Cause why =
          Cause.of(
              Reason.NOT_ESTABLISHED_IN_TIME,
              Result.of(ResultCodes.STOP_FSM_ERROR, "not established in time"));
      if (credit.isVerified()) {
        end(why, ConnectionEvent.TIMEOUT);
      } else {
        close(why);
      }
    }
  }

  private void rearm() {
    // One ACK, when the timers run, is enough for all messages of this round of the loop.
    long acknowledgement = transport.owesAcknowledgement() ? host().now() : Alarms.NEVER;
    long resend = silent ? Alarms.NEVER : transport.deadline();
    wakeAt(Math.min(Math.min(until, acknowledgement), Math.min(helloAt(), resend)));
  }

  /** Returns the time when HELLO is due. An unacknowledged message checks the peer as well. */
  private long helloAt() {
    return state == State.ESTABLISHED && transport.idle() ? helloTimer.dueAt() : Alarms.NEVER;
  }

  @Override
  void reset() {
    close(Cause.of(Reason.CLEARED, Result.of(ResultCodes.STOP_CLEAR, "reset by the operator")));
  }

  @Override
  void close(Cause why) {
    if (credit.isVerified()) {
      end(why, ConnectionEvent.CLOSE);
    } else {
      drop(why);
    }
  }

  /** Ends it immediately, with a StopCCN that is not retransmitted. */
  void drop(Cause why) {
    remember(why);
    if (state != State.IDLE
        && putIfAdmitted(
            transport.ns(), transport.nr(), new ControlMessage.StopCcn(result, localId()))) {
      owner().counts().sent(MessageType.STOPCCN);
    }
    forgetNow();
  }

  /** Ends it immediately, without a message. */
  void forgetNow() {
    fire(ConnectionEvent.LOST);
  }

  @Override
  boolean stopsAcknowledged() {
    return finished() || !stopSent || stopReceived;
  }

  @Override
  void parameters(ControlParameters changed) {
    parameters = changed;
    recode(changed);
    helloTimer.interval(changed.timing().helloInterval());
    rearm();
  }

  // --- As a carrier of sessions

  @Override
  public boolean ready() {
    return transport.ready();
  }

  @Override
  public void send(ControlMessage message) {
    if (!silent) {
      owner().counts().sent(message.type());
      transport.send(message, host().now(), this);
      rearm();
    }
  }

  // --- As the user of the transport

  @Override
  public boolean transmit(int ns, int nr, ControlMessage message) {
    if (silent) {
      acknowledge(ns, nr);
      return true;
    }
    return putIfAdmitted(ns, nr, message);
  }

  @Override
  public void acknowledge(int ns, int nr) {
    boolean unanswered = state == State.WAIT_CTL_CONN && !credit.isVerified();
    if (!unanswered && putIfAdmitted(ns, nr, new ControlMessage.Ack())) {
      owner().counts().sent(MessageType.ACK);
    }
  }

  /** Sends a message if an unverified source may get it. */
  private boolean putIfAdmitted(int ns, int nr, ControlMessage message) {
    ByteBuffer datagram = encode(ns, nr, message);
    boolean admitted = credit.spend(datagram.remaining());
    if (admitted) {
      put(datagram);
    }
    return admitted;
  }

  @Override
  public void failed() {
    String text =
        requesting() && isAuthenticated()
            ? "the peer does not answer: it is not reachable, or drops the requests because its"
                + " secret is another one"
            : "the peer does not answer";
    end(Cause.of(Reason.NO_ANSWER, text), ConnectionEvent.LOST);
  }

  @Override
  public void deliver(Decoded decoded) {
    if (requesting()) {
      peer(source);
    }
    switch (decoded) {
      case Decoded.Accepted accepted -> {
        owner().counts().good(accepted.message().type());
        accepted(accepted.message());
      }
      case Decoded.Rejected rejected -> rejected(rejected);
      case Decoded.Ignored ignored ->
          drop(Reason.UNKNOWN_MESSAGE, source, "a message of type " + ignored.messageType());
      case Decoded.Dropped dropped -> throw new IllegalStateException(dropped.toString());
    }
  }

  private void accepted(ControlMessage message) {
    switch (message) {
      case ControlMessage.Sccrq request -> {
        if (state != State.IDLE) {
          fire(ConnectionEvent.SCCRQ, message);
        }
      }
      case ControlMessage.Sccrp reply -> replied(reply);
      case ControlMessage.Scccn connected -> fire(ConnectionEvent.SCCCN, message);
      case ControlMessage.StopCcn stop -> {
        stopReceived = true;
        learnId(stop.connectionId());
        // If both ends stopped it, it is kept until the retransmission cycle of the peer has ended.
        until = host().now() + CYCLE;
        String text = "the peer cleared the connection: " + ResultText.stopCcn(stop.result());
        end(Cause.of(Reason.CLEARED_BY_PEER, text, stop.result()), ConnectionEvent.STOPCCN);
      }
      case ControlMessage.Hello hello -> fire(ConnectionEvent.HELLO, message);
      case ControlMessage.OfSession ofSession -> {
        if (!isIgnored(ofSession)) {
          fire(ConnectionEvent.SESSION, message);
        }
      }
      case ControlMessage.Ack ack -> throw new IllegalStateException("an ACK is not delivered");
    }
  }

  /**
   * Returns true for a message that needs an answer, if too many answers wait for the peer's
   * acknowledgements. Its session is then not established in time.
   */
  private boolean isIgnored(ControlMessage.OfSession message) {
    boolean needsAnswer =
        message instanceof ControlMessage.CallRequest
            || message instanceof ControlMessage.CallReply;
    return needsAnswer && isStuck();
  }

  private boolean isStuck() {
    boolean stuck = transport.isStuck();
    if (stuck) {
      drop(
          Reason.QUEUE_FULL,
          source,
          "a request, because the peer does not acknowledge the answers to earlier ones");
    }
    return stuck;
  }

  private void replied(ControlMessage.Sccrp reply) {
    if (remote.connectionId() == 0) {
      learn(reply.sender());
    }
    Optional<Cause> objection = owner().terms().objection(reply.sender());
    if (objection.isEmpty()) {
      fire(ConnectionEvent.SCCRP, reply);
    } else {
      end(objection.get(), ConnectionEvent.SCCRP_UNACCEPTABLE, reply);
    }
  }

  private void rejected(Decoded.Rejected rejected) {
    countBad(rejected);
    if (rejected.clears() == Decoded.Clears.SESSION && state == State.ESTABLISHED) {
      if (!isStuck()) {
        owner().rejected(this, rejected);
      }
      return;
    }
    learnId(rejected.connectionId());
    String text = "a malformed message: " + ResultText.stopCcn(rejected.result());
    end(Cause.of(Reason.MALFORMED_MESSAGE, text, rejected.result()), ConnectionEvent.MALFORMED);
  }

  /** Sets the id for the messages from now on, StopCCN or ACK (RFC 3931 section 5.4.3). */
  private void learnId(long id) {
    if (remote.connectionId() == 0 && id != 0) {
      remote = Endpoints.unknown(id);
    }
  }

  private void learn(Endpoint endpoint) {
    remote = endpoint;
    transport.peerWindow(Endpoints.window(endpoint));
  }

  // --- The machine

  private void end(Cause cause, ConnectionEvent event) {
    end(cause, event, null);
  }

  /**
   * Ends the connection by an event.
   *
   * @param cause the reason that the tunnel reports; its result is that of the StopCCN, if the
   *     event leads to one
   * @param message the message that is the event; null for other events
   */
  private void end(Cause cause, ConnectionEvent event, @Nullable ControlMessage message) {
    remember(cause);
    fire(event, message);
  }

  private void remember(Cause cause) {
    result = cause.result().orElse(result);
    owner().remember(this, cause);
  }

  private void fire(ConnectionEvent event) {
    fire(event, null);
  }

  /** Runs the state machine. */
  private void fire(ConnectionEvent event, @Nullable ControlMessage message) {
    if (finished()) {
      return;
    }
    var row = ConnectionStates.table().find(state, event);
    if (row == null) {
      return;
    }
    State before = state;
    state = row.next();
    switch (row.action()) {
      case NOTHING -> {}
      case REQUEST -> send(request());
      case REPLY -> send(new ControlMessage.Sccrp(self()));
      case CONNECT -> {
        host().connect(socket(), peer());
        send(new ControlMessage.Scccn());
        up();
      }
      case ESTABLISH -> up();
      case DISPATCH ->
          owner().received(this, (ControlMessage.OfSession) Objects.requireNonNull(message));
      case STOP -> sendStop();
      case STOP_UNEXPECTED -> {
        // Only events of messages lead here.
        String text = unexpected(Objects.requireNonNull(message), before);
        remember(Cause.of(Reason.OUT_OF_TURN, Result.of(ResultCodes.STOP_FSM_ERROR, text)));
        sendStop();
      }
      case STOP_LATE -> {
        if (!stopSent && !stopReceived) {
          stopLate();
        }
      }
      case FALL_SILENT -> silent = true;
      case FORGET -> forget();
    }
    reportChange(before);
  }

  private static String unexpected(ControlMessage message, State state) {
    String name = state.name().toLowerCase(Locale.ROOT).replace('_', '-');
    return message.type() + " in state " + name;
  }

  private ControlMessage.Sccrq request() {
    return new ControlMessage.Sccrq(self(), tieBreaker);
  }

  private Endpoint self() {
    return Endpoints.ours(host(), parameters, localId(), nonce);
  }

  private void up() {
    upSince = host().now();
    until = Alarms.NEVER;
    helloTimer.restart();
    owner().established(this);
  }

  private void sendStop() {
    stopSent = true;
    send(new ControlMessage.StopCcn(result, localId()));
  }

  /** Sends the StopCCN of a connection that lost the tie; only once if another has replaced it. */
  private void stopLate() {
    stopSent = true;
    ControlMessage stop = new ControlMessage.StopCcn(result, localId());
    if (owner().isUp()) {
      owner().counts().sent(MessageType.STOPCCN);
      putIfAdmitted(transport.ns(), transport.nr(), stop);
    } else {
      silent = false;
      send(stop);
    }
  }

  /** Reports a change of the state to the tunnel. */
  private void reportChange(State before) {
    if (!ended && (state == State.CLOSING || finished())) {
      ended = true;
      // RFC 3931 section 4.2: a StopCCN is sent until it is acknowledged or the transport fails.
      until = stopSent ? Alarms.NEVER : host().now() + CYCLE;
      owner().ended(this);
    } else if (state != before) {
      owner().changed(this);
    }
    if (finished()) {
      owner().closed(this);
    }
  }

  private void forget() {
    owner().counts().retire(transport);
    transport.close();
    finish();
  }
}
