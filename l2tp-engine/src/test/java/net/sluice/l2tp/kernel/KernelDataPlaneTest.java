package net.sluice.l2tp.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import net.sluice.l2tp.Cookie;
import net.sluice.l2tp.DataPlaneListener;
import net.sluice.l2tp.Encapsulation;
import net.sluice.l2tp.InterfaceSettings;
import net.sluice.l2tp.InterfaceState;
import net.sluice.l2tp.Profiles;
import net.sluice.l2tp.Sequencing;
import net.sluice.l2tp.SessionProfile;
import net.sluice.l2tp.Snapshot;
import net.sluice.l2tp.Step;
import net.sluice.l2tp.StepBatch;
import net.sluice.l2tp.StepResults;
import net.sluice.l2tp.StepResults.Failure;
import net.sluice.l2tp.Sublayer;
import net.sluice.l2tp.TunnelProfile;
import net.sluice.netlink.Answer;
import net.sluice.netlink.MessageWriter;
import net.sluice.netlink.Nl;
import net.sluice.netlink.rtnl.Rtnl;
import net.sluice.netlink.system.Errno;
import org.junit.jupiter.api.Test;

/** The requests of the kernel data plane, and its treatment of the answers. */
class KernelDataPlaneTest extends KernelDataPlaneFixture {
  private static final Cookie EIGHT = Cookie.parse("0102030405060708");
  private static final Cookie FOUR = Cookie.parse("fffefdfc");

  @Test
  void createsTunnelsOfAllKinds() {
    TunnelProfile udp6 = Profiles.tunnel(2, Encapsulation.UDP, "2001:db8::1", "2001:db8::2");
    applied(
        new Step.CreateTunnel(Profiles.tunnel(1)),
        new Step.CreateTunnel(Profiles.withoutChecksum(Profiles.tunnel(1))),
        new Step.CreateTunnel(udp6),
        new Step.CreateTunnel(Profiles.withoutChecksum(udp6)),
        new Step.CreateTunnel(
            Profiles.tunnel(4_000_000_000L, Encapsulation.IP, "192.0.2.1", "192.0.2.2")),
        new Step.DeleteTunnel(Profiles.tunnel(1)));
    assertEquals(
        """
        l2tp tunnel-create conn-id=1 peer-conn-id=101 proto-version=3 encap-type=0 \
        ip-saddr=192.0.2.1 ip-daddr=192.0.2.2 udp-sport=5001 udp-dport=5001 udp-csum=1
        l2tp tunnel-create conn-id=1 peer-conn-id=101 proto-version=3 encap-type=0 \
        ip-saddr=192.0.2.1 ip-daddr=192.0.2.2 udp-sport=5001 udp-dport=5001
        l2tp tunnel-create conn-id=2 peer-conn-id=102 proto-version=3 encap-type=0 \
        ip6-saddr=2001:db8:0:0:0:0:0:1 ip6-daddr=2001:db8:0:0:0:0:0:2 \
        udp-sport=5002 udp-dport=5002
        l2tp tunnel-create conn-id=2 peer-conn-id=102 proto-version=3 encap-type=0 \
        ip6-saddr=2001:db8:0:0:0:0:0:1 ip6-daddr=2001:db8:0:0:0:0:0:2 \
        udp-sport=5002 udp-dport=5002 udp-zero-csum6-tx udp-zero-csum6-rx
        l2tp tunnel-create conn-id=4000000000 peer-conn-id=4000000100 proto-version=3 \
        encap-type=1 ip-saddr=192.0.2.1 ip-daddr=192.0.2.2
        l2tp tunnel-delete conn-id=1""",
        requests());
  }

  @Test
  void handsAGivenSocketToTheKernel() {
    applied(new Step.CreateTunnel(Profiles.tunnel(1), Optional.of(Profiles.socket(17))));
    assertEquals(
        "l2tp tunnel-create conn-id=1 peer-conn-id=101 proto-version=3 encap-type=0 fd=17",
        requests());
  }

  /** This end transmits the cookie, and expects the peer cookie. */
  @Test
  void createsSessionsOfAllKinds() {
    applied(
        create(1, 7),
        new Step.CreateSession(
            "p", Profiles.session(1, 8, EIGHT, FOUR, Sublayer.DEFAULT, Sequencing.BOTH)),
        new Step.DeleteSession("p", Profiles.session(1, 7)));
    assertEquals(
        """
        l2tp session-create conn-id=1 session-id=7 peer-session-id=1007 pw-type=5 l2spec-type=0 \
        ifname=pw7
        l2tp session-create conn-id=1 session-id=8 peer-session-id=1008 pw-type=5 l2spec-type=1 \
        cookie=0x0102030405060708 peer-cookie=0xfffefdfc send-seq=1 recv-seq=1 ifname=pw8
        l2tp session-delete conn-id=1 session-id=7""",
        requests());
  }

