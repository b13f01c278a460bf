package net.sluice.l2tp.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import net.sluice.l2tp.CircuitStatus;
import net.sluice.l2tp.Cookie;
import net.sluice.l2tp.ForeignText;
import net.sluice.l2tp.MessageType;
import net.sluice.l2tp.Quirk;
import net.sluice.l2tp.RemoteEndId;
import net.sluice.l2tp.Result;
import net.sluice.l2tp.ResultCodes;
import net.sluice.l2tp.Sublayer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the AVPs of a received message: checks them, unhides them and finds them by their type. One
 * reader serves many messages, one after the other; it works on its own copy.
 */
final class AvpReader {
  private static final int MISSING = -1;

  /** Most characters of a text of a peer, as many as a configured Host Name may have. */
  private static final int LONGEST_TEXT = 253;

  private final Set<Quirk> quirks;
  private final boolean cisco;
  private final Hiding hiding = new Hiding();
  private final int[] at = new int[Avp.HIGHEST_TYPE + 1];
  private final int[] lengths = new int[at.length];

  /** AVPs of which the message has only Cisco's form. */
  private final Set<Avp> substitutes = EnumSet.noneOf(Avp.class);

  private byte[] octets = new byte[512];
  private ByteBuffer view = ByteBuffer.wrap(octets);
  private @Nullable Result problem;

  AvpReader(Set<Quirk> quirks) {
    this.quirks = quirks;
    cisco = quirks.contains(Quirk.CISCO_VENDOR_AVPS);
  }

  /** Copies a message, from its header on, and returns the copy, which the caller may change. */
  ByteBuffer load(ByteBuffer message, int length) {
    if (octets.length < length) {
      octets = new byte[length];
      view = ByteBuffer.wrap(octets);
    }
    message.get(message.position(), octets, 0, length);
    return view.limit(length).position(0);
  }

  /**
   * Scans the AVPs after Message Type.
   *
   * @param type type of the message
   * @param hidingKey the key that hides AVPs; null for none
   * @return the first error; null if there is none. The values found can be read in both cases.
   */
  @Nullable Result scan(MessageType type, byte @Nullable [] hidingKey) {
    Arrays.fill(at, MISSING);
    substitutes.clear();
    problem = null;
    int next = RawMessage.SECOND_AVP;
    while (next < view.limit()) {
      int length = RawMessage.avpLength(view, next);
      if (length == 0) {
        // The start of the next AVP is unknown, so this can not be ignored, even with the M bit
        // clear.
        problem(ResultCodes.ERROR_LENGTH, "the AVPs do not fit the length of the " + type);
        break;
      }
      scanOne(type, next, length - Avp.HEADER, hidingKey);
      next += length;
    }
    return problem;
  }

  private void scanOne(MessageType type, int start, int length, byte @Nullable [] hidingKey) {
    int flags = view.getShort(start);
    int vendor = view.getShort(start + 2) & 0xffff;
    int number = view.getShort(start + 4) & 0xffff;
    boolean mandatory = (flags & RawMessage.MANDATORY) != 0 && !quirks.contains(Quirk.IGNORE_M_BIT);
    Avp avp = find(type, vendor, number);
    if (avp == null) {
      if (mandatory && !isIgnored(type, vendor, number)) {
        problem(ResultCodes.ERROR_UNKNOWN_AVP, unknown(vendor, number));
      }
    } else if (avp == Avp.RANDOM_VECTOR) {
      // The last one before a hidden AVP counts, so each replaces the previous one.
      keep(avp, start + Avp.HEADER, length);
    } else if (avp.used() && Grammar.knows(type, avp) && !isRepeated(avp, vendor)) {
      boolean hidden = (flags & RawMessage.HIDDEN) != 0;
      Result malformed =
          hidden
              ? readHidden(type, avp, number, start + Avp.HEADER, length, hidingKey)
              : read(type, avp, start + Avp.HEADER, length);
      if (malformed == null) {
        if (vendor == 0) {
          substitutes.remove(avp);
        } else {
          substitutes.add(avp);
        }
      } else if (mandatory && problem == null) {
        // A malformed AVP must be treated like an unknown one (section 7.1).
        problem = malformed;
      }
    }
  }

