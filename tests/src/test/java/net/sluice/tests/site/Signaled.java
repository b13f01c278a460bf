package net.sluice.tests.site;

import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Configurations with many signaled pseudowires, distributed over tunnels. */
public final class Signaled {
  private Signaled() {}

  /**
   * Returns an edit with tunnels {@code t1} and so on.
   *
   * @param local the local address of each, by its number
   * @param peer the address of the peer of each, by its number
   * @param more further elements of each
   */
  public static String tunnels(
      int count, IntFunction<String> local, IntFunction<String> peer, String more) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(
            number ->
                """
                <tunnel><name>t%d</name><signaling>dynamic</signaling>\
                <local-address>%s</local-address><peer-address>%s</peer-address>%s</tunnel>
                """
                    .formatted(number, local.apply(number), peer.apply(number), more))
        .collect(Collectors.joining("", "<l2tp xmlns=\"%s\">".formatted(Wire.L2TP), "</l2tp>"));
  }

  /**
   * Returns an edit with pseudowires, distributed over the tunnels.
   *
   * @param more further elements of each
   */
  public static String pseudowires(int count, int tunnels, String more) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(
            number ->
                "<pseudowire><name>%s</name><tunnel>t%d</tunnel>%s</pseudowire>"
                    .formatted(Pseudowires.name(number), 1 + number % tunnels, more))
        .collect(
            Collectors.joining(
                "", "<pseudowires xmlns=\"%s\">".formatted(Wire.PSEUDOWIRE), "</pseudowires>"));
  }

  /** Returns an edit that removes all pseudowires. */
  public static String noPseudowires() {
    return "<pseudowires xmlns=\"%s\" nc:operation=\"remove\"/>".formatted(Wire.PSEUDOWIRE);
  }

  /** Returns the number of pseudowires of a Sluice that are up. */
  public static int up(Sluice sluice) {
    return sluice.status("/status").path("pseudowires").path("up").asInt();
  }
}
