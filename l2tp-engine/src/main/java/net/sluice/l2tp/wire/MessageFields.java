package net.sluice.l2tp.wire;

import static net.sluice.l2tp.wire.Avp.CAPABILITIES;
import static net.sluice.l2tp.wire.Avp.CIRCUIT_ERRORS;
import static net.sluice.l2tp.wire.Avp.CIRCUIT_STATUS;
import static net.sluice.l2tp.wire.Avp.CONNECTION_ID;
import static net.sluice.l2tp.wire.Avp.COOKIE;
import static net.sluice.l2tp.wire.Avp.DATA_SEQUENCING;
import static net.sluice.l2tp.wire.Avp.HOST_NAME;
import static net.sluice.l2tp.wire.Avp.LOCAL_SESSION_ID;
import static net.sluice.l2tp.wire.Avp.NONCE;
import static net.sluice.l2tp.wire.Avp.PHYSICAL_CHANNEL;
import static net.sluice.l2tp.wire.Avp.PREFERRED_LANGUAGE;
import static net.sluice.l2tp.wire.Avp.PSEUDOWIRE_TYPE;
import static net.sluice.l2tp.wire.Avp.RECEIVE_SPEED;
import static net.sluice.l2tp.wire.Avp.RECEIVE_WINDOW;
import static net.sluice.l2tp.wire.Avp.REMOTE_END_ID;
import static net.sluice.l2tp.wire.Avp.REMOTE_SESSION_ID;
import static net.sluice.l2tp.wire.Avp.RESULT_CODE;
import static net.sluice.l2tp.wire.Avp.ROUTER_ID;
import static net.sluice.l2tp.wire.Avp.SERIAL_NUMBER;
import static net.sluice.l2tp.wire.Avp.SUBLAYER;
import static net.sluice.l2tp.wire.Avp.TIE_BREAKER;
import static net.sluice.l2tp.wire.Avp.TRANSMIT_SPEED;
import static net.sluice.l2tp.wire.Avp.VENDOR_NAME;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.OptionalLong;
import net.sluice.l2tp.Cookie;
import net.sluice.l2tp.MessageType;
import net.sluice.l2tp.Result;
import net.sluice.l2tp.Sublayer;
import net.sluice.l2tp.wire.ControlMessage.Ack;
import net.sluice.l2tp.wire.ControlMessage.Call;
import net.sluice.l2tp.wire.ControlMessage.CallConnected;
import net.sluice.l2tp.wire.ControlMessage.CallReply;
import net.sluice.l2tp.wire.ControlMessage.CallRequest;
import net.sluice.l2tp.wire.ControlMessage.Cdn;
import net.sluice.l2tp.wire.ControlMessage.Circuit;
import net.sluice.l2tp.wire.ControlMessage.CircuitErrors;
import net.sluice.l2tp.wire.ControlMessage.Endpoint;
import net.sluice.l2tp.wire.ControlMessage.Hello;
import net.sluice.l2tp.wire.ControlMessage.OfSession;
import net.sluice.l2tp.wire.ControlMessage.Scccn;
import net.sluice.l2tp.wire.ControlMessage.Sccrp;
import net.sluice.l2tp.wire.ControlMessage.Sccrq;
import net.sluice.l2tp.wire.ControlMessage.Sli;
import net.sluice.l2tp.wire.ControlMessage.StopCcn;
import net.sluice.l2tp.wire.ControlMessage.Wen;

/** Maps the fields of messages to AVPs, after Message Type and digest. */
final class MessageFields {
  private MessageFields() {}

  static void write(ControlMessage message, AvpWriter to) {
    if (message instanceof OfSession session && !(message instanceof Cdn)) {
      writeIds(session, to);
    }
    switch (message) {
      case Sccrq sccrq -> {
        write(sccrq.sender(), to);
        to.number64(TIE_BREAKER, sccrq.tieBreaker());
      }
      case Sccrp sccrp -> write(sccrp.sender(), to);
      case StopCcn stop -> {
        write(stop.result(), to);
        if (stop.connectionId() != 0) {
          to.number32(CONNECTION_ID, stop.connectionId());
        }
      }
      case CallRequest request -> write(request, to);
      case CallReply reply -> {
        write(reply.cookie(), to);
        to.number32(PHYSICAL_CHANNEL, reply.physicalChannel());
        write(reply.circuit(), to);
      }
      case CallConnected connected -> write(connected.circuit(), to);
      case Cdn cdn -> {
        write(cdn.result(), to);
        writeIds(cdn, to);
      }
      case Wen wen -> write(wen.errors(), to);
      case Sli sli -> sli.circuitStatus().ifPresent(it -> to.number16(CIRCUIT_STATUS, it.bits()));
      case Scccn scccn -> {}
      case Hello hello -> {}
      case Ack ack -> {}
    }
  }

  /**
   * Writes a StopCCN to a peer with version 2 only, where ids have 16 bits (RFC 2661 section 6.4).
   */
  static void writeForVersion2(StopCcn stop, AvpWriter to) {
    to.assignedTunnelId(stop.connectionId());
    write(stop.result(), to);
  }

  private static void writeIds(OfSession session, AvpWriter to) {
    to.number32(LOCAL_SESSION_ID, session.localSessionId());
    to.number32(REMOTE_SESSION_ID, session.remoteSessionId());
  }

