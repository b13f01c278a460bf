package net.sluice.l2tp.signaling;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import net.sluice.l2tp.CircuitStatus;

/**
 * Runs the control protocol of RFC 3931 with the peers. The methods change the configuration and
 * report the state of the data plane; the results come as events. Calls of one thread take effect
 * in their order, on a thread of signaling.
 *
 * <p>Thread: any.
 */
public interface Signaling extends AutoCloseable {

  /**
   * Sets the receiver of events, from now on. The thread of signaling calls it with all events of
   * one round of its loop; it must not wait.
   */
  void listen(Consumer<List<SignalingEvent>> listener);

  /** Changes the configuration. */
  void update(SignalingUpdate update);

  /** Clears a tunnel (StopCCN, result 1). If this end opens the tunnel, it opens it again. */
  void resetTunnel(String name);

  /** Clears a session (CDN, result 3). If this end initiates the session, it requests it again. */
  void resetSession(String name);

  /**
   * Reports changed circuit status at this end to the peers (SLI).
   *
   * @param byName status by the name of the pseudowire or session
   */
  void circuitStatus(Map<String, CircuitStatus> byName);

  /** Reports that the data plane has installed sessions, given by their local ids. */
  void installed(Collection<Long> sessionIds);

  /** Reports that the data plane can not install a session. */
  void sessionRefused(long sessionId, String reason);

  /** Reports that the data plane can not install a tunnel. */
  void tunnelRefused(long tunnelId, String reason);

  /** Reports that the data plane has released a tunnel that has ended: its socket can be closed. */
  void released(long tunnelId);

  /** Returns the present counters of a tunnel by its name; empty if the tunnel does not exist. */
  Optional<TunnelCounters> counters(String tunnel);

  /** Returns the present counters of datagrams that belong to no tunnel. */
  SystemCounters counters();

  /**
   * Records the control connections of a tunnel, from its next set-up, in a file for replay (see
   * the README of the module).
   *
   * @param file a new file, which is created readable for its owner only, because it contains the
   *     secrets; empty to end the recording
   * @throws java.io.UncheckedIOException if the file can not be created
   */
  void record(String tunnel, Optional<Path> file);

  /**
   * Reports to all peers that this end shuts down (StopCCN, result 6), waits up to one second for
   * their acknowledgements, and closes all sockets. The kernel removes its tunnels with their
   * sockets.
   */
  @Override
  void close();
}
