package net.sluice.l2tp.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import net.sluice.l2tp.Carriage;
import net.sluice.l2tp.DataPlaneContract;
import net.sluice.l2tp.Encapsulation;
import net.sluice.l2tp.Profiles;
import net.sluice.l2tp.Sequencing;
import net.sluice.l2tp.SessionProfile;
import net.sluice.l2tp.Step;
import net.sluice.l2tp.TunnelProfile;
import net.sluice.l2tp.socket.L2tpSocket;
import net.sluice.l2tp.userspace.UserspaceDataPlane;
import net.sluice.netlink.system.Syscalls;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The kernel data plane on a kernel with L2TP; other kernels skip it. */
public class KernelDataPlaneLiveTest extends DataPlaneContract {

  @Override
  protected KernelDataPlane open(Syscalls syscalls) {
    Optional<KernelDataPlane> plane = KernelDataPlane.open(syscalls);
    Assumptions.assumeTrue(plane.isPresent(), "this kernel has no L2TP");
    return plane.get();
  }

  /** The kernel follows its peer in the use of sequence numbers: only symmetric uses are stable. */
  @Override
  protected Sequencing[] sequencings() {
    return new Sequencing[] {Sequencing.NONE, Sequencing.BOTH};
  }

  @Override
  protected L2tpSocket.Kind ipSockets() {
    return L2tpSocket.Kind.IP;
  }

  @ParameterizedTest
  @CsvSource({"UDP, 192.0.2.", "UDP, 2001:db8::", "IP, 192.0.2.", "IP, 2001:db8::"})
  void interoperatesWithTheUserspaceDataPlane(Encapsulation encapsulation, String prefix) {
    left.closePlane();
    left.open(UserspaceDataPlane::open);
    TunnelProfile tunnel = Profiles.tunnel(1, encapsulation, prefix + 1, prefix + 2);
    new Carriage(left, right).carriesAllKinds(tunnel, sequencings());
  }

  @Test
  void theSearchForEthernetLeavesNothing() {
    KernelDataPlane plane = (KernelDataPlane) left.plane();
    assertTrue(left.namespace().call(plane::hasEthernet));
    assertEquals("", left.namespace().exec("ip", "l2tp", "show", "tunnel"));
    assertEquals("", left.namespace().exec("ip", "l2tp", "show", "session"));
  }

  @Test
  void leavesEverythingInPlaceWhenClosed() {
    createTunnels();
    SessionProfile session = Profiles.session(1, 7);
    left.applied(new Step.CreateSession("p", session));
    left.closePlane();
    left.open(this::open);
    assertEquals(
        session, left.snapshot(List.of(1L), List.of(session)).sessions().get(7L).profile());
  }
}
