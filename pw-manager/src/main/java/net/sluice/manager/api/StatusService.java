package net.sluice.manager.api;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.stream.Stream;
import net.sluice.funnel.FunnelPlane.Location;
import net.sluice.funnel.Tree;
import net.sluice.funnel.TreeState;
import net.sluice.l2tp.DataPlane;
import net.sluice.l2tp.InterfaceSettings;
import net.sluice.l2tp.InterfaceState;
import net.sluice.l2tp.Result;
import net.sluice.l2tp.SessionProfile;
import net.sluice.l2tp.TunnelProfile;
import net.sluice.l2tp.signaling.SessionReport;
import net.sluice.l2tp.signaling.SystemCounters;
import net.sluice.l2tp.signaling.TunnelCounters;
import net.sluice.l2tp.signaling.TunnelReport;
import net.sluice.netlink.MacAddress;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.MapEntryNode;

/** The operational state. Any thread may call; no call waits for a commit. */
public interface StatusService {

  /** State of a tunnel. */
  enum TunnelState {
    /** The data plane has it; if it is signalled, its control connection is established as well. */
    UP,
    DOWN
  }

  /** State of a pseudowire or session, as the YANG leaf oper-status defines it. */
  enum PseudowireState {
    /** Its interface runs; if it is signalled, its session is established as well. */
    UP,
    /** Its interface is there, and is down. */
    DOWN,
    /**
     * Its interface is there, and waits for its session to be established or for the circuit of the
     * peer to become active (RFC 2863 section 3.1.14).
     */
    DORMANT,
    /** Its interface is not there. */
    ABSENT
  }

  /** What an event is about. */
  enum Subject {
    SYSTEM,
    TUNNEL,
    PSEUDOWIRE,
    /** A session that a peer opened. */
    SESSION,
    FUNNEL
  }

  /** The kind of an event, as the YANG type event-type defines it. */
  enum EventType {
    CREATED,
    UP,
    DOWN,
    CHANGED,
    DRIFT,
    REPAIRED,
    FAILED,
    DELETED,
    COMMIT;

    /** Returns the name of the kind in YANG and JSON. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** State of a funnel, as the YANG leaf oper-status defines it. */
  enum FunnelState {
    /** Its tree is there and its uplink runs. */
    UP,
    /** Its tree is there; its uplink is not, or does not run. */
    WAITING,
    /** Something of its tree is not as it should be. */
    FAILED
  }

  /**
   * A tunnel as it is: a configured one, or one that a peer opened.
   *
   * @param profile what the data plane has, or shall have of a static one; empty while a signalled
   *     one has never been established
   * @param since when the state last changed
   * @param lastError what is wrong, if anything: of a signalled one that is down also the peer's
   *     words, or what it waits for
   * @param sessions number of pseudowires configured in it; of one that a peer opened: number of
   *     sessions in it
   * @param signaling its control connection, if it is signalled
   */
  record TunnelStatus(
      String name,
      Optional<TunnelProfile> profile,
      TunnelState state,
      Instant since,
      Optional<String> lastError,
      int sessions,
      Optional<TunnelReport> signaling) {}

  /**
   * A pseudowire, or a session that a peer opened, as it is.
   *
   * @param id its number: persisted for a pseudowire, good while it lasts for a peer's session
   * @param session what the data plane has, or shall have of a static one; empty while the data
   *     plane has had none of a signalled one
   * @param settings what its interface shall be
   * @param since when the state last changed
   * @param lastError what is wrong, if anything: of a signalled one that is down also the peer's
   *     words, or what it waits for
   * @param signaling its session as the peers agreed on it, if it is signalled
   */
  record PseudowireStatus(
      int id,
      String name,
      String tunnel,
      Optional<SessionProfile> session,
      InterfaceSettings settings,
      PseudowireState state,
      Instant since,
      Optional<String> lastError,
      Optional<SessionReport> signaling) {}

  /**
   * A funnel as it is.
   *
   * @param wanted what it shall be; with its number, and the leaves that have pseudowires
   * @param since when the state last changed
   * @param lastError what is not as it should be, and why: also what it waits for
   * @param pseudowires number of pseudowires attached, with the sessions that peers opened
   */
  record FunnelStatus(
      Tree wanted, FunnelState state, Instant since, Optional<String> lastError, int pseudowires) {
    public String name() {
      return wanted.funnel().name();
    }

    /** Its number on this host. */
    public int id() {
      return wanted.funnel().id();
    }
  }

