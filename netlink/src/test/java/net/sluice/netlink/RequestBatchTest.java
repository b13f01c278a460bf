package net.sluice.netlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.sluice.netlink.rtnl.LinkWriter;
import net.sluice.netlink.rtnl.Rtnetlink;
import net.sluice.netlink.rtnl.Rtnl;
import net.sluice.netlink.system.Errno;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Batches, against the fake kernel. */
class RequestBatchTest {
  private static final String APPLIED = "applied";

  private final FakeKernel kernel = new FakeKernel();
  private final NetlinkSocket socket = NetlinkSocket.open(kernel, Nl.NETLINK_ROUTE);
  private final Map<Integer, String> results = new TreeMap<>();
  private final RequestBatch batch = socket.batch(new Recorder());
  private final LinkWriter links = new LinkWriter(batch);

  private final class Recorder implements BatchListener {
    @Override
    public void failed(int index, KernelError error) {
      record(index, error.toString());
    }

    @Override
    public void applied(int index) {
      record(index, APPLIED);
    }

    private void record(int index, String result) {
      String before = results.put(index, result);
      assertEquals(null, before, "a second result of request " + index);
    }
  }

  @AfterEach
  void close() {
    socket.close();
  }

  @Test
  void aRequestThatFailsNeitherStopsNorHidesTheOthers() {
    refuse("l57", new KernelError(Errno.EEXIST, "name is taken", 36, -1));
    writeLinks(100);
    batch.flush();
    assertEquals(100, results.size());
    assertEquals("EEXIST (name is taken, attribute at offset 36)", results.get(57));
    results.remove(57);
    assertTrue(results.values().stream().allMatch(APPLIED::equals));
  }

  @Test
  void fullBatchIsSentAndIndexesContinue() {
    int count = 3 * RequestBatch.MAX_REQUESTS + 5;
    refuse("l300", KernelError.of(Errno.EBUSY, ""));
    writeLinks(count);
    assertEquals(3 * RequestBatch.MAX_REQUESTS, results.size());
    assertEquals(count, batch.size());
    batch.flush();
    assertEquals(count, results.size());
    assertEquals("EBUSY (Device or resource busy)", results.get(300));
    assertEquals(count, socket.counters().count(Rtnl.RTM_NEWLINK));
    assertEquals(
        IntStream.range(0, count).mapToObj(i -> "l" + i).toList(),
        kernel.requests().stream().map(request -> request.string(Rtnl.IFLA_IFNAME)).toList());
  }

  @Test
  void fullBufferIsSent() {
    String alias = "x".repeat(3000);
    for (int i = 0; i < 60; i++) {
      links.change(i + 1).alias(alias);
    }
    batch.flush();
    assertEquals(60, results.size());
  }

  @Test
  void afterAFlushIndexesStartAgain() {
    writeLinks(3);
    batch.flush();
    results.clear();
    writeLinks(2);
    batch.flush();
    assertEquals(Map.of(0, APPLIED, 1, APPLIED), results);
    batch.flush();
    assertEquals(2, results.size());
  }

  @Test
  void lostAcknowledgementIsUnknownAndTheOthersAreReported() {
    kernel.answer(
        request -> "l1".equals(request.string(Rtnl.IFLA_IFNAME)), Answer.lost(Errno.ENOBUFS));
    writeLinks(3);
    batch.flush();
    assertEquals(
        Map.of(0, APPLIED, 1, "ENOBUFS (the answer was lost, the result is unknown)", 2, APPLIED),
        results);
  }

  @Test
  void silenceIsReportedAsTimeout() {
    kernel.answer(request -> "l2".equals(request.string(Rtnl.IFLA_IFNAME)), Answer.silence());
    writeLinks(4);
    batch.flush();
    assertFailed(2, "ETIMEDOUT");
    assertEquals(3, results.values().stream().filter(APPLIED::equals).count());
  }

  @Test
  void garbageFailsOnlyTheRequestThatItAnswers() {
    kernel.answer(
        request -> "l0".equals(request.string(Rtnl.IFLA_IFNAME)), Answer.raw(new byte[] {1, 2, 3}));
    writeLinks(3);
    batch.flush();
    assertFailed(0, "EBADMSG");
    assertEquals(List.of(APPLIED, APPLIED), List.of(results.get(1), results.get(2)));
  }

  @Test
  void refusedSendIsReportedForEachRequest() {
    kernel.fail("send", Errno.EMSGSIZE);
    writeLinks(2);
    batch.flush();
    assertEquals(
        Map.of(0, "EMSGSIZE (Message too long)", 1, "EMSGSIZE (Message too long)"), results);
    assertEquals(List.of(), kernel.requests());
  }

  @Test
  void singleRequestsDoNotDisturbABatch() {
    writeLinks(2);
    new Rtnetlink(socket).change("other", LinkWriter::up);
    writeLinks(1);
    batch.flush();
    assertEquals(Map.of(0, APPLIED, 1, APPLIED, 2, APPLIED), results);
  }

  private void assertFailed(int index, String errno) {
    String result = results.getOrDefault(index, "no result");
    assertTrue(result.startsWith(errno), result);
  }

  private void refuse(String name, KernelError error) {
    kernel.answer(request -> name.equals(request.string(Rtnl.IFLA_IFNAME)), Answer.error(error));
  }

  private void writeLinks(int count) {
    for (int i = 0; i < count; i++) {
      links.change("l" + i).up();
    }
  }
}
