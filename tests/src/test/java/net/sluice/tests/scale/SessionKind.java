package net.sluice.tests.scale;

import java.nio.file.Path;
import java.util.List;
import net.sluice.tests.site.Namespace;
import net.sluice.tests.site.Sluice;

/**
 * What sessions are made of, by {@code ip}, by bare netlink and by Sluice. Sessions have numbers
 * from 1 on, their interfaces are {@code pw1} and so on, and their tunnel is number 1.
 */
interface SessionKind {
  /** Of the JVM of Sluice. Memory that is new costs much in a lab kernel: not while time runs. */
  List<String> JAVA_OPTIONS = List.of("-Xms1g", "-Xmx1g", "-XX:+AlwaysPreTouch");

  /** Makes the tunnel. */
  void addTunnel(Namespace host);

  /** Deletes the tunnel and all sessions, and waits until they are gone. */
  void deleteTunnel(Namespace host);

  /** Waits until the interfaces of a deleted tunnel are gone. */
  void awaitGone(Namespace host);

  /** Makes sessions with bare netlink, in the namespace of this thread. */
  void create(int count);

  /** The line of {@code ip -batch} that makes a session. */
  String ipLine(int number);

  /** A Sluice whose sessions are these; it does not run yet. */
  Sluice sluice(Namespace host, Path directory);

  /** What Sluice calls the requests that make sessions. */
  String creations();
}
