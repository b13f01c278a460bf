package net.sluice.netlink.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import net.sluice.netlink.FakeKernel;
import net.sluice.netlink.MacAddress;
import net.sluice.netlink.MalformedMessageException;
import net.sluice.netlink.MessageWriter;
import net.sluice.netlink.NetlinkSocket;
import net.sluice.netlink.Nl;
import net.sluice.netlink.rtnl.Bridge;
import net.sluice.netlink.rtnl.BridgePort;
import net.sluice.netlink.rtnl.LinkWriter;
import net.sluice.netlink.rtnl.PortVlan;
import net.sluice.netlink.rtnl.Rtnetlink;
import net.sluice.netlink.rtnl.Rtnl;
import net.sluice.netlink.rtnl.VethPair;
import org.junit.jupiter.api.Test;

/** Requests as text, which also shows the attributes that each writer writes. */
class MessageTextTest {
  private static final MessageText TEXT = MessageText.rtnetlink();

  @Test
  void bridge() {
    assertEquals(
        "newlink create excl ifname=br0"
            + " linkinfo={kind=bridge data={stp-state=0 group-fwd-mask=16384 mcast-snooping=0}}"
            + " mtu=1450",
        text(links -> links.create(new Bridge("br0", false, 0x4000)).mtu(1450)));
  }

  @Test
  void bridgeWithVlanFiltering() {
    Bridge bridge = new Bridge("br0", false, 0, Bridge.DOT1AD, OptionalInt.of(1000));
    assertEquals(
        "newlink create excl ifname=br0 linkinfo={kind=bridge data={stp-state=0 group-fwd-mask=0"
            + " mcast-snooping=0 vlan-filtering=1 vlan-protocol=0x88a8 vlan-default-pvid=0"
            + " fdb-max-learned=1000}} mtu=1450 group=9",
        text(links -> links.create(bridge).mtu(1450).group(9)));
    assertEquals(
        "newlink ifname=br0 linkinfo={kind=bridge data={vlan-filtering=0 fdb-max-learned=5}}",
        text(links -> links.change("br0").bridge(OptionalInt.of(0), OptionalInt.of(5))));
  }

  @Test
  void vlanInterface() {
    assertEquals(
        "newlink create excl ifname=v0 link=3 linkinfo={kind=vlan data={id=100}} group=9",
        text(links -> links.createVlan("v0", 3, 100).group(9)));
  }

  @Test
  void queriesOfBridges() {
    FakeKernel kernel = new FakeKernel();
    try (NetlinkSocket socket = NetlinkSocket.open(kernel, Nl.NETLINK_ROUTE)) {
      Rtnetlink rtnetlink = new Rtnetlink(socket);
      rtnetlink.lookup(7, MacAddress.parse("02:00:00:00:00:01"), 100);
      rtnetlink.portVlans(8);
      assertEquals(
          "getneigh bridge lladdr=02:00:00:00:00:01 master=7 vlan=100",
          kernel.requests().get(0).describe(TEXT));
      assertEquals("getvlan dump bridge index=8", kernel.requests().get(1).describe(TEXT));
    }
  }

  @Test
  void vethPair() {
    VethPair pair = VethPair.of("a", "b").withMtu(1450).withGroup(9);
    assertEquals(
        "newlink create excl ifname=a num-tx-queues=1 num-rx-queues=1 mtu=1450 group=9"
            + " linkinfo={kind=veth data={peer={ifname=b num-tx-queues=1 num-rx-queues=1"
            + " mtu=1450 group=9}}} master=3",
        text(links -> links.create(pair).master(3)));
  }

  @Test
  void dummy() {
    assertEquals(
        "newlink create excl ifname=d0 linkinfo={kind=dummy} address=02:00:00:00:00:01",
        text(links -> links.createDummy("d0").mac(MacAddress.parse("02:00:00:00:00:01"))));
  }

  @Test
  void changes() {
    assertEquals(
        "newlink up ifname=l2tp1 mtu=1450 ifalias=für Zoë",
        text(links -> links.change("l2tp1").mtu(1450).alias("für Zoë").up()));
    assertEquals(
        "newlink index=7 down ifname=new master=0 group=4",
        text(links -> links.change(7).down().name("new").withoutMaster().group(4)));
    assertEquals(
        "newlink ifname=l2tp1 af-spec={inet6={addr-gen-mode=1}}",
        text(links -> links.change("l2tp1").withoutIpv6AddressGeneration()));
  }

  @Test
  void bridgePort() {
    assertEquals(
        "newlink up ifname=p linkinfo={slave-kind=bridge slave-data={learning=1 unicast-flood=1"
            + " mcast-flood=1 bcast-flood=1 neigh-suppress=0 isolated=1}}",
        text(links -> links.change("p").port(BridgePort.KERNEL_DEFAULT.withIsolated(true)).up()));
  }

  @Test
  void portVlans() {
    List<PortVlan> trunk = List.of(PortVlan.untagged(1), PortVlan.tagged(2, PortVlan.MAX));
    assertEquals(
        "setlink bridge index=7 af-spec={vlan=1,pvid,untagged vlan=2- vlan=4094,end}\n"
            + "dellink bridge index=7 af-spec={vlan=5}",
        text(
            links -> {
              links.addVlans(7, trunk);
              links.deleteVlans(7, List.of(PortVlan.tagged(5, 5)));
            }));
  }

  @Test
  void deletions() {
    assertEquals(
        "dellink ifname=a\ndellink index=4\ndellink group=9",
        text(
            links -> {
              links.delete("a");
              links.delete(4);
              links.deleteGroup(9);
            }));
  }

  @Test
  void listOfAddresses() {
    FakeKernel kernel = new FakeKernel();
    try (NetlinkSocket socket = NetlinkSocket.open(kernel, Nl.NETLINK_ROUTE)) {
      new Rtnetlink(socket).addresses();
      assertEquals("getaddr dump", kernel.requests().getFirst().describe(TEXT));
    }
  }

  @Test
  void linkLayerAddressThatIsNotEthernetIsShownAsBytes() {
    MessageWriter writer = MessageWriter.allocate(64);
    new LinkWriter(writer::start).change(3);
    writer.putBytes(Rtnl.IFLA_ADDRESS, new byte[8]);
    assertEquals("newlink index=3 address=0x0000000000000000", TEXT.describe(writer.messages()));
  }

  @Test
  void unknownTypesAreShownAsNumbers() {
    assertEquals("type 99", TEXT.describe(MessageWriter.allocate(64).start(99, 1).messages()));
  }

  @Test
  void messageThatEndsTooEarlyIsRejected() {
    MessageWriter writer = MessageWriter.allocate(64).start(Rtnl.RTM_NEWLINK, 1).rawU32(0);
    assertThrows(MalformedMessageException.class, () -> TEXT.describe(writer.messages()));
  }

  private static String text(Consumer<LinkWriter> requests) {
    MessageWriter writer = MessageWriter.allocate(4096);
    requests.accept(new LinkWriter(writer::start));
    return TEXT.describe(writer.messages());
  }
}