  private static void write(Endpoint endpoint, AvpWriter to) {
    to.text(HOST_NAME, endpoint.hostName());
    to.number32(ROUTER_ID, endpoint.routerId());
    to.number32(CONNECTION_ID, endpoint.connectionId());
    ByteBuffer capabilities = to.value();
    endpoint.capabilities().forEach(type -> capabilities.putShort(type.shortValue()));
    to.finish(CAPABILITIES);
    to.number16(RECEIVE_WINDOW, endpoint.receiveWindow());
    to.octets(NONCE, HexFormat.of().parseHex(endpoint.nonce()));
    to.text(VENDOR_NAME, endpoint.vendorName());
    to.text(PREFERRED_LANGUAGE, endpoint.preferredLanguage());
  }

  private static void write(CallRequest request, AvpWriter to) {
    to.number32(SERIAL_NUMBER, request.serialNumber());
    to.number16(PSEUDOWIRE_TYPE, request.pseudowireType());
    to.octets(REMOTE_END_ID, request.remoteEndId().octets(), request.remoteEndId().toString());
    write(request.cookie(), to);
    to.number64(TIE_BREAKER, request.tieBreaker());
    to.number32(PHYSICAL_CHANNEL, request.physicalChannel());
    write(request.circuit(), to);
  }

  private static void write(Circuit circuit, AvpWriter to) {
    circuit.sublayer().ifPresent(it -> to.number16(SUBLAYER, it == Sublayer.NONE ? 0 : 1));
    to.number16(DATA_SEQUENCING, circuit.dataSequencing());
    to.number64(TRANSMIT_SPEED, circuit.transmitSpeed());
    to.number64(RECEIVE_SPEED, circuit.receiveSpeed());
    circuit.circuitStatus().ifPresent(it -> to.number16(CIRCUIT_STATUS, it.bits()));
  }

  private static void write(Cookie cookie, AvpWriter to) {
    if (cookie.octets() == Integer.BYTES) {
      to.number32(COOKIE, cookie.value());
    } else if (cookie.octets() == Long.BYTES) {
      to.number64(COOKIE, OptionalLong.of(cookie.value()));
    }
  }

  private static void write(CircuitErrors errors, AvpWriter to) {
    to.value()
        .putShort((short) 0)
        .putInt((int) errors.crc())
        .putInt((int) errors.framing())
        .putInt((int) errors.hardwareOverruns())
        .putInt((int) errors.bufferOverruns())
        .putInt((int) errors.timeouts())
        .putInt((int) errors.alignment());
    to.finish(CIRCUIT_ERRORS);
  }

  /**
   * Writes a result; its text is cut to the length of an AVP, before a character that does not fit.
   */
  private static void write(Result result, AvpWriter to) {
    ByteBuffer value = to.value().putShort((short) result.code());
    if (result.error().isPresent() || !result.text().isEmpty()) {
      value.putShort((short) result.error().orElse(0));
      StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(result.text()), value, true);
    }
    to.finish(RESULT_CODE);
  }

  /** Reads a message whose AVPs have been checked. */
  static ControlMessage read(MessageType type, AvpReader from) {
    long local = from.number(LOCAL_SESSION_ID);
    long remote = from.number(REMOTE_SESSION_ID);
    return switch (type) {
      case SCCRQ -> new Sccrq(readEndpoint(from), from.optionalLong(TIE_BREAKER));
      case SCCRP -> new Sccrp(readEndpoint(from));
      case SCCCN -> new Scccn();
      case STOPCCN -> new StopCcn(from.result(), from.number(CONNECTION_ID));
      case HELLO -> new Hello();
      case ACK -> new Ack();
      case ICRQ, OCRQ -> readRequest(call(type), local, remote, from);
      case ICRP, OCRP ->
          new CallReply(
              call(type),
              local,
              remote,
              from.cookie(),
              from.optionalLong(PHYSICAL_CHANNEL),
              readCircuit(from));
      case ICCN, OCCN -> new CallConnected(call(type), local, remote, readCircuit(from));
      case CDN -> new Cdn(from.result(), local, remote);
      case WEN -> new Wen(local, remote, from.circuitErrors());
      case SLI -> new Sli(local, remote, from.circuitStatus());
    };
  }

  private static Call call(MessageType type) {
    return switch (type) {
      case OCRQ, OCRP, OCCN -> Call.OUTGOING;
      default -> Call.INCOMING;
    };
  }

  private static Endpoint readEndpoint(AvpReader from) {
    return new Endpoint(
        from.text(HOST_NAME),
        from.number(ROUTER_ID),
        from.number(CONNECTION_ID),
        from.numbers(CAPABILITIES),
        from.optionalInt(RECEIVE_WINDOW),
        from.hex(NONCE),
        from.text(VENDOR_NAME),
        from.text(PREFERRED_LANGUAGE));
  }

  private static CallRequest readRequest(Call call, long local, long remote, AvpReader from) {
    return new CallRequest(
        call,
        local,
        remote,
        from.optionalLong(SERIAL_NUMBER),
        (int) from.number(PSEUDOWIRE_TYPE),
        from.remoteEndId(),
        from.cookie(),
        from.optionalLong(TIE_BREAKER),
        from.optionalLong(PHYSICAL_CHANNEL),
        readCircuit(from));
  }

  private static Circuit readCircuit(AvpReader from) {
    return new Circuit(
        from.sublayer(),
        from.optionalInt(DATA_SEQUENCING),
        from.optionalLong(TRANSMIT_SPEED),
        from.optionalLong(RECEIVE_SPEED),
        from.circuitStatus());
  }
}
