package net.sluice.l2tp.protocol;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import net.sluice.l2tp.ControlParameters;
import net.sluice.l2tp.PeerProfile;
import net.sluice.l2tp.Result;
import net.sluice.l2tp.ResultCodes;
import net.sluice.l2tp.protocol.Objections.About;
import net.sluice.l2tp.signaling.Cause;
import net.sluice.l2tp.signaling.Reason;
import net.sluice.l2tp.wire.ControlMessage;
import net.sluice.l2tp.wire.Decoded;
import net.sluice.l2tp.wire.Header;
import net.sluice.l2tp.wire.MessageCodec;
import org.jspecify.annotations.Nullable;

/**
 * Accepts or refuses the SCCRQs of peers. A refusal leaves no state: the StopCCN is sent once for
 * each SCCRQ, and a peer that did not receive it sends its SCCRQ again. Cheap checks come first.
 */
final class Acceptor {
  /** Most secrets that are tried on an SCCRQ if several tunnels have the same peer. */
  private static final int MOST_SECRETS = 8;

  /**
   * The part of the rate that a peer without a configured tunnel gets. Each of its SCCRQs costs a
   * socket, and an attacker may have many addresses.
   */
  private static final int STRANGERS = 10;

  /** A StopCCN of version 2 must contain an id; the peer sends nothing to it. */
  private static final int ANY_TUNNEL_ID = 1;

  private final Host host;
  private final Tunnels tunnels;
  private final RateLimiter rates = new RateLimiter();

  /** The rates of peers without a configured tunnel. */
  private final RateLimiter strangers = new RateLimiter();

  private Peers peers = new Peers(List.of());

  /** An SCCRQ as received. */
  private record Request(
      ControlSocket socket, InetSocketAddress source, String hostName, ByteBuffer message) {
    int length() {
      return message.remaining();
    }
  }

  /**
   * A tunnel that an SCCRQ may open.
   *
   * @param tunnel the configured tunnel; empty if a tunnel must be created
   * @param refusal the reason to refuse the SCCRQ, whatever it contains; empty for none
   */
  private record Offer(Optional<Tunnel> tunnel, ConnectionTerms terms, Optional<Refused> refusal) {

    Optional<String> name() {
      return tunnel.map(Tunnel::name);
    }
  }

  /**
   * A refusal.
   *
   * @param tunnel the tunnel that it concerns, which the SCCRQ does not open; empty for none
   */
  private record Refused(Cause cause, Optional<String> tunnel) {
    static Refused of(Reason reason, Result result) {
      return new Refused(Cause.of(reason, result), Optional.empty());
    }
  }

  /** The result if both ends have sent an SCCRQ (RFC 3931 section 5.4.3). */
  enum Tie {
    /** The SCCRQ of this end is valid. */
    WON,
    /** The SCCRQ of the peer is valid. */
    LOST,
    /** Both are discarded. */
    EQUAL;

    /**
     * Compares two SCCRQs. If none has a tie breaker, the lower Assigned Control Connection ID
     * counts: a tunnel has one connection, and both ends must keep the same one.
     */
    static Tie between(OptionalLong ours, long ourId, OptionalLong theirs, long theirId) {
      if (ours.isPresent() != theirs.isPresent()) {
        return ours.isPresent() ? WON : LOST;
      }
      int order = Long.compareUnsigned(ours.orElse(ourId), theirs.orElse(theirId));
      return order < 0 ? WON : order > 0 ? LOST : EQUAL;
    }
  }

  Acceptor(Host host, Tunnels tunnels) {
    this.host = host;
    this.tunnels = tunnels;
  }

  /** Replaces all peer profiles. */
  void peers(List<PeerProfile> profiles) {
    peers = new Peers(profiles);
  }

  /**
   * Handles an SCCRQ.
   *
   * @param hostName Host Name in it, which is not verified yet
   */
  void request(
      ControlSocket socket, InetSocketAddress source, String hostName, ByteBuffer message) {
    Request request = new Request(socket, source, hostName, message);
    List<Offer> offers = offers(request);
    if (admits(source, offers.getFirst().tunnel.isPresent())) {
      choose(request, offers);
    } else {
      String text = "an SCCRQ, because there are more than the setup-rate permits";
      host.objections().object(Reason.RATE_LIMIT, About.source(source), text);
    }
  }

