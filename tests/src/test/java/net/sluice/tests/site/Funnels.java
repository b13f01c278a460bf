package net.sluice.tests.site;

import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Configurations with a funnel {@code f} for the pseudowires of {@link Pseudowires}. */
public final class Funnels {
  /** The namespace of the YANG module of funnels. */
  public static final String FUNNEL = "urn:sluice:yang:sluice-funnelbridge";

  private Funnels() {}

  /**
   * Returns an edit that creates or replaces the funnel.
   *
   * @param uplink the interface of the uplink
   * @param more further elements of the funnel
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
   * Returns an edit with pseudowires that are attached to the funnel.
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

  /** Returns the element that attaches a pseudowire to the funnel, with further elements. */
  public static String attachment(String more) {
    return "<funnel><name>f</name>%s</funnel>".formatted(more);
  }

  /** Returns an edit that removes the funnel and replaces all pseudowires by unattached ones. */
  public static String withoutFunnel(IntStream numbers) {
    return withoutFunnel(numbers, n -> "<mtu>1400</mtu>");
  }

  /** Returns the same edit with further elements of each pseudowire. */
  public static String withoutFunnel(IntStream numbers, IntFunction<String> more) {
    return Pseudowires.replacing(numbers, more)
        + "<funnels xmlns=\"%s\" nc:operation=\"remove\"/>".formatted(FUNNEL);
  }

  /** Returns an edit that removes the funnel and all pseudowires. */
  public static String nothing() {
    return Signaled.noPseudowires()
        + "<funnels xmlns=\"%s\" nc:operation=\"remove\"/>".formatted(FUNNEL);
  }
}
