package net.sluice.manager.state;

import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.sluice.funnel.FunnelPlane.Repair;
import net.sluice.funnel.Tree;
import net.sluice.manager.api.StatusService.EventType;
import net.sluice.manager.api.StatusService.FunnelState;
import net.sluice.manager.api.StatusService.FunnelStatus;
import net.sluice.manager.api.StatusService.Subject;

/**
 * The last known state of funnels.
 *
 * <p>Thread: manager. Methods that return a state: any.
 */
public final class OperationalFunnels {
  private static final int DIFFERENCES_SHOWN = 10;

  private final Clock clock;
  private final EventHistory events;
  private final KnownProblems problems;
  private final StatusTable<FunnelStatus, FunnelState> funnels =
      new StatusTable<>(FunnelState.class, FunnelStatus::state);

  /** Names of the funnels whose last repair failed. */
  private final Set<String> failing = new HashSet<>();

  public OperationalFunnels(Clock clock, EventHistory events, KnownProblems problems) {
    this.clock = clock;
    this.events = events;
    this.problems = problems;
  }

  /** Returns the funnels whose names sort after the given one, sorted by name. */
  public Stream<FunnelStatus> funnels(String after) {
    return funnels.after(after);
  }

  public Optional<FunnelStatus> funnel(String name) {
    return funnels.get(name);
  }

  /**
   * Stores the result of a repair.
   *
   * @param pseudowires number of pseudowires and sessions in the funnel
   */
  public void repaired(Tree tree, int pseudowires, Repair repair) {
    FunnelState state = FunnelState.UP;
    if (repair.problem().isPresent()) {
      state = FunnelState.FAILED;
    } else if (repair.waiting().isPresent()) {
      state = FunnelState.WAITING;
    }
    String name = tree.funnel().name();
    Optional<FunnelState> before = funnels.get(name).map(FunnelStatus::state);
    boolean uplinkCame = before.equals(Optional.of(FunnelState.WAITING)) && state == FunnelState.UP;
    boolean drifted =
        before.isPresent()
            && !uplinkCame
            && !repair.differences().isEmpty()
            && !isKnown(name, repair);
    if (drifted) {
      events.add(Subject.FUNNEL, name, EventType.DRIFT, text(repair.differences()));
    }
    setFailing(name, repair.failure().isPresent());
    // The health gets a new problem before the state shows it, and loses a solved problem after the
    // state shows that. A reader that finds a healthy system therefore finds no state with a
    // problem.
    if (state != FunnelState.UP) {
      storeProblem(name, repair);
    }
    boolean changed = put(tree, state, repair.problem().or(repair::waiting), pseudowires);
    if (drifted && !changed && repair.problem().isEmpty()) {
      events.add(Subject.FUNNEL, name, EventType.REPAIRED, "as configured again");
    }
    if (state == FunnelState.UP) {
      storeProblem(name, repair);
    }
  }

  /** Returns true if the differences have been reported already and a repair was only repeated. */
  private boolean isKnown(String name, Repair repair) {
    return failing.contains(name)
        && funnels
            .get(name)
            .filter(old -> repair.problem().isEmpty() || old.lastError().equals(repair.problem()))
            .isPresent();
  }

  private void setFailing(String name, boolean isFailing) {
    if (isFailing) {
      failing.add(name);
    } else {
      failing.remove(name);
    }
  }

  /** Returns true if the latest repair or change of any funnel has failed. */
  public boolean isAnyFailing() {
    return !failing.isEmpty();
  }

  private void storeProblem(String name, Repair repair) {
    // A funnel that waits for its uplink is as configured, so it has no problem.
    Optional<String> problem = repair.problem();
    if (problem.isPresent() && repair.failure().isEmpty()) {
      problems.setWaiting(Subject.FUNNEL, name, problem.get());
    } else {
      problems.set(Subject.FUNNEL, name, problem);
    }
  }

  private static String text(List<String> differences) {
    String first = differences.stream().limit(DIFFERENCES_SHOWN).collect(Collectors.joining("; "));
    int more = differences.size() - DIFFERENCES_SHOWN;
    return more > 0 ? "%s; and %d more".formatted(first, more) : first;
  }

  /**
   * Stores that a change of a funnel failed.
   *
   * @param pseudowires number of pseudowires and sessions in the funnel
   */
  public void failed(Tree tree, int pseudowires, String reason) {
    setFailing(tree.funnel().name(), true);
    problems.set(Subject.FUNNEL, tree.funnel().name(), Optional.of(reason));
    put(tree, FunnelState.FAILED, Optional.of(reason), pseudowires);
  }

  /** Stores a status. Returns true if the state has changed. */
  private boolean put(Tree tree, FunnelState state, Optional<String> error, int pseudowires) {
    String name = tree.funnel().name();
    Optional<FunnelStatus> old = funnels.get(name);
    boolean changed = !old.map(FunnelStatus::state).equals(Optional.of(state));
    Instant since = changed ? clock.instant() : old.orElseThrow().since();
    funnels.put(name, new FunnelStatus(tree, state, since, error, pseudowires));
    if (changed || !old.orElseThrow().lastError().equals(error)) {
      EventType type =
          switch (state) {
            case UP -> EventType.UP;
            case WAITING -> EventType.DOWN;
            case FAILED -> EventType.FAILED;
          };
      events.add(Subject.FUNNEL, name, type, error.orElse("the tree and its uplink are in place"));
    }
    return changed;
  }

  /** Reports that a commit has changed the configuration of a funnel. */
  public void configured(Tree tree) {
    String name = tree.funnel().name();
    if (funnels.get(name).filter(old -> !old.wanted().funnel().equals(tree.funnel())).isPresent()) {
      events.add(Subject.FUNNEL, name, EventType.CHANGED, "configuration changed");
    }
  }

  /** Stores new leaves and a new number of pseudowires. The state of the tree was not read. */
  public void membersChanged(Tree tree, int pseudowires) {
    funnels
        .get(tree.funnel().name())
        .ifPresent(
            old ->
                funnels.put(
                    old.name(),
                    new FunnelStatus(
                        tree, old.state(), old.since(), old.lastError(), pseudowires)));
  }

  /**
   * Stores the result of the removal of a funnel that must not exist.
   *
   * @param id number of the funnel
   * @param problem the reason why parts of it remain; empty if it is removed
   */
  public void leftovers(int id, Optional<String> problem) {
    problems.set("leftovers of funnel number " + id, problem);
  }

  /**
   * Stores the result of the removal of filters that belong to no funnel.
   *
   * @param problem the reason why they remain; empty if they are removed
   */
  public void unknownFilters(Optional<String> problem) {
    problems.set("filters of an interrupted commit", problem);
  }

  /** Removes a funnel that has been removed from the configuration. */
  public void removed(String name) {
    funnels.remove(name);
    setFailing(name, false);
    problems.set(Subject.FUNNEL, name, Optional.empty());
    events.add(Subject.FUNNEL, name, EventType.DELETED, "removed from the configuration");
    events.forget(Subject.FUNNEL, name);
  }
}