  /** Compares length, type and value of each attribute; for little-endian hosts only. */
  @Test
  void writesTheBytesThatTheKernelReads() {
    assumeTrue(ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN);
    applied(
        new Step.CreateSession(
            "p", Profiles.session(1, 8, EIGHT, FOUR, Sublayer.DEFAULT, Sequencing.SEND)));
    ByteBuffer request = kernel.requests().getFirst().bytes();
    byte[] bytes = new byte[request.remaining() - Nl.NLMSG_HDRLEN];
    request.get(Nl.NLMSG_HDRLEN, bytes);
    assertEquals(
        """
        05010000\
        0800090001000000\
        08000b0008000000\
        08000c00f0030000\
        0600010005000000\
        0500050001000000\
        0c000f000102030405060708\
        08001000fffefdfc\
        0500130001000000\
        0800080070773800""",
        HexFormat.of().formatHex(bytes));
  }

  @Test
  void configuresOnlyWhatChanges() {
    kernel.answer(
        request -> "br0".equals(request.string(Rtnl.IFLA_IFNAME)),
        Answer.link(3, "br0", attributes -> {}));
    InterfaceSettings fresh = InterfaceSettings.fresh("pw7");
    InterfaceSettings full =
        new InterfaceSettings("pw7", "customer 7", 1450, true, Optional.of("br0"));
    InterfaceSettings renamed =
        new InterfaceSettings("pw7", "customer 8", 1450, true, Optional.of("br0"));
    InterfaceSettings alone =
        new InterfaceSettings("pw7", "customer 8", 1400, false, Optional.empty());
    InterfaceSettings dormant =
        new InterfaceSettings("pw7", "customer 8", 1400, false, Optional.empty(), true);
    applied(
        new Step.Configure("p", fresh, full),
        new Step.Configure("p", full, renamed),
        new Step.Configure("p", renamed, renamed),
        new Step.Configure("p", renamed, alone),
        new Step.Configure("p", alone, dormant),
        new Step.Configure("p", dormant, alone));
    assertEquals(
        """
        getlink ifname=br0
        newlink up ifname=pw7 mtu=1450 ifalias=customer 7 master=3
        newlink ifname=pw7 ifalias=customer 8
        newlink down ifname=pw7 mtu=1400 master=0
        newlink ifname=pw7 operstate=5 linkmode=1
        newlink ifname=pw7 operstate=6 linkmode=0""",
        requests());
    assertEquals(5, plane.requests().get("rtnl NEWLINK"));
    assertEquals(1, plane.requests().get("rtnl GETLINK"));
  }

  @Test
  void switchesIpv6OffOrAtLeastItsLinkLocalAddress() {
    InterfaceSettings fresh = InterfaceSettings.fresh("pw7");
    InterfaceSettings up = new InterfaceSettings("pw7", "", 1450, true, Optional.empty());
    applied(new Step.Configure("p", fresh, up));
    assertArrayEquals(new byte[] {'1'}, kernel.sent().getFirst());
    kernel.fail("open", Errno.EACCES); // the namespace's default
    kernel.fail("open", Errno.EACCES); // the interface's own parameter
    applied(new Step.Configure("p", fresh, up));
    assertEquals(
        """
        newlink up ifname=pw7 mtu=1450
        newlink ifname=pw7 af-spec={inet6={addr-gen-mode=1}}
        newlink up ifname=pw7 mtu=1450""",
        requests());
  }

  @Test
  void changingOneInterfaceSendsRequestsForItOnly() {
    List<Step> steps = new ArrayList<>();
    for (int id = 1; id <= 1000; id++) {
      steps.add(create(1, id));
    }
    applied(steps.toArray(Step[]::new));
    assertEquals(1000, plane.requests().get("l2tp SESSION_CREATE"));
    kernel.clearRequests();
    InterfaceSettings before = new InterfaceSettings("pw7", "a", 1450, true, Optional.empty());
    InterfaceSettings after = new InterfaceSettings("pw7", "b", 1450, true, Optional.empty());
    applied(new Step.Configure("p", before, after));
    assertEquals("newlink ifname=pw7 ifalias=b", requests());
  }

  @Test
  void reportsTheResultOfEachStepOfABatch() {
    kernel.answer(
        request -> "pw57".equals(request.string(L2tp.ATTR_IFNAME)), Answer.error(Errno.EEXIST, ""));
    List<Step> steps = new ArrayList<>();
    for (int id = 1; id <= 3 * StepBatch.LIMIT; id++) {
      steps.add(create(1, id));
    }
    StepResults results = plane.apply(steps);
    assertEquals(List.of(56), results.failures().stream().map(Failure::index).toList());
    assertEquals(StepBatch.LIMIT - 1, results.applied().cardinality());
    assertEquals(StepBatch.LIMIT, results.applied().length());
  }

