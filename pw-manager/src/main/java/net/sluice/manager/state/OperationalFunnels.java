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

/** The state of funnels as last seen. Written by the manager's thread, read by any. */
public final class OperationalFunnels {
  private static final int DIFFERENCES_TOLD = 10;

  private final Clock clock;
  private final EventHistory events;
  private final KnownProblems problems;
  private final StatusTable<FunnelStatus, FunnelState> funnels =
      new StatusTable<>(FunnelState.class, FunnelStatus::state);

  /** Names of those whose repair was refused the last time. */
  private final Set<String> refused = new HashSet<>();

  public OperationalFunnels(Clock clock, EventHistory events, KnownProblems problems) {
    this.clock = clock;
    this.events = events;
    this.problems = problems;
  }

  public Stream<FunnelStatus> funnels(String after) {
    return funnels.after(after);
  }

  public Optional<FunnelStatus> funnel(String name) {
    return funnels.get(name);
  }

  /**
   * A funnel was looked at, and put right as far as that is possible.
   *
   * @param pseudowires how many are in it
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
    boolean arrived = before.equals(Optional.of(FunnelState.WAITING)) && state == FunnelState.UP;
    boolean drifted =
        before.isPresent() && !arrived && !repair.differences().isEmpty() && !isKnown(name, repair);
    if (drifted) {
      events.add(Subject.FUNNEL, name, EventType.DRIFT, told(repair.differences()));
    }
    noteRefused(name, repair.failure().isPresent());
    // Who sees that something is wrong finds it wrong in the health, and who sees a sound health
    // finds everything sound: a problem is noted first, and struck out last.
    if (state != FunnelState.UP) {
      note(name, repair);
    }
    boolean changed = put(tree, state, repair.problem().or(repair::waiting), pseudowires);
    if (drifted && !changed && repair.problem().isEmpty()) {
      events.add(Subject.FUNNEL, name, EventType.REPAIRED, "as configured again");
    }
    if (state == FunnelState.UP) {
      note(name, repair);
    }
  }

  /** Whether what is wrong was told already, and was only tried again. */
  private boolean isKnown(String name, Repair repair) {
    return refused.contains(name)
        && funnels
            .get(name)
            .filter(old -> repair.problem().isEmpty() || old.lastError().equals(repair.problem()))
            .isPresent();
  }

  private void noteRefused(String name, boolean isRefused) {
    if (isRefused) {
      refused.add(name);
    } else {
      refused.remove(name);
    }
  }

  private void note(String name, Repair repair) {
    Optional<String> problem = repair.problem().or(repair::waiting);
    if (problem.isPresent() && repair.failure().isEmpty()) {
      problems.noteWaiting(Subject.FUNNEL, name, problem.get());
    } else {
      problems.note(Subject.FUNNEL, name, problem);
    }
  }

  private static String told(List<String> differences) {
    String first = differences.stream().limit(DIFFERENCES_TOLD).collect(Collectors.joining("; "));
    int more = differences.size() - DIFFERENCES_TOLD;
    return more > 0 ? "%s; and %d more".formatted(first, more) : first;
  }

  /** The funnel could not be changed as it should be. */
  public void failed(Tree tree, int pseudowires, String reason) {
    noteRefused(tree.funnel().name(), true);
    problems.note(Subject.FUNNEL, tree.funnel().name(), Optional.of(reason));
    put(tree, FunnelState.FAILED, Optional.of(reason), pseudowires);
  }

  /**
   * @return whether the state is another than before
   */
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

  /** A commit changed what a funnel shall be. */
  public void configured(Tree tree) {
    String name = tree.funnel().name();
    if (funnels.get(name).filter(old -> !old.wanted().funnel().equals(tree.funnel())).isPresent()) {
      events.add(Subject.FUNNEL, name, EventType.CHANGED, "configuration changed");
    }
  }

  /** Leaves or pseudowires are others; nobody has looked at the tree. */
  public void occupied(Tree tree, int pseudowires) {
    funnels
        .get(tree.funnel().name())
        .ifPresent(
            old ->
                funnels.put(
                    old.name(),
                    new FunnelStatus(
                        tree, old.state(), old.since(), old.lastError(), pseudowires)));
  }

  /** Something of a funnel that shall not be there could not be removed, and why. */
  public void leftovers(int id, Optional<String> problem) {
    problems.note("leftovers of funnel number " + id, problem);
  }

  /** A funnel is no more. */
  public void gone(String name) {
    funnels.remove(name);
    noteRefused(name, false);
    problems.note(Subject.FUNNEL, name, Optional.empty());
    events.add(Subject.FUNNEL, name, EventType.DELETED, "removed from the configuration");
    events.forget(Subject.FUNNEL, name);
  }
}
