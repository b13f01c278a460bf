package net.sluice.l2tp.signaling;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import net.sluice.l2tp.CircuitStatus;

/**
 * Speaks RFC 3931 with the peers. What shall be goes in, what is comes out as events. Any thread
 * may call; what is called by one thread takes effect in order, on a thread of the signaling's own.
 */
public interface Signaling extends AutoCloseable {

  /**
   * Where the events go, from now on. Called by the signaling's thread with all that one round of
   * its loop brought; must not wait.
   */
  void listen(Consumer<List<SignalingEvent>> listener);

  /** Changes what shall be. */
  void update(SignalingUpdate update);

  /** Clears a tunnel (StopCCN, result 1), which a persistent one opens again at once. */
  void resetTunnel(String name);

  /** Clears a session (CDN, result 3), which is asked for again at once. */
  void resetSession(String name);

  /** The circuit at this end of pseudowires or sessions changed: peers are told (SLI). */
  void circuitStatus(Map<String, CircuitStatus> byName);

  /** The data plane has these sessions, by their local id. */
  void installed(Collection<Long> sessionIds);

  /** The data plane can't have a session. */
  void sessionRefused(long sessionId, String reason);

  /** The data plane can't have a tunnel. */
  void tunnelRefused(long tunnelId, String reason);

  /** The data plane has let go of a tunnel that is over: its socket can be closed. */
  void released(long tunnelId);

  /** The counters of a tunnel by its name, as of now. */
  Optional<TunnelCounters> counters(String tunnel);

  /** The counters of what belongs to no tunnel, as of now. */
  SystemCounters counters();

  /**
   * Records a tunnel's control connections, from its next set-up on, in a file that can be replayed
   * (see the module's README).
   *
   * @param file where to: a new file, which only its owner can read, as the secrets are in it; none
   *     ends the recording
   * @throws java.io.UncheckedIOException when the file can't be created
   */
  void record(String tunnel, Optional<java.nio.file.Path> file);

  /**
   * Tells all peers that this end shuts down (StopCCN, result 6), waits a short while for their
   * acknowledgements, and closes all sockets: the kernel's tunnels on them go with them.
   */
  @Override
  void close();
}
