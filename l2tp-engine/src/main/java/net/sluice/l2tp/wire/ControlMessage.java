package net.sluice.l2tp.wire;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import net.sluice.l2tp.CircuitStatus;
import net.sluice.l2tp.Cookie;
import net.sluice.l2tp.MessageType;
import net.sluice.l2tp.RemoteEndId;
import net.sluice.l2tp.Result;
import net.sluice.l2tp.Sublayer;

/**
 * The content of a control message (RFC 3931 section 6), without header, digest and hiding, which
 * the codec adds and removes. A missing AVP stays missing here, and the receiver applies its
 * default, so that a decoded message encodes to the same octets.
 */
public sealed interface ControlMessage {

  /** Returns the message type. */
  MessageType type();

  /** A message about a session, with both session ids; 0 for an unknown one. */
  sealed interface OfSession extends ControlMessage {
    /** Returns the session id at the sender of the message. */
    long localSessionId();

    /** Returns the session id at the receiver; 0 while the sender does not know it. */
    long remoteSessionId();
  }

  /**
   * The sender of an SCCRQ or SCCRP.
   *
   * @param hostName Host Name
   * @param routerId Router ID
   * @param connectionId Assigned Control Connection ID
   * @param capabilities Pseudowire Capabilities List, the numbers as sent
   * @param receiveWindow Receive Window Size; if it is missing, the default is 4
   * @param nonce Control Message Authentication Nonce, in hexadecimal digits; empty for none
   * @param vendorName Vendor Name; empty for none
   * @param preferredLanguage Preferred Language; empty for none
   */
  record Endpoint(
      String hostName,
      long routerId,
      long connectionId,
      List<Integer> capabilities,
      OptionalInt receiveWindow,
      String nonce,
      String vendorName,
      String preferredLanguage) {}

  /** Start-Control-Connection-Request. */
  record Sccrq(Endpoint sender, OptionalLong tieBreaker) implements ControlMessage {
    @Override
    public MessageType type() {
      return MessageType.SCCRQ;
    }
  }

  /** Start-Control-Connection-Reply. */
  record Sccrp(Endpoint sender) implements ControlMessage {
    @Override
    public MessageType type() {
      return MessageType.SCCRP;
    }
  }

  /** Start-Control-Connection-Connected. */
  record Scccn() implements ControlMessage {
    @Override
    public MessageType type() {
      return MessageType.SCCCN;
    }
  }

  /** Stop-Control-Connection-Notification; the id is that of the sender, 0 if it is missing. */
  record StopCcn(Result result, long connectionId) implements ControlMessage {
    /** Returns the same message with the codes of its result only. */
    public StopCcn withoutText() {
      return new StopCcn(new Result(result.code(), result.error(), ""), connectionId);
    }

    @Override
    public MessageType type() {
      return MessageType.STOPCCN;
    }
  }

  /** Keepalive. */
  record Hello() implements ControlMessage {
    @Override
    public MessageType type() {
      return MessageType.HELLO;
    }
  }

  /** Explicit acknowledgement; an empty message (ZLB) is an ACK too. */
  record Ack() implements ControlMessage {
    @Override
    public MessageType type() {
      return MessageType.ACK;
    }
  }

  /** The direction of session set-up. */
  enum Call {
    INCOMING,
    OUTGOING
  }

  /**
   * The common part of the messages of session set-up.
   *
   * @param sublayer L2-Specific Sublayer that the sender wants to receive
   * @param dataSequencing Data Sequencing that the sender wants to receive: 0 none, 1 for all but
   *     IP, 2 for all
   * @param transmitSpeed Tx Connect Speed in bit/s
   * @param receiveSpeed Rx Connect Speed in bit/s
   * @param circuitStatus Circuit Status
   */
  record Circuit(
      Optional<Sublayer> sublayer,
      OptionalInt dataSequencing,
      OptionalLong transmitSpeed,
      OptionalLong receiveSpeed,
      Optional<CircuitStatus> circuitStatus) {
    /** No values. */
    public static final Circuit NONE =
        new Circuit(
            Optional.empty(),
            OptionalInt.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            Optional.empty());
  }

  /**
   * Incoming- or Outgoing-Call-Request.
   *
   * @param serialNumber Serial Number
   * @param pseudowireType Pseudowire Type, the number as sent
   * @param cookie Assigned Cookie, which the receiver must send; {@link Cookie#NONE} if it is
   *     missing
   * @param tieBreaker Session Tie Breaker
   * @param physicalChannel Physical Channel ID
   */
  record CallRequest(
      Call call,
      long localSessionId,
      long remoteSessionId,
      OptionalLong serialNumber,
      int pseudowireType,
      RemoteEndId remoteEndId,
      Cookie cookie,
      OptionalLong tieBreaker,
      OptionalLong physicalChannel,
      Circuit circuit)
      implements OfSession {
    @Override
    public MessageType type() {
      return call == Call.INCOMING ? MessageType.ICRQ : MessageType.OCRQ;
    }
  }

  /** Incoming- or Outgoing-Call-Reply. */
  record CallReply(
      Call call,
      long localSessionId,
      long remoteSessionId,
      Cookie cookie,
      OptionalLong physicalChannel,
      Circuit circuit)
      implements OfSession {
    @Override
    public MessageType type() {
      return call == Call.INCOMING ? MessageType.ICRP : MessageType.OCRP;
    }
  }

  /** Incoming- or Outgoing-Call-Connected. */
  record CallConnected(Call call, long localSessionId, long remoteSessionId, Circuit circuit)
      implements OfSession {
    @Override
    public MessageType type() {
      return call == Call.INCOMING ? MessageType.ICCN : MessageType.OCCN;
    }
  }

  /** Call-Disconnect-Notify. */
  record Cdn(Result result, long localSessionId, long remoteSessionId) implements OfSession {
    @Override
    public MessageType type() {
      return MessageType.CDN;
    }
  }

  /**
   * WAN-Error-Notify.
   *
   * @param errors cumulative counters
   */
  record Wen(long localSessionId, long remoteSessionId, CircuitErrors errors) implements OfSession {
    @Override
    public MessageType type() {
      return MessageType.WEN;
    }
  }

  /**
   * The counters of the Circuit Errors AVP (RFC 3931 section 5.4.5; the first two are RFC 2661's).
   *
   * @param crc CRC errors
   * @param framing framing errors
   */
  record CircuitErrors(
      long crc,
      long framing,
      long hardwareOverruns,
      long bufferOverruns,
      long timeouts,
      long alignment) {}

  /** Set-Link-Info. */
  record Sli(long localSessionId, long remoteSessionId, Optional<CircuitStatus> circuitStatus)
      implements OfSession {
    @Override
    public MessageType type() {
      return MessageType.SLI;
    }
  }
}
