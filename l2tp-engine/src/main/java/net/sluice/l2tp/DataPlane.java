package net.sluice.l2tp;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * The layer that carries frames: the kernel's L2TP, a forwarder in userspace, or a simulation.
 *
 * <p>Thread: manager. {@link #interfaces} and {@link #close}: Thread: any.
 */
public interface DataPlane extends AutoCloseable {

  /** The implementations of a data plane. */
  enum Kind {
    KERNEL,
    USERSPACE,
    SIMULATED
  }

  /** Returns the implementation. */
  Kind kind();

  /**
   * Applies steps in order. Consecutive steps of one type form a {@link StepBatch}. If a step
   * fails, the remaining steps of its batch are still tried, and the later batches are not. The
   * result lists the applied steps; nothing is undone. Deleting an object that does not exist
   * succeeds.
   */
  StepResults apply(List<Step> steps);

  /**
   * Describes the requests that a step causes, for people: one request per line, with the names and
   * values of its attributes. Changes nothing.
   */
  List<String> explain(Step step);

  /**
   * Reads tunnels and sessions, no matter which program created them, and the sessions' interfaces.
   * Reads each by its id: a dump takes quadratic time before Linux 6.12, and can skip entries on
   * any kernel.
   *
   * @param tunnelIds ids at this end
   * @param sessions only tunnel id and session id are used
   * @throws DataPlaneException if the data plane can not be read
   */
  Snapshot snapshot(Collection<Long> tunnelIds, Collection<SessionProfile> sessions);

  /**
   * Returns state and counters of the named interfaces; an interface that does not exist is left
   * out.
   *
   * @throws DataPlaneException if the data plane can not be read
   */
  Map<String, InterfaceState> interfaces(Collection<String> names);

  /**
   * Starts reporting changes, including those made by other programs, on a thread of the data
   * plane. There can be at most one listener.
   */
  void listen(DataPlaneListener listener);

  /**
   * Stops reports until {@link #resumeEvents}. This is for very large changes, because reporting
   * each event would cost about as much as the change.
   */
  default void pauseEvents() {}

  /** Reports changes again, and reports an overrun for the events that the pause has lost. */
  default void resumeEvents() {}

  /** Releases sockets and threads. The kernel data plane leaves tunnels and sessions in place. */
  @Override
  void close();
}
