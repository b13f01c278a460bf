package net.sluice.planes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import net.sluice.l2tp.DataPlane;
import net.sluice.l2tp.DataPlaneException;
import net.sluice.netlink.Answer;
import net.sluice.netlink.FakeKernel;
import net.sluice.netlink.FakeRequest;
import net.sluice.netlink.genl.GenericFamily;
import net.sluice.netlink.system.Errno;
import org.junit.jupiter.api.Test;

/** The selection of a data plane, with a fake kernel. */
class DataPlanesTest {
  private static final int FAMILY = 30;

  /** L2TP_CMD_TUNNEL_GET of linux/l2tp.h. */
  private static final int CMD_TUNNEL_GET = 4;

  private static final int CMD_SESSION_CREATE = 5;

  /** The permission, then TUNNEL_CREATE, SESSION_CREATE, TUNNEL_DELETE. */
  private static final List<Integer> ONE_TRY = List.of(CMD_TUNNEL_GET, 1, CMD_SESSION_CREATE, 2);

  @Test
  void theUserspaceDataPlaneIsUsedOnlyIfTheKernelHasNoL2tp() {
    FakeKernel without = new FakeKernel();
    try (DataPlane chosen = DataPlanes.open(DataPlanes.Choice.AUTO, without)) {
      assertEquals(DataPlane.Kind.USERSPACE, chosen.kind());
    }
    DataPlaneException missing =
        assertThrows(
            DataPlaneException.class, () -> DataPlanes.open(DataPlanes.Choice.KERNEL, without));
    assertTrue(missing.getMessage().contains("l2tp_eth"), missing.getMessage());
    assertEquals(0, without.openDescriptors());
    FakeKernel kernel = new FakeKernel();
    kernel.defineFamily(new GenericFamily("l2tp", FAMILY, 1, Map.of("l2tp", 7)));
    try (DataPlane chosen = DataPlanes.open(DataPlanes.Choice.AUTO, kernel)) {
      assertEquals(DataPlane.Kind.KERNEL, chosen.kind());
    }
    kernel.answer(
        request -> request.isGeneric(FAMILY) && request.command() == CMD_TUNNEL_GET,
        Answer.error(Errno.EPERM, ""));
    DataPlaneException forbidden =
        assertThrows(
            DataPlaneException.class, () -> DataPlanes.open(DataPlanes.Choice.AUTO, kernel));
    assertTrue(forbidden.getMessage().endsWith("(needs root or CAP_NET_ADMIN)"));
  }

  @Test
  void theUserspaceDataPlaneIsUsedIfTheKernelsL2tpLacksEthernet() {
    FakeKernel kernel = new FakeKernel();
    kernel.defineFamily(new GenericFamily("l2tp", FAMILY, 1, Map.of("l2tp", 7)));
    kernel.answer(
        request -> request.isGeneric(FAMILY) && request.command() == CMD_SESSION_CREATE,
        Answer.error(Errno.EPROTONOSUPPORT, ""));
    try (DataPlane chosen = DataPlanes.open(DataPlanes.Choice.AUTO, kernel)) {
      assertEquals(DataPlane.Kind.USERSPACE, chosen.kind());
    }
    DataPlaneException missing =
        assertThrows(
            DataPlaneException.class, () -> DataPlanes.open(DataPlanes.Choice.KERNEL, kernel));
    assertTrue(missing.getMessage().contains("l2tp_eth"), missing.getMessage());
    assertEquals(0, kernel.openDescriptors());
    List<Integer> commands =
        kernel.requests().stream()
            .filter(request -> request.isGeneric(FAMILY))
            .map(FakeRequest::command)
            .toList();
    assertEquals(commands.subList(0, commands.size() / 2), ONE_TRY, commands::toString);
  }
}