  private static String unknown(int vendor, int number) {
    return vendor == 0
        ? "AVP %d is mandatory and not known".formatted(number)
        : "AVP %d of vendor %d is mandatory and not known".formatted(number, vendor);
  }

  /** Unhides a value, then {@link #read}s it. */
  private @Nullable Result readHidden(
      MessageType type, Avp avp, int number, int start, int length, byte @Nullable [] key) {
    int vector = Avp.RANDOM_VECTOR.type();
    if (!avp.hideable() || key == null || at[vector] == MISSING) {
      String why =
          !avp.hideable()
              ? "must not be hidden"
              : key == null
                  ? "is hidden, and there is no shared secret"
                  : "is hidden, and no Random Vector precedes it";
      return Result.error(ResultCodes.ERROR_UNKNOWN_AVP, avp.title() + " " + why);
    }
    hiding.unhide(key, number, octets, at[vector], lengths[vector], start, length);
    int original = length < Short.BYTES ? Integer.MAX_VALUE : view.getShort(start) & 0xffff;
    if (original > length - Short.BYTES) {
      return Result.error(ResultCodes.ERROR_LENGTH, avp.title() + " hides a wrong length");
    }
    return read(type, avp, start + Short.BYTES, original);
  }

  /** Checks a value and keeps it; returns its error, or null if there is none. */
  private @Nullable Result read(MessageType type, Avp avp, int start, int length) {
    if (!avp.allows(length)) {
      return Result.error(
          ResultCodes.ERROR_LENGTH, "%s has %d octets".formatted(avp.title(), length));
    }
    if (!Grammar.inRange(type, avp, number(start, length))) {
      return Result.error(
          avp == Avp.LOCAL_SESSION_ID ? ResultCodes.ERROR_SESSION_ID : ResultCodes.ERROR_RANGE,
          avp.title() + " is out of range");
    }
    keep(avp, start, length);
    return null;
  }

  private @Nullable Avp find(MessageType type, int vendor, int number) {
    if (vendor == 0) {
      return Avp.ofType(number);
    }
    Avp avp = cisco && vendor == Avp.CISCO ? Avp.ofCiscoType(number) : null;
    return avp != null && avp.hasCiscoForm(type) ? avp : null;
  }

  /** Returns true if an unknown AVP is ignored even if its M bit is set. */
  private boolean isIgnored(MessageType type, int vendor, int number) {
    if (vendor == 0) {
      // RFC 3931 section 4.7.3 for SCCRQ of any version.
      return Avp.isOfVersion2(number)
          && (type == MessageType.SCCRQ || quirks.contains(Quirk.V2_AVPS));
    }
    return cisco && vendor == Avp.CISCO && Avp.isCiscoType(number);
  }

  /**
   * Returns true if the message already had such an AVP. The RFC does not say which of two counts;
   * here the first does, so that no later AVP changes a checked value. Only the standard form
   * replaces Cisco's.
   */
  private boolean isRepeated(Avp avp, int vendor) {
    return has(avp) && (vendor != 0 || !substitutes.contains(avp));
  }

  private void keep(Avp avp, int start, int length) {
    at[avp.type()] = start;
    lengths[avp.type()] = length;
  }

  private void problem(int error, String text) {
    if (problem == null) {
      problem = Result.error(error, text);
    }
  }

  boolean has(Avp avp) {
    return at[avp.type()] != MISSING;
  }

  /** Returns an unsigned number of up to 8 octets; 0 if it is missing. */
  long number(Avp avp) {
    return has(avp) ? number(at[avp.type()], lengths[avp.type()]) : 0;
  }

  OptionalInt optionalInt(Avp avp) {
    return has(avp) ? OptionalInt.of((int) number(avp)) : OptionalInt.empty();
  }

  OptionalLong optionalLong(Avp avp) {
    return has(avp) ? OptionalLong.of(number(avp)) : OptionalLong.empty();
  }

