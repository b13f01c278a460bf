package net.sluice.l2tp.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import net.sluice.l2tp.Profiles;
import net.sluice.l2tp.Step;
import net.sluice.l2tp.StepBatch;
import net.sluice.l2tp.StepResults;
import net.sluice.l2tp.StepResults.Failure;
import net.sluice.netlink.Answer;
import net.sluice.netlink.FakeRequest;
import net.sluice.netlink.rtnl.Rtnl;
import net.sluice.netlink.system.Errno;
import org.junit.jupiter.api.Test;

/** The requests that delete tunnels and sessions, and the waits for deletions in progress. */
class DeletionRequestsTest extends KernelDataPlaneFixture {

  @Test
  void deletingAMissingObjectSucceeds() {
    kernel.answer(command(L2tp.CMD_SESSION_DELETE), Answer.error(Errno.ENODEV, ""));
    kernel.answer(command(L2tp.CMD_TUNNEL_DELETE), Answer.error(Errno.ENODEV, ""));
    applied(
        new Step.DeleteSession("p", Profiles.session(1, 7)),
        new Step.DeleteTunnel(Profiles.tunnel(1)));
  }

  @Test
  void deletesManyInParallelAndReportsEachResult() {
    kernel.answer(ofSession(57), Answer.error(Errno.EBUSY, ""));
    kernel.answer(ofSession(58), Answer.error(Errno.ENODEV, ""));
    int open = kernel.openDescriptors();
    StepResults results = plane.apply(deletions(StepBatch.LIMIT + 1));
    assertEquals(
        List.of(new Failure(56, Errno.EBUSY, "EBUSY (Device or resource busy)")),
        results.failures());
    assertEquals(StepBatch.LIMIT - 1, results.applied().cardinality());
    assertEquals(StepBatch.LIMIT, plane.requests().get("l2tp SESSION_DELETE"));
    assertEquals(
        StepBatch.LIMIT,
        kernel.requests().stream()
            .map(request -> request.s32(L2tp.ATTR_SESSION_ID))
            .distinct()
            .count());
    assertEquals(open, kernel.openDescriptors());
  }

  @Test
  void deletesOneByOneWithoutAnotherSocket() {
    kernel.fail("socket", Errno.EMFILE);
    assertTrue(plane.apply(deletions(StepBatch.LIMIT)).complete());
    assertEquals(StepBatch.LIMIT, plane.requests().get("l2tp SESSION_DELETE"));
  }

  private static List<Step> deletions(int count) {
    return IntStream.rangeClosed(1, count)
        .<Step>mapToObj(id -> new Step.DeleteSession("p", Profiles.session(1, id)))
        .toList();
  }

  private static Predicate<FakeRequest> ofSession(int id) {
    return request -> Objects.equals(request.s32(L2tp.ATTR_SESSION_ID), id);
  }

  @Test
  void waitsForADeletionThatTheKernelHasOnlyAccepted() {
    applied(new Step.DeleteSession("p", Profiles.session(1, 7)));
    for (int i = 0; i < 3; i++) {
      kernel.answerOnce(command(L2tp.CMD_SESSION_CREATE), Answer.error(Errno.EEXIST, ""));
    }
    applied(create(1, 7));
    assertEquals(4, plane.requests().get("l2tp SESSION_CREATE"));
  }

  @Test
  void waitsForSessionsDeletedWithAnotherTunnel() {
    applied(new Step.DeleteTunnel(Profiles.tunnel(1)));
    kernel.answerOnce(command(L2tp.CMD_SESSION_CREATE), Answer.error(Errno.EEXIST, ""));
    applied(create(2, 7));
    assertEquals(2, plane.requests().get("l2tp SESSION_CREATE"));
  }

  @Test
  void doesNotWaitForAnInterfaceOfAnotherKind() {
    applied(new Step.DeleteTunnel(Profiles.tunnel(1)));
    kernel.answer(command(L2tp.CMD_SESSION_CREATE), Answer.error(Errno.EEXIST, ""));
    kernel.answer(
        request -> "pw7".equals(request.string(Rtnl.IFLA_IFNAME)),
        Answer.link(
            5,
            "pw7",
            message -> {
              int info = message.startNested(Rtnl.IFLA_LINKINFO);
              message.putString(Rtnl.IFLA_INFO_KIND, "dummy").endNested(info);
            }));
    kernel.answer(command(L2tp.CMD_SESSION_GET), Answer.error(Errno.ENODEV, ""));
    assertEquals(
        "EEXIST (File exists): interface name pw7 is already in use", refused(create(1, 7)).text());
    assertEquals(1, plane.requests().get("l2tp SESSION_CREATE"));
  }
}
