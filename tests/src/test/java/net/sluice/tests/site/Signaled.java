package net.sluice.tests.site;

import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Configurations with many signaled pseudowires, {@code 1} to the count, spread over tunnels. */
public final class Signaled {
  private Signaled() {}

  /**
   * Tunnels {@code t1} and so on.
   *
   * @param local address of this end of each, by its number
   * @param peer address of the peer of each, by its number
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
   * Pseudowires, dealt out to the tunnels.
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

  /** All pseudowires away. */
  public static String noPseudowires() {
    return "<pseudowires xmlns=\"%s\" nc:operation=\"remove\"/>".formatted(Wire.PSEUDOWIRE);
  }

  /** How many of a Sluice's pseudowires are up. */
  public static int up(Sluice sluice) {
    return sluice.status("/status").path("pseudowires").path("up").asInt();
  }
}