  @Test
  void distinguishesAnIdInUseFromANameInUse() {
    kernel.answer(command(L2tp.CMD_SESSION_CREATE), Answer.error(Errno.EEXIST, ""));
    kernel.answer(command(L2tp.CMD_SESSION_GET), Answer.error(Errno.ENODEV, ""));
    assertEquals(
        new Failure(0, Errno.EEXIST, "EEXIST (File exists): session id 7 is already in use"),
        refused(create(1, 7)));
    kernel.answer(
        request -> "pw7".equals(request.string(Rtnl.IFLA_IFNAME)),
        Answer.link(5, "pw7", attributes -> {}));
    assertEquals(
        "EEXIST (File exists): interface name pw7 is already in use", refused(create(1, 7)).text());
  }

  /** Linux 6.11 and later do this. */
  @Test
  void ignoresASessionThatTheKernelHasRefusedButNotYetRemoved() {
    kernel.answer(command(L2tp.CMD_SESSION_CREATE), Answer.error(Errno.EEXIST, ""));
    kernel.answer(
        request -> "pw7".equals(request.string(Rtnl.IFLA_IFNAME)),
        Answer.link(5, "pw7", attributes -> {}));
    kernel.answer(command(L2tp.CMD_SESSION_GET), session("pw7"));
    kernel.answerOnce(command(L2tp.CMD_SESSION_GET), session(""));
    assertEquals(
        "EEXIST (File exists): session id 7 is already in use", refused(create(1, 7)).text());
    kernel.answer(command(L2tp.CMD_SESSION_GET), Answer.error(Errno.ENODEV, ""));
    kernel.answerOnce(command(L2tp.CMD_SESSION_GET), session(""));
    assertEquals(
        "EEXIST (File exists): interface name pw7 is already in use", refused(create(1, 7)).text());
  }

  private static Answer session(String interfaceName) {
    return Answer.reply(
        FAMILY,
        message -> {
          message.genl(L2tp.CMD_SESSION_GET, 1).putU16(L2tp.ATTR_PW_TYPE, L2tp.PWTYPE_ETH);
          message.putU32(L2tp.ATTR_SESSION_ID, 7).putString(L2tp.ATTR_IFNAME, interfaceName);
        });
  }

  @Test
  void keepsTheKernelsOwnText() {
    kernel.answer(command(L2tp.CMD_SESSION_CREATE), Answer.error(Errno.ENODEV, ""));
    assertEquals(
        "ENODEV (No such device): there is no tunnel with id 9", refused(create(9, 7)).text());
    kernel.answer(
        request -> request.type() == Rtnl.RTM_NEWLINK,
        Answer.error(Errno.EINVAL, "mtu greater than device maximum"));
    InterfaceSettings fresh = InterfaceSettings.fresh("pw7");
    InterfaceSettings large = new InterfaceSettings("pw7", "", 9000, false, Optional.empty());
    assertEquals(
        new Failure(0, Errno.EINVAL, "EINVAL (mtu greater than device maximum)"),
        refused(new Step.Configure("p", fresh, large)));
  }

  @Test
  void reportsAFullBridge() {
    kernel.answer(
        request -> "br0".equals(request.string(Rtnl.IFLA_IFNAME)),
        Answer.link(3, "br0", attributes -> {}));
    kernel.answer(
        request -> Objects.equals(request.s32(Rtnl.IFLA_MASTER), 3),
        Answer.error(Errno.EXFULL, ""));
    InterfaceSettings before = new InterfaceSettings("pw7", "", 1400, true, Optional.empty());
    InterfaceSettings after = new InterfaceSettings("pw7", "x", 1400, true, Optional.of("br0"));
    assertEquals(
        "EXFULL (Exchange full): bridge br0 has no free port (it has at most 1023)",
        refused(new Step.Configure("p", before, after)).text());
    assertTrue(requests().endsWith("newlink ifname=pw7 ifalias master=0"), requests());
  }