  /** Returns true if the rate of SCCRQs admits one more from a source. */
  private boolean admits(InetSocketAddress source, boolean configured) {
    int rate = host.profile().setupRate();
    return configured
        ? rates.admits(source.getAddress(), rate, host.now())
        : strangers.admits(source.getAddress(), (rate + STRANGERS - 1) / STRANGERS, host.now());
  }

  /** Ends the oldest half-open connections that are in the way of one more from a source. */
  private void makeRoom(InetSocketAddress source, ConnectionTerms terms) {
    boolean byDigest = !terms.parameters().authentication().secrets().isEmpty();
    int limit = host.profile().halfOpenLimit();
    HalfOpen halfOpen = tunnels.halfOpen();
    drop(
        halfOpen.oldestOfPrefix(source.getAddress(), byDigest, limit),
        Reason.HALF_OPEN_PREFIX_LIMIT);
    drop(halfOpen.oldest(byDigest, limit), Reason.HALF_OPEN_LIMIT);
  }

  private void drop(@Nullable ControlConnection connection, Reason reason) {
    if (connection != null) {
      String text = "the oldest half-open connection, because there are too many";
      host.objections().object(reason, About.source(connection.peer()), text);
      connection.forgetNow();
    }
  }

  private List<Offer> offers(Request request) {
    List<Offer> offers =
        tunnels.candidates(request.source, request.hostName, request.socket).stream()
            .map(tunnel -> new Offer(Optional.of(tunnel), tunnel.terms(), Optional.empty()))
            .toList();
    return offers.isEmpty() ? List.of(offerWithoutTunnel(request)) : offers;
  }

  /**
   * Returns the offer of a peer profile. At an address that has configured tunnels, a profile must
   * name the host: a prefix must not open one more tunnel to a peer that is configured.
   */
  private Offer offerWithoutTunnel(Request request) {
    InetAddress address = request.source.getAddress();
    Optional<PeerProfile> profile =
        tunnels.areConfiguredFor(address)
            ? peers.named(request.hostName)
            : peers.find(address, request.hostName);
    Optional<Refused> refusal =
        profile.filter(found -> !found.refuse()).isPresent()
            ? Optional.empty()
            : Optional.of(stranger(request, profile));
    ConnectionTerms terms =
        profile
            .map(ConnectionTerms::of)
            .orElseGet(() -> ConnectionTerms.of(ControlParameters.of(host.profile().hostName())));
    return new Offer(Optional.empty(), terms, refusal);
  }

  /** Returns the refusal of a peer without a tunnel that fits and without a profile. */
  private Refused stranger(Request request, Optional<PeerProfile> refusing) {
    if (refusing.isEmpty()) {
      var mismatch = tunnels.mismatch(request.source, request.hostName, request.socket);
      if (mismatch.isPresent()) {
        Result result = Result.of(ResultCodes.STOP_NOT_AUTHORIZED, mismatch.get().text());
        return new Refused(
            Cause.of(mismatch.get().reason(), result), Optional.of(mismatch.get().tunnel()));
      }
    }
    Result result =
        Result.of(
            ResultCodes.STOP_NOT_AUTHORIZED,
            "host %s at %s is not known here"
                .formatted(request.hostName, request.source.getAddress().getHostAddress()));
    return Refused.of(refusing.isPresent() ? Reason.REFUSED_PEER : Reason.UNKNOWN_PEER, result);
  }

  private static About about(Optional<String> tunnel, InetSocketAddress source) {
    return new About(tunnel.orElse(null), null, source);
  }

