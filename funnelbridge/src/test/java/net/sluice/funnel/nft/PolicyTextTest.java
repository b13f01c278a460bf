package net.sluice.funnel.nft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import net.sluice.funnel.Funnel;
import net.sluice.funnel.FunnelException;
import net.sluice.funnel.Isolation;
import net.sluice.funnel.StormControl;
import net.sluice.funnel.Uplink;
import net.sluice.funnel.nft.PolicyElement.Kind;
import org.junit.jupiter.api.Test;

/** The exact text of transactions. */
class PolicyTextTest {
  private static final StormControl STORM =
      new StormControl(OptionalInt.of(100), OptionalInt.of(50));

  @Test
  void emptyTableIsRemoved() {
    assertEquals(
        "add table bridge sluice\ndelete table bridge sluice\n",
        PolicyText.replace(new TreeMap<>()));
  }

  @Test
  void tableIsReplacedInOneTransaction() throws FunnelException {
    SortedMap<PolicyElement, String> elements = Policy.funnel(funnel(Isolation.GROUPS, STORM));
    elements.putAll(Policy.member("pw1", 0x50));
    elements.putAll(Policy.member("pw2", 0x50));
    assertEquals(
        """
        add table bridge sluice
        delete table bridge sluice
        add table bridge sluice
        add map bridge sluice marks { type ifname : mark; }
        add set bridge sluice members { type ifname . mark; }
        add set bridge sluice grouped { type ifname; }
        add set bridge sluice trees { type devgroup; }
        add set bridge sluice uplinks { type ifname; }
        add map bridge sluice arp-in { type ifname : limit; }
        add map bridge sluice arp-out { type ifname : limit; }
        add map bridge sluice dhcp-in { type ifname : limit; }
        add map bridge sluice dhcp-out { type ifname : limit; }
        add chain bridge sluice prerouting { type filter hook prerouting priority -300; }
        add rule bridge sluice prerouting meta protocol arp limit name iifname map @arp-in drop
        add rule bridge sluice prerouting meta protocol ip udp dport { 67, 68 } limit name iifname map @dhcp-in drop
        add rule bridge sluice prerouting meta protocol ip6 udp dport { 546, 547 } limit name iifname map @dhcp-in drop
        add rule bridge sluice prerouting meta mark set iifname map @marks
        add chain bridge sluice forward { type filter hook forward priority -200; }
        add rule bridge sluice forward meta protocol arp limit name oifname map @arp-out drop
        add rule bridge sluice forward meta protocol ip udp dport { 67, 68 } limit name oifname map @dhcp-out drop
        add rule bridge sluice forward meta protocol ip6 udp dport { 546, 547 } limit name oifname map @dhcp-out drop
        add rule bridge sluice forward iifname != @grouped iifname != @uplinks iifgroup != @trees oifname @grouped drop
        add rule bridge sluice forward iifname != @grouped iifname != @uplinks oifgroup @trees iifgroup != @trees meta mark set 0
        add rule bridge sluice forward oifname @uplinks accept
        add rule bridge sluice forward oifgroup @trees accept
        add rule bridge sluice forward meta mark 0x51c00000 accept
        add rule bridge sluice forward oifname . meta mark @members accept
        add rule bridge sluice forward iifname @grouped drop
        add rule bridge sluice forward oifname @grouped drop
        add rule bridge sluice forward iifgroup @trees drop
        add limit bridge sluice arp-in-7-100 { rate over 100/second burst 100 packets; }
        add limit bridge sluice arp-out-7-100 { rate over 100/second burst 100 packets; }
        add limit bridge sluice dhcp-in-7-50 { rate over 50/second burst 50 packets; }
        add limit bridge sluice dhcp-out-7-50 { rate over 50/second burst 50 packets; }
        add element bridge sluice marks { "eth0" : 0x51c00000, "pw1" : 0x00000050, "pw2" : 0x00000050 }
        add element bridge sluice members { "pw1" . 0x00000050, "pw2" . 0x00000050 }
        add element bridge sluice grouped { "pw1", "pw2" }
        add element bridge sluice trees { 1371537415 }
        add element bridge sluice uplinks { "eth0" }
        add element bridge sluice arp-in { "eth0" : "arp-in-7-100" }
        add element bridge sluice arp-out { "eth0" : "arp-out-7-100" }
        add element bridge sluice dhcp-in { "eth0" : "dhcp-in-7-50" }
        add element bridge sluice dhcp-out { "eth0" : "dhcp-out-7-50" }
        """,
        PolicyText.replace(elements));
  }

  @Test
  void elementsAreRemovedBeforeTheirLimitsAndAddedAfterThem() throws FunnelException {
    SortedMap<PolicyElement, String> added = new TreeMap<>(Policy.member("pw1", 0x51));
    TreeSet<PolicyElement> removed =
        new TreeSet<>(
            Set.of(
                new PolicyElement(Kind.LIMIT, "\"arp-in-7-100\""),
                new PolicyElement(Kind.ARP_IN, "\"eth0\""),
                new PolicyElement(Kind.MARK, "\"pw1\""),
                new PolicyElement(Kind.MEMBER, "\"pw1\" . 0x00000050")));
    assertEquals(
        """
        delete element bridge sluice arp-in { "eth0" }
        delete element bridge sluice members { "pw1" . 0x00000050 }
        delete element bridge sluice marks { "pw1" }
        delete limit bridge sluice arp-in-7-100
        add element bridge sluice marks { "pw1" : 0x00000051 }
        add element bridge sluice members { "pw1" . 0x00000051 }
        add element bridge sluice grouped { "pw1" }
        """,
        PolicyText.change(removed, added));
  }

  @Test
  void funnelWithoutGroupsAndLimitsIsNotInTheTable() throws FunnelException {
    assertEquals(Map.of(), Policy.funnel(funnel(Isolation.ISOLATED, StormControl.NONE)));
    assertEquals(Map.of(), Policy.funnel(funnel(Isolation.OPEN, StormControl.NONE)));
  }

  @Test
  void markOfAGroupFollowsFromItsNameAndItsFunnel() {
    assertEquals(Policy.mark(7, "red"), Policy.mark(7, "red"));
    assertNotEquals(Policy.mark(7, "red"), Policy.mark(8, "red"));
    assertNotEquals(Policy.mark(7, "red"), Policy.mark(7, "blue"));
  }

  @Test
  void nameWithoutANotationInNftIsRejected() {
    for (String name : new String[] {"pw*", "pw\"", "pw\\", "pw 1"}) {
      FunnelException e = assertThrows(FunnelException.class, () -> Policy.member(name, 5));
      assertEquals(
          "interface "
              + name
              + ": nftables has no notation for this name; rename the interface, or use neither"
              + " groups nor storm control",
          e.getMessage());
    }
  }

  private static Funnel funnel(Isolation isolation, StormControl storm) {
    return Funnel.builder("f", 7, new Uplink("eth0", OptionalInt.empty()))
        .isolation(isolation)
        .stormControl(storm)
        .build();
  }
}
