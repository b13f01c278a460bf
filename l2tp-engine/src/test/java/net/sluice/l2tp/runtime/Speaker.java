package net.sluice.l2tp.runtime;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import net.sluice.l2tp.Encapsulation;
import net.sluice.l2tp.InterfaceSettings;
import net.sluice.l2tp.LcceProfile;
import net.sluice.l2tp.Mtu;
import net.sluice.l2tp.SessionProfile;
import net.sluice.l2tp.SignaledPseudowireProfile;
import net.sluice.l2tp.SignaledTunnelProfile;
import net.sluice.l2tp.Site;
import net.sluice.l2tp.Step;
import net.sluice.l2tp.StepResults;
import net.sluice.l2tp.TunnelProfile;
import net.sluice.l2tp.signaling.SessionReport;
import net.sluice.l2tp.signaling.SignalingEvent;
import net.sluice.l2tp.signaling.SignalingUpdate;
import net.sluice.l2tp.signaling.TunnelReport;
import net.sluice.netlink.Await;
import net.sluice.netlink.system.LinuxSyscalls;

/**
 * A site that runs the control protocol: a loop, and a thread that handles its events as a manager
 * does. The interface of a pseudowire has the name of the pseudowire.
 */
final class Speaker implements AutoCloseable {
  private static final List<SignalingEvent> END = List.of();
  private final Site site;
  private final LcceLoop loop;
  private final BlockingQueue<List<SignalingEvent>> queue = new LinkedBlockingQueue<>();
  private final Map<String, TunnelReport> tunnels = new ConcurrentHashMap<>();
  private final Map<String, SessionReport> sessions = new ConcurrentHashMap<>();
  private final Map<Long, TunnelProfile> installed = new HashMap<>();
  private final Map<String, SessionProfile> inPlace = new HashMap<>();
  private final Thread manager;

  /** Opens a loop for the data plane of the site. */
  Speaker(Site site, long seed) {
    this.site = site;
    this.loop =
        site.namespace()
            .call(
                () ->
                    LcceLoop.open(LinuxSyscalls.instance(), site.plane().kind(), new Random(seed)));
    loop.listen(queue::add);
    manager = Thread.ofPlatform().name("test-manager").daemon().start(this::manage);
  }

  LcceLoop loop() {
    return loop;
  }

  Site site() {
    return site;
  }

  /** Returns the index of the interface to the other site. */
  int linkIndex() {
    return site.plane().interfaces(List.of("under0")).get("under0").index();
  }

  // --- Configuration

  /** Configures this host with a listener. */
  void listen(String hostName, Encapsulation encapsulation, InetAddress address, int port) {
    LcceProfile.Listener listener = new LcceProfile.Listener(encapsulation, address, port);
    LcceProfile profile =
        new LcceProfile(hostName, 1, "Sluice", List.of(listener), 0, 0, 100, 0, false);
    loop.update(update(Optional.of(profile), Map.of(), Map.of()));
  }

  /** Configures a tunnel and pseudowires in it. */
  void configure(SignaledTunnelProfile tunnel, SignaledPseudowireProfile... pseudowires) {
    Map<String, Optional<SignaledPseudowireProfile>> byName = new HashMap<>();
    for (SignaledPseudowireProfile pseudowire : pseudowires) {
      byName.put(pseudowire.name(), Optional.of(pseudowire));
    }
    loop.update(update(Optional.empty(), Map.of(tunnel.name(), Optional.of(tunnel)), byName));
  }

  /** Removes a tunnel and the pseudowire in it. */
  void remove(String tunnel, String pseudowire) {
    loop.update(
        update(
            Optional.empty(),
            Map.of(tunnel, Optional.empty()),
            Map.of(pseudowire, Optional.empty())));
  }

  private static SignalingUpdate update(
      Optional<LcceProfile> lcce,
      Map<String, Optional<SignaledTunnelProfile>> tunnels,
      Map<String, Optional<SignaledPseudowireProfile>> pseudowires) {
    return new SignalingUpdate(lcce, tunnels, pseudowires, Optional.empty(), Optional.empty());
  }

  // --- State

  /** Returns the last report of a tunnel; null if there is none. */
  TunnelReport tunnel(String name) {
    return tunnels.get(name);
  }

  /** Returns the last report of a session; null if there is none. */
  SessionReport session(String name) {
    return sessions.get(name);
  }

  /** Waits for a state of a tunnel. */
  void awaits(String tunnel, TunnelReport.State state) {
    Await.until(
        tunnel + " is " + state,
        () -> tunnels.containsKey(tunnel) && tunnels.get(tunnel).state() == state);
  }

  /** Waits for a state of a session. */
  void awaits(String session, SessionReport.State state) {
    Await.until(
        session + " is " + state,
        () -> sessions.containsKey(session) && sessions.get(session).state() == state);
  }

  /** Returns the number of established sessions. */
  long established() {
    return sessions.values().stream()
        .filter(session -> session.state() == SessionReport.State.ESTABLISHED)
        .count();
  }

  // --- Events

  private void manage() {
    try {
      for (var events = queue.take(); !events.equals(END); events = queue.take()) {
        take(events);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void take(List<SignalingEvent> events) {
    List<Long> done = new ArrayList<>();
    for (SignalingEvent event : events) {
      switch (event) {
        case SignalingEvent.TunnelChanged(TunnelReport report) ->
            tunnels.put(report.name(), report);
        case SignalingEvent.TunnelGone(String name) -> tunnels.remove(name);
        case SignalingEvent.InstallTunnel(TunnelProfile tunnel, var socket) -> {
          installed.put(tunnel.tunnelId(), tunnel);
          apply(new Step.CreateTunnel(tunnel, Optional.of(socket)));
        }
        case SignalingEvent.TunnelEnded(long tunnelId) -> {
          apply(new Step.DeleteTunnel(installed.remove(tunnelId)));
          loop.released(tunnelId);
        }
        case SignalingEvent.InstallSession(SessionReport report) -> {
          install(report);
          done.add(report.local().sessionId());
        }
        case SignalingEvent.SessionChanged(SessionReport report) ->
            sessions.put(report.name(), report);
        case SignalingEvent.SessionGone(String name, long localId) -> sessions.remove(name);
        case SignalingEvent.Refused refused -> {}
      }
    }
    if (!done.isEmpty()) {
      loop.installed(done);
    }
  }

  private void install(SessionReport report) {
    SessionProfile session =
        new SessionProfile(
            report.local().tunnelId(),
            report.peer().tunnelId(),
            report.local().sessionId(),
            report.peer().sessionId(),
            report.peer().cookie(),
            report.local().cookie(),
            report.sublayer(),
            report.sequencing(),
            report.name());
    TunnelProfile tunnel = installed.get(report.local().tunnelId());
    int mtu = Mtu.inner(tunnel, report.peer().cookie(), report.sublayer());
    InterfaceSettings up = new InterfaceSettings(report.name(), "", mtu, true, Optional.empty());
    SessionProfile before = inPlace.put(report.name(), session);
    if (before != null) {
      apply(new Step.DeleteSession(report.name(), before));
    }
    apply(
        new Step.CreateSession(report.name(), session),
        new Step.Configure(report.name(), InterfaceSettings.fresh(report.name()), up));
  }

  private void apply(Step... steps) {
    StepResults results = site.apply(steps);
    if (!results.complete()) {
      throw new AssertionError(results.failures().toString());
    }
  }

  @Override
  public void close() {
    loop.close();
    queue.add(END);
    try {
      manager.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    site.close();
  }
}
