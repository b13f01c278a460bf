package net.sluice.manager.state;

import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import net.sluice.l2tp.InterfaceSettings;
import net.sluice.l2tp.PseudowireProfile;
import net.sluice.l2tp.Result;
import net.sluice.l2tp.SessionProfile;
import net.sluice.l2tp.TunnelProfile;
import net.sluice.l2tp.signaling.Cause;
import net.sluice.l2tp.signaling.Refusal;
import net.sluice.l2tp.signaling.SessionReport;
import net.sluice.l2tp.signaling.TunnelReport;
import net.sluice.manager.api.StatusService.EventType;
import net.sluice.manager.api.StatusService.Health;
import net.sluice.manager.api.StatusService.LastRefusal;
import net.sluice.manager.api.StatusService.PseudowireState;
import net.sluice.manager.api.StatusService.PseudowireStatus;
import net.sluice.manager.api.StatusService.Subject;
import net.sluice.manager.api.StatusService.TunnelState;
import net.sluice.manager.api.StatusService.TunnelStatus;

/**
 * The last known state of every tunnel, pseudowire and session, and the present problems. It adds
 * an event to the history for each change.
 *
 * <p>Thread: manager. Methods that return state: any.
 */
public final class OperationalState {
  /** The key of a problem of the data plane as a whole, see {@link KnownProblems}. */
  public static final String DATA_PLANE = "data plane";

  private final Clock clock;
  private final EventHistory events;
  private final StatusTable<TunnelStatus, TunnelState> tunnels =
      new StatusTable<>(TunnelState.class, TunnelStatus::state);
  private final StatusTable<PseudowireStatus, PseudowireState> pseudowires =
      new StatusTable<>(PseudowireState.class, PseudowireStatus::state);
  private final StatusTable<PseudowireStatus, PseudowireState> peerSessions =
      new StatusTable<>(PseudowireState.class, PseudowireStatus::state);

  /** Names of the negotiated sessions by their ids. The desired state knows the configured ids. */
  private final Map<Long, String> negotiatedIds = new ConcurrentHashMap<>();

  /** Names of the sessions of peers by their interfaces. The desired state knows all others. */
  private final Map<String, String> peerInterfaces = new ConcurrentHashMap<>();

  /** Number of established sessions by tunnel: the report of a tunnel is older than they are. */
  private final Map<String, Integer> established = new ConcurrentHashMap<>();

  private Instant latest = Instant.EPOCH;

  private final KnownProblems problems = new KnownProblems();
  private final OperationalRefusals refusals;
  private final OperationalFunnels funnels;

  public OperationalState(Clock clock, EventHistory events) {
    this.clock = clock;
    this.events = events;
    refusals = new OperationalRefusals(clock, events);
    funnels = new OperationalFunnels(clock, events, problems);
  }

  public OperationalFunnels funnels() {
    return funnels;
  }

  /**
   * Stores the state of a static tunnel.
   *
   * @param problem the reason why it is not as configured; empty if it is
   */
  public void tunnel(TunnelProfile profile, int sessionCount, Optional<String> problem) {
    String name = profile.name();
    TunnelState state = problem.isPresent() ? TunnelState.DOWN : TunnelState.UP;
    Optional<TunnelStatus> old = tunnels.get(name);
    boolean changed = isNew(old.map(TunnelStatus::state), state);
    tunnels.put(
        name,
        new TunnelStatus(
            name,
            Optional.of(profile),
            state,
            since(changed, old.map(TunnelStatus::since)),
            problem,
            sessionCount,
            Optional.empty()));
    if (changed) {
      String text = problem.orElse("tunnel %d is in place".formatted(profile.tunnelId()));
      events.add(
          Subject.TUNNEL, name, state == TunnelState.UP ? EventType.UP : EventType.FAILED, text);
    } else if (!old.get().profile().equals(Optional.of(profile))) {
      String text = "configuration changed: tunnel %d recreated".formatted(profile.tunnelId());
      events.add(Subject.TUNNEL, name, EventType.CHANGED, text);
    }
    problems.set(Subject.TUNNEL, name, problem);
  }

