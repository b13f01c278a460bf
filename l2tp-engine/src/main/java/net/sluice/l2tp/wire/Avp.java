package net.sluice.l2tp.wire;

import net.sluice.l2tp.MessageType;
import org.jspecify.annotations.Nullable;

/**
 * The known AVPs and their rules (RFC 3931 section 5.4, IANA registry). Lengths are those of the
 * value before hiding: from the shortest to the longest in steps.
 *
 * <p>AVPs of later RFCs are known only by name. Sluice does not need them, so it ignores them even
 * if their M bit is set (RFC 3931 section 5.2: the M bit of a known AVP has no effect).
 */
enum Avp {
  MESSAGE_TYPE(0, 0, "Message Type", 2, 2, 1, Hide.NEVER, Bit.SET),
  RESULT_CODE(1, 0, "Result Code", 2, Avp.MAX_VALUE, 1, Hide.NEVER, Bit.SET),
  /** Tie breaker of a control connection or a session, depending on the message. */
  TIE_BREAKER(5, 9, "Tie Breaker", 8, 8, 1, Hide.NEVER, Bit.SET),
  HOST_NAME(7, 0, "Host Name", 1, Avp.MAX_VALUE, 1, Hide.NEVER, Bit.SET),
  VENDOR_NAME(8, 0, "Vendor Name", 0, Avp.MAX_VALUE, 1, Hide.MAY, Bit.CLEAR),
  RECEIVE_WINDOW(10, 0, "Receive Window Size", 2, 2, 1, Hide.NEVER, Bit.SET),
  SERIAL_NUMBER(15, 0, "Serial Number", 4, 4, 1, Hide.MAY, Bit.CLEAR),
  PHYSICAL_CHANNEL(25, 0, "Physical Channel ID", 4, 4, 1, Hide.MAY, Bit.CLEAR),
  /** 26 octets according to RFC 2661 and the stated length; 18 in the figure of RFC 3931. */
  CIRCUIT_ERRORS(34, 0, "Circuit Errors", 18, 26, 8, Hide.MAY, Bit.CLEAR),
  RANDOM_VECTOR(36, 0, "Random Vector", 0, Avp.MAX_VALUE, 1, Hide.NEVER, Bit.SET),
  EXTENDED_VENDOR_ID(58, 0, "Extended Vendor ID", 6, Avp.MAX_VALUE, 1, Hide.MAY, Bit.CLEAR),
  MESSAGE_DIGEST(59, 0, "Message Digest", 17, 21, 4, Hide.NEVER, Bit.SET),
  ROUTER_ID(60, 0, "Router ID", 4, 4, 1, Hide.NEVER, Bit.SET),
  CONNECTION_ID(61, 1, "Assigned Control Connection ID", 4, 4, 1, Hide.MAY, Bit.SET),
  CAPABILITIES(62, 2, "Pseudowire Capabilities List", 2, Avp.MAX_VALUE, 2, Hide.MAY, Bit.SET),
  LOCAL_SESSION_ID(63, 3, "Local Session ID", 4, 4, 1, Hide.MAY, Bit.SET),
  REMOTE_SESSION_ID(64, 4, "Remote Session ID", 4, 4, 1, Hide.MAY, Bit.SET),
  COOKIE(65, 5, "Assigned Cookie", 0, 8, 4, Hide.MAY, Bit.SET),
  REMOTE_END_ID(66, 6, "Remote End ID", 1, Avp.MAX_VALUE, 1, Hide.MAY, Bit.SET),
  PSEUDOWIRE_TYPE(68, 7, "Pseudowire Type", 2, 2, 1, Hide.MAY, Bit.SET),
  SUBLAYER(69, 0, "L2-Specific Sublayer", 2, 2, 1, Hide.MAY, Bit.SET),
  DATA_SEQUENCING(70, 0, "Data Sequencing", 2, 2, 1, Hide.MAY, Bit.SET),
  CIRCUIT_STATUS(71, 8, "Circuit Status", 2, 2, 1, Hide.MAY, Bit.SET),
  PREFERRED_LANGUAGE(72, 0, "Preferred Language", 0, Avp.MAX_VALUE, 1, Hide.MAY, Bit.CLEAR),
  NONCE(73, 13, "Control Message Authentication Nonce", 1, Avp.MAX_VALUE, 1, Hide.NEVER, Bit.SET),
  TRANSMIT_SPEED(74, 0, "Tx Connect Speed", 8, 8, 1, Hide.MAY, Bit.CLEAR),
  RECEIVE_SPEED(75, 0, "Rx Connect Speed", 8, 8, 1, Hide.MAY, Bit.CLEAR),
  // --- RFC 4951
  FAILOVER_CAPABILITY(76, 0, "Failover Capability"),
  TUNNEL_RECOVERY(77, 0, "Tunnel Recovery"),
  SUGGESTED_CONTROL_SEQUENCE(78, 0, "Suggested Control Sequence"),
  FAILOVER_SESSION_STATE(79, 0, "Failover Session State"),
  // --- RFC 4667
  ATTACHMENT_GROUP(89, 0, "Attachment Group Identifier"),
  LOCAL_END_ID(90, 0, "Local End Identifier"),
  INTERFACE_MTU(91, 14, "Interface Maximum Transmission Unit"),
  // --- RFC 4720
  FCS_RETENTION(92, 0, "FCS Retention"),
  // --- RFC 4623
  MAXIMUM_RECEIVE_UNIT(94, 0, "Maximum Receive Unit"),
  MAXIMUM_REASSEMBLED_UNIT(95, 0, "Maximum Reassembled Receive Unit"),
  // --- RFC 5085
  VCCV_CAPABILITY(96, 0, "VCCV Capability"),
  // --- RFC 6073
  SWITCHING_POINT(101, 0, "PW Switching Point");

