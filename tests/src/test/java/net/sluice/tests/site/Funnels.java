package net.sluice.tests.site;

import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Configurations with a funnel {@code f} for the pseudowires of {@link Pseudowires}. */
public final class Funnels {
  /** The namespace of their model. */
  public static final String FUNNEL = "urn:sluice:yang:sluice-funnelbridge";

  private Funnels() {}

  /**
   * The funnel.
   *
   * @param uplink interface
   * @param more further elements of it
   */
  public static String funnel(String uplink, String more) {
    return """
        <funnels xmlns="%s"><funnel nc:operation="replace">
          <name>f</name><uplink><interface>%s</interface></uplink>%s
        </funnel></funnels>
        """
        .formatted(FUNNEL, uplink, more);
  }

  /**
   * Pseudowires that are attached to it.
   *
   * @param more further elements of the attachment of each: VLAN, group
   */
  public static String attached(IntStream numbers, IntFunction<String> more) {
    return Pseudowires.of(
        numbers,
        n ->
            "<mtu>1400</mtu><funnel nc:operation=\"replace\"><name>f</name>%s</funnel>"
                .formatted(more.apply(n)));
  }

  /** What attaches a pseudowire to it, with further elements. */
  public static String attachment(String more) {
    return "<funnel><name>f</name>%s</funnel>".formatted(more);
  }

  /** Funnel away, and pseudowires attached to nothing in the place of all that there are. */
  public static String withoutFunnel(IntStream numbers) {
    return withoutFunnel(numbers, n -> "<mtu>1400</mtu>");
  }

  /** The same with further elements of each pseudowire. */
  public static String withoutFunnel(IntStream numbers, IntFunction<String> more) {
    return Pseudowires.replacing(numbers, more)
        + "<funnels xmlns=\"%s\" nc:operation=\"remove\"/>".formatted(FUNNEL);
  }

  /** Funnel and pseudowires away. */
  public static String nothing() {
    return Signaled.noPseudowires()
        + "<funnels xmlns=\"%s\" nc:operation=\"remove\"/>".formatted(FUNNEL);
  }
}