  /** Stores a new number of sessions in a tunnel. The rest of its state is unchanged. */
  public void sessions(String tunnel, int count) {
    tunnels
        .get(tunnel)
        .ifPresent(
            old ->
                tunnels.put(
                    tunnel,
                    new TunnelStatus(
                        tunnel,
                        old.profile(),
                        old.state(),
                        old.since(),
                        old.lastError(),
                        count,
                        old.signaling())));
  }

  /**
   * Removes the state of a tunnel.
   *
   * @param why the reason, as text of the event
   */
  public void tunnelGone(String name, String why) {
    tunnels.remove(name);
    gone(Subject.TUNNEL, name, why, Optional.empty());
  }

  /** Removes the state of a tunnel that a peer opened. */
  public void peerTunnelGone(TunnelReport last) {
    tunnels.remove(last.name());
    gone(Subject.TUNNEL, last.name(), last.lastError().orElse("closed"), last.lastResult());
  }

  /**
   * Stores the state of a static pseudowire.
   *
   * @param problem the reason why it is not as configured; empty if it is
   */
  public void pseudowire(
      int id, PseudowireProfile profile, PseudowireState state, Optional<String> problem) {
    String name = profile.name();
    Optional<PseudowireStatus> old = pseudowires.get(name);
    // A reader that sees a faulty object must find the health faulty, and a reader that finds the
    // health good must see no faulty object. So a problem is stored first and removed last.
    if (problem.isPresent()) {
      problems.set(Subject.PSEUDOWIRE, name, problem);
    }
    boolean changed = isNew(old.map(PseudowireStatus::state), state);
    PseudowireStatus status =
        new PseudowireStatus(
            id,
            name,
            profile.tunnel(),
            Optional.of(profile.session()),
            profile.settings(),
            state,
            since(changed, old.map(PseudowireStatus::since)),
            problem,
            Optional.empty());
    put(pseudowires, status);
    if (changed) {
      events.add(Subject.PSEUDOWIRE, name, type(state, problem), text(status));
    } else if (!old.get().lastError().equals(problem)) {
      events.add(
          Subject.PSEUDOWIRE,
          name,
          problem.isPresent() ? EventType.DRIFT : EventType.REPAIRED,
          problem.orElse("as configured again"));
    } else {
      difference(old.get(), profile)
          .ifPresent(text -> events.add(Subject.PSEUDOWIRE, name, EventType.CHANGED, text));
    }
    if (problem.isEmpty()) {
      problems.set(Subject.PSEUDOWIRE, name, problem);
    }
  }

  public void pseudowireGone(String name) {
    remove(pseudowires, name);
    gone(Subject.PSEUDOWIRE, name, "removed from the configuration", Optional.empty());
  }

  /**
   * Stores the state of a tunnel with control messages, configured or opened by a peer.
   *
   * @param profile the tunnel in the data plane; empty if it is not there
   * @param problem the reason why the data plane does not have it as negotiated; empty if it does
   */
  public void signaledTunnel(
      TunnelReport report,
      Optional<TunnelProfile> profile,
      int sessionCount,
      Optional<String> problem) {
    String name = report.name();
    boolean up =
        report.state() == TunnelReport.State.ESTABLISHED
            && profile.isPresent()
            && problem.isEmpty();
    TunnelState state = up ? TunnelState.UP : TunnelState.DOWN;
    Optional<TunnelStatus> old = tunnels.get(name);
    boolean changed = isNew(old.map(TunnelStatus::state), state);
    Optional<TunnelReport> replaced =
        old.filter(was -> up && was.state() == TunnelState.UP)
            .flatMap(TunnelStatus::signaling)
            .filter(was -> was.configured() == report.configured())
            .filter(was -> isOtherConnection(was, report));
    TunnelStatus status =
        new TunnelStatus(
            name,
            profile,
            state,
            since(changed || replaced.isPresent(), old.map(TunnelStatus::since)),
            up ? Optional.empty() : problem.or(report::lastError),
            sessionCount,
            Optional.of(report));
    tunnels.put(name, status);
    if (old.isEmpty() && !report.configured()) {
      events.add(
          Subject.TUNNEL, name, EventType.CREATED, "opened by " + text(report.peer().address()));
    }
    if (changed && up) {
      refusals.tunnelUp(name, report.peer().address().getAddress());
      events.add(
          Subject.TUNNEL,
          name,
          EventType.UP,
          "established with %s: tunnel %d, at the peer %d"
              .formatted(nameOf(report), report.local().id(), report.peer().id()));
    } else if (!up) {
      addDownEvent(
          Subject.TUNNEL,
          name,
          old.filter(was -> was.state() == TunnelState.UP).isPresent(),
          old.flatMap(TunnelStatus::lastError),
          status.lastError(),
          problem.isPresent() ? Optional.empty() : report.last());
    }
    replaced.ifPresent(
        was ->
            events.add(
                Subject.TUNNEL,
                name,
                EventType.REPLACED,
                "%s, with %s; before: %s, with %s"
                    .formatted(identity(report), nameOf(report), identity(was), nameOf(was))));
    problems.set(Subject.TUNNEL, name, problem);
  }

