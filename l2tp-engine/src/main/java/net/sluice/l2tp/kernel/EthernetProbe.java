package net.sluice.l2tp.kernel;

import java.net.InetAddress;
import java.util.concurrent.ThreadLocalRandom;
import net.sluice.l2tp.Cookie;
import net.sluice.l2tp.Encapsulation;
import net.sluice.l2tp.Sequencing;
import net.sluice.l2tp.SessionProfile;
import net.sluice.l2tp.Sublayer;
import net.sluice.l2tp.TunnelProfile;
import net.sluice.l2tp.socket.L2tpSocket;
import net.sluice.netlink.NetlinkException;
import net.sluice.netlink.NetlinkSocket;
import net.sluice.netlink.genl.GenericFamily;
import net.sluice.netlink.system.Errno;
import net.sluice.netlink.system.ErrnoException;
import net.sluice.netlink.system.Syscalls;

/**
 * The question whether the kernel has Ethernet pseudowires. They are a module of their own, {@code
 * l2tp_eth}, which the kernel loads for the first session of a tunnel that exists. So the probe
 * creates a tunnel on a socket of this process, which can not outlive it, and requests a session
 * whose interface name is always in use: no session comes into being.
 */
final class EthernetProbe {
  private static final int TRIES = 5;
  private static final long PEER_ID = 1;
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  /** The loopback: every namespace has it. */
  private static final String NAME_IN_USE = "lo";

  private final Syscalls syscalls;
  private final NetlinkSocket socket;
  private final L2tpRequests requests;

  EthernetProbe(Syscalls syscalls, NetlinkSocket socket, GenericFamily family) {
    this.syscalls = syscalls;
    this.socket = socket;
    this.requests = new L2tpRequests(socket, family);
  }

  /**
   * Returns false if the kernel has no Ethernet pseudowires and can not load them; true also if
   * another error prevents an answer.
   */
  boolean succeeds() {
    try (L2tpSocket carrier =
        L2tpSocket.open(syscalls, L2tpSocket.Kind.UDP, LOOPBACK, 0, 0, true, false)) {
      for (int i = 0; i < TRIES; i++) {
        long tunnelId = ThreadLocalRandom.current().nextLong(1, 1L << 32);
        requests.create(tunnel(tunnelId), carrier.fd());
        int refusal = execute("create a tunnel to try");
        if (refusal == 0) {
          return sessionIsKnown(tunnelId);
        }
        if (refusal != Errno.EEXIST) {
          return true;
        }
      }
      return true;
    } catch (ErrnoException e) {
      return true;
    }
  }

  private boolean sessionIsKnown(long tunnelId) {
    requests.create(session(tunnelId));
    int refusal = execute("create a session to try");
    requests.deleteTunnel(tunnelId);
    execute("delete the tunnel to try");
    return refusal != Errno.EPROTONOSUPPORT;
  }

  /** Returns the errno; 0 for success. */
  private int execute(String operation) {
    try {
      socket.execute(operation);
      return 0;
    } catch (NetlinkException e) {
      return e.errno();
    }
  }

  private static TunnelProfile tunnel(long id) {
    return new TunnelProfile("", id, PEER_ID, Encapsulation.UDP, LOOPBACK, 0, LOOPBACK, 0, true);
  }

  private static SessionProfile session(long tunnelId) {
    return new SessionProfile(
        tunnelId,
        PEER_ID,
        tunnelId,
        PEER_ID,
        Cookie.NONE,
        Cookie.NONE,
        Sublayer.NONE,
        Sequencing.NONE,
        NAME_IN_USE);
  }
}
