package net.sluice.manager.ledger;

import java.util.Optional;
import net.sluice.l2tp.CircuitStatus;
import net.sluice.l2tp.InterfaceSettings;
import net.sluice.l2tp.InterfaceState;
import net.sluice.l2tp.Mtu;
import net.sluice.l2tp.PseudowireProfile;
import net.sluice.l2tp.SessionProfile;
import net.sluice.l2tp.TunnelProfile;
import net.sluice.l2tp.signaling.SessionReport;
import net.sluice.l2tp.signaling.SessionReport.State;
import net.sluice.manager.api.StatusService.PseudowireState;
import org.jspecify.annotations.Nullable;

/**
 * A session in the ledger: of a configured pseudowire of any kind, or one that a peer opened.
 *
 * <p>The state consists of two values. <em>wanted</em> is set by a commit, by a tunnel that comes
 * up or by signaling, depending on the kind. <em>present</em> is set by the settler and by reading
 * the data plane. <em>given</em> are the settings of the interface of the present session.
 * <em>problem</em> is the reason why the present session is not the wanted one.
 *
 * <pre>
 *                want                     created
 *   nothing ------------&gt; to be created ----------&gt; in place &lt;---+
 *      ^                     |  ^                      |  |        | settings given
 *      |            refused  |  | retry           want |  +--------+
 *      |                     v  |               another|
 *      |                   problem                     v
 *      |      lost                    unwant      to be created again
 *      +--------------- to be removed &lt;----- (any state with a present session)
 *
 *   state                wanted   present
 *   nothing              none     none
 *   to be created        W        none
 *   in place             W        W          given becomes {@link #settings()}
 *   to be created again  W        another, or W without its interface
 *   to be removed        none     any
 * </pre>
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>given is null if the session is not present, or is present without an interface.
 *   <li>Signaling waits for an answer only while a session is wanted.
 *   <li>A finished session has no wanted form and is not reported.
 * </ul>
 *
 * <p>Thread: manager.
 */
final class Placed {

  /** The kind of a session, which determines who sets the wanted form. */
  enum Kind {
    /** A commit sets it. */
    STATIC,
    /** The state of its tunnel sets it. */
    KEEPALIVE,
    /** Signaling sets it. */
    DYNAMIC,
    /** Signaling sets it; a peer opened the session. */
    PEER;

    /** Returns true if the session is negotiated with the peer. */
    boolean isNegotiated() {
      return this == DYNAMIC || this == PEER;
    }
  }

  private final String name;
  private final int id;
  private Kind kind;
  private @Nullable SessionReport report;
  private InterfaceSettings configured;
  private @Nullable SessionProfile wanted;
  private @Nullable SessionProfile present;
  private @Nullable PlacedTunnel tunnel;
  private @Nullable InterfaceSettings given;
  private @Nullable String problem;

  /** True if the data plane reports that the interface carries frames. */
  private boolean running;

  /** True if signaling waits for the answer that the wanted session is present. */
  private boolean awaited;

  /** True if the peer was notified that the circuit at this end is down. */
  private boolean faulty;

  private boolean finished;

  /**
   * Creates a session that is not wanted yet.
   *
   * @param id its number: persistent for a pseudowire, temporary for a session of a peer
   * @param report the first report of the signaling; null for a static session
   * @param configured settings of its interface while it is active; an MTU of 0 means that the MTU
   *     is calculated from the session
   */
  Placed(
      String name,
      int id,
      Kind kind,
      @Nullable SessionReport report,
      InterfaceSettings configured) {
    this.name = name;
    this.id = id;
    this.kind = kind;
    this.report = report;
    this.configured = configured;
  }

  String name() {
    return name;
  }

  int id() {
    return id;
  }

  Kind kind() {
    return kind;
  }

  /** Returns the latest report of the signaling; only sessions that are not static have one. */
  SessionReport report() {
    if (report == null) {
      throw new IllegalStateException("static pseudowire '%s' has no report".formatted(name));
    }
    return report;
  }