  /** Returns a text, made printable; empty if it is missing. */
  String text(Avp avp) {
    return has(avp) ? text(at[avp.type()], lengths[avp.type()]) : "";
  }

  /** Returns hexadecimal digits; empty if the AVP is missing. */
  String hex(Avp avp) {
    int start = at[avp.type()];
    return has(avp) ? HexFormat.of().formatHex(octets, start, start + lengths[avp.type()]) : "";
  }

  List<Integer> numbers(Avp avp) {
    var numbers = new ArrayList<Integer>();
    int start = at[avp.type()];
    for (int i = 0; i < lengths[avp.type()]; i += Short.BYTES) {
      numbers.add(view.getShort(start + i) & 0xffff);
    }
    return List.copyOf(numbers);
  }

  Cookie cookie() {
    return has(Avp.COOKIE)
        ? new Cookie(lengths[Avp.COOKIE.type()], number(Avp.COOKIE))
        : Cookie.NONE;
  }

  Optional<Sublayer> sublayer() {
    return has(Avp.SUBLAYER)
        ? Optional.of(number(Avp.SUBLAYER) == 0 ? Sublayer.NONE : Sublayer.DEFAULT)
        : Optional.empty();
  }

  Optional<CircuitStatus> circuitStatus() {
    return has(Avp.CIRCUIT_STATUS)
        ? Optional.of(new CircuitStatus((int) number(Avp.CIRCUIT_STATUS)))
        : Optional.empty();
  }

  /** Returns the id. Cisco's form has a number as decimal digits; the standard form has octets. */
  RemoteEndId remoteEndId() {
    int start = at[Avp.REMOTE_END_ID.type()];
    byte[] id = Arrays.copyOfRange(octets, start, start + lengths[Avp.REMOTE_END_ID.type()]);
    if (substitutes.contains(Avp.REMOTE_END_ID) && id.length <= 10) {
      String digits = new String(id, StandardCharsets.ISO_8859_1);
      if (digits.matches("[0-9]+") && Long.parseLong(digits) >>> Integer.SIZE == 0) {
        return RemoteEndId.ofNumber(Long.parseLong(digits));
      }
    }
    return RemoteEndId.of(id);
  }

  Result result() {
    int start = at[Avp.RESULT_CODE.type()];
    int length = lengths[Avp.RESULT_CODE.type()];
    int error = 2 * Short.BYTES;
    return new Result(
        (int) number(start, Short.BYTES),
        length < error
            ? OptionalInt.empty()
            : OptionalInt.of((int) number(start + Short.BYTES, Short.BYTES)),
        length < error ? "" : text(start + error, length - error));
  }

  ControlMessage.CircuitErrors circuitErrors() {
    int length = lengths[Avp.CIRCUIT_ERRORS.type()];
    // The four counters that both forms have are at the end.
    int end = at[Avp.CIRCUIT_ERRORS.type()] + length;
    boolean six = length > 6 * Integer.BYTES;
    return new ControlMessage.CircuitErrors(
        six ? counter(end, 6) : 0,
        six ? counter(end, 5) : 0,
        counter(end, 4),
        counter(end, 3),
        counter(end, 2),
        counter(end, 1));
  }

  private long counter(int end, int fromLast) {
    return number(end - fromLast * Integer.BYTES, Integer.BYTES);
  }

  /** Returns octets of a peer as printable text (RFC 3931 section 5.4: texts are UTF-8). */
  static String text(byte[] octets, int start, int length) {
    String text = new String(octets, start, length, StandardCharsets.UTF_8);
    return ForeignText.printable(text, LONGEST_TEXT);
  }

  private String text(int start, int length) {
    return text(octets, start, length);
  }

  /** Returns the big-endian number in these octets, of which at most the last eight count. */
  private long number(int start, int length) {
    long number = 0;
    for (int i = 0; i < length; i++) {
      number = (number << Byte.SIZE) | (octets[start + i] & 0xff);
    }
    return number;
  }
}
