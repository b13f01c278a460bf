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
 * A control message by its meaning (RFC 3931 section 6), without header, digest and hiding, which
 * the codec adds and takes away. What an AVP that is missing means is left to the reader, so that a
 * message encodes to what it was decoded from.
 */
public sealed interface ControlMessage {

  /** Its type. */
  MessageType type();

  /** A message about a session: both ids as its sender has them, 0 for one not known. */
  sealed interface OfSession extends ControlMessage {
    /** Session id at the sender of the message. */
    long localSessionId();

    /** Session id at the receiver of the message; 0 while the sender does not know it. */
    long remoteSessionId();
  }

  /**
   * What SCCRQ and SCCRP say of their sender.
   *
   * @param hostName Host Name
   * @param routerId Router ID
   * @param connectionId Assigned Control Connection ID
   * @param capabilities Pseudowire Capabilities List, the numbers as sent
   * @param receiveWindow Receive Window Size; 4 is meant when it is missing
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

  /** Stop-Control-Connection-Notification; the id is the sender's, 0 when it is missing. */
  record StopCcn(Result result, long connectionId) implements ControlMessage {
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

  /** Explicit acknowledgement; with an empty body (ZLB) it is an ACK as well. */
  record Ack() implements ControlMessage {
    @Override
    public MessageType type() {
      return MessageType.ACK;
    }
  }

  /** Which of the two ways a session is set up in. */
  enum Call {
    INCOMING,
    OUTGOING
  }

  /**
   * What the messages of session set-up have in common.
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
    /** Nothing said. */
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
   * @param cookie Assigned Cookie, that the receiver must send; {@link Cookie#NONE} when missing
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
