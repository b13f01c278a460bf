package net.sluice.manager;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import net.sluice.l2tp.DataPlane;
import net.sluice.l2tp.InterfaceState;
import net.sluice.l2tp.PseudowireProfile;
import net.sluice.l2tp.TunnelProfile;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.MapEntryNode;

/** The operational state. Any thread may call; no call waits for a commit. */
public interface StatusService {

  /** State of a tunnel. */
  enum TunnelState {
    UP,
    DOWN
  }

  /** State of a pseudowire, as the YANG leaf oper-status defines it. */
  enum PseudowireState {
    UP,
    DOWN,
    ABSENT
  }

  /** What an event is about. */
  enum Subject {
    SYSTEM,
    TUNNEL,
    PSEUDOWIRE
  }

  /**
   * A tunnel as it is.
   *
   * @param since when the state last changed
   * @param lastError what is wrong, if anything
   * @param sessions number of pseudowires configured in it
   */
  record TunnelStatus(
      TunnelProfile profile,
      TunnelState state,
      Instant since,
      Optional<String> lastError,
      int sessions) {}

  /**
   * A pseudowire as it is.
   *
   * @param id its persisted number
   * @param since when the state last changed
   * @param lastError what is wrong, if anything
   */
  record PseudowireStatus(
      int id,
      PseudowireProfile profile,
      PseudowireState state,
      Instant since,
      Optional<String> lastError) {}

  /**
   * Something that happened.
   *
   * @param sequence rises by at least one from event to event
   * @param name the object's name; empty for the system
   * @param type one word, as the YANG leaf event/type lists them
   * @param text for people
   */
  record Event(
      long sequence, Instant time, Subject subject, String name, String type, String text) {}

  /**
   * Counts of the whole.
   *
   * @param started when the process became ready
   * @param dataPlane the data plane in use
   * @param tunnels number of tunnels by state
   * @param pseudowires number of pseudowires by state
   * @param commits number of successful commits since the start
   * @param lastCommit when the last of them was
   */
  record SystemStatus(
      Instant started,
      DataPlane.Kind dataPlane,
      Map<TunnelState, Integer> tunnels,
      Map<PseudowireState, Integer> pseudowires,
      long commits,
      Optional<Instant> lastCommit) {}

  /**
   * Whether the data plane is what the configuration says.
   *
   * @param problems what differs, for people; a bounded number of them
   * @param count number of objects that differ
   */
  record Health(boolean consistent, int count, List<String> problems) {}

  /** Counts of the whole. */
  SystemStatus system();

  /** Whether the data plane is what the configuration says. */
  Health health();

  /** The tunnels whose names come after the one given, by name; all of them after "". */
  Stream<TunnelStatus> tunnels(String after);

  /** One tunnel. */
  Optional<TunnelStatus> tunnel(String name);

  /** The pseudowires whose names come after the one given, by name; all of them after "". */
  Stream<PseudowireStatus> pseudowires(String after);

  /** One pseudowire. */
  Optional<PseudowireStatus> pseudowire(String name);

  /** The pseudowire with this local session id. */
  Optional<PseudowireStatus> session(long sessionId);

  /** State and counters of interfaces, read now; those that are not there are left out. */
  Map<String, InterfaceState> interfaces(Collection<String> names);

  /** The latest events of all objects with a greater sequence, oldest first. */
  Stream<Event> events(long afterSequence);

  /** The latest events of one object, oldest first. */
  List<Event> events(Subject subject, String name);

  /** The running configuration and the state nodes that stand outside of lists. */
  ContainerNode operationalRoot();

  /** An entry of a list with its state nodes: those of the sluice modules' own lists. */
  MapEntryNode withState(YangInstanceIdentifier path, MapEntryNode config);
}
