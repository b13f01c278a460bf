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

/**
 * The operational state. No call waits for a commit.
 *
 * <p>Thread: any.
 */
public interface StatusService {

  /** The state of a tunnel. */
  enum TunnelState {
    /** The data plane has it. If it is signaled, its control connection is established as well. */
    UP,
    DOWN
  }

  /** The state of a pseudowire or session, as the YANG leaf oper-status defines it. */
  enum PseudowireState {
    /** Its interface runs. If it is signaled, its session is established as well. */
    UP,
    /** Its interface exists and is down. */
    DOWN,
    /**
     * Its interface exists, and waits for its session to be established or for the circuit of the
     * peer to become active (RFC 2863 section 3.1.14).
     */
    DORMANT,
    /** Its interface does not exist. */
    ABSENT
  }

  /** The kind of object that an event concerns. */
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
    REPLACED,
    FAILED,
    REFUSED,
    DELETED,
    COMMIT;

    /** Returns the name of the kind in YANG and JSON. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The state of a funnel, as the YANG leaf oper-status defines it. */
  enum FunnelState {
    /** Its tree is complete and its uplink runs. */
    UP,
    /** Its tree is complete; its uplink does not exist or does not run. */
    WAITING,
    /** A part of its tree differs from the configuration. */
    FAILED
  }

  /**
   * The status of a tunnel: a configured one, or one that a peer opened.
   *
   * @param profile the tunnel as the data plane has it; for a static tunnel, as it must have it.
   *     Empty if the tunnel is signaled and has not been established yet
   * @param since the time of the last change of the state
   * @param lastError the problem, if there is one. For a signaled tunnel that is down, also the
   *     error text of the peer, or the event that the tunnel waits for
   * @param sessions number of pseudowires configured in it; for a tunnel that a peer opened, number
   *     of sessions in it
   * @param signaling its control connection, if it is signaled
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
   * The status of a pseudowire, or of a session that a peer opened.
   *
   * @param id its number: persisted for a pseudowire; for a session that a peer opened, valid while
   *     the session exists
   * @param tunnel name of its tunnel
   * @param session the session as the data plane has it; for a static session, as it must have it.
   *     Empty if the session is signaled and the data plane has not had it yet
   * @param settings the configured settings of its interface
   * @param since the time of the last change of the state
   * @param lastError the problem, if there is one. For a signaled session that is down, also the
   *     error text of the peer, or the event that the session waits for
   * @param signaling the session as negotiated with the peer, if it is signaled
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
   * The status of a funnel.
   *
   * @param wanted the tree that must exist: the funnel with its number, and its leaves
   * @param since the time of the last change of the state
   * @param lastError the difference from the configuration and its reason, or the reason why the
   *     uplink does not run; empty in state UP
   * @param pseudowires number of attached pseudowires and sessions that peers opened
   */
  record FunnelStatus(
      Tree wanted, FunnelState state, Instant since, Optional<String> lastError, int pseudowires) {
    public String name() {
      return wanted.funnel().name();
    }

    /** Returns the number of the funnel on this host. */
    public int id() {
      return wanted.funnel().id();
    }
  }

  /**
   * The place where a MAC address was learned.
   *
   * @param port the bridge port that it was learned on
   * @param pseudowire the pseudowire, or session that a peer opened, whose interface is this port;
   *     empty for the uplink
   */
  record Located(Location port, Optional<PseudowireStatus> pseudowire) {}

  /**
   * An event of the model.
   *
   * @param sequence rises by at least one from event to event
   * @param name name of the object; empty for the system
   * @param text a description for people
   * @param result the result of the StopCCN or CDN that caused the event; empty if there was none
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
   * The counters of the whole system.
   *
   * @param started the time at which the process became ready
   * @param dataPlane the data plane in use
   * @param tunnels number of tunnels by state
   * @param pseudowires number of pseudowires by state
   * @param sessions number of sessions that peers opened, by state
   * @param commits number of successful commits since the start
   * @param lastCommit the time of the last of them
   * @param lastRefusal the latest refusal that concerns no object; empty if there was none, or if
   *     its sender has a tunnel now
   */
  record SystemStatus(
      Instant started,
      DataPlane.Kind dataPlane,
      Map<TunnelState, Integer> tunnels,
      Map<PseudowireState, Integer> pseudowires,
      Map<PseudowireState, Integer> sessions,
      long commits,
      Optional<Instant> lastCommit,
      Optional<LastRefusal> lastRefusal) {}