  /** Returns true if two reports of an established tunnel are about different connections. */
  private static boolean isOtherConnection(TunnelReport one, TunnelReport other) {
    return one.local().id() != other.local().id() || one.peer().id() != other.peer().id();
  }

  private static String identity(TunnelReport report) {
    return "tunnel %d, at the peer %d at %s"
        .formatted(report.local().id(), report.peer().id(), text(report.peer().address()));
  }

  /**
   * Returns the Host Name of the peer; its address if it has sent none, as in keepalive tunnels.
   */
  private static String nameOf(TunnelReport report) {
    return report.peer().hostName().isEmpty()
        ? text(report.peer().address())
        : report.peer().hostName();
  }

  private static String text(InetSocketAddress address) {
    return OperationalRefusals.text(address);
  }

  /**
   * Stores the state of a session in a tunnel with control messages, configured or opened by a
   * peer.
   *
   * @param id its number
   * @param negotiated true in a dynamic tunnel, false in a keepalive tunnel
   * @param session the session in the data plane; empty if it is not there
   * @param settings the settings that its interface must have
   * @param problem the reason why the data plane does not have it as wanted; empty if it does
   */
  public void signaledSession(
      int id,
      SessionReport report,
      boolean negotiated,
      Optional<SessionProfile> session,
      InterfaceSettings settings,
      PseudowireState state,
      Optional<String> problem) {
    String name = report.name();
    boolean openedByPeer = report.acceptProfile().isPresent();
    Subject subject = openedByPeer ? Subject.SESSION : Subject.PSEUDOWIRE;
    StatusTable<PseudowireStatus, PseudowireState> table =
        openedByPeer ? peerSessions : pseudowires;
    if (problem.isPresent()) {
      problems.set(subject, name, problem);
    }
    Optional<PseudowireStatus> old = table.get(name);
    boolean changed = isNew(old.map(PseudowireStatus::state), state);
    PseudowireStatus status =
        new PseudowireStatus(
            id,
            name,
            report.tunnel(),
            session,
            settings,
            state,
            since(changed, old.map(PseudowireStatus::since)),
            problem.or(() -> whyNotUp(state, report)),
            negotiated ? Optional.of(report) : Optional.empty());
    put(table, status);
    if (old.isEmpty() && openedByPeer) {
      events.add(
          subject,
          name,
          EventType.CREATED,
          "requested by the peer of tunnel '%s' with Remote End ID %s: session profile '%s'"
              .formatted(report.tunnel(), report.remoteEndId(), report.acceptProfile().get()));
    }
    if (state == PseudowireState.UP) {
      if (changed) {
        refusals.sessionUp(subject, name, report.tunnel());
        events.add(subject, name, EventType.UP, text(status));
      } else if (!old.get().lastError().equals(problem)) {
        events.add(
            subject,
            name,
            problem.isPresent() ? EventType.DRIFT : EventType.REPAIRED,
            problem.orElse("as configured again"));
      }
    } else {
      addDownEvent(
          subject,
          name,
          old.filter(was -> was.state() == PseudowireState.UP).isPresent(),
          old.flatMap(PseudowireStatus::lastError),
          status.lastError(),
          problem.isPresent() || inactiveAtPeer(report) ? Optional.empty() : report.last());
    }
    if (problem.isEmpty()) {
      problems.set(subject, name, problem);
    }
  }

