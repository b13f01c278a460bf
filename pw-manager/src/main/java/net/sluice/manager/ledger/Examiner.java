package net.sluice.manager.ledger;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import net.sluice.l2tp.CircuitStatus;
import net.sluice.l2tp.DataPlane;
import net.sluice.l2tp.InterfaceState;
import net.sluice.l2tp.signaling.Signaling;
import net.sluice.manager.api.StatusService.Subject;
import net.sluice.manager.desired.DesiredState;
import net.sluice.manager.desired.DesiredTunnel;
import net.sluice.manager.funnels.Funnels;
import net.sluice.manager.ledger.Placed.Kind;
import net.sluice.manager.ledger.SessionLedger.SessionFilter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads interfaces that other programs may have changed, and repairs sessions that differ from the
 * wanted state.
 *
 * <p>Thread: manager.
 */
final class Examiner {
  private static final Logger LOG = LoggerFactory.getLogger(Examiner.class);

  private final DataPlane dataPlane;
  private final Signaling signaling;
  private final DesiredState desired;
  private final Funnels funnels;
  private final Ledger ledger;
  private final PeerSessions peerSessions;
  private final Reader reader;
  private final SignalingFollower follower;
  private final LedgerReporter reporter;
  private final IntSupplier settlement;

  /**
   * @param settlement settles the ledger and returns the number of steps
   */
  Examiner(
      DataPlane dataPlane,
      Signaling signaling,
      DesiredState desired,
      Funnels funnels,
      Ledger ledger,
      PeerSessions peerSessions,
      Reader reader,
      SignalingFollower follower,
      LedgerReporter reporter,
      IntSupplier settlement) {
    this.dataPlane = dataPlane;
    this.signaling = signaling;
    this.desired = desired;
    this.funnels = funnels;
    this.ledger = ledger;
    this.peerSessions = peerSessions;
    this.reader = reader;
    this.follower = follower;
    this.reporter = reporter;
    this.settlement = settlement;
  }

  /**
   * Examines interfaces that changed, and repairs those that differ from the wanted state.
   *
   * @param events the latest events of the data plane by interface; empty for a removed interface
   * @param mayRepair returns true if a session may be repaired now
   */
  void examine(Map<String, Optional<InterfaceState>> events, SessionFilter mayRepair) {
    Set<Placed> suspects = new LinkedHashSet<>();
    events.forEach(
        (name, state) ->
            withInterface(name).filter(session -> isNews(session, state)).ifPresent(suspects::add));
    // The event of a renamed interface contains only the new name. Its alias is the session's name.
    events.values().stream()
        .flatMap(Optional::stream)
        .map(state -> ledger.session(state.settings().alias()))
        .filter(Objects::nonNull)
        .filter(session -> isExaminable(session) && !events.containsKey(session.interfaceName()))
        .forEach(suspects::add);
    examine(suspects, mayRepair);
  }

  /**
   * Examines every interface that the data plane should have, except those with a known problem.
   */
  void examineAll(SessionFilter mayRepair) {
    examine(
        ledger.sessions().stream()
            .filter(Examiner::isExaminable)
            .filter(session -> session.kind() == Kind.STATIC || session.problem().isEmpty())
            .toList(),
        mayRepair);
  }

  /**
   * Retries changes that failed.
   *
   * @param isDue returns true if a session must be retried now
   * @param isTunnelDue returns true if a static tunnel must be retried now
   */
  void retry(SessionFilter isDue, Predicate<String> isTunnelDue) {
    Set<Placed> due = new LinkedHashSet<>();
    for (PlacedTunnel tunnel : List.copyOf(ledger.latest())) {
      if (tunnel.isStatic()
          && ledger.problem(tunnel.name()).isPresent()
          && isTunnelDue.test(tunnel.name())) {
        reader.read(List.of(tunnel), List.of());
        ledger.changed(tunnel);
        sessionsOf(tunnel.name()).forEach(due::add);
      }
    }
    for (Placed session : ledger.sessions()) {
      if (session.problem().isPresent() && isDue.test(subject(session), session.name())) {
        due.add(session);
      }
    }
    due.stream()
        .flatMap(session -> desired.keepalivePseudowire(session.name()).stream())
        .forEach(follower::wantKeepalive);
    due.removeIf(session -> !isExaminable(session));
    examine(due, (subject, name) -> true);
  }

  private List<Placed> sessionsOf(String tunnel) {
    return desired.pseudowiresIn(tunnel).stream()
        .map(ledger::session)
        .filter(Objects::nonNull)
        .toList();
  }

  private static Subject subject(Placed session) {
    return session.kind() == Kind.PEER ? Subject.SESSION : Subject.PSEUDOWIRE;
  }

