package net.sluice.l2tp.protocol;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import net.sluice.l2tp.LcceProfile;
import net.sluice.l2tp.MessageType;
import net.sluice.l2tp.Result;
import net.sluice.l2tp.ResultCodes;
import net.sluice.l2tp.protocol.Objections.About;
import net.sluice.l2tp.signaling.Cause;
import net.sluice.l2tp.signaling.Reason;
import net.sluice.l2tp.signaling.Reason.Effect;
import net.sluice.l2tp.signaling.SignalingUpdate;
import net.sluice.l2tp.signaling.SystemCounters;
import net.sluice.l2tp.signaling.TunnelCounters;
import net.sluice.l2tp.wire.MessageCodec;

/**
 * This host as an L2TP control connection endpoint: all its control connections and sessions (RFC
 * 3931). It has state only: inputs and the time go in, actions come out.
 *
 * <p>Thread: one at a time; in Sluice it is l2tp-signaling.
 */
public final class Lcce {
  private final Round round = new Round();
  private final Objections objections;
  private final Host host;
  private final Sessions sessions;
  private final Tunnels tunnels;
  private final Listeners listeners;
  private final Acceptor acceptor;

  /**
   * Creates an Lcce without configuration.
   *
   * @param random source of ids, nonces, tie breakers, cookies and jitter; must be unpredictable if
   *     peers are not trusted
   */
  public Lcce(RandomGenerator random) {
    this(random, Integer.MAX_VALUE);
  }

  /**
   * Creates an Lcce without configuration and with a limit of sockets.
   *
   * @param random as for the other constructor
   * @param socketLimit number of sockets at which peers without a configured tunnel are refused
   */
  public Lcce(RandomGenerator random, int socketLimit) {
    objections = new Objections(round);
    host = new Host(random, round, objections, socketLimit);
    sessions = new Sessions(random, round, objections);
    tunnels = new Tunnels(host, sessions);
    listeners = new Listeners(host);
    acceptor = new Acceptor(host, tunnels);
  }

  /**
   * Handles an input.
   *
   * @param now time of a monotonic clock, in nanoseconds; never less than that of an earlier call
   * @param actions receives the resulting actions in their order; must not call the Lcce
   */
  public void on(LcceInput input, long now, Consumer<LcceAction> actions) {
    round.begin(now, actions);
    switch (input) {
      case LcceInput.Datagram datagram -> received(datagram);
      case LcceInput.SocketOpened opened ->
          socket(opened.socket()).ifPresent(socket -> socket.opened(opened.local()));
      case LcceInput.SocketFailed failed ->
          socket(failed.socket()).ifPresent(socket -> socket.user().failed(failed.reason()));
      case LcceInput.Timer timer -> {
        host.alarms().run(now);
        sessions.timer();
      }
      case LcceInput.Update update -> update(update.update());
      case LcceInput.ResetTunnel reset -> tunnels.find(reset.name()).ifPresent(Tunnel::reset);
      case LcceInput.ResetSession reset -> sessions.reset(reset.name());
      case LcceInput.LocalStatus status -> sessions.localStatus(status.byName());
      case LcceInput.Installed installed -> sessions.installed(installed.sessionIds());
      case LcceInput.SessionRefused refused ->
          sessions.refused(refused.sessionId(), refused.reason());
      case LcceInput.TunnelRefused refused -> refused(refused.tunnelId(), refused.reason());
      case LcceInput.Released released ->
          channel(released.tunnelId()).ifPresent(ControlChannel::released);
      case LcceInput.ShutDown shutDown -> {
        host.shutDown();
        tunnels.all().forEach(Tunnel::shutDown);
      }
    }
  }

  /**
   * Returns the time of the next {@link LcceInput.Timer}, in nanoseconds; {@link Long#MAX_VALUE}
   * for none.
   */
  public long deadline() {
    return Math.min(host.alarms().next(), sessions.deadline());
  }

