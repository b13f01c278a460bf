package net.sluice.tests.site;

import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Configurations with many static pseudowires in one tunnel, between addresses of the loopback. */
public final class Pseudowires {
  /** A tunnel {@code t} over UDP. */
  public static final String TUNNEL =
      """
      <l2tp xmlns="%s"><tunnel>
        <name>t</name><local-address>127.0.0.1</local-address><peer-address>127.0.0.2</peer-address>
        <local-tunnel-id>1</local-tunnel-id><peer-tunnel-id>2</peer-tunnel-id>
      </tunnel></l2tp>
      """
          .formatted(Wire.L2TP);

  private Pseudowires() {}

  /**
   * Returns an edit with pseudowires in the tunnel {@code t}, each with its number as its session
   * ids.
   *
   * @param more further elements of each, by its number
   */
  public static String of(IntStream numbers, IntFunction<String> more) {
    StringBuilder xml = new StringBuilder();
    numbers.forEach(number -> xml.append(one(number, more.apply(number))));
    return list(xml.toString());
  }

  /** Returns an edit that replaces all pseudowires; see {@link #of}. */
  public static String replacing(IntStream numbers, IntFunction<String> more) {
    return of(numbers, more).replaceFirst(">", " nc:operation=\"replace\">");
  }

  /** Returns an edit that removes a pseudowire. */
  public static String removal(int number) {
    return list(
        "<pseudowire nc:operation=\"delete\"><name>%s</name></pseudowire>".formatted(name(number)));
  }

  /** Returns an edit that removes the tunnel. */
  public static String noTunnel() {
    return "<l2tp xmlns=\"%s\"><tunnel nc:operation=\"delete\"><name>t</name></tunnel></l2tp>"
        .formatted(Wire.L2TP);
  }

  /** Returns the name of the pseudowire with a number. */
  public static String name(int number) {
    return "pseudowire " + number;
  }

  private static String one(int number, String more) {
    return """
        <pseudowire><name>%s</name><tunnel>t</tunnel>\
        <local-session-id>%d</local-session-id><peer-session-id>%d</peer-session-id>%s</pseudowire>
        """
        .formatted(name(number), number, number, more);
  }

  private static String list(String entries) {
    return "<pseudowires xmlns=\"%s\">%s</pseudowires>".formatted(Wire.PSEUDOWIRE, entries);
  }
}
