package net.sluice.planes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import net.sluice.l2tp.DataPlane;
import net.sluice.l2tp.DataPlaneException;
import net.sluice.netlink.Answer;
import net.sluice.netlink.FakeKernel;
import net.sluice.netlink.genl.GenericFamily;
import net.sluice.netlink.system.Errno;
import org.junit.jupiter.api.Test;

/** The selection of a data plane, with a fake kernel. */
class DataPlanesTest {
  private static final int FAMILY = 30;

  /** L2TP_CMD_TUNNEL_GET of linux/l2tp.h. */
  private static final int CMD_TUNNEL_GET = 4;

  @Test
  void theUserspaceDataPlaneIsUsedOnlyIfTheKernelHasNoL2tp() {
    FakeKernel without = new FakeKernel();
    try (DataPlane chosen = DataPlanes.open(DataPlanes.Choice.AUTO, without)) {
      assertEquals(DataPlane.Kind.USERSPACE, chosen.kind());
    }
    DataPlaneException missing =
        assertThrows(
            DataPlaneException.class, () -> DataPlanes.open(DataPlanes.Choice.KERNEL, without));
    assertTrue(missing.getMessage().contains("modprobe l2tp_eth"), missing.getMessage());
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
}
