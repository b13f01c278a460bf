package net.sluice.l2tp.link;

import java.net.Inet6Address;
import java.net.InetAddress;
import net.sluice.l2tp.SessionProfile;
import net.sluice.l2tp.TunnelProfile;
import net.sluice.netlink.system.Errno;

/** Explains refusals to an operator where the kernel reports only an errno. */
public final class Refusals {
  private Refusals() {}

  /** Explains the refusal of a tunnel; empty if the errno says enough. */
  public static String tunnel(TunnelProfile tunnel, int errno) {
    return switch (errno) {
      case Errno.EEXIST -> "tunnel id " + tunnel.tunnelId() + " is already in use";
      case Errno.ENETUNREACH -> connect(tunnel.peerAddress(), errno);
      default -> bind(tunnel.localAddress(), tunnel.localPort(), errno);
    };
  }

  /** Explains the refusal to open or bind a socket; empty if the errno says enough. */
  public static String bind(InetAddress local, int port, int errno) {
    return switch (errno) {
      case Errno.EADDRNOTAVAIL ->
          "local address " + local.getHostAddress() + " is not configured on this host";
      case Errno.EADDRINUSE ->
          local.getHostAddress() + " port " + port + " is already in use by another socket";
      case Errno.EPROTONOSUPPORT ->
          noModule(local instanceof Inet6Address ? "l2tp_ip6" : "l2tp_ip");
      default -> "";
    };
  }

  /** Explains that the kernel can not load a module for a request (EPROTONOSUPPORT). */
  public static String noModule(String name) {
    return "the kernel can not load the module "
        + name
        + "; 'sluice doctor' finds the reason and the remedy";
  }

  /** Explains the refusal to connect a socket; empty if the errno says enough. */
  public static String connect(InetAddress peer, int errno) {
    return errno == Errno.ENETUNREACH ? "no route to " + peer.getHostAddress() : "";
  }

  /** Explains that the session's tunnel does not exist (ENODEV). */
  public static String noTunnel(SessionProfile session) {
    return "there is no tunnel with id " + session.tunnelId();
  }

  /** Explains that another interface has the name (EEXIST). */
  public static String nameInUse(SessionProfile session) {
    return "interface name " + session.interfaceName() + " is already in use";
  }

  /** Explains that another session has the id (EEXIST). */
  public static String sessionIdInUse(SessionProfile session) {
    return "session id " + session.sessionId() + " is already in use";
  }
}
