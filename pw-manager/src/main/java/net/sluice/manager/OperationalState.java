package net.sluice.manager;

import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.sluice.l2tp.PseudowireProfile;
import net.sluice.l2tp.TunnelProfile;
import net.sluice.manager.StatusService.Health;
import net.sluice.manager.StatusService.PseudowireState;
import net.sluice.manager.StatusService.PseudowireStatus;
import net.sluice.manager.StatusService.Subject;
import net.sluice.manager.StatusService.TunnelState;
import net.sluice.manager.StatusService.TunnelStatus;

/** The state of every object as last heard. Written by the manager's thread, read by any. */
final class OperationalState {
  private static final int PROBLEMS_SHOWN = 100;

  private final Clock clock;
  private final EventHistory events;
  private final ConcurrentNavigableMap<String, TunnelStatus> tunnels =
      new ConcurrentSkipListMap<>();
  private final ConcurrentNavigableMap<String, PseudowireStatus> pseudowires =
      new ConcurrentSkipListMap<>();
  private final Map<Long, String> sessions = new ConcurrentHashMap<>();
  private final ConcurrentNavigableMap<String, String> problems = new ConcurrentSkipListMap<>();
  private final Map<TunnelState, Integer> tunnelCounts =
      Collections.synchronizedMap(new EnumMap<>(TunnelState.class));
  private final Map<PseudowireState, Integer> pseudowireCounts =
      Collections.synchronizedMap(new EnumMap<>(PseudowireState.class));

  OperationalState(Clock clock, EventHistory events) {
    this.clock = clock;
    this.events = events;
  }

  /** A tunnel is as configured; or is not, and why. */
  void tunnel(TunnelProfile profile, int sessionCount, Optional<String> problem) {
    String name = profile.name();
    TunnelStatus old = tunnels.get(name);
    TunnelState state = problem.isPresent() ? TunnelState.DOWN : TunnelState.UP;
    boolean changed = old == null || old.state() != state;
    Instant since = changed ? clock.instant() : old.since();
    tunnels.put(name, new TunnelStatus(profile, state, since, problem, sessionCount));
    if (changed) {
      count(tunnelCounts, state, 1);
      Optional.ofNullable(old).ifPresent(was -> count(tunnelCounts, was.state(), -1));
      String text = problem.orElse("tunnel %d is in place".formatted(profile.tunnelId()));
      events.add(Subject.TUNNEL, name, state == TunnelState.UP ? "up" : "failed", text);
    } else if (!old.profile().equals(profile)) {
      String text = "configuration changed: tunnel %d made anew".formatted(profile.tunnelId());
      events.add(Subject.TUNNEL, name, "changed", text);
    }
    noteProblem("tunnel '" + name + "'", problem);
  }

  /** The number of sessions in a tunnel is another now; nobody has looked at the tunnel. */
  void sessions(String tunnel, int count) {
    tunnels.computeIfPresent(
        tunnel,
        (name, old) ->
            new TunnelStatus(old.profile(), old.state(), old.since(), old.lastError(), count));
  }

  void tunnelGone(String name) {
    TunnelStatus old = tunnels.remove(name);
    if (old != null) {
      count(tunnelCounts, old.state(), -1);
    }
    noteProblem("tunnel '" + name + "'", Optional.empty());
    events.add(Subject.TUNNEL, name, "deleted", "removed from the configuration");
    events.forget(Subject.TUNNEL, name);
  }