  @Nullable SessionProfile wanted() {
    return wanted;
  }

  @Nullable SessionProfile present() {
    return present;
  }

  @Nullable PlacedTunnel tunnel() {
    return tunnel;
  }

  @Nullable InterfaceSettings given() {
    return given;
  }

  Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  /** Returns the name that its interface must have. */
  String configuredName() {
    return configured.name();
  }

  boolean isRunning() {
    return running;
  }

  /** Returns true if the present session has no interface. */
  boolean isBroken() {
    return present != null && given == null;
  }

  boolean isFinished() {
    return finished;
  }

  /** Returns the present name of its interface, or the configured one if there is none. */
  String interfaceName() {
    return given != null ? given.name() : configured.name();
  }

  /** Returns true if the data plane has the wanted session with an interface. */
  boolean isInPlace() {
    return wanted != null && wanted.equals(present) && given != null;
  }

  // --- Wanted ------------------------------------------------------------------------------------

  /** Changes the kind to static. A session that was negotiated before is no longer wanted. */
  void becomeStatic(PseudowireProfile pseudowire) {
    kind = Kind.STATIC;
    report = null;
    awaited = false;
    configured = pseudowire.settings();
    wanted = pseudowire.session();
  }

  /** Changes the kind to keepalive. The session is wanted when its tunnel is. */
  void becomeKeepalive(SessionReport of, InterfaceSettings settings) {
    kind = Kind.KEEPALIVE;
    report = of;
    awaited = false;
    configured = settings;
    wanted = null;
  }

  /** Changes the kind to dynamic, or only the settings if it is dynamic already. */
  void becomeDynamic(SessionReport idle, InterfaceSettings settings) {
    if (kind != Kind.DYNAMIC) {
      kind = Kind.DYNAMIC;
      report = idle;
      unwant();
    }
    configure(settings);
  }

  /** Sets new settings. A new name of the interface means that the session is recreated. */
  void configure(InterfaceSettings settings) {
    configured = settings;
    if (wanted != null && !wanted.interfaceName().equals(settings.name())) {
      wanted = wanted.withInterfaceName(settings.name());
    }
  }

  /** Stores a report of signaling. */
  void report(SessionReport latest) {
    report = latest;
  }

  /** Sets the wanted session to the negotiated one. Signaling waits for the answer. */
  void install(SessionReport negotiated) {
    report = negotiated;
    awaited = true;
    wanted =
        new SessionProfile(
            negotiated.local().tunnelId(),
            negotiated.peer().tunnelId(),
            negotiated.local().sessionId(),
            negotiated.peer().sessionId(),
            negotiated.peer().cookie(),
            negotiated.local().cookie(),
            negotiated.sublayer(),
            negotiated.sequencing(),
            configured.name());
  }

  void want(SessionProfile session) {
    wanted = session;
  }

  /** Clears the wanted session. Signaling does not wait for an answer. */
  void unwant() {
    wanted = null;
    awaited = false;
  }

  /** Marks it as finished: it is no longer configured, or its peer ended it. */
  void finish() {
    unwant();
    finished = true;
  }

  // --- Present -----------------------------------------------------------------------------------

  /** Enters that the wanted session was created. Its interface has no settings yet. */
  void created(PlacedTunnel in) {
    present = wanted;
    tunnel = in;
    given = InterfaceSettings.fresh(configured.name());
    problem = null;
  }

  /** Enters that the interface has these settings. */
  void configured(InterfaceSettings settings) {
    given = settings;
    running = settings.up();
    problem = null;
  }

  /** Enters that the data plane does not have it any more. */
  void lost() {
    present = null;
    tunnel = null;
    given = null;
    running = false;
  }

