package net.sluice.l2tp.wire;

import static java.util.Objects.requireNonNull;
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

import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import net.sluice.l2tp.MessageType;

/**
 * The AVPs that a message must and may have (RFC 3931 section 6), besides Message Type, Message
 * Digest and Random Vector.
 */
final class Grammar {

  /**
   * The AVPs of a message type.
   *
   * @param required the AVPs without which a message is malformed
   * @param known the AVPs that are read, including the required ones; others are ignored
   * @param assigns the ids that the message assigns, which must not be 0
   */
  private record Rule(Set<Avp> required, Set<Avp> known, Set<Avp> assigns) {}

  private static final Map<MessageType, Rule> RULES = new EnumMap<>(MessageType.class);

  private static final Set<Avp> SESSION = set(LOCAL_SESSION_ID, REMOTE_SESSION_ID);
  private static final Set<Avp> CIRCUIT =
      set(SUBLAYER, DATA_SEQUENCING, TRANSMIT_SPEED, RECEIVE_SPEED, CIRCUIT_STATUS);

  static {
    Set<Avp> endpoint = set(HOST_NAME, ROUTER_ID, CONNECTION_ID, CAPABILITIES);
    Set<Avp> endpointOptional = set(NONCE, VENDOR_NAME, RECEIVE_WINDOW, PREFERRED_LANGUAGE);
    // 6.1 to 6.5, 6.15: the control connection
    define(MessageType.SCCRQ, endpoint, union(endpointOptional, set(TIE_BREAKER)), CONNECTION_ID);
    define(MessageType.SCCRP, endpoint, endpointOptional, CONNECTION_ID);
    define(MessageType.SCCCN, set(), set());
    define(MessageType.STOPCCN, set(RESULT_CODE), set(CONNECTION_ID));
    define(MessageType.HELLO, set(), set());
    define(MessageType.ACK, set(), set());

    Set<Avp> request =
        union(SESSION, set(SERIAL_NUMBER, PSEUDOWIRE_TYPE, REMOTE_END_ID, CIRCUIT_STATUS));
    Set<Avp> requestOptional = union(CIRCUIT, set(COOKIE, TIE_BREAKER, PHYSICAL_CHANNEL));
    Set<Avp> reply = union(SESSION, set(CIRCUIT_STATUS));
    Set<Avp> replyOptional = union(CIRCUIT, set(COOKIE, PHYSICAL_CHANNEL));
    // 6.6 to 6.11: session set-up
    define(MessageType.ICRQ, request, requestOptional, LOCAL_SESSION_ID);
    define(MessageType.ICRP, reply, replyOptional, LOCAL_SESSION_ID);
    define(MessageType.ICCN, SESSION, CIRCUIT);
    define(MessageType.OCRQ, request, requestOptional, LOCAL_SESSION_ID);
    define(MessageType.OCRP, reply, replyOptional, LOCAL_SESSION_ID);
    define(MessageType.OCCN, SESSION, CIRCUIT);
    // 6.12 to 6.14: existing sessions
    define(MessageType.CDN, union(SESSION, set(RESULT_CODE)), set());
    define(MessageType.WEN, union(SESSION, set(CIRCUIT_ERRORS)), set());
    define(MessageType.SLI, SESSION, set(CIRCUIT_STATUS));
  }

  private Grammar() {}

  /** Returns the AVPs that a message must have. */
  static Set<Avp> required(MessageType type) {
    return rule(type).required;
  }

  /** Returns true if an AVP has a meaning in a message. */
  static boolean knows(MessageType type, Avp avp) {
    return rule(type).known.contains(avp);
  }

  /** Returns true if a value is in the range of its AVP. */
  static boolean inRange(MessageType type, Avp avp, long value) {
    return switch (avp) {
      case CONNECTION_ID, LOCAL_SESSION_ID -> value != 0 || !rule(type).assigns.contains(avp);
      case RECEIVE_WINDOW -> value != 0;
      case SUBLAYER -> value <= 1;
      case DATA_SEQUENCING -> value <= 2;
      default -> true;
    };
  }

  private static Rule rule(MessageType type) {
    return requireNonNull(RULES.get(type), "the table has a rule for every type");
  }

  private static void define(
      MessageType type, Set<Avp> required, Set<Avp> optional, Avp... assigns) {
    RULES.put(type, new Rule(required, union(required, optional), set(assigns)));
  }

  private static Set<Avp> set(Avp... avps) {
    Set<Avp> set = EnumSet.noneOf(Avp.class);
    Collections.addAll(set, avps);
    return set;
  }

  private static Set<Avp> union(Set<Avp> some, Set<Avp> others) {
    Set<Avp> all = EnumSet.noneOf(Avp.class);
    all.addAll(some);
    all.addAll(others);
    return all;
  }
}
