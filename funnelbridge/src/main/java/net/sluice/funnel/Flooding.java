package net.sluice.funnel;

/**
 * Kinds of frames that are sent to all pseudowires, because their destination is no single port.
 *
 * @param unknownUnicast true for unicast to addresses that were not learned
 * @param multicast true for multicast
 * @param broadcast true for broadcast
 */
public record Flooding(boolean unknownUnicast, boolean multicast, boolean broadcast) {
  public static final Flooding ALL = new Flooding(true, true, true);
}
