package net.sluice.funnel;

/**
 * What is sent to the pseudowires that nobody knows the place of.
 *
 * @param unknownUnicast unicast to addresses that were not learned
 * @param multicast multicast
 * @param broadcast broadcast
 */
public record Flooding(boolean unknownUnicast, boolean multicast, boolean broadcast) {
  public static final Flooding ALL = new Flooding(true, true, true);
}