  /**
   * A pseudowire was looked at.
   *
   * @param problem why it is not as configured, if it is not
   */
  void pseudowire(
      int id, PseudowireProfile profile, PseudowireState state, Optional<String> problem) {
    String name = profile.name();
    PseudowireStatus old = pseudowires.get(name);
    // Who sees that something is wrong finds it wrong in the health, and who sees a sound health
    // finds everything sound: a problem is noted first, and struck out last.
    String object = "pseudowire '" + name + "'";
    problem.ifPresent(text -> problems.put(object, text));
    boolean changed = old == null || old.state() != state;
    Instant since = changed ? clock.instant() : old.since();
    pseudowires.put(name, new PseudowireStatus(id, profile, state, since, problem));
    if (old != null && old.profile().session().sessionId() != profile.session().sessionId()) {
      sessions.remove(old.profile().session().sessionId(), name);
    }
    sessions.put(profile.session().sessionId(), name);
    if (changed) {
      count(pseudowireCounts, state, 1);
      Optional.ofNullable(old).ifPresent(was -> count(pseudowireCounts, was.state(), -1));
      events.add(Subject.PSEUDOWIRE, name, type(state, problem), text(profile, state, problem));
    } else if (!old.lastError().equals(problem)) {
      events.add(
          Subject.PSEUDOWIRE,
          name,
          problem.isPresent() ? "drift" : "repaired",
          problem.orElse("as configured again"));
    } else if (!old.profile().equals(profile)) {
      events.add(Subject.PSEUDOWIRE, name, "changed", difference(old.profile(), profile));
    }
    if (problem.isEmpty()) {
      problems.remove(object);
    }
  }

  void pseudowireGone(String name) {
    PseudowireStatus old = pseudowires.remove(name);
    if (old != null) {
      count(pseudowireCounts, old.state(), -1);
      sessions.remove(old.profile().session().sessionId(), name);
    }
    noteProblem("pseudowire '" + name + "'", Optional.empty());
    events.add(Subject.PSEUDOWIRE, name, "deleted", "removed from the configuration");
    events.forget(Subject.PSEUDOWIRE, name);
  }

  /** The data plane as a whole can be talked to; or can not, and why. */
  void dataPlane(Optional<String> problem) {
    noteProblem("data plane", problem);
  }

  Stream<TunnelStatus> tunnels(String after) {
    return tunnels.tailMap(after, false).values().stream();
  }

  Optional<TunnelStatus> tunnel(String name) {
    return Optional.ofNullable(tunnels.get(name));
  }

  Stream<PseudowireStatus> pseudowires(String after) {
    return pseudowires.tailMap(after, false).values().stream();
  }

  Optional<PseudowireStatus> pseudowire(String name) {
    return Optional.ofNullable(pseudowires.get(name));
  }

  Optional<PseudowireStatus> session(long sessionId) {
    return Optional.ofNullable(sessions.get(sessionId)).flatMap(this::pseudowire);
  }

  Map<TunnelState, Integer> tunnelCounts() {
    return complete(tunnelCounts, TunnelState.values());
  }

  Map<PseudowireState, Integer> pseudowireCounts() {
    return complete(pseudowireCounts, PseudowireState.values());
  }

  Health health() {
    List<String> shown =
        problems.entrySet().stream()
            .limit(PROBLEMS_SHOWN)
            .map(problem -> problem.getKey() + ": " + problem.getValue())
            .toList();
    return new Health(shown.isEmpty(), problems.size(), shown);
  }

  private void noteProblem(String object, Optional<String> problem) {
    problem.ifPresentOrElse(text -> problems.put(object, text), () -> problems.remove(object));
  }

  private static String difference(PseudowireProfile before, PseudowireProfile after) {
    return Planner.remade(before, after)
        ? "configuration changed: session %d made anew".formatted(after.session().sessionId())
        : "configuration changed: settings of interface " + after.settings().name();
  }

  private static String type(PseudowireState state, Optional<String> problem) {
    return switch (state) {
      case UP -> "up";
      case DOWN -> "down";
      case ABSENT -> problem.isPresent() ? "failed" : "down";
    };
  }

  private static String text(
      PseudowireProfile profile, PseudowireState state, Optional<String> problem) {
    String interfaceName = profile.settings().name();
    return problem.orElseGet(
        () ->
            switch (state) {
              case UP -> "interface " + interfaceName + " is up";
              case DOWN -> "interface " + interfaceName + " is down";
              case ABSENT -> "interface " + interfaceName + " is not there";
            });
  }

  private static <S> void count(Map<S, Integer> counts, S state, int change) {
    counts.merge(state, change, Integer::sum);
  }

  private static <S> Map<S, Integer> complete(Map<S, Integer> counts, S[] states) {
    return Stream.of(states)
        .collect(
            Collectors.toMap(
                Function.identity(),
                state -> counts.getOrDefault(state, 0),
                Integer::sum,
                LinkedHashMap::new));
  }
}