  /** Length in octets of flags and length, vendor and type. */
  static final int HEADER = 6;

  /** Largest length of a value: the length field has 10 bits and includes the header. */
  static final int MAX_VALUE = 0x3ff - HEADER;

  /** Highest known Attribute Type. */
  static final int HIGHEST_TYPE = 101;

  /** Vendor id of Cisco: some Cisco systems still send AVPs from before the RFC. */
  static final int CISCO = 9;

  private static final int[] V2_TYPES = {
    2, 3, 4, 6, 9, 11, 12, 13, 14, 16, 17, 18, 19, 21, 22, 23, 24, 26, 27, 28, 29, 30, 31, 32, 33,
    35, 37, 38, 39
  };
  private static final @Nullable Avp[] BY_TYPE = new Avp[HIGHEST_TYPE + 1];
  // Cisco also has 10 Draft AVP Version, 11 ATM cells and 12 Message Digest. The calculation of the
  // last is not published.
  private static final @Nullable Avp[] BY_CISCO_TYPE = new Avp[15];
  private static final long V2_MASK;

  static {
    for (Avp avp : values()) {
      BY_TYPE[avp.type] = avp;
      if (avp.ciscoType != 0) {
        BY_CISCO_TYPE[avp.ciscoType] = avp;
      }
    }
    long mask = 0;
    for (int type : V2_TYPES) {
      mask |= 1L << type;
    }
    V2_MASK = mask;
  }

  private enum Hide {
    NEVER,
    MAY
  }

  private enum Bit {
    SET,
    CLEAR
  }

  private final int type;
  private final int ciscoType;
  private final String title;
  private final int shortest;
  private final int longest;
  private final int step;
  private final boolean hideable;
  private final boolean mandatory;
  private final boolean used;

  Avp(
      int type,
      int ciscoType,
      String title,
      int shortest,
      int longest,
      int step,
      Hide hide,
      Bit mandatory) {
    this.type = type;
    this.ciscoType = ciscoType;
    this.title = title;
    this.shortest = shortest;
    this.longest = longest;
    this.step = step;
    this.hideable = hide == Hide.MAY;
    this.mandatory = mandatory == Bit.SET;
    this.used = true;
  }

  Avp(int type, int ciscoType, String title) {
    this.type = type;
    this.ciscoType = ciscoType;
    this.title = title;
    this.shortest = 0;
    this.longest = MAX_VALUE;
    this.step = 1;
    this.hideable = true;
    this.mandatory = false;
    this.used = false;
  }

  /** Returns the Attribute Type. */
  int type() {
    return type;
  }

  /** Returns the Attribute Type under Cisco's vendor id, if it {@link #hasCiscoForm}. */
  int ciscoType() {
    return ciscoType;
  }

  /**
   * Returns true if Cisco has its own form of this AVP in such a message; its tie breaker is for
   * sessions only.
   */
  boolean hasCiscoForm(MessageType message) {
    return ciscoType != 0 && (this != TIE_BREAKER || message.ofSession());
  }

  /** Returns the name in the RFC, with the type. */
  String title() {
    return title + " AVP (" + type + ")";
  }

  /** Returns true if the AVP may be hidden. */
  boolean hideable() {
    return hideable;
  }

  /** Returns true if the RFC requires the M bit when the AVP is sent. */
  boolean mandatory() {
    return mandatory;
  }

  /** Returns true if Sluice uses the content. */
  boolean used() {
    return used;
  }

  /** Returns true if version 2 of the protocol does not have the AVP. */
  boolean sinceVersion3() {
    return type >= EXTENDED_VENDOR_ID.type;
  }

  /** Returns true if a value can have this length in octets. */
  boolean allows(int length) {
    boolean incomplete = this == RESULT_CODE && length == 3;
    return length >= shortest
        && length <= longest
        && (length - shortest) % step == 0
        && !incomplete;
  }

  /** Returns the AVP with this Attribute Type; null if there is none. */
  static @Nullable Avp ofType(int type) {
    return type < BY_TYPE.length ? BY_TYPE[type] : null;
  }

  /** Returns the AVP that a Cisco AVP represents; null if there is none. */
  static @Nullable Avp ofCiscoType(int type) {
    return type < BY_CISCO_TYPE.length ? BY_CISCO_TYPE[type] : null;
  }

  /** Returns true if Cisco systems send an AVP of this type under their vendor id. */
  static boolean isCiscoType(int type) {
    return type > 0 && type < BY_CISCO_TYPE.length;
  }

  /** Returns true if RFC 2661 defines this Attribute Type and RFC 3931 does not. */
  static boolean isOfVersion2(int type) {
    return type < Long.SIZE && ((V2_MASK >>> type) & 1) != 0;
  }
}
