package net.sluice.netlink.genl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.sluice.netlink.Answer;
import net.sluice.netlink.FakeKernel;
import net.sluice.netlink.KernelError;
import net.sluice.netlink.MessageWriter;
import net.sluice.netlink.NetlinkException;
import net.sluice.netlink.NetlinkSocket;
import net.sluice.netlink.Nl;
import net.sluice.netlink.RequestBatch;
import net.sluice.netlink.system.Errno;
import net.sluice.netlink.system.LinuxSyscalls;
import net.sluice.netlink.text.AttributeTable;
import net.sluice.netlink.text.MessageText;
import org.junit.jupiter.api.Test;

/** Families and their requests, with the fake kernel and the running one. */
class GenericNetlinkTest {
  private static final GenericFamily FAMILY =
      new GenericFamily("demo", 30, 2, Map.of("config", 7, "events", 8));

  private final FakeKernel kernel = new FakeKernel();
  private final NetlinkSocket socket = NetlinkSocket.open(kernel, Nl.NETLINK_GENERIC);
  private final GenericNetlink generic = new GenericNetlink(socket);

  @Test
  void familyIsFoundWithItsGroups() {
    kernel.defineFamily(FAMILY);
    assertEquals(Optional.of(FAMILY), generic.family("demo"));
  }

  @Test
  void absentFamilyIsEmpty() {
    assertEquals(Optional.empty(), generic.family("demo"));
  }

  @Test
  void otherRefusalsAreErrors() {
    kernel.answer(request -> true, Answer.error(Errno.EPERM, ""));
    NetlinkException e = assertThrows(NetlinkException.class, () -> generic.family("demo"));
    assertEquals(
        "find generic netlink family demo: EPERM (Operation not permitted)", e.getMessage());
  }

  @Test
  void requestsOfABatchAreCountedByCommand() {
    List<KernelError> errors = new ArrayList<>();
    RequestBatch batch = socket.batch((index, error) -> errors.add(error));
    for (int i = 0; i < 3; i++) {
      GenericNetlink.request(batch, FAMILY, 5, 0).putU32(1, i);
    }
    GenericNetlink.request(batch, FAMILY, 6, 0);
    batch.flush();
    assertEquals(List.of(), errors);
    assertEquals(3, socket.counters().count(30, 5));
    assertEquals(1, socket.counters().count(30, 6));
    assertEquals(4, socket.counters().total());
    assertEquals(2, kernel.requests().getFirst().bytes().get(Nl.NLMSG_HDRLEN + 1)); // version
  }

  @Test
  void textNamesCommandsAndAttributes() {
    AttributeTable inner = AttributeTable.builder().u64(1, "packets").build();
    AttributeTable table =
        AttributeTable.builder()
            .u32(1, "conn-id")
            .bytes(2, "cookie")
            .nested(3, "stats", inner)
            .flag(4, "debug")
            .u16NetworkOrder(5, "port")
            .build();
    MessageText text = MessageText.generic("demo", Map.of(5, "session-create"), table);
    MessageWriter writer = MessageWriter.allocate(256).start(30, Nl.NLM_F_REQUEST);
    writer.genl(5, 1).putU32(1, -1).putBytes(2, new byte[] {(byte) 0xca, (byte) 0xfe});
    int stats = writer.startNested(3);
    writer.putBytes(1, new byte[] {-1, -1, -1, -1, -1, -1, -1, -1}).endNested(stats);
    writer.putFlag(4).putU16NetworkOrder(5, 1701).putU8(99, 7).putU8(1, 7);
    assertEquals(
        "demo session-create conn-id=4294967295 cookie=0xcafe"
            + " stats={packets=18446744073709551615} debug port=1701 99=0x07 conn-id=0x07",
        text.describe(writer.messages()));
  }

  @Test
  void runningKernelKnowsItsOwnController() {
    try (NetlinkSocket live = NetlinkSocket.open(LinuxSyscalls.instance(), Nl.NETLINK_GENERIC)) {
      GenericNetlink running = new GenericNetlink(live);
      GenericFamily controller = running.family("nlctrl").orElseThrow();
      assertEquals(Nl.GENL_ID_CTRL, controller.id());
      assertTrue(controller.groups().containsKey("notify"));
      assertEquals(Optional.empty(), running.family("no-such-family"));
    }
  }
}