  /** Returns false if the ledger knows this state already; Sluice itself causes most events. */
  private static boolean isNews(Placed session, Optional<InterfaceState> state) {
    if (session.present() == null) {
      return session.kind() == Kind.STATIC;
    }
    return session.isBroken()
        || state.isEmpty()
        || !state.get().settings().equals(session.given())
        || (session.kind() == Kind.STATIC && state.get().running() != session.isRunning());
  }

  /** Static sessions are read even while absent, because another program may have created them. */
  private static boolean isExaminable(Placed session) {
    return session.present() != null || session.kind() == Kind.STATIC;
  }

  private Optional<Placed> withInterface(String name) {
    return desired
        .pseudowireWithInterface(name)
        .map(ledger::session)
        .or(() -> peerSessions.withInterface(name));
  }

  private void examine(Collection<Placed> suspects, SessionFilter mayRepair) {
    Map<String, InterfaceState> found =
        suspects.isEmpty()
            ? Map.of()
            : dataPlane.interfaces(suspects.stream().map(Placed::interfaceName).toList());
    List<Placed> unclear = new ArrayList<>();
    Map<String, CircuitStatus> faults = new LinkedHashMap<>();
    for (Placed session : suspects) {
      InterfaceState state = found.get(session.interfaceName());
      if (session.present() == null || state == null) {
        unclear.add(session);
      } else if (session.seen(state) && session.kind() != Kind.STATIC) {
        faults.put(session.name(), CircuitStatus.DOWN);
      }
    }
    clarify(unclear);
    suspects.forEach(reporter::report);
    if (!faults.isEmpty()) {
      signaling.circuitStatus(faults);
    }
    List<Placed> drifted =
        suspects.stream()
            .filter(session -> mayRepair.test(subject(session), session.name()))
            .filter(session -> session.kind() != Kind.STATIC || session.problem().isPresent())
            .toList();
    drifted.forEach(ledger::changed);
    funnels.repairWithMembers(
        drifted.stream().map(Placed::name).toList(), name -> mayRepair.test(Subject.FUNNEL, name));
    int steps = settlement.getAsInt();
    if (!drifted.isEmpty() && steps > 0) {
      LOG.warn("drift repaired sessions={} steps={}", drifted.size(), steps);
    }
  }

  /** Reads sessions that are gone or have another interface, and negotiates dynamic ones again. */
  private void clarify(List<Placed> unclear) {
    if (unclear.isEmpty()) {
      return;
    }
    Map<Long, PlacedTunnel> tunnels = new HashMap<>();
    Map<Placed, String> missing = new LinkedHashMap<>();
    for (Placed session : unclear) {
      PlacedTunnel tunnel = tunnelOf(session);
      if (tunnel != null) {
        tunnels.put(tunnel.id(), tunnel);
      }
      missing.put(session, session.interfaceName());
    }
    reader.read(tunnels.values(), unclear);
    tunnels.values().stream().filter(tunnel -> !tunnel.isPresent()).forEach(this::tunnelLost);
    missing.forEach(
        (session, interfaceName) -> {
          if (!session.isInPlace()) {
            missing(session, interfaceName);
          }
        });
  }

  private @Nullable PlacedTunnel tunnelOf(Placed session) {
    PlacedTunnel tunnel = session.tunnel();
    return tunnel != null || session.wanted() == null
        ? tunnel
        : ledger.tunnel(session.wanted().tunnelId());
  }

  private void missing(Placed session, String interfaceName) {
    if (session.kind() == Kind.STATIC || session.kind() == Kind.KEEPALIVE) {
      if (session.problem().isEmpty()) {
        session.problem("interface %s is not there".formatted(interfaceName));
      }
      ledger.changed(session);
    } else if (session.wanted() != null) {
      session.unwant();
      session.problem(
          "interface %s is not there: the session is negotiated again".formatted(interfaceName));
      signaling.resetSession(session.name());
      ledger.changed(session);
    }
  }

  /**
   * Handles a tunnel that another program deleted. A signaled tunnel needs a new connection,
   * because the kernel does not accept its socket again (l2tp_tunnel_register()).
   */
  private void tunnelLost(PlacedTunnel tunnel) {
    if (!tunnel.isWanted()) {
      return;
    }
    if (tunnel.isStatic()) {
      ledger.changed(tunnel);
      return;
    }
    ledger.abandon(tunnel);
    if (isKeepalive(tunnel.name())) {
      signaling.tunnelRefused(tunnel.id(), "another program deleted it");
    } else {
      signaling.resetTunnel(tunnel.name());
    }
  }

  private boolean isKeepalive(String tunnel) {
    return desired.tunnel(tunnel).filter(DesiredTunnel.Keepalive.class::isInstance).isPresent();
  }
}