  private void addDownEvent(
      Subject subject,
      String name,
      boolean wentDown,
      Optional<String> before,
      Optional<String> now,
      Optional<Cause> cause) {
    Optional<Result> result = cause.flatMap(Cause::result);
    boolean normal = cause.filter(found -> !found.reason().isReported()).isPresent();
    if (wentDown) {
      events.add(subject, name, EventType.DOWN, now.orElse("is down"), result);
    } else if (now.isPresent() && !now.equals(before) && !normal) {
      events.add(subject, name, EventType.FAILED, now.get(), result);
    }
  }

  private static Optional<String> whyNotUp(PseudowireState state, SessionReport report) {
    if (state == PseudowireState.UP) {
      return Optional.empty();
    }
    return inactiveAtPeer(report)
        ? Optional.of("the circuit of the peer is not active")
        : report.lastError();
  }

  private static boolean inactiveAtPeer(SessionReport report) {
    return report.state() == SessionReport.State.ESTABLISHED && !report.peer().circuit().forwards();
  }

  /** Removes the state of a session that a peer opened. */
  public void peerSessionGone(SessionReport last) {
    remove(peerSessions, last.name());
    gone(Subject.SESSION, last.name(), last.lastError().orElse("closed"), last.lastResult());
  }

  /**
   * Stores that an unwanted object could not be removed from the data plane; empty if none is left.
   */
  public void leftovers(Optional<String> problem) {
    problems.set("leftovers", problem);
  }

  /** Stores the reason why the data plane does not answer; empty if it does. */
  public void dataPlane(Optional<String> problem) {
    problems.set(DATA_PLANE, problem);
  }

  public Stream<TunnelStatus> tunnels(String after) {
    return tunnels.after(after).map(this::asNow);
  }

  public Optional<TunnelStatus> tunnel(String name) {
    return tunnels.get(name).map(this::asNow);
  }

  private TunnelStatus asNow(TunnelStatus status) {
    return new TunnelStatus(
        status.name(),
        status.profile(),
        status.state(),
        status.since(),
        refusals.added(status.lastError(), Subject.TUNNEL, status.name()),
        status.sessions(),
        status
            .signaling()
            .map(report -> report.withSessions(established.getOrDefault(status.name(), 0))));
  }

  private PseudowireStatus asNow(Subject subject, PseudowireStatus status) {
    return refusals.of(subject, status.name()).isEmpty()
        ? status
        : new PseudowireStatus(
            status.id(),
            status.name(),
            status.tunnel(),
            status.session(),
            status.settings(),
            status.state(),
            status.since(),
            refusals.added(status.lastError(), subject, status.name()),
            status.signaling());
  }

  /**
   * Stores a refusal of this end at the object that it concerns; at the system if there is none.
   */
  public void refused(Refusal refusal) {
    Optional<String> session = refusal.session();
    if (session.filter(name -> pseudowires.get(name).isPresent()).isPresent()) {
      refusals.add(Subject.PSEUDOWIRE, session.get(), refusal);
    } else if (session.filter(name -> peerSessions.get(name).isPresent()).isPresent()) {
      refusals.add(Subject.SESSION, session.get(), refusal);
    } else if (refusal.tunnel().flatMap(tunnels::get).isPresent()) {
      refusals.add(Subject.TUNNEL, refusal.tunnel().get(), refusal);
    } else {
      refusals.add(Subject.SYSTEM, "", refusal);
    }
  }

  /** Returns the latest refusal that concerns no object. */
  public Optional<LastRefusal> lastRefusal() {
    return refusals.of(Subject.SYSTEM, "");
  }

  public Stream<PseudowireStatus> pseudowires(String after) {
    return pseudowires.after(after).map(status -> asNow(Subject.PSEUDOWIRE, status));
  }

  public Optional<PseudowireStatus> pseudowire(String name) {
    return pseudowires.get(name).map(status -> asNow(Subject.PSEUDOWIRE, status));
  }

  public Stream<PseudowireStatus> peerSessions(String after) {
    return peerSessions.after(after).map(status -> asNow(Subject.SESSION, status));
  }

  public Optional<PseudowireStatus> peerSession(String name) {
    return peerSessions.get(name).map(status -> asNow(Subject.SESSION, status));
  }

  /** Returns the negotiated session with an id at this end. */
  public Optional<PseudowireStatus> negotiatedSession(long sessionId) {
    return Optional.ofNullable(negotiatedIds.get(sessionId))
        .flatMap(name -> pseudowires.get(name).or(() -> peerSessions.get(name)));
  }

