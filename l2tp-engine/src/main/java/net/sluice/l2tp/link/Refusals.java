package net.sluice.l2tp.link;

import net.sluice.l2tp.SessionProfile;
import net.sluice.l2tp.TunnelProfile;
import net.sluice.netlink.Errno;

/** What a refusal means for an operator, where the kernel says an errno only. */
public final class Refusals {
  private Refusals() {}

  /** Of a tunnel; empty where the errno says all. */
  public static String tunnel(TunnelProfile tunnel, int errno) {
    String local = tunnel.localAddress().getHostAddress();
    return switch (errno) {
      case Errno.EEXIST -> "tunnel id " + tunnel.tunnelId() + " is already in use";
      case Errno.EADDRNOTAVAIL -> "local address " + local + " is not configured on this host";
      case Errno.EADDRINUSE ->
          local + " port " + tunnel.localPort() + " is already in use by another socket";
      case Errno.ENETUNREACH -> "no route to " + tunnel.peerAddress().getHostAddress();
      default -> "";
    };
  }

  /** The session's tunnel does not exist (ENODEV). */
  public static String noTunnel(SessionProfile session) {
    return "there is no tunnel with id " + session.tunnelId();
  }

  /** Another interface has the name (EEXIST). */
  public static String nameInUse(SessionProfile session) {
    return "interface name " + session.interfaceName() + " is already in use";
  }

  /** Another session has the id (EEXIST). */
  public static String sessionIdInUse(SessionProfile session) {
    return "session id " + session.sessionId() + " is already in use";
  }
}
