package net.sluice.l2tp.runtime;

import java.io.Writer;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import net.sluice.l2tp.CircuitStatus;
import net.sluice.l2tp.protocol.Lcce;
import net.sluice.l2tp.protocol.LcceAction;
import net.sluice.l2tp.protocol.LcceInput;
import net.sluice.l2tp.signaling.SignalingEvent;
import net.sluice.l2tp.signaling.SignalingUpdate;
import net.sluice.l2tp.signaling.TunnelReport;

/**
 * An {@link Lcce} of which one tunnel can be recorded. While it is, what is told of several tunnels
 * at once is told in two parts, so that the random numbers drawn for the recorded one are known.
 */
final class RecordableLcce {
  private final Recording.Draws draws;
  private final Lcce lcce;
  private final Settings settings = new Settings();
  private final Consumer<LcceAction> sink;
  private final Consumer<LcceAction> actions = this::pass;

  /** State of each tunnel as last told. */
  private final Map<String, TunnelReport.State> states = new HashMap<>();

  /** Time of the last input. */
  private long latest;

  /** What is recorded, or will be as soon as its tunnel has no connection; null for nothing. */
  private Recording recording;

  /**
   * One that has nothing.
   *
   * @param sink where all actions go
   */
  RecordableLcce(RandomGenerator random, Consumer<LcceAction> sink) {
    this.draws = new Recording.Draws(random);
    this.lcce = new Lcce(draws);
    this.sink = sink;
  }

  /** The Lcce itself, to be asked. */
  Lcce lcce() {
    return lcce;
  }

  /** Takes in what happened. */
  void on(LcceInput input, long now) {
    if (isRecording()) {
      runTimers(now);
    }
    latest = now;
    switch (input) {
      case LcceInput.Update(SignalingUpdate update) -> update(update, now);
      case LcceInput.ResetTunnel(String name) when waitsFor(name) -> beginRecording(now);
      case LcceInput.Installed(Collection<Long> ids) when isRecording() -> {
        Map<Boolean, List<Long>> parts =
            ids.stream().collect(Collectors.partitioningBy(recording::hasSession));
        take(new LcceInput.Installed(parts.get(true)), now);
        lcce.on(new LcceInput.Installed(parts.get(false)), now, actions);
      }
      case LcceInput.LocalStatus(Map<String, CircuitStatus> byName) when isRecording() -> {
        Map<String, CircuitStatus> ours = new HashMap<>(byName);
        ours.keySet().removeIf(name -> !recording.hasSession(name));
        Map<String, CircuitStatus> others = new HashMap<>(byName);
        others.keySet().removeIf(recording::hasSession);
        take(new LcceInput.LocalStatus(ours), now);
        lcce.on(new LcceInput.LocalStatus(others), now, actions);
      }
      case LcceInput.ShutDown shutDown -> {
        stopRecording(); // all tunnels stop at once
        lcce.on(input, now, actions);
      }
      default -> take(input, now);
    }
  }

  /** Each at its own time, so that what is due for one tunnel is not mixed with others'. */
  private void runTimers(long now) {
    for (long due = lcce.deadline(); due <= now; due = lcce.deadline()) {
      latest = Math.max(latest, due);
      recording.step(lcce, new LcceInput.Timer(), latest, actions);
    }
  }

  private void update(SignalingUpdate update, long now) {
    for (String tunnel : update.tunnels().keySet()) {
      if (waitsFor(tunnel) && !settings.hasTunnel(tunnel)) {
        recording.begin(settings.host(), now);
      }
    }
    if (isRecording()) {
      String tunnel = recording.tunnel();
      take(new LcceInput.Update(settings.part(update, tunnel, true)), now);
      lcce.on(new LcceInput.Update(settings.part(update, tunnel, false)), now, actions);
    } else {
      lcce.on(new LcceInput.Update(update), now, actions);
    }
    settings.apply(update);
    states
        .keySet()
        .removeIf(name -> update.tunnels().containsKey(name) && !settings.hasTunnel(name));
  }

  private void take(LcceInput input, long now) {
    if (isRecording()) {
      recording.step(lcce, input, now, actions);
    } else {
      lcce.on(input, now, actions);
    }
  }

  private void pass(LcceAction action) {
    switch (action) {
      case LcceAction.Emit(SignalingEvent.TunnelChanged(TunnelReport report)) ->
          states.put(report.name(), report.state());
      case LcceAction.Emit(SignalingEvent.TunnelGone(String name)) -> states.remove(name);
      default -> {}
    }
    sink.accept(action);
  }

  // --- Recording

  /** Records a tunnel from its next set-up on, instead of what is recorded now. */
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

  private boolean isRecording() {
    return recording != null && recording.begun();
  }

  private boolean waitsFor(String tunnel) {
    return recording != null && !recording.begun() && recording.tunnel().equals(tunnel);
  }

  /** Begins the recording that waits for its tunnel to have no connection, if it has none. */
  void beginRecordingIfIdle(long now) {
    if (recording != null && !recording.begun() && hasNoConnection(recording.tunnel())) {
      beginRecording(now);
    }
  }

  /** The tunnel is forgotten and configured again, so that nothing from before plays a part. */
  private void beginRecording(long now) {
    String tunnel = recording.tunnel();
    LcceInput forget = new LcceInput.Update(settings.without(tunnel));
    lcce.on(forget, now, this::passUnlessGone);
    recording.begin(settings.host(), now);
    take(new LcceInput.Update(settings.of(tunnel)), now);
  }

  /** Nobody shall believe that a pseudowire is gone for good, and remove its interface. */
  private void passUnlessGone(LcceAction action) {
    if (!(action instanceof LcceAction.Emit(SignalingEvent.SessionGone gone))) {
      pass(action);
    }
  }

  /** Nothing may have been told yet of a tunnel that waits for its peer. */
  private boolean hasNoConnection(String tunnel) {
    TunnelReport.State state = states.getOrDefault(tunnel, TunnelReport.State.IDLE);
    return settings.hasTunnel(tunnel)
        && (state == TunnelReport.State.IDLE || state == TunnelReport.State.RETRY);
  }
}