  /** Returns the session of a peer that an interface belongs to. */
  public Optional<PseudowireStatus> peerSessionWithInterface(String interfaceName) {
    return Optional.ofNullable(peerInterfaces.get(interfaceName)).flatMap(peerSessions::get);
  }

  public Map<TunnelState, Integer> tunnelCounts() {
    return tunnels.counts();
  }

  public Map<PseudowireState, Integer> pseudowireCounts() {
    return pseudowires.counts();
  }

  public Map<PseudowireState, Integer> peerSessionCounts() {
    return peerSessions.counts();
  }

  public Health health() {
    return problems.health();
  }

  /** Returns the present problems. */
  public KnownProblems problems() {
    return problems;
  }

  private void put(StatusTable<PseudowireStatus, PseudowireState> table, PseudowireStatus status) {
    Optional<PseudowireStatus> before = table.put(status.name(), status);
    before.ifPresent(was -> countEstablished(was, -1));
    countEstablished(status, 1);
    Optional<Long> id = negotiatedId(status);
    before
        .flatMap(OperationalState::negotiatedId)
        .filter(was -> !id.equals(Optional.of(was)))
        .ifPresent(was -> negotiatedIds.remove(was, status.name()));
    id.ifPresent(now -> negotiatedIds.put(now, status.name()));
    if (table == peerSessions) {
      peerInterfaces.put(status.settings().name(), status.name());
    }
  }

  private void remove(StatusTable<PseudowireStatus, PseudowireState> table, String name) {
    Optional<PseudowireStatus> before = table.remove(name);
    before.ifPresent(was -> countEstablished(was, -1));
    before.flatMap(OperationalState::negotiatedId).ifPresent(id -> negotiatedIds.remove(id, name));
    before.ifPresent(was -> peerInterfaces.remove(was.settings().name(), name));
  }

  private static Optional<Long> negotiatedId(PseudowireStatus status) {
    return status.signaling().isPresent()
        ? status.session().map(SessionProfile::sessionId)
        : Optional.empty();
  }

  private void countEstablished(PseudowireStatus status, int change) {
    status
        .signaling()
        .filter(report -> report.state() == SessionReport.State.ESTABLISHED)
        .ifPresent(
            report ->
                established.merge(
                    report.tunnel(),
                    change,
                    (count, more) -> count + more == 0 ? null : Integer.valueOf(count + more)));
  }

  private void gone(Subject subject, String name, String why, Optional<Result> result) {
    problems.set(subject, name, Optional.empty());
    refusals.forget(subject, name);
    events.add(subject, name, EventType.DELETED, why, result);
    events.forget(subject, name);
  }

  private static <S> boolean isNew(Optional<S> old, S state) {
    return !old.equals(Optional.of(state));
  }

  private Instant since(boolean changed, Optional<Instant> old) {
    return changed ? now() : old.orElseThrow();
  }

  /** Returns the time in milliseconds. Objects that change together share it, which saves heap. */
  private Instant now() {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    if (!now.equals(latest)) {
      latest = now;
    }
    return latest;
  }

  private static Optional<String> difference(PseudowireStatus before, PseudowireProfile after) {
    if (!before.session().equals(Optional.of(after.session()))) {
      return Optional.of(
          "configuration changed: session %d recreated".formatted(after.session().sessionId()));
    }
    return before.settings().equals(after.settings())
        ? Optional.empty()
        : Optional.of("configuration changed: settings of interface " + after.settings().name());
  }

  private static EventType type(PseudowireState state, Optional<String> problem) {
    return switch (state) {
      case UP -> EventType.UP;
      case DOWN, DORMANT -> EventType.DOWN;
      case ABSENT -> problem.isPresent() ? EventType.FAILED : EventType.DOWN;
    };
  }

  private static String text(PseudowireStatus status) {
    String interfaceName = status.settings().name();
    return status
        .lastError()
        .orElseGet(
            () ->
                switch (status.state()) {
                  case UP -> "interface " + interfaceName + " is up";
                  case DOWN -> "interface " + interfaceName + " is down";
                  case DORMANT -> "interface " + interfaceName + " is dormant";
                  case ABSENT -> "interface " + interfaceName + " is not there";
                });
  }
}
