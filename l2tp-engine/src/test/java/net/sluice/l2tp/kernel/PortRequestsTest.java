package net.sluice.l2tp.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import net.sluice.l2tp.InterfaceSettings;
import net.sluice.l2tp.PortSettings;
import net.sluice.l2tp.Step;
import net.sluice.netlink.Answer;
import net.sluice.netlink.rtnl.BridgePort;
import net.sluice.netlink.rtnl.Rtnl;
import net.sluice.netlink.system.Errno;
import net.sluice.netlink.text.MessageText;
import org.junit.jupiter.api.Test;

/** The requests for a port with configured flags and VLAN. */
class PortRequestsTest extends KernelDataPlaneFixture {
  private static final InterfaceSettings IN_LEAF =
      new InterfaceSettings("pw7", "a", 1450, true, Optional.of("br0"));

  private static InterfaceSettings isolated(InterfaceSettings settings, int... vlan) {
    return settings.withPort(
        new PortSettings(
            BridgePort.KERNEL_DEFAULT.withIsolated(true), IntStream.of(vlan).findFirst()));
  }

  private void answerLink(int index, String name) {
    kernel.answer(
        request -> name.equals(request.string(Rtnl.IFLA_IFNAME)),
        Answer.link(index, name, attributes -> {}));
  }

  @Test
  void aPortGetsItsFlagsBeforeItComesUp() {
    answerLink(3, "br0");
    InterfaceSettings member = isolated(IN_LEAF);
    InterfaceSettings open =
        IN_LEAF.withPort(new PortSettings(BridgePort.KERNEL_DEFAULT, OptionalInt.empty()));
    InterfaceSettings alone = new InterfaceSettings("pw7", "a", 1450, true, Optional.empty());
    applied(
        new Step.Configure("p", InterfaceSettings.fresh("pw7"), member),
        new Step.Configure("p", member, open),
        new Step.Configure("p", open, member.withDormant(true)),
        new Step.Configure("p", member, member.withMtu(1400)),
        new Step.Configure("p", member, alone),
        new Step.Configure("p", alone, member.withUp(false)),
        new Step.Configure("p", member.withUp(false), member),
        new Step.Configure("p", alone, member));
    String flags =
        "learning=1 unicast-flood=1 mcast-flood=1 bcast-flood=1 neigh-suppress=0 isolated=";
    assertEquals(
        """
        getlink ifname=br0
        newlink ifname=pw7 mtu=1450 ifalias=a master=3
        newlink up ifname=pw7 linkinfo={slave-kind=bridge slave-data={FLAGS1}}
        newlink ifname=pw7 linkinfo={slave-kind=bridge slave-data={FLAGS0}}
        newlink ifname=pw7 linkinfo={slave-kind=bridge slave-data={FLAGS1}} operstate=5 linkmode=1
        newlink ifname=pw7 mtu=1400
        newlink ifname=pw7 master=0
        newlink down ifname=pw7
        newlink ifname=pw7 master=3
        newlink ifname=pw7 linkinfo={slave-kind=bridge slave-data={FLAGS1}}
        newlink up ifname=pw7
        newlink down ifname=pw7
        newlink ifname=pw7 master=3
        newlink up ifname=pw7 linkinfo={slave-kind=bridge slave-data={FLAGS1}}"""
            .replace("FLAGS", flags),
        requests());
  }

  @Test
  void aPortGetsItsVlanBeforeItComesUp() {
    answerLink(3, "br0");
    answerLink(5, "pw7");
    InterfaceSettings member = isolated(IN_LEAF, 7);
    applied(
        new Step.Configure("p", InterfaceSettings.fresh("pw7"), member),
        new Step.Configure("p", member, isolated(IN_LEAF, 8)));
    String flags =
        "learning=1 unicast-flood=1 mcast-flood=1 bcast-flood=1 neigh-suppress=0 isolated=";
    assertEquals(
        """
        getlink ifname=br0
        getlink ifname=pw7
        newlink ifname=pw7 mtu=1450 ifalias=a master=3
        setlink bridge index=5 af-spec={vlan=7,pvid,untagged}
        newlink up ifname=pw7 linkinfo={slave-kind=bridge slave-data={FLAGS1}}
        setlink bridge index=5 af-spec={vlan=8,pvid,untagged}
        dellink bridge index=5 af-spec={vlan=7,pvid,untagged}"""
            .replace("FLAGS", flags),
        requests());
  }

  /** The port went down for the change of bridges, and comes up again. */
  @Test
  void aPortThatCanNotChangeBridgesIsBroughtUpAgain() {
    answerLink(3, "br0");
    kernel.answer(
        request -> Objects.equals(request.s32(Rtnl.IFLA_MASTER), 3),
        Answer.error(Errno.EXFULL, ""));
    kernel.answerOnce(
        request -> request.describe(MessageText.rtnetlink()).contains("slave-kind"),
        Answer.error(Errno.EOPNOTSUPP, ""));
    InterfaceSettings alone = new InterfaceSettings("pw7", "a", 1450, true, Optional.empty());
    assertEquals(
        "EXFULL (Exchange full): bridge br0 has no free port (it has at most 1023)",
        refused(new Step.Configure("p", alone, isolated(IN_LEAF))).text());
    assertTrue(requests().endsWith("\nnewlink up ifname=pw7 master=0"), requests());
  }
}
