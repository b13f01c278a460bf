package net.sluice.funnel.nft;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import net.sluice.funnel.Funnel;
import net.sluice.funnel.FunnelException;
import net.sluice.funnel.Isolation;
import net.sluice.funnel.StormControl;
import net.sluice.funnel.nft.PolicyElement.Kind;
import net.sluice.funnel.plan.TreeShape;

/** The entries of the table for a funnel and for its members, with their values. */
final class Policy {
  /**
   * The mark of frames from an uplink, which may go to every member. It is in the range of the link
   * groups of funnels, because operators use low numbers for their own marks.
   */
  static final int FROM_UPLINK = Funnel.linkGroup(0);

  private Policy() {}

  /** Returns the entries of a funnel that do not depend on its members. */
  static SortedMap<PolicyElement, String> funnel(Funnel funnel) throws FunnelException {
    SortedMap<PolicyElement, String> elements = new TreeMap<>();
    String uplink = quoted(TreeShape.uplinkPort(funnel));
    if (funnel.isolation() == Isolation.GROUPS) {
      elements.put(new PolicyElement(Kind.TREE, Integer.toUnsignedString(funnel.linkGroup())), "");
      elements.put(new PolicyElement(Kind.UPLINK, uplink), "");
      elements.put(new PolicyElement(Kind.MARK, uplink), hex(FROM_UPLINK));
    }
    StormControl storm = funnel.stormControl();
    limit(elements, uplink, funnel.id(), Kind.ARP_IN, storm.arpRate());
    limit(elements, uplink, funnel.id(), Kind.ARP_OUT, storm.arpRate());
    limit(elements, uplink, funnel.id(), Kind.DHCP_IN, storm.dhcpRate());
    limit(elements, uplink, funnel.id(), Kind.DHCP_OUT, storm.dhcpRate());
    return elements;
  }

  /** Adds a limit whose burst is the number of frames that may pass within a second. */
  private static void limit(
      SortedMap<PolicyElement, String> elements,
      String uplink,
      int funnel,
      Kind kind,
      OptionalInt rate)
      throws FunnelException {
    if (rate.isPresent()) {
      int frames = rate.getAsInt();
      String name = quoted(kind.set + "-" + funnel + "-" + frames);
      elements.put(
          new PolicyElement(Kind.LIMIT, name),
          "rate over " + frames + "/second burst " + frames + " packets");
      elements.put(new PolicyElement(kind, uplink), name);
    }
  }

  /**
   * Returns the entries of a member of a group.
   *
   * @param mark of the group
   */
  static SortedMap<PolicyElement, String> member(String interfaceName, int mark)
      throws FunnelException {
    String name = quoted(interfaceName);
    SortedMap<PolicyElement, String> elements = new TreeMap<>();
    elements.put(new PolicyElement(Kind.MARK, name), hex(mark));
    elements.put(new PolicyElement(Kind.MEMBER, name + " . " + hex(mark)), "");
    elements.put(new PolicyElement(Kind.GROUPED, name), "");
    return elements;
  }

  /**
   * Returns the mark of a group for the case that it is free. It follows from the names, so that
   * the table that a former process left is still right.
   */
  static int mark(int funnel, String group) {
    byte[] name = (funnel + "/" + group).getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.wrap(sha256(name)).getInt();
  }

  /**
   * Returns true if a group may have a mark: not 0, the mark of frames without a group, and not
   * that of uplinks.
   */
  static boolean isGroupMark(int mark) {
    return mark != 0 && mark != FROM_UPLINK;
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java platform has it
    }
  }

  /**
   * Returns a name in quotes.
   *
   * @throws FunnelException if nft has no notation for the name
   */
  private static String quoted(String name) throws FunnelException {
    if (name.chars().anyMatch(each -> each <= ' ' || "\"*\\".indexOf(each) >= 0)) {
      throw new FunnelException(
          "interface "
              + name
              + ": nftables has no notation for this name; rename the interface, or use neither"
              + " groups nor storm control");
    }
    return '"' + name + '"';
  }

  static String hex(int mark) {
    return "0x%08x".formatted(mark);
  }
}
