package net.sluice.l2tp;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * What carries the frames. All methods but {@link #close} and {@link #interfaces} are called by one
 * thread, the manager's.
 */
public interface DataPlane extends AutoCloseable {

  /** Which implementation this is. */
  enum Kind {
    KERNEL,
    USERSPACE,
    SIMULATED
  }

  /** Which implementation this is. */
  Kind kind();

  /**
   * Applies steps in order. Steps of one type that follow each other travel together, see {@link
   * StepBatch}: what stands in the same batch behind a step that failed is tried as well, the
   * batches behind it are not. The result says what was applied; nothing is undone. Deleting what
   * is not there succeeds.
   */
  StepResults apply(List<Step> steps);

  /**
   * The requests that a step causes, as text for people: one request a line, with the names and
   * values of its attributes. Touches nothing.
   */
  List<String> explain(Step step);

  /**
   * What is there now of some tunnels and sessions, whoever made them, and the sessions'
   * interfaces. Reads each by its id: dumps are quadratic before Linux 6.12, and can skip entries
   * on any kernel.
   *
   * @param tunnelIds ids at this end
   * @param sessions only tunnel id and session id matter
   * @throws DataPlaneException when it can't be read
   */
  Snapshot snapshot(Collection<Long> tunnelIds, Collection<SessionProfile> sessions);

  /**
   * State and counters of the interfaces named; those that are not there are left out. Any thread
   * may call it.
   *
   * @throws DataPlaneException when it can't be read
   */
  Map<String, InterfaceState> interfaces(Collection<String> names);

  /**
   * Reports changes made by others from now on, on a thread of the data plane's own. At most one
   * listener.
   */
  void listen(DataPlaneListener listener);

  /**
   * Reports nothing until {@link #resumeEvents}: very much is going to change, and hearing of each
   * would cost about as much as the change.
   */
  default void pauseEvents() {}

  /** Reports changes again, and that some were not told. */
  default void resumeEvents() {}

  /** Releases sockets and threads. The kernel data plane leaves tunnels and sessions in place. */
  @Override
  void close();
}