  /**
   * Where an address was learned.
   *
   * @param port what it is behind
   * @param pseudowire the pseudowire, or session that a peer opened, whose interface that is; empty
   *     for the uplink
   */
  record Located(Location port, Optional<PseudowireStatus> pseudowire) {}

  /**
   * Something that happened.
   *
   * @param sequence rises by at least one from event to event
   * @param name the object's name; empty for the system
   * @param text for people
   * @param result what the StopCCN or CDN said that it came of; empty if it came of none
   */
  record Event(
      long sequence,
      Instant time,
      Subject subject,
      String name,
      EventType type,
      String text,
      Optional<Result> result) {}

  /**
   * Counts of the whole.
   *
   * @param started when the process became ready
   * @param dataPlane the data plane in use
   * @param tunnels number of tunnels by state
   * @param pseudowires number of pseudowires by state
   * @param sessions number of sessions that peers opened, by state
   * @param commits number of successful commits since the start
   * @param lastCommit when the last of them was
   */
  record SystemStatus(
      Instant started,
      DataPlane.Kind dataPlane,
      Map<TunnelState, Integer> tunnels,
      Map<PseudowireState, Integer> pseudowires,
      Map<PseudowireState, Integer> sessions,
      long commits,
      Optional<Instant> lastCommit) {}

  /**
   * Whether the data plane is what the configuration and the peers say. A peer that is away is not
   * a problem of this kind.
   *
   * @param problems what differs, for people; a bounded number of them
   * @param count number of objects that differ
   */
  record Health(boolean consistent, int count, List<String> problems) {}

  /** Counts of the whole. */
  SystemStatus system();

  /** Whether the data plane is what the configuration says. */
  Health health();

  /**
   * The tunnels, also those that peers opened, whose names come after the one given, by name; all
   * of them after "".
   */
  Stream<TunnelStatus> tunnels(String after);

  /** One tunnel. */
  Optional<TunnelStatus> tunnel(String name);

  /** The pseudowires whose names come after the one given, by name; all of them after "". */
  Stream<PseudowireStatus> pseudowires(String after);

  /** One pseudowire. */
  Optional<PseudowireStatus> pseudowire(String name);

  /** The pseudowire, or session that a peer opened, with this local session id. */
  Optional<PseudowireStatus> session(long sessionId);

  /**
   * The sessions that peers opened whose names come after the one given, by name; all of them after
   * "".
   */
  Stream<PseudowireStatus> sessions(String after);

  /** One session that a peer opened. */
  Optional<PseudowireStatus> session(String name);

  /** The funnels whose names come after the one given, by name; all of them after "". */
  Stream<FunnelStatus> funnels(String after);

  /** One funnel. */
  Optional<FunnelStatus> funnel(String name);

  /** The tree of a funnel, read now; empty when there is no such funnel. */
  Optional<TreeState> tree(String funnel);

  /**
   * What in a funnel an address is behind, read now.
   *
   * @param vlan the VLAN that it was learned in, where the funnel maps VLANs
   * @return empty when it was not learned, or there is no such funnel
   */
  Optional<Located> locate(String funnel, MacAddress address, OptionalInt vlan);

  /** Counters of the control connections of a tunnel, read now; empty for one without any. */
  Optional<TunnelCounters> counters(String tunnel);

  /** Counters of the control channel that belong to no tunnel, read now. */
  SystemCounters counters();

  /** State and counters of interfaces, read now; those that are not there are left out. */
  Map<String, InterfaceState> interfaces(Collection<String> names);

  /** The latest events of all objects with a greater sequence, oldest first. */
  Stream<Event> events(long afterSequence);

  /** The latest events of one object, oldest first. */
  List<Event> events(Subject subject, String name);

  /**
   * Hands over every event from now on, in order, on the manager's thread: the subscriber must not
   * wait, and queues what it needs time for.
   */
  Subscription subscribe(Consumer<Event> subscriber);

  /** A subscription to events. Closing it ends it; any thread may do that. */
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }

  /** The running configuration and the state nodes that stand outside of lists. */
  ContainerNode operationalRoot();

  /**
   * Returns a list entry completed with its state nodes. An entry of a list that is not in the
   * sluice modules is returned unchanged.
   */
  MapEntryNode withState(MapEntryNode entry);
}
