package net.sluice.l2tp.simulated;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import net.sluice.l2tp.DataPlane;
import net.sluice.l2tp.DataPlaneListener;
import net.sluice.l2tp.InterfaceState;
import net.sluice.l2tp.SessionProfile;
import net.sluice.l2tp.Snapshot;
import net.sluice.l2tp.Step;
import net.sluice.l2tp.StepBatch;
import net.sluice.l2tp.StepResults;
import net.sluice.l2tp.StepResults.Failure;
import org.jspecify.annotations.Nullable;

/**
 * A data plane in memory, for tests of the layers above a data plane and for controllers that need
 * a device to talk to. It accepts and refuses steps like the kernel, with the same errors, but
 * carries no frames. Its owner can play the part of other programs: refuse steps, reserve names,
 * change and remove interfaces. A bridge of any name exists.
 *
 * <p>Thread: any.
 */
public final class SimulatedDataPlane implements DataPlane {
  private final SimulatedKernel kernel = new SimulatedKernel();
  private final Map<StepType, Long> counts = new EnumMap<>(StepType.class);
  private final ExecutorService events =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("simulated-events").daemon().factory());
  private Function<Step, Optional<Refusal>> refusal = step -> Optional.empty();
  private volatile @Nullable DataPlaneListener listener;

  /** The types of steps, for counting. */
  public enum StepType {
    CREATE_TUNNEL,
    DELETE_TUNNEL,
    CREATE_SESSION,
    DELETE_SESSION,
    CONFIGURE;

    static StepType of(Step step) {
      return switch (step) {
        case Step.CreateTunnel create -> CREATE_TUNNEL;
        case Step.DeleteTunnel delete -> DELETE_TUNNEL;
        case Step.CreateSession create -> CREATE_SESSION;
        case Step.DeleteSession delete -> DELETE_SESSION;
        case Step.Configure configure -> CONFIGURE;
      };
    }
  }

  /**
   * The reason for the refusal of a step.
   *
   * @param errno a positive error number
   * @param text the text that the kernel would return
   */
  public record Refusal(int errno, String text) {}

  @Override
  public Kind kind() {
    return Kind.SIMULATED;
  }

  @Override
  public synchronized StepResults apply(List<Step> steps) {
    BitSet applied = new BitSet(steps.size());
    List<Failure> failures = new ArrayList<>();
    for (StepBatch batch : StepBatch.of(steps)) {
      if (!failures.isEmpty()) {
        break;
      }
      int index = batch.first();
      for (Step step : batch.steps()) {
        Optional<Refusal> refused = applyOne(step);
        if (refused.isEmpty()) {
          applied.set(index);
        } else {
          failures.add(new Failure(index, refused.get().errno(), refused.get().text()));
        }
        index++;
      }
    }
    return new StepResults(applied, failures);
  }

  private Optional<Refusal> applyOne(Step step) {
    Optional<Refusal> refused = refusal.apply(step);
    if (refused.isEmpty()) {
      refused = kernel.apply(step, this::changed, this::gone);
    }
    if (refused.isEmpty()) {
      counts.merge(StepType.of(step), 1L, Long::sum);
    }
    return refused;
  }

  @Override
  public List<String> explain(Step step) {
    return List.of("simulated " + step);
  }

  @Override
  public synchronized Snapshot snapshot(
      Collection<Long> tunnelIds, Collection<SessionProfile> sessions) {
    return kernel.snapshot(tunnelIds, sessions);
  }

  /** Returns all tunnels, sessions and interfaces. */
  public synchronized Snapshot snapshot() {
    return kernel.snapshot();
  }

  /** Returns the number of ports of each bridge, by its name. */
  public synchronized Map<String, Long> ports() {
    return kernel.snapshot().interfaces().values().stream()
        .flatMap(state -> state.settings().bridge().stream())
        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
  }

  @Override
  public synchronized Map<String, InterfaceState> interfaces(Collection<String> names) {
    Map<String, InterfaceState> found = new LinkedHashMap<>();
    for (String name : names) {
      kernel.find(name).ifPresent(state -> found.put(name, state));
    }
    return found;
  }

  @Override
  public void listen(DataPlaneListener newListener) {
    listener = newListener;
  }

  @Override
  public void close() {
    events.close();
  }

  /** Sets a function that returns the reason to refuse a step, or empty to accept it. */
  public synchronized void refuse(Function<Step, Optional<Refusal>> newRefusal) {
    refusal = newRefusal;
  }

  /** Reserves an interface name, like an interface that does not belong to L2TP. */
  public synchronized void takeName(String name) {
    kernel.takeName(name);
  }

  /**
   * Changes an interface, like another program.
   *
   * @throws IllegalArgumentException if there is no such interface
   */
  public synchronized void change(String name, UnaryOperator<InterfaceState> change) {
    kernel.change(name, change, this::changed);
  }

  /**
   * Deletes the session that has this interface, like another program.
   *
   * @throws IllegalArgumentException if there is no such interface
   */
  public synchronized void remove(String name) {
    kernel.remove(name, this::gone);
  }

  /**
   * Renames an interface, like another program.
   *
   * @throws IllegalArgumentException if there is no such interface
   */
  public synchronized void rename(String name, String newName) {
    kernel.rename(name, newName, this::changed);
  }

  /** Reports to the listener that events were lost. */
  public void overrun() {
    publish(DataPlaneListener::overrun);
  }

  /** Returns the number of applied steps of each type. */
  public synchronized Map<StepType, Long> counts() {
    return Map.copyOf(counts);
  }

  private void changed(InterfaceState state) {
    publish(target -> target.interfaceChanged(state));
  }

  private void gone(String name) {
    publish(target -> target.interfaceGone(name));
  }

  private void publish(Consumer<DataPlaneListener> event) {
    DataPlaneListener target = listener;
    if (target != null) {
      events.execute(() -> event.accept(target));
    }
  }
}
