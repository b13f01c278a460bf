package net.sluice.l2tp.userspace;

import java.nio.ByteBuffer;
import net.sluice.l2tp.Cookie;
import net.sluice.l2tp.Encapsulation;
import net.sluice.l2tp.SessionProfile;
import net.sluice.l2tp.Sublayer;

/**
 * The data packets of one session: RFC 3931 section 4.1.1 for IP and 4.1.2 for UDP, with the
 * default sublayer of section 4.6. It keeps the sequence numbers of the session.
 *
 * <p>Thread: l2tp-forwarder.
 */
final class DataPackets {
  /** Length of the longest header in octets. */
  static final int MAX_HEADER = 20;

  /** Flags and version of a data packet over UDP: T bit 0, version 3; 16 reserved bits follow. */
  private static final int UDP_PREFIX = 0x00030000;

  private static final int TYPE_AND_VERSION = 0x800f0000;
  private static final int SEQUENCE_BIT = 0x40000000;
  private static final int SEQUENCE_MASK = 0xffffff;
  private static final int ETHERNET_HEADER = 14;
  private static final int MIN_IPV4_HEADER = 20;

  private final int peerSessionId;
  private final boolean udp;
  private final Cookie transmitCookie;
  private final Cookie receiveCookie;
  private final boolean sublayer;
  private final boolean sends;
  private final boolean receives;
  private final int headerLength;
  private final SequenceCheck check = new SequenceCheck();
  private int nextNumber;

  DataPackets(SessionProfile session, Encapsulation encapsulation) {
    peerSessionId = (int) session.peerSessionId();
    udp = encapsulation == Encapsulation.UDP;
    transmitCookie = session.transmitCookie();
    receiveCookie = session.receiveCookie();
    sublayer = session.sublayer() == Sublayer.DEFAULT;
    sends = session.sequencing().sends();
    receives = session.sequencing().receives();
    headerLength = (udp ? 8 : 4) + session.transmitCookie().octets() + session.sublayer().octets();
  }

  /** Returns the length in octets of the header before a sent frame. */
  int headerLength() {
    return headerLength;
  }

  /**
   * Writes the header of the next frame to index 0 of a buffer in network byte order; does not use
   * the position.
   */
  void writeHeader(ByteBuffer packet) {
    int at = 0;
    if (udp) {
      packet.putInt(at, UDP_PREFIX);
      at += 4;
    }
    packet.putInt(at, peerSessionId);
    at += 4;
    switch (transmitCookie.octets()) {
      case 4 -> packet.putInt(at, (int) transmitCookie.value());
      case 8 -> packet.putLong(at, transmitCookie.value());
      default -> {} // none
    }
    at += transmitCookie.octets();
    if (sublayer) {
      packet.putInt(at, sends ? (SEQUENCE_BIT | nextNumber) : 0);
      nextNumber = (nextNumber + 1) & SEQUENCE_MASK;
    }
  }

  /**
   * Finds the session id of a packet received.
   *
   * @param packet the packet from index 0 on, as the socket returned it
   * @param ipv4Header true if the packet starts with an IP header, as on raw IPv4 sockets
   * @return the offset of the session id, or the {@link Drop#code} of the reason that there is none
   */
  static int sessionIdOffset(ByteBuffer packet, int length, boolean udp, boolean ipv4Header) {
    int at = 0;
    if (ipv4Header) {
      if (length < MIN_IPV4_HEADER) {
        return Drop.TOO_SHORT.code();
      }
      at = (packet.get(0) & 0xf) * 4;
    }
    if (udp) {
      if (length < at + 4) {
        return Drop.TOO_SHORT.code();
      }
      if ((packet.getInt(at) & TYPE_AND_VERSION) != UDP_PREFIX) {
        return Drop.NOT_DATA.code();
      }
      at += 4;
    }
    if (length < at + 4) {
      return Drop.TOO_SHORT.code();
    }
    return packet.getInt(at) == 0 ? Drop.NOT_DATA.code() : at;
  }

  /**
   * Finds the control message in a packet that is {@link Drop#NOT_DATA}: over UDP the T bit marks
   * one (RFC 3931 section 4.1.2.1), over IP a session id of 0 (section 4.1.1.2).
   *
   * @return the offset of its header, or the {@link Drop#code} of the reason that there is none
   */
  static int controlOffset(ByteBuffer packet, boolean udp, boolean ipv4Header) {
    if (udp) {
      return packet.getInt(0) < 0 ? 0 : Drop.NOT_DATA.code();
    }
    return (ipv4Header ? (packet.get(0) & 0xf) * 4 : 0) + Integer.BYTES;
  }

  /**
   * Checks the cookie and the sublayer between session id and frame.
   *
   * @param at offset after the session id
   * @return the offset of the frame, or the {@link Drop#code} of the reason to drop it
   */
  int frameOffset(ByteBuffer packet, int at, int length) {
    int sublayerAt = at + receiveCookie.octets();
    int frame = sublayerAt + (sublayer ? 4 : 0);
    if (length < frame + ETHERNET_HEADER) {
      return Drop.TOO_SHORT.code();
    }
    if (!cookieFits(packet, at)) {
      return Drop.WRONG_COOKIE.code();
    }
    if (receives && !(sublayer && inSequence(packet.getInt(sublayerAt)))) {
      return Drop.OUT_OF_SEQUENCE.code();
    }
    return frame;
  }

  private boolean cookieFits(ByteBuffer packet, int at) {
    return switch (receiveCookie.octets()) {
      case 4 -> packet.getInt(at) == (int) receiveCookie.value();
      case 8 -> packet.getLong(at) == receiveCookie.value();
      default -> true;
    };
  }

  private boolean inSequence(int word) {
    return (word & SEQUENCE_BIT) != 0 && check.accept(word & SEQUENCE_MASK);
  }
}
