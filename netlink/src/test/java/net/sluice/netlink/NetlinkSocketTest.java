package net.sluice.netlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import net.sluice.netlink.rtnl.Bridge;
import net.sluice.netlink.rtnl.Link;
import net.sluice.netlink.rtnl.LinkWriter;
import net.sluice.netlink.rtnl.Rtnetlink;
import net.sluice.netlink.rtnl.Rtnl;
import net.sluice.netlink.system.Errno;
import net.sluice.netlink.system.ErrnoException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests one by one, against the fake kernel. */
class NetlinkSocketTest {
  private final FakeKernel kernel = new FakeKernel();
  private final NetlinkSocket socket = NetlinkSocket.open(kernel, Nl.NETLINK_ROUTE);
  private final Rtnetlink rtnetlink = new Rtnetlink(socket);

  @AfterEach
  void everyDescriptorIsClosed() {
    socket.close();
    assertEquals(0, kernel.openDescriptors());
  }

  @Test
  void refusalCarriesOperationErrnoAndStandardText() {
    kernel.answer(request -> true, Answer.error(Errno.EEXIST, ""));
    NetlinkException e =
        assertThrows(NetlinkException.class, () -> rtnetlink.create(Bridge.named("br0")));
    assertEquals("create bridge br0: EEXIST (File exists)", e.getMessage());
    assertEquals("create bridge br0", e.operation());
    assertEquals(Errno.EEXIST, e.errno());
    assertEquals(kernel.requests().getFirst().sequence(), e.sequence());
  }

  @Test
  void refusalCarriesTheKernelsTextAndTheOffendingAttribute() {
    kernel.answer(
        request -> true, Answer.error(new KernelError(Errno.EINVAL, "Invalid MTU", 32, 5)));
    NetlinkException e =
        assertThrows(
            NetlinkException.class, () -> rtnetlink.change("br0", link -> link.mtu(99999)));
    assertEquals(
        "change link br0: EINVAL (Invalid MTU, attribute 5 is missing, attribute at offset 32)",
        e.getMessage());
    assertEquals(new KernelError(Errno.EINVAL, "Invalid MTU", 32, 5), e.error());
  }

  @Test
  void extendedAckBehindAnUncappedRequestIsFound() {
    kernel.answer(
        request -> true,
        out ->
            out.message(
                Nl.NLMSG_ERROR,
                Nl.NLM_F_ACK_TLVS,
                message -> {
                  byte[] request = Answer.bytes(out.request().bytes());
                  message.rawU32(-Errno.EPERM);
                  for (byte octet : request) {
                    message.rawU8(octet);
                  }
                  message.putString(Nl.NLMSGERR_ATTR_MSG, "not yours");
                }));
    NetlinkException e = assertThrows(NetlinkException.class, () -> rtnetlink.delete("eth0"));
    assertEquals("delete link eth0: EPERM (not yours)", e.getMessage());
  }

  @Test
  void absentLinkIsEmptyAndOtherRefusalsAreErrors() {
    assertEquals(Optional.empty(), rtnetlink.link("br0"));
    kernel.answer(request -> true, Answer.error(Errno.EPERM, ""));
    assertThrows(NetlinkException.class, () -> rtnetlink.link("br0"));
  }

  @Test
  void linkIsDecodedFromItsReply() {
    kernel.answer(
        request -> "br0".equals(request.string(Rtnl.IFLA_IFNAME)),
        Answer.link(7, "br0", link -> link.putU32(Rtnl.IFLA_MTU, 1450)));
    Link link = rtnetlink.link("br0").orElseThrow();
    assertEquals(7, link.index());
    assertEquals("br0", link.name());
    assertEquals(1450, link.mtu());
  }

  @Test
  void interruptedDumpIsRepeatedWithoutItsObjects() {
    kernel.answer(
        FakeRequest::isDump, Answer.dump(Rtnl.RTM_NEWLINK, link(1, "lo"), link(2, "eth0")));
    kernel.answerOnce(
        FakeRequest::isDump, Answer.interruptedDump(Rtnl.RTM_NEWLINK, link(9, "gone")));
    assertEquals(List.of("lo", "eth0"), rtnetlink.links().stream().map(Link::name).toList());
    assertEquals(2, socket.counters().count(Rtnl.RTM_GETLINK));
  }