  /** A refusal of this end, and its time. */
  record LastRefusal(Instant time, String text) {}

  /**
   * The comparison of the data plane with the configuration and the results of signaling. A peer
   * that can not be reached is not a problem of this kind.
   *
   * @param consistent true if nothing differs
   * @param count number of objects that differ
   * @param problems the first differences, in text for people; at most 100
   */
  record Health(boolean consistent, int count, List<String> problems) {}

  /** Returns the counters of the whole system. */
  SystemStatus system();

  /** Returns the differences between the data plane and the configuration. */
  Health health();

  /**
   * Returns the tunnels, also those that peers opened, sorted by name.
   *
   * @param after only tunnels whose names sort after this one are returned; "" for all
   */
  Stream<TunnelStatus> tunnels(String after);

  /** Returns the status of a tunnel; empty if it does not exist. */
  Optional<TunnelStatus> tunnel(String name);

  /**
   * Returns the pseudowires, sorted by name.
   *
   * @param after only pseudowires whose names sort after this one are returned; "" for all
   */
  Stream<PseudowireStatus> pseudowires(String after);

  /** Returns the status of a pseudowire; empty if it does not exist. */
  Optional<PseudowireStatus> pseudowire(String name);

  /** Returns the pseudowire, or session that a peer opened, with this local session id. */
  Optional<PseudowireStatus> session(long sessionId);

  /**
   * Returns the sessions that peers opened, sorted by name.
   *
   * @param after only sessions whose names sort after this one are returned; "" for all
   */
  Stream<PseudowireStatus> sessions(String after);

  /** Returns the status of a session that a peer opened; empty if it does not exist. */
  Optional<PseudowireStatus> session(String name);

  /**
   * Returns the funnels, sorted by name.
   *
   * @param after only funnels whose names sort after this one are returned; "" for all
   */
  Stream<FunnelStatus> funnels(String after);

  /** Returns the status of a funnel; empty if it does not exist. */
  Optional<FunnelStatus> funnel(String name);

  /** Reads the tree of a funnel from the kernel; empty if the funnel does not exist. */
  Optional<TreeState> tree(String funnel);

  /**
   * Finds the port of a funnel that a MAC address was learned on. Reads the kernel.
   *
   * @param vlan the VLAN that the address was learned in, if the funnel maps VLANs
   * @return empty if the address was not learned, or the funnel does not exist
   */
  Optional<Located> locate(String funnel, MacAddress address, OptionalInt vlan);

  /** Reads the counters of the control connections of a tunnel; empty if it has none. */
  Optional<TunnelCounters> counters(String tunnel);

  /** Reads the counters of the control channel that do not belong to a tunnel. */
  SystemCounters counters();

  /**
   * Reads the state and counters of interfaces, by name. Interfaces that do not exist are left out.
   */
  Map<String, InterfaceState> interfaces(Collection<String> names);

  /** Returns the latest events of all objects with a greater sequence, oldest first. */
  Stream<Event> events(long afterSequence);

  /** Returns the latest events of one object, oldest first. */
  List<Event> events(Subject subject, String name);

  /**
   * Passes every event from now on to a subscriber, in order, on the manager thread. The subscriber
   * must not block; it queues work that takes time. An exception that it throws is logged, and the
   * subscription goes on.
   */
  Subscription subscribe(Consumer<Event> subscriber);

  /**
   * A subscription to events. Closing it ends it.
   *
   * <p>Thread: any.
   */
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Returns the running configuration with the state nodes that are outside of lists, and with the
   * keys of the lists of state.
   */
  ContainerNode operationalRoot();

  /**
   * Returns a list entry completed with its state nodes. An entry of a list that is not in the
   * sluice modules is returned unchanged.
   */
  MapEntryNode withState(MapEntryNode entry);
}
