package net.sluice.l2tp.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import net.sluice.l2tp.DataPlane;
import net.sluice.l2tp.protocol.LcceInput;
import net.sluice.netlink.system.LinuxSyscalls;
import org.junit.jupiter.api.Test;

/** The border between any thread and the thread of signaling. */
class LcceLoopThreadTest {

  @Test
  void onlyTheThreadOfSignalingUsesTheProtocolCore() {
    try (LcceLoop loop =
        LcceLoop.open(LinuxSyscalls.instance(), DataPlane.Kind.SIMULATED, new Random(1))) {
      assertThrows(AssertionError.class, () -> loop.on(new LcceInput.Timer()));
      loop.resetTunnel("none");
      assertEquals(0, loop.counters().halfOpen());
    }
  }
}
