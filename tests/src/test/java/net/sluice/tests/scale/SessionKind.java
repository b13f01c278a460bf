package net.sluice.tests.scale;

import java.nio.file.Path;
import java.util.List;
import net.sluice.tests.site.Namespace;
import net.sluice.tests.site.Sluice;

/**
 * A kind of sessions, which {@code ip}, bare netlink and Sluice can create. Sessions have numbers
 * from 1 on, their interfaces are {@code pw1} and so on, and their tunnel is number 1.
 */
interface SessionKind {
  /**
   * Options for the JVM of Sluice. New memory is expensive in a lab kernel: the start touches all.
   */
  List<String> JAVA_OPTIONS = List.of("-Xms1g", "-Xmx1g", "-XX:+AlwaysPreTouch");

  /** Creates the tunnel. */
  void addTunnel(Namespace host);

  /** Deletes the tunnel and all sessions, and waits until they are gone. */
  void deleteTunnel(Namespace host);

  /** Waits until the interfaces of a deleted tunnel are gone. */
  void awaitGone(Namespace host);

  /** Creates sessions with bare netlink, in the namespace of this thread. */
  void create(int count);

  /** Returns the line of {@code ip -batch} that creates a session. */
  String ipLine(int number);

  /** Returns a Sluice with sessions of this kind, which does not run yet. */
  Sluice sluice(Namespace host, Path directory);

  /** Returns the name that Sluice gives to the requests that create sessions. */
  String creations();
}
