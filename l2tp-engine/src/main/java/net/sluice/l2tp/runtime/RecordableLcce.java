package net.sluice.l2tp.runtime;

import java.io.Writer;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import net.sluice.l2tp.CircuitStatus;
import net.sluice.l2tp.protocol.Lcce;
import net.sluice.l2tp.protocol.LcceAction;
import net.sluice.l2tp.protocol.LcceInput;
import net.sluice.l2tp.signaling.SignalingEvent;
import net.sluice.l2tp.signaling.SignalingUpdate;
import net.sluice.l2tp.signaling.TunnelReport;
import org.jspecify.annotations.Nullable;

/**
 * An {@link Lcce} that can record one tunnel. During a recording it splits each input about several
 * tunnels in two, so that the random numbers for the recorded tunnel are known.
 *
 * <p>Thread: l2tp-signaling.
 */
final class RecordableLcce {
  private final Recording.Draws draws;
  private final Lcce lcce;
  private final Settings settings = new Settings();
  private final Consumer<LcceAction> sink;
  private final Consumer<LcceAction> actions = this::forward;

  /** Last reported state of each tunnel. */
  private final Map<String, TunnelReport.State> states = new HashMap<>();

  /** Time of the last input. */
  private long latest;

  /**
   * The recording, which may wait until its tunnel has no connection; null if there is no
   * recording.
   */
  private @Nullable Recording recording;

  /**
   * Creates an Lcce without configuration.
   *
   * @param socketLimit number of sockets at which peers without a configured tunnel are refused
   * @param sink receives all actions
   */
  RecordableLcce(RandomGenerator random, int socketLimit, Consumer<LcceAction> sink) {
    this.draws = new Recording.Draws(random);
    this.lcce = new Lcce(draws, socketLimit);
    this.sink = sink;
  }

  /** Returns the Lcce itself, for queries. */
  Lcce lcce() {
    return lcce;
  }

  /** Handles an input, and records it if it concerns the recorded tunnel. */
  void on(LcceInput input, long now) {
    Recording running = running();
    if (running != null) {
      runTimers(running, now);
    }
    latest = now;
    switch (input) {
      case LcceInput.Update(SignalingUpdate update) -> update(update, now);
      case LcceInput.ResetTunnel(String name) -> {
        Recording waiting = waitingFor(name);
        if (waiting != null) {
          beginRecording(waiting, now);
        } else {
          pass(input, now);
        }
      }
      case LcceInput.ShutDown shutDown -> {
        stopRecording(); // it records one tunnel, and this input stops all
        lcce.on(input, now, actions);
      }
      default -> pass(input, now);
    }
  }

  private void pass(LcceInput input, long now) {
    Recording running = running();
    if (running == null) {
      lcce.on(input, now, actions);
    } else {
      record(running, input, now);
    }
  }

  private void record(Recording running, LcceInput input, long now) {
    switch (input) {
      case LcceInput.Installed(Collection<Long> ids) -> {
        List<Long> ours = ids.stream().filter(running::hasSession).toList();
        List<Long> others = ids.stream().filter(id -> !running.hasSession(id)).toList();
        running.step(lcce, new LcceInput.Installed(ours), now, actions);
        lcce.on(new LcceInput.Installed(others), now, actions);
      }
      case LcceInput.LocalStatus(Map<String, CircuitStatus> byName) -> {
        Map<String, CircuitStatus> ours = new HashMap<>(byName);
        ours.keySet().removeIf(name -> !running.hasSession(name));
        Map<String, CircuitStatus> others = new HashMap<>(byName);
        others.keySet().removeIf(running::hasSession);
        running.step(lcce, new LcceInput.LocalStatus(ours), now, actions);
        lcce.on(new LcceInput.LocalStatus(others), now, actions);
      }
      default -> running.step(lcce, input, now, actions);
    }
  }

  /** Runs each timer at its own time, so that a step contains no action of another tunnel. */
  private void runTimers(Recording running, long now) {
    for (long due = lcce.deadline(); due <= now; due = lcce.deadline()) {
      latest = Math.max(latest, due);
      running.step(lcce, new LcceInput.Timer(), latest, actions);
    }
  }

  private void update(SignalingUpdate update, long now) {
    for (String tunnel : update.tunnels().keySet()) {
      Recording waiting = waitingFor(tunnel);
      if (waiting != null && !settings.hasTunnel(tunnel)) {
        waiting.begin(settings.host(), now);
      }
    }
    Recording running = running();
    if (running != null) {
      String tunnel = running.tunnel();
      running.step(lcce, new LcceInput.Update(settings.part(update, tunnel, true)), now, actions);
      lcce.on(new LcceInput.Update(settings.part(update, tunnel, false)), now, actions);
    } else {
      lcce.on(new LcceInput.Update(update), now, actions);
    }
    settings.apply(update);
    states
        .keySet()
        .removeIf(name -> update.tunnels().containsKey(name) && !settings.hasTunnel(name));
  }

  private void forward(LcceAction action) {
    switch (action) {
      case LcceAction.Emit(SignalingEvent.TunnelChanged(TunnelReport report)) ->
          states.put(report.name(), report.state());
      case LcceAction.Emit(SignalingEvent.TunnelGone(String name)) -> states.remove(name);
      default -> {}
    }
    sink.accept(action);
  }

  // --- Recording

  /** Records a tunnel from its next set-up. This ends the present recording. */
  void record(String tunnel, Writer out) {
    stopRecording();
    recording = new Recording(tunnel, out, draws);
  }

  /** Ends the recording, if there is one. */
  void stopRecording() {
    if (recording != null) {
      recording.close();
      recording = null;
    }
  }

  /** Returns the recording that has begun; null without one. */
  private @Nullable Recording running() {
    return recording != null && recording.begun() ? recording : null;
  }

  /** Returns the recording that waits to begin with this tunnel; null without one. */
  private @Nullable Recording waitingFor(String tunnel) {
    return recording != null && !recording.begun() && recording.tunnel().equals(tunnel)
        ? recording
        : null;
  }

  /** Begins the recording that waits, if its tunnel has no connection. */
  void beginRecordingIfIdle(long now) {
    if (recording != null && !recording.begun() && hasNoConnection(recording.tunnel())) {
      beginRecording(recording, now);
    }
  }

  /** Removes the tunnel and configures it again: no earlier state influences the recording. */
  private void beginRecording(Recording waiting, long now) {
    String tunnel = waiting.tunnel();
    LcceInput forget = new LcceInput.Update(settings.without(tunnel));
    lcce.on(forget, now, this::forwardUnlessGone);
    waiting.begin(settings.host(), now);
    waiting.step(lcce, new LcceInput.Update(settings.of(tunnel)), now, actions);
  }

  /** Drops {@code SessionGone}: the manager would remove the interface of the pseudowire. */
  private void forwardUnlessGone(LcceAction action) {
    if (!(action instanceof LcceAction.Emit(SignalingEvent.SessionGone gone))) {
      forward(action);
    }
  }

  /** Returns true if a tunnel has no connection. A tunnel without a report waits for its peer. */
  private boolean hasNoConnection(String tunnel) {
    TunnelReport.State state = states.getOrDefault(tunnel, TunnelReport.State.IDLE);
    return settings.hasTunnel(tunnel)
        && (state == TunnelReport.State.IDLE || state == TunnelReport.State.RETRY);
  }
}