  /**
   * Enters a session that was read from the data plane.
   *
   * @param session the session as found
   * @param in its tunnel; null for one that is not in the ledger
   * @param state its interface; empty if there is none under the name
   */
  void found(SessionProfile session, @Nullable PlacedTunnel in, Optional<InterfaceState> state) {
    present = session.equals(wanted) ? wanted : session;
    tunnel = in;
    given = null;
    running = false;
    state.ifPresent(this::seen);
  }

  /** Sets the reason why the present session is not the wanted one. */
  void problem(String reason) {
    problem = reason;
  }

  /** Clears the problem. */
  void solved() {
    problem = null;
  }

  /**
   * Enters the state of the interface of the present session.
   *
   * @return true if it has a fault that the peer was not notified of
   */
  boolean seen(InterfaceState state) {
    running = state.running();
    InterfaceSettings target = settings();
    InterfaceSettings found = state.settings();
    Optional<String> difference = target.difference(found);
    given = difference.isEmpty() && found.name().equals(target.name()) ? target : found;
    problem = difference.orElse(null);
    boolean fault =
        difference.isPresent()
            && (target.up() != found.up() || !target.bridge().equals(found.bridge()));
    boolean isNewFault = fault && !faulty;
    faulty |= fault;
    return isNewFault;
  }

  // --- Answers and reports -----------------------------------------------------------------------

  /** Returns true if signaling waits for an answer and it is due now; clears the mark then. */
  boolean takeAnswerDue() {
    boolean due = awaited && isInPlace();
    awaited &= !due;
    return due;
  }

  boolean isAwaited() {
    return awaited;
  }

  /** Returns the status of the circuit at this end, if the peer must be notified of a change. */
  Optional<CircuitStatus> circuitChange() {
    if (kind == Kind.STATIC || present == null || faulty == (problem != null)) {
      return Optional.empty();
    }
    faulty = problem != null;
    return Optional.of(faulty ? CircuitStatus.DOWN : CircuitStatus.UP);
  }

  /** Returns the settings that its interface must have now. */
  InterfaceSettings settings() {
    return tunnel == null || present == null
        ? settings(configured.mtu())
        : settingsIn(tunnel.profile(), present);
  }

  /** Returns the settings that its interface must have with a session in a tunnel. */
  InterfaceSettings settingsIn(TunnelProfile in, SessionProfile session) {
    return settings(
        configured.mtu() == 0
            ? Mtu.inner(in, session.transmitCookie(), session.sublayer())
            : configured.mtu());
  }

  private InterfaceSettings settings(int mtu) {
    return kind == Kind.STATIC ? configured : configured.withMtu(mtu).withDormant(!carries());
  }

  /**
   * Returns true if the peer accepts frames. An initiator that has the peer's reply sends its ICCN
   * as soon as the data plane is ready, so its session counts as established (RFC 3931 section
   * 7.3.1): the interface is configured only once.
   */
  private boolean carries() {
    SessionReport now = report();
    boolean replied =
        now.state() == State.WAIT_REPLY
            && wanted != null
            && wanted.sessionId() == now.local().sessionId();
    return (replied || now.state() == State.ESTABLISHED) && now.peer().circuit().forwards();
  }

  /** Returns the present session and the settings of its interface; empty when there is none. */
  Optional<PseudowireProfile> asPresent() {
    if (present == null) {
      return Optional.empty();
    }
    InterfaceSettings settings =
        given == null ? InterfaceSettings.fresh(present.interfaceName()) : given;
    return Optional.of(
        new PseudowireProfile(name, tunnel == null ? "" : tunnel.name(), present, settings));
  }

  PseudowireState state() {
    if (present == null || given == null || !given.name().equals(configured.name())) {
      return PseudowireState.ABSENT;
    }
    if (kind == Kind.STATIC) {
      return running ? PseudowireState.UP : PseudowireState.DOWN;
    }
    if (!given.up()) {
      return PseudowireState.DOWN;
    }
    return report().state() == State.ESTABLISHED && !given.dormant()
        ? PseudowireState.UP
        : PseudowireState.DORMANT;
  }
}