  /** Returns true if no connection waits for the acknowledgement of its StopCCN. */
  public boolean stopsAcknowledged() {
    return host.channels().stream().allMatch(ControlChannel::stopsAcknowledged);
  }

  /** Returns the present counters of a tunnel by its name; empty if the tunnel does not exist. */
  public Optional<TunnelCounters> counters(String tunnel) {
    return tunnels.find(tunnel).map(Tunnel::counters);
  }

  /** Returns the present counters of datagrams that belong to no tunnel. */
  public SystemCounters counters() {
    return new SystemCounters(
        tunnels.halfOpen().size(),
        objections.counts(Effect.DROP),
        objections.counts(Effect.REFUSE),
        host.refusals(),
        sessions.refusals());
  }

  private void update(SignalingUpdate update) {
    update.lcce().ifPresent(this::update);
    update.peers().ifPresent(acceptor::peers);
    update.peers().ifPresent(tunnels::peers);
    // Tunnels first: the sessions of a removed tunnel need no CDN.
    tunnels.update(update.tunnels());
    sessions.update(update);
  }

  private void update(LcceProfile profile) {
    host.profile(profile);
    listeners.update(profile.listeners());
  }

  private void received(LcceInput.Datagram datagram) {
    ByteBuffer message = datagram.message();
    Optional<ControlSocket> socket = socket(datagram.socket());
    Optional<MessageCodec.Peek> header = MessageCodec.peek(message);
    if (socket.isEmpty() || header.isEmpty()) {
      Reason reason = socket.isEmpty() ? Reason.CLOSED_SOCKET : Reason.BAD_HEADER;
      String text = "%d octets without a header of L2TPv3".formatted(message.remaining());
      objections.object(reason, About.source(datagram.source()), text);
      return;
    }
    MessageCodec.Peek peek = header.get();
    InetSocketAddress source = datagram.source();
    ControlChannel channel = host.channel(peek.connectionId());
    if (peek.connectionId() == 0 && peek.messageType() == MessageType.SCCRQ.code()) {
      acceptor.request(socket.get(), source, peek.hostName(), message);
    } else if (peek.connectionId() == 0 || peek.version() == 2) {
      withoutId(socket.get(), source, peek, message);
    } else if (channel != null) {
      channel.datagram(source, peek, message);
    } else if (peek.messageType() == MessageType.SCCRP.code()) {
      acceptor.stray(socket.get(), source, message);
    } else {
      String text = "a message to tunnel %d, which does not exist".formatted(peek.connectionId());
      objections.object(Reason.UNKNOWN_CONNECTION, About.source(source), text);
    }
  }

  /** Handles a message of a peer that does not know the id of this end. */
  private void withoutId(
      ControlSocket socket, InetSocketAddress source, MessageCodec.Peek peek, ByteBuffer message) {
    if (socket.user() instanceof ControlConnection connection
        && connection.requesting()
        && answersRequest(peek)) {
      connection.datagram(source, peek, message);
    } else {
      acceptor.withoutId(source, message);
    }
  }

  /**
   * Returns true if a message without an id can answer an SCCRQ of this end. The peer may also have
   * sent an SCCRQ to the same socket, which lost the tie. Its messages after that SCCRQ have Ns 1
   * or more, and its acknowledgement of the refusal would end the retransmission of this end's
   * SCCRQ. An ACK never counts: a peer that has this end's SCCRQ also has its id.
   */
  private static boolean answersRequest(MessageCodec.Peek peek) {
    return peek.version() == 2 || (peek.ns() == 0 && !peek.isAck());
  }

  private void refused(long tunnelId, String reason) {
    Result result = Result.error(ResultCodes.ERROR_RESOURCES, reason);
    Cause cause = Cause.of(Reason.DATA_PLANE, result);
    channel(tunnelId).ifPresent(channel -> channel.close(cause));
  }

  private Optional<ControlSocket> socket(int number) {
    return Optional.ofNullable(host.socket(number));
  }

  private Optional<ControlChannel> channel(long id) {
    return Optional.ofNullable(host.channel(id));
  }
}