  @Test
  void readsById() {
    SessionProfile session = Profiles.session(1, 7, EIGHT, FOUR, Sublayer.NONE, Sequencing.RECEIVE);
    kernel.answer(command(L2tp.CMD_TUNNEL_GET), Answer.error(Errno.ENODEV, ""));
    kernel.answer(
        command(L2tp.CMD_SESSION_GET),
        Answer.reply(
            FAMILY,
            message -> {
              message.genl(L2tp.CMD_SESSION_GET, 1);
              message.putU32(L2tp.ATTR_CONN_ID, 1).putU32(L2tp.ATTR_PEER_CONN_ID, 101);
              message.putU32(L2tp.ATTR_SESSION_ID, 7).putU32(L2tp.ATTR_PEER_SESSION_ID, 1007);
              message.putU16(L2tp.ATTR_PW_TYPE, L2tp.PWTYPE_ETH);
              message.putBytes(L2tp.ATTR_COOKIE, new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
              message.putBytes(L2tp.ATTR_PEER_COOKIE, new byte[] {-1, -2, -3, -4});
              message.putU8(L2tp.ATTR_RECV_SEQ, 1).putU8(L2tp.ATTR_SEND_SEQ, 0);
              message.putString(L2tp.ATTR_IFNAME, "pw7");
            }));
    kernel.answer(
        request -> "pw7".equals(request.string(Rtnl.IFLA_IFNAME)),
        Answer.link(5, "pw7", attributes -> attributes.putU32(Rtnl.IFLA_MTU, 1438)));
    Snapshot snapshot = plane.snapshot(List.of(1L), List.of(session));
    assertEquals(Map.of(), snapshot.tunnels());
    assertEquals(Map.of(7L, new Snapshot.ActualSession(session, false)), snapshot.sessions());
    assertEquals(1438, snapshot.interfaces().get("pw7").settings().mtu());
    assertEquals(
        """
        l2tp tunnel-get conn-id=1
        l2tp session-get conn-id=1 session-id=7
        getlink ifname=pw7""",
        requests());
  }

  @Test
  void leavesOutWhatIsNoEthernetPseudowireOfVersion3() {
    kernel.answer(
        command(L2tp.CMD_TUNNEL_GET),
        Answer.reply(
            FAMILY,
            message -> message.genl(L2tp.CMD_TUNNEL_GET, 1).putU8(L2tp.ATTR_PROTO_VERSION, 2)));
    kernel.answer(
        command(L2tp.CMD_SESSION_GET),
        Answer.reply(
            FAMILY, message -> message.genl(L2tp.CMD_SESSION_GET, 1).putU16(L2tp.ATTR_PW_TYPE, 7)));
    assertEquals(
        new Snapshot(Map.of(), Map.of(), Map.of()),
        plane.snapshot(List.of(1L), List.of(Profiles.session(1, 7))));
  }

  @Test
  void explainsWithoutSending() {
    assertEquals(
        List.of(
            "l2tp session-create conn-id=1 session-id=7 peer-session-id=1007 pw-type=5"
                + " l2spec-type=0 ifname=pw7"),
        plane.explain(create(1, 7)));
    assertEquals("", requests());
  }

  @Test
  void forwardsEvents() throws InterruptedException {
    BlockingQueue<String> reported = new LinkedBlockingQueue<>();
    plane.listen(new Recorder(reported));
    kernel.publish(
        Nl.NETLINK_ROUTE,
        Rtnl.RTNLGRP_LINK,
        Rtnl.RTM_NEWLINK,
        Answer.linkMessage(5, "pw7", attributes -> attributes.putU32(Rtnl.IFLA_MTU, 1300)));
    assertEquals("pw7 has MTU 1300", reported.poll(10, TimeUnit.SECONDS));
    Consumer<MessageWriter> portEvent =
        message -> {
          message.rawU8(7).rawU8(0).rawU16(0).rawU32(5).rawU32(0).rawU32(0); // AF_BRIDGE
          message.putString(Rtnl.IFLA_IFNAME, "pw7");
        };
    kernel.publish(Nl.NETLINK_ROUTE, Rtnl.RTNLGRP_LINK, Rtnl.RTM_DELLINK, portEvent);
    kernel.answer(
        request -> request.type() == Rtnl.RTM_GETLINK,
        Answer.link(5, "pw7", attributes -> attributes.putU32(Rtnl.IFLA_MTU, 1301)));
    kernel.publish(Nl.NETLINK_ROUTE, Rtnl.RTNLGRP_LINK, Rtnl.RTM_NEWLINK, portEvent);
    assertEquals("pw7 has MTU 1301", reported.poll(10, TimeUnit.SECONDS));
    kernel.publish(
        Nl.NETLINK_ROUTE,
        Rtnl.RTNLGRP_LINK,
        Rtnl.RTM_DELLINK,
        Answer.linkMessage(6, "pw8", attributes -> {}));
    assertEquals("pw8 is gone", reported.poll(10, TimeUnit.SECONDS));
    kernel.overrun(Nl.NETLINK_ROUTE, Rtnl.RTNLGRP_LINK);
    assertEquals("overrun", reported.poll(10, TimeUnit.SECONDS));
  }

  private record Recorder(BlockingQueue<String> reported) implements DataPlaneListener {
    @Override
    public void interfaceChanged(InterfaceState state) {
      reported.add(state.settings().name() + " has MTU " + state.settings().mtu());
    }

    @Override
    public void interfaceGone(String name) {
      reported.add(name + " is gone");
    }

    @Override
    public void overrun() {
      reported.add("overrun");
    }
  }
}
