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
 * <p>Two values say everything: <em>wanted</em>, set by a commit, by a tunnel that comes up or by
 * the signalling, depending on the kind; and <em>present</em>, set by the settler and by reading
 * the data plane. <em>given</em> are the settings that the interface of the present session has,
 * <em>problem</em> is the reason why the data plane does not have what is wanted.
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
 * <p>Invariants: given is known only while the session is present, and missing then when it has no
 * interface; the signalling waits for an answer only while a session is wanted; a finished session
 * wants nothing and is not reported any more.
 */
final class Placed {

  /** The kind of a session: it says who decides whether it is wanted. */
  enum Kind {
    /** A commit decides. */
    STATIC,
    /** The state of its tunnel decides. */
    KEEPALIVE,
    /** The signalling decides. */
    DYNAMIC,
    /** The signalling decides; the session is not configured. */
    PEER;

    /** Returns whether the session is negotiated with the peer. */
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

  /** Whether the interface carries frames, as far as the data plane says. */
  private boolean running;

  /** Whether the signalling waits for the answer that the data plane has what is wanted. */
  private boolean awaited;

  /** Whether the peer was told that the circuit at this end is down. */
  private boolean faulty;

  private boolean finished;

  /**
   * Creates a session that is not wanted yet.
   *
   * @param id its number: the persisted one of a pseudowire, or one lent to a session of a peer
   * @param report the first report of the signalling; null for a static session
   * @param configured settings of its interface while it is active; an MTU of 0 stands for the MTU
   *     that the session leaves to the frames
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

  /** Returns the latest report of the signalling; only sessions that are not static have one. */
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

  /** Returns whether the present session has no interface. */
  boolean isBroken() {
    return present != null && given == null;
  }

  boolean isFinished() {
    return finished;
  }

  /** Returns the name that its interface has, or else must have. */
  String interfaceName() {
    return given != null ? given.name() : configured.name();
  }

  /** Returns whether the data plane has it in this form. */
  boolean isInPlace() {
    return wanted != null && wanted.equals(present) && given != null;
  }

  // --- Wanted ------------------------------------------------------------------------------------

  /** Becomes a static session; the session that was negotiated before is not wanted any more. */
  void becomeStatic(PseudowireProfile pseudowire) {
    kind = Kind.STATIC;
    report = null;
    awaited = false;
    configured = pseudowire.settings();
    wanted = pseudowire.session();
  }

  /** Becomes a session of a keepalive tunnel, which is wanted when the tunnel is. */
  void becomeKeepalive(SessionReport of, InterfaceSettings settings) {
    kind = Kind.KEEPALIVE;
    report = of;
    awaited = false;
    configured = settings;
    wanted = null;
  }

  /** Becomes a session that the signalling negotiates, or gets new settings as one. */
  void becomeDynamic(SessionReport idle, InterfaceSettings settings) {
    if (kind != Kind.DYNAMIC) {
      kind = Kind.DYNAMIC;
      report = idle;
      unwant();
    }
    configure(settings);
  }

  /** Takes over new settings; another name of the interface means that the session is recreated. */
  void configure(InterfaceSettings settings) {
    configured = settings;
    if (wanted != null && !wanted.interfaceName().equals(settings.name())) {
      wanted = wanted.withInterfaceName(settings.name());
    }
  }

  /** Takes over a report of the signalling. */
  void report(SessionReport news) {
    report = news;
  }

  /** Wants the negotiated session; the signalling waits for the answer. */
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

  /** Wants nothing any more. The signalling does not wait for an answer. */
  void unwant() {
    wanted = null;
    awaited = false;
  }

  /** Wants nothing for ever: it is not configured any more, or its peer ended it. */
  void finish() {
    unwant();
    finished = true;
  }

  // --- Present -----------------------------------------------------------------------------------

  /** The data plane has created the wanted session. Its interface has no settings yet. */
  void created(PlacedTunnel in) {
    present = wanted;
    tunnel = in;
    given = InterfaceSettings.fresh(configured.name());
    problem = null;
  }

  /** The interface has the settings now. */
  void configured(InterfaceSettings settings) {
    given = settings;
    running = settings.up();
    problem = null;
  }

  /** The data plane does not have it any more. */
  void lost() {
    present = null;
    tunnel = null;
    given = null;
    running = false;
  }

  /**
   * The data plane was read, and has it.
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

  /** Notes the reason why the data plane does not have what is wanted. */
  void problem(String reason) {
    problem = reason;
  }

  /** Notes that nothing is wrong any more. */
  void solved() {
    problem = null;
  }

  /**
   * The interface of the present session was looked at.
   *
   * @return whether it has a fault that the peer does not know of
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
    boolean news = fault && !faulty;
    faulty |= fault;
    return news;
  }

  // --- Answers and reports -----------------------------------------------------------------------

  /** Returns whether the signalling waits for an answer, which is due now. */
  boolean takeAnswerDue() {
    boolean due = awaited && isInPlace();
    awaited &= !due;
    return due;
  }

  boolean isAwaited() {
    return awaited;
  }

  /** Returns the change of the circuit at this end that the peer does not know of, if any. */
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
   * Returns whether the peer takes frames. An initiator that has the peer's reply sends its ICCN as
   * soon as the data plane is ready, so its session counts as established (RFC 3931 section 7.3.1):
   * the interface is configured only once.
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
