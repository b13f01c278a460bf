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

/** Which elements of the table a funnel and its members have, with their values: pure. */
final class Policy {
  /**
   * The mark of frames that come from an uplink: they may go to every member. It is in the range of
   * the link groups of funnels, as operators use low numbers for what they mark.
   */
  static final int FROM_UPLINK = Funnel.linkGroup(0);

  private Policy() {}

  /** Elements of a funnel, whoever its members are. */
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

  /** As many frames as may pass within a second may come at once. */
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
   * Elements of a member of a group.
   *
   * @param mark the group's
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
   * The mark of a group if it is free. It follows from the names, so that a table that is there
   * after a restart fits.
   */
  static int mark(int funnel, String group) {
    byte[] name = (funnel + "/" + group).getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.wrap(sha256(name)).getInt();
  }

  /** Whether a group may have a mark: frames without one are of none. */
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

  /** nft has no way to write every name that an interface may have. */
  private static String quoted(String name) throws FunnelException {
    if (name.chars().anyMatch(each -> each <= ' ' || "\"*\\".indexOf(each) >= 0)) {
      throw new FunnelException(
          name + ": nftables can't name this interface, which groups and storm control need");
    }
    return '"' + name + '"';
  }

  static String hex(int mark) {
    return "0x%08x".formatted(mark);
  }
}