  /** Finds the offer with the right secret. */
  private void choose(Request request, List<Offer> offers) {
    Set<List<String>> tried = new HashSet<>();
    for (Offer offer : offers) {
      ControlParameters parameters = offer.terms.parameters();
      if (tried.size() < MOST_SECRETS && tried.add(parameters.authentication().secrets())) {
        String nonce = Endpoints.nonce(host, parameters);
        MessageCodec codec = new MessageCodec(parameters, nonce, host.random());
        Decoded decoded = codec.decode(request.message);
        if (decoded instanceof Decoded.Dropped dropped) {
          drop(request, offer, dropped);
        } else {
          decoded(request, offer, codec, nonce, decoded);
          return;
        }
      }
    }
  }

  private void drop(Request request, Offer offer, Decoded.Dropped dropped) {
    host.objections()
        .object(
            ControlChannel.reason(dropped.reason()),
            about(offer.name(), request.source),
            "an SCCRQ of host %s: %s".formatted(request.hostName, dropped.detail()));
  }

  private void decoded(
      Request request, Offer offer, MessageCodec codec, String nonce, Decoded decoded) {
    switch (decoded) {
      case Decoded.Accepted accepted
          when accepted.message() instanceof ControlMessage.Sccrq sccrq -> {
        Optional<ControlConnection> begun = tunnels.begun(request.source, sccrq.sender());
        if (begun.isPresent()) {
          begun.get().requested(request.socket, accepted.header(), accepted, request.length());
        } else {
          requested(request, offer, codec, nonce, accepted, sccrq);
        }
      }
      case Decoded.Rejected rejected ->
          refuse(
              request,
              codec,
              rejected.header().version(),
              rejected.connectionId(),
              new Refused(Cause.of(malformed(rejected), rejected.result()), offer.name()));
      default ->
          host.objections()
              .object(
                  Reason.BAD_STRUCTURE,
                  about(offer.name(), request.source),
                  "a message that is no SCCRQ, without the id of a tunnel");
    }
  }

  private static Reason malformed(Decoded.Rejected rejected) {
    return rejected.header().version() == ControlChannel.VERSION
            && rejected.result().code() != ResultCodes.STOP_BAD_VERSION
        ? Reason.MALFORMED_MESSAGE
        : Reason.UNSUPPORTED_VERSION;
  }

  private void requested(
      Request request,
      Offer offer,
      MessageCodec codec,
      String nonce,
      Decoded.Accepted accepted,
      ControlMessage.Sccrq sccrq) {
    Optional<Tunnel> tunnel = offer.tunnel;
    Optional<Refused> refusal = refusal(offer, sccrq);
    Optional<ControlConnection> ours = tunnel.flatMap(Tunnel::requesting);
    if (refusal.isEmpty() && ours.isPresent()) {
      switch (tie(ours.get(), sccrq)) {
        case WON ->
            refusal =
                Optional.of(
                    Refused.of(
                        Reason.LOST_TIE,
                        Result.of(ResultCodes.STOP_EXISTS, "this end's request won the tie")));
        case LOST -> tunnel.get().loseTie();
        case EQUAL -> {
          host.objections()
              .object(
                  Reason.EQUAL_TIE_BREAKER,
                  about(offer.name(), request.source),
                  "both SCCRQs, because they have the same tie breaker");
          tunnel.get().loseTie();
          tunnel.get().open();
          return;
        }
      }
    }
    if (refusal.isPresent()) {
      refuse(request, codec, ControlChannel.VERSION, sccrq.sender().connectionId(), refusal.get());
      return;
    }
    if (tunnel.isEmpty()) {
      makeRoom(request.source, offer.terms);
    }
    Tunnel serves = tunnel.orElseGet(() -> tunnels.make(request.hostName, offer.terms));
    tunnels.requested(
        serves.request(request.socket, request.source, codec, nonce, accepted, request.length()));
  }

  private static Tie tie(ControlConnection ours, ControlMessage.Sccrq theirs) {
    // A tunnel from this end to itself receives its own SCCRQ.
    if (ours.localId() == theirs.sender().connectionId()
        && ours.tieBreaker().equals(theirs.tieBreaker())) {
      return Tie.WON;
    }
    return ours.isSent()
        ? Tie.between(
            ours.tieBreaker(), ours.localId(), theirs.tieBreaker(), theirs.sender().connectionId())
        : Tie.LOST;
  }