  @Test
  void dumpThatIsAlwaysInterruptedEndsWithAnError() {
    kernel.answer(FakeRequest::isDump, Answer.interruptedDump(Rtnl.RTM_NEWLINK));
    NetlinkException e = assertThrows(NetlinkException.class, rtnetlink::links);
    assertEquals("list links: EINTR (objects changed during each of 5 dumps)", e.getMessage());
    assertEquals(5, kernel.requests().size());
  }

  @Test
  void dumpThatFailsAtItsEndReportsTheError() {
    kernel.answer(
        FakeRequest::isDump,
        out ->
            out.message(
                Nl.NLMSG_DONE, Answer.NLM_F_MULTI, message -> message.rawU32(-Errno.ENOMEM)));
    assertEquals(Errno.ENOMEM, assertThrows(NetlinkException.class, rtnetlink::links).errno());
  }

  @Test
  void dumpDoesNotDisturbTheRequestAfterItWhenItFailsHalfway() {
    kernel.answerOnce(
        FakeRequest::isDump,
        Answer.dump(
            Rtnl.RTM_NEWLINK,
            message -> message.rawU32(0), // shorter than its header
            link(1, "lo")));
    NetlinkException e = assertThrows(NetlinkException.class, rtnetlink::links);
    assertEquals(Errno.EBADMSG, e.errno());
    kernel.answer(FakeRequest::isDump, Answer.dump(Rtnl.RTM_NEWLINK, link(2, "eth0")));
    assertEquals(1, rtnetlink.links().size());
  }

  @Test
  void garbageIsAnErrorAndNotAnAnswer() {
    for (byte[] garbage : new byte[][] {{1, 2, 3}, new byte[16], {99, 0, 0, 0, 2, 0, 0, 0, 0, 0}}) {
      kernel.answerOnce(request -> true, Answer.raw(garbage));
      NetlinkException e =
          assertThrows(NetlinkException.class, () -> rtnetlink.change("br0", LinkWriter::up));
      assertEquals(Errno.EBADMSG, e.errno());
    }
    rtnetlink.change("br0", LinkWriter::up);
  }

  @Test
  void truncatedAcknowledgementIsAnError() {
    kernel.answerOnce(
        request -> true, out -> out.message(Nl.NLMSG_ERROR, 0, message -> message.rawU16(0)));
    assertEquals(Errno.EBADMSG, failedChange().errno());
  }

  @Test
  void datagramLargerThanTheBufferIsAnError() {
    kernel.answerOnce(request -> true, Answer.raw(new byte[100_000]));
    assertEquals(Errno.EMSGSIZE, failedChange().errno());
  }

  @Test
  void lostAnswerIsAnUnknownResult() {
    kernel.answerOnce(request -> true, Answer.lost(Errno.ENOBUFS));
    assertEquals(
        "change link br0: ENOBUFS (the answer was lost, the result is unknown)",
        failedChange().getMessage());
  }

  @Test
  void silenceEndsWithATimeout() {
    kernel.answerOnce(request -> true, Answer.silence());
    assertEquals(Errno.ETIMEDOUT, failedChange().errno());
  }

  @Test
  void lateAnswerToAnEarlierRequestIsIgnored() {
    kernel.answerOnce(
        request -> true,
        out -> {
          out.message(Nl.NLMSG_ERROR, 0, message -> message.rawU32(-Errno.EPERM));
          byte[] late = out.datagrams().removeFirst();
          late[8]--;
          out.datagram(late);
          out.ack();
        });
    rtnetlink.change("br0", LinkWriter::up);
  }

  @Test
  void refusedSendIsAnError() {
    kernel.fail("send", Errno.ENOBUFS);
    assertEquals(Errno.ENOBUFS, failedChange().errno());
  }

  @Test
  void socketThatCannotBeSetUpIsClosed() {
    for (String call : List.of("bind", "connect", "setsockopt")) {
      FakeKernel refusing = new FakeKernel();
      refusing.fail(call, Errno.EACCES);
      ErrnoException e =
          assertThrows(ErrnoException.class, () -> NetlinkSocket.open(refusing, Nl.NETLINK_ROUTE));
      assertTrue(e.toString().contains(": " + call + ": EACCES (Permission denied)"), e::toString);
      assertEquals(0, refusing.openDescriptors());
    }
  }

  private NetlinkException failedChange() {
    return assertThrows(NetlinkException.class, () -> rtnetlink.change("br0", LinkWriter::up));
  }

  private static Consumer<MessageWriter> link(int index, String name) {
    return Answer.linkMessage(index, name, message -> {});
  }
}
