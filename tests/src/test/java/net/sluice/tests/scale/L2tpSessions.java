package net.sluice.tests.scale;

import java.nio.file.Path;
import net.sluice.tests.site.Namespace;
import net.sluice.tests.site.Sluice;

/** Sessions of the kernel's L2TP. */
final class L2tpSessions implements SessionKind {
  @Override
  public void addTunnel(Namespace host) {
    BareTunnel.add(host);
  }

  @Override
  public void deleteTunnel(Namespace host) {
    BareTunnel.delete(host);
  }

  @Override
  public void awaitGone(Namespace host) {
    BareTunnel.awaitGone(host, "pw");
  }

  @Override
  public void create(int count) {
    NetlinkFloor.createSessions(1, count);
  }

  @Override
  public String ipLine(int number) {
    return "l2tp add session tunnel_id 1 session_id %1$d peer_session_id %1$d name pw%1$d"
        .formatted(number);
  }

  @Override
  public Sluice sluice(Namespace host, Path directory) {
    Sluice sluice = new Sluice(host, directory);
    sluice.javaOptions(String.join(" ", JAVA_OPTIONS));
    return sluice;
  }

  @Override
  public String creations() {
    return "l2tp SESSION_CREATE";
  }
}
