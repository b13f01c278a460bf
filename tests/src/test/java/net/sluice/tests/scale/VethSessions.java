package net.sluice.tests.scale;

import java.nio.file.Path;
import net.sluice.netlink.NetlinkSocket;
import net.sluice.netlink.Nl;
import net.sluice.netlink.RequestBatch;
import net.sluice.netlink.rtnl.LinkWriter;
import net.sluice.netlink.system.LinuxSyscalls;
import net.sluice.tests.site.Namespace;
import net.sluice.tests.site.Sluice;
import net.sluice.tests.standin.StandInDaemon;
import net.sluice.tests.standin.Veths;

/** Pairs of veths instead of sessions, for kernels without L2TP. */
final class VethSessions implements SessionKind {
  private static final int TUNNEL = 1;

  /** Does nothing: a tunnel is only the link group of its sessions. */
  @Override
  public void addTunnel(Namespace host) {}

  @Override
  public void deleteTunnel(Namespace host) {
    host.exec("ip", "link", "delete", "group", Integer.toString(Veths.group(TUNNEL)));
  }

  /** Does nothing: the kernel deletes veths before it answers the request. */
  @Override
  public void awaitGone(Namespace host) {}

  @Override
  public void create(int count) {
    try (NetlinkSocket socket = NetlinkSocket.open(LinuxSyscalls.instance(), Nl.NETLINK_ROUTE)) {
      RequestBatch batch = NetlinkFloor.batch(socket);
      LinkWriter links = new LinkWriter(batch);
      NetlinkFloor.each(count, batch, number -> Veths.create(links, TUNNEL, "pw" + number));
    }
  }

  @Override
  public String ipLine(int number) {
    return Veths.ipLine(TUNNEL, "pw" + number);
  }

  @Override
  public Sluice sluice(Namespace host, Path directory) {
    Sluice sluice = new Sluice(host, directory);
    sluice.program(StandInDaemon.program(JAVA_OPTIONS));
    return sluice;
  }

  @Override
  public String creations() {
    return StandInDaemon.CREATIONS;
  }
}
