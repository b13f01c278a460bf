package net.sluice.l2tp.protocol;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Ways to spoil the AVPs of a message (RFC 3931 sections 5.2 and 7.1). */
final class SpoiltMessages {
  private static final int MANDATORY = 0x8000;
  private static final int HIDDEN = 0x4000;
  private static final int LENGTH = 0x3ff;
  private static final int HEADER = 6;
  private static final int UNKNOWN_TYPE = 999;

  /** The AVPs that a message must have besides its type, by message type (RFC 3931 section 6). */
  private static final Map<Integer, Set<Integer>> NEEDED =
      Map.ofEntries(
          Map.entry(1, Set.of(7, 60, 61, 62)),
          Map.entry(2, Set.of(7, 60, 61, 62)),
          Map.entry(4, Set.of(1)),
          Map.entry(7, Set.of(63, 64, 15, 68, 66, 71)),
          Map.entry(8, Set.of(63, 64, 71)),
          Map.entry(9, Set.of(63, 64)),
          Map.entry(10, Set.of(63, 64, 15, 68, 66, 71)),
          Map.entry(11, Set.of(63, 64, 71)),
          Map.entry(12, Set.of(63, 64)),
          Map.entry(14, Set.of(1, 63, 64)),
          Map.entry(15, Set.of(63, 64, 34)),
          Map.entry(16, Set.of(63, 64)));

  /** The permitted results. */
  private enum Rule {
    IGNORE_THE_AVP,
    REJECT,
    EITHER
  }

  /**
   * A spoilt message.
   *
   * @param kind kind of the change
   * @param detail the changed AVP
   */
  record Spoilt(String kind, String detail, Rule rule, Change change) {
    /** Returns true for a permitted result; {@code usual} is the result of the intact message. */
    boolean allows(String outcome, String usual) {
      return switch (rule) {
        case IGNORE_THE_AVP -> outcome.equals(usual);
        case REJECT -> !outcome.equals(usual) || outcome.startsWith("-") || outcome.contains(" 2,");
        case EITHER -> true;
      };
    }

    @Override
    public String toString() {
      return kind + " " + detail;
    }
  }

  private interface Change {
    void apply(List<Avp> avps);
  }

  private static final class Avp {
    private final int flags;
    private final int type;
    private final byte[] value;

    /** The error of the length in its header, in octets. */
    private final int lie;

    private Avp(int flags, int type, byte[] value, int lie) {
      this.flags = flags;
      this.type = type;
      this.value = value;
      this.lie = lie;
    }

    Avp flags(int changed) {
      return new Avp(changed, type, value, lie);
    }

    Avp value(byte[] changed) {
      return new Avp(flags, type, changed, lie);
    }

    Avp lying(int by) {
      return new Avp(flags, type, value, by);
    }

    void put(ByteBuffer out) {
      int length = (value.length + HEADER + lie) & LENGTH;
      out.putShort((short) (flags | length)).putShort((short) 0).putShort((short) type).put(value);
    }
  }

  private SpoiltMessages() {}

  /** Returns the message with the AVPs of this one, spoilt. */
  static byte[] apply(byte[] body, Spoilt spoilt) {
    List<Avp> avps = parse(body);
    spoilt.change.apply(avps);
    ByteBuffer out = ByteBuffer.allocate(4000);
    avps.forEach(avp -> avp.put(out));
    return Arrays.copyOf(out.array(), out.position());
  }

  /** Returns all ways to spoil a message. */
  static List<Spoilt> of(byte[] body) {
    List<Spoilt> all = new ArrayList<>();
    List<Avp> avps = parse(body);
    Set<Integer> needed = NEEDED.getOrDefault((int) avps.getFirst().value[1], Set.of());
    for (int i = 1; i < avps.size(); i++) {
      ofAvp(i, avps.get(i), needed, all);
    }
    all.add(whole("unknown AVP, M set", Rule.REJECT, unknown(MANDATORY)));
    all.add(whole("unknown AVP, M clear", Rule.IGNORE_THE_AVP, unknown(0)));
    all.add(
        whole(
            "unknown message type, M set",
            Rule.EITHER,
            list -> list.set(0, new Avp(MANDATORY, 0, new byte[] {0, 99}, 0))));
    all.add(
        whole(
            "unknown message type, M clear",
            Rule.EITHER,
            list -> list.set(0, new Avp(0, 0, new byte[] {0, 99}, 0))));
    all.add(whole("message type not first", Rule.EITHER, list -> list.add(list.removeFirst())));
    all.add(whole("no AVP at all", Rule.EITHER, List::clear));
    return all;
  }

  private static void ofAvp(int i, Avp avp, Set<Integer> needed, List<Spoilt> all) {
    Rule rule = needed.contains(avp.type) ? Rule.REJECT : Rule.EITHER;
    all.add(new Spoilt("AVP missing", "AVP " + avp.type, rule, list -> list.remove(i)));
    all.add(new Spoilt("AVP twice", "AVP " + avp.type, Rule.EITHER, list -> list.add(avp)));
    all.add(
        new Spoilt(
            "AVP hidden without a secret",
            "AVP " + avp.type,
            Rule.EITHER,
            list -> list.set(i, avp.flags(avp.flags | HIDDEN))));
    for (int length = 0; length <= avp.value.length + 3; length++) {
      if (length != avp.value.length) {
        byte[] value = Arrays.copyOf(avp.value, length);
        String detail = "AVP " + avp.type + " of " + length + " octets";
        all.add(
            new Spoilt(
                "AVP of wrong length, M set",
                detail,
                Rule.EITHER,
                list -> list.set(i, avp.value(value).flags(MANDATORY))));
        all.add(
            new Spoilt(
                "AVP of wrong length, M clear",
                detail,
                Rule.EITHER,
                list -> list.set(i, avp.value(value).flags(0))));
      }
    }
    for (int lie : new int[] {-avp.value.length - 1, -avp.value.length - HEADER, 1, 500}) {
      all.add(
          new Spoilt(
              "AVP that lies about its length",
              "AVP " + avp.type + " by " + lie,
              Rule.EITHER,
              list -> list.set(i, avp.lying(lie))));
    }
  }

  private static Spoilt whole(String kind, Rule rule, Change change) {
    return new Spoilt(kind, "", rule, change);
  }

  private static Change unknown(int flags) {
    return list -> list.add(new Avp(flags, UNKNOWN_TYPE, new byte[] {1, 2}, 0));
  }

  private static List<Avp> parse(byte[] body) {
    List<Avp> avps = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(body);
    while (in.hasRemaining()) {
      int word = in.getShort();
      in.getShort(); // vendor 0
      int type = in.getShort();
      byte[] value = new byte[(word & LENGTH) - HEADER];
      in.get(value);
      avps.add(new Avp(word & ~LENGTH, type, value, 0));
    }
    return avps;
  }
}
