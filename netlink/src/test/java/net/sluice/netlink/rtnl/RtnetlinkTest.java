package net.sluice.netlink.rtnl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import java.util.Optional;
import net.sluice.netlink.Answer;
import net.sluice.netlink.FakeKernel;
import net.sluice.netlink.NetlinkException;
import net.sluice.netlink.NetlinkSocket;
import net.sluice.netlink.Nl;
import net.sluice.netlink.system.Errno;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of the kernel about an interface that an earlier message named. */
final class RtnetlinkTest {
  private final FakeKernel kernel = new FakeKernel();
  @AutoClose private final NetlinkSocket socket = NetlinkSocket.open(kernel, Nl.NETLINK_ROUTE);
  private final Rtnetlink rtnetlink = new Rtnetlink(socket);

  @Test
  void aLinkThatIsGoneIsEmpty() {
    refuse(Rtnl.RTM_GETLINK, Errno.ENODEV);
    assertEquals(Optional.empty(), rtnetlink.link(7));
    assertEquals(Optional.empty(), rtnetlink.link("pw7"));
  }

  @ParameterizedTest
  @ValueSource(ints = {Errno.ENODEV, Errno.EINVAL, Errno.EOPNOTSUPP})
  void aPortThatIsGoneOrHasLeftItsBridgeHasNoVlans(int errno) {
    refuse(Rtnl.RTM_GETVLAN, errno);
    assertEquals(Map.of(), rtnetlink.portVlans(7));
  }

  @ParameterizedTest
  @ValueSource(ints = {Errno.ENODEV, Errno.EINVAL})
  void theListOfAllPortsKeepsItsErrors(int errno) {
    refuse(Rtnl.RTM_GETVLAN, errno);
    assertEquals(errno, assertThrows(NetlinkException.class, () -> rtnetlink.portVlans(0)).errno());
  }

  @Test
  void anotherErrorOfAPortStaysAnError() {
    refuse(Rtnl.RTM_GETVLAN, Errno.EPERM);
    assertThrows(NetlinkException.class, () -> rtnetlink.portVlans(7));
  }

  private void refuse(int type, int errno) {
    kernel.answer(request -> request.type() == type, Answer.error(errno, ""));
  }
}