  private Optional<Refused> refusal(Offer offer, ControlMessage.Sccrq sccrq) {
    if (host.shuttingDown()) {
      Result result = Result.of(ResultCodes.STOP_SHUTDOWN, "shutting down");
      return Optional.of(Refused.of(Reason.SHUTTING_DOWN, result));
    }
    if (offer.refusal.isPresent()) {
      return offer.refusal;
    }
    if (host.profile().drain()) {
      Result result =
          Result.error(ResultCodes.ERROR_TRY_ANOTHER, "no new control connections: draining");
      return Optional.of(new Refused(Cause.of(Reason.DRAINING, result), offer.name()));
    }
    int limit = host.profile().maxTunnels();
    if (offer.tunnel.isEmpty() && limit > 0 && tunnels.size() >= limit) {
      Result result =
          Result.error(ResultCodes.ERROR_RESOURCES, "no more than %d tunnels".formatted(limit));
      return Optional.of(Refused.of(Reason.TUNNEL_LIMIT, result));
    }
    if (offer.tunnel.isEmpty() && host.hasManySockets()) {
      Result result = Result.error(ResultCodes.ERROR_RESOURCES, "too many control connections");
      return Optional.of(Refused.of(Reason.SOCKET_LIMIT, result));
    }
    return offer.terms.objection(sccrq.sender()).map(cause -> new Refused(cause, offer.name()));
  }

  private void refuse(
      Request request, MessageCodec codec, int version, long peerId, Refused refused) {
    host.refused();
    host.objections().refuse(refused.cause, about(refused.tunnel, request.source));
    Result result = refused.cause.result().orElseThrow();
    host.refuse(
        request.socket,
        request.source,
        codec,
        new Header(version, peerId, 0, 1),
        new ControlMessage.StopCcn(result, version == 2 ? ANY_TUNNEL_ID : 0),
        request.length());
  }

  /**
   * Handles a message without an id of this end that is not an SCCRQ. It can be the StopCCN of a
   * peer that sent an SCCRQ and has not received the SCCRP (RFC 3931 section 5.4.3). Others are
   * dropped.
   */
  void withoutId(InetSocketAddress source, ByteBuffer message) {
    for (ControlConnection connection : List.copyOf(tunnels.from(source))) {
      // The peer does not know the nonce of this end yet.
      MessageCodec codec = new MessageCodec(connection.parameters(), "", host.random());
      codec.peerNonce(connection.remote().nonce());
      if (connection.isHalfOpen()
          && codec.decode(message) instanceof Decoded.Accepted accepted
          && accepted.message() instanceof ControlMessage.StopCcn stop
          && stop.connectionId() == connection.peerId()) {
        connection.stoppedWithoutId(accepted, source, message.remaining());
        return;
      }
    }
    host.objections()
        .object(
            Reason.UNKNOWN_CONNECTION,
            About.source(source),
            "a message without the id of a tunnel, which is no SCCRQ");
  }

  /**
   * Handles an SCCRP for a connection that does not exist, for example because this end has
   * restarted since its SCCRQ. The StopCCN (RFC 3931 section 7.2, idle) saves the peer the wait.
   * With a secret the message can not be verified, because the nonce is lost, too.
   */
  void stray(ControlSocket socket, InetSocketAddress source, ByteBuffer message) {
    MessageCodec codec =
        new MessageCodec(ControlParameters.of(host.profile().hostName()), "", host.random());
    if (rates.admits(source.getAddress(), host.profile().setupRate(), host.now())
        && codec.decode(message) instanceof Decoded.Accepted accepted
        && accepted.message() instanceof ControlMessage.Sccrp reply) {
      Result result = Result.of(ResultCodes.STOP_FSM_ERROR, "SCCRP in state idle");
      host.refuse(
          socket,
          source,
          codec,
          new Header(ControlChannel.VERSION, reply.sender().connectionId(), 0, 1),
          new ControlMessage.StopCcn(result, accepted.header().connectionId()),
          message.remaining());
    }
    host.objections()
        .object(
            Reason.UNKNOWN_CONNECTION,
            About.source(source),
            "an SCCRP for a tunnel that does not exist");
  }
}
