package net.sluice.l2tp.socket;

import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.util.Set;
import net.sluice.netlink.system.Errno;
import net.sluice.netlink.system.ErrnoException;
import net.sluice.netlink.system.Linux;
import net.sluice.netlink.system.LinuxSyscalls;
import net.sluice.netlink.system.Syscalls;
import org.junit.jupiter.api.Test;

class L2tpSocketTest {
  private static final Set<Object> PRIVILEGED = Set.of(Linux.SO_RCVBUFFORCE, Linux.SO_SNDBUFFORCE);

  /** The kernel as it is to a process without CAP_NET_ADMIN. */
  private static Syscalls unprivileged() {
    return (Syscalls)
        Proxy.newProxyInstance(
            Syscalls.class.getClassLoader(),
            new Class<?>[] {Syscalls.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("setsockopt") && PRIVILEGED.contains(arguments[2])) {
                throw new ErrnoException("setsockopt", Errno.EPERM);
              }
              try {
                return method.invoke(LinuxSyscalls.instance(), arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @Test
  void udpNeedsNoPrivileges() {
    InetAddress local = InetAddress.getLoopbackAddress();
    try (L2tpSocket socket =
        L2tpSocket.open(unprivileged(), L2tpSocket.Kind.UDP, local, 0, 0, true, false)) {
      assertNotEquals(0, socket.local().getPort());
    }
  }
}
