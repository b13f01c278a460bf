package net.sluice.tests.standin;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import net.sluice.l2tp.DataPlane;
import net.sluice.l2tp.DataPlaneListener;
import net.sluice.l2tp.InterfaceState;
import net.sluice.l2tp.SessionProfile;
import net.sluice.l2tp.Snapshot;
import net.sluice.l2tp.Snapshot.ActualSession;
import net.sluice.l2tp.Step;
import net.sluice.l2tp.Step.Configure;
import net.sluice.l2tp.Step.CreateSession;
import net.sluice.l2tp.Step.CreateTunnel;
import net.sluice.l2tp.Step.DeleteSession;
import net.sluice.l2tp.Step.DeleteTunnel;
import net.sluice.l2tp.StepBatch;
import net.sluice.l2tp.StepResults;
import net.sluice.l2tp.TunnelProfile;
import net.sluice.l2tp.link.Outcome;
import net.sluice.l2tp.link.Refusals;
import net.sluice.l2tp.link.SessionLinks;
import net.sluice.netlink.KernelError;
import net.sluice.netlink.NetlinkSocket;
import net.sluice.netlink.Nl;
import net.sluice.netlink.RequestBatch;
import net.sluice.netlink.rtnl.LinkWriter;
import net.sluice.netlink.rtnl.Rtnl;
import net.sluice.netlink.system.Errno;
import net.sluice.netlink.system.Syscalls;

/**
 * A data plane without L2TP. Its sessions are {@link Veths}, created in batches like the sessions
 * of {@link net.sluice.l2tp.kernel.KernelDataPlane}. It keeps tunnels and sessions in memory, and
 * configures interfaces with the code of the real data planes. Like the sessions of the kernel, the
 * veths stay when it is closed.
 */
final class StandInDataPlane implements DataPlane {
  private final NetlinkSocket socket;
  private final SessionLinks links;
  private final RequestBatch batch;
  private final LinkWriter writer;
  private final KernelError[] errors = new KernelError[StepBatch.LIMIT];

  /** The step that each request of the batch belongs to, as its index in the batch of steps. */
  private final int[] owners = new int[StepBatch.LIMIT];

  private final Map<Long, TunnelProfile> tunnels = new HashMap<>();
  private final Map<Long, SessionProfile> sessions = new HashMap<>();

  /** Opens the sockets, in the network namespace of this thread. */
  StandInDataPlane(Syscalls syscalls) {
    socket = NetlinkSocket.open(syscalls, Nl.NETLINK_ROUTE);
    links = new SessionLinks(syscalls);
    batch = socket.batch((index, error) -> errors[owners[index]] = error);
    writer = new LinkWriter(batch);
  }

  @Override
  public Kind kind() {
    return Kind.KERNEL;
  }

  @Override
  public StepResults apply(List<Step> steps) {
    Outcome outcome = new Outcome();
    for (StepBatch each : StepBatch.of(steps)) {
      if (outcome.hasFailures()) {
        break;
      }
      if (each.steps().getFirst() instanceof Configure) {
        links.configure(each, outcome);
      } else {
        apply(each, outcome);
      }
    }
    return outcome.results();
  }

  private void apply(StepBatch steps, Outcome outcome) {
    Arrays.fill(errors, null);
    for (int i = 0; i < steps.steps().size(); i++) {
      owners[batch.size()] = i;
      errors[i] = write(steps.steps().get(i)).orElse(null);
    }
    batch.flush();
    for (int i = 0; i < steps.steps().size(); i++) {
      Step step = steps.steps().get(i);
      if (errors[i] == null || (deletes(step) && errors[i].errno() == Errno.ENODEV)) {
        outcome.applied(steps.first() + i);
        remember(step);
      } else {
        outcome.failed(steps.first() + i, errors[i], meaning(step, errors[i]));
      }
    }
  }

  /** Writes the request for a step, if it needs one. Returns an error where the kernel would. */
  private Optional<KernelError> write(Step step) {
    switch (step) {
      case CreateTunnel create when tunnels.containsKey(create.tunnel().tunnelId()) -> {
        return refusal(Errno.EEXIST);
      }
      case CreateSession create when !tunnels.containsKey(create.session().tunnelId()) -> {
        return refusal(Errno.ENODEV);
      }
      case CreateSession create when exists(create.session().sessionId()) -> {
        return refusal(Errno.EEXIST);
      }
      case CreateSession(String pseudowire, SessionProfile session) ->
          Veths.create(writer, session.tunnelId(), session.interfaceName());
      case DeleteSession(String pseudowire, SessionProfile session) ->
          writer.delete(session.interfaceName());
      case DeleteTunnel(TunnelProfile tunnel) -> writer.deleteGroup(Veths.group(tunnel.tunnelId()));
      case CreateTunnel create -> {} // only remembered
      case Configure configure -> throw new IllegalStateException("not a step of L2TP");
    }
    return Optional.empty();
  }

  private static Optional<KernelError> refusal(int errno) {
    return Optional.of(KernelError.of(errno, ""));
  }

  /** Returns true if a session exists. Its interface, which others may remove, decides. */
  private boolean exists(long sessionId) {
    SessionProfile session = sessions.get(sessionId);
    return session != null && links.exists(session.interfaceName());
  }

  private static boolean deletes(Step step) {
    return step instanceof DeleteSession || step instanceof DeleteTunnel;
  }

  private void remember(Step step) {
    switch (step) {
      case CreateTunnel(TunnelProfile tunnel, var socket) -> tunnels.put(tunnel.tunnelId(), tunnel);
      case DeleteTunnel(TunnelProfile tunnel) -> {
        tunnels.remove(tunnel.tunnelId());
        sessions.values().removeIf(session -> session.tunnelId() == tunnel.tunnelId());
      }
      case CreateSession(String pseudowire, SessionProfile session) ->
          sessions.put(session.sessionId(), session);
      case DeleteSession(String pseudowire, SessionProfile session) ->
          sessions.remove(session.sessionId());
      case Configure configure -> {} // in the kernel
    }
  }

  private String meaning(Step step, KernelError error) {
    return switch (step) {
      case CreateTunnel(TunnelProfile tunnel, var socket) -> Refusals.tunnel(tunnel, error.errno());
      case CreateSession(String pseudowire, SessionProfile session)
          when error.errno() == Errno.ENODEV ->
          Refusals.noTunnel(session);
      case CreateSession(String pseudowire, SessionProfile session)
          when error.errno() == Errno.EEXIST ->
          exists(session.sessionId())
              ? Refusals.sessionIdInUse(session)
              : Refusals.nameInUse(session);
      default -> "";
    };
  }

  @Override
  public List<String> explain(Step step) {
    return step instanceof Configure configure ? links.explain(configure) : List.of("veth " + step);
  }

  @Override
  public Snapshot snapshot(Collection<Long> tunnelIds, Collection<SessionProfile> wanted) {
    Map<Long, TunnelProfile> found = new HashMap<>(tunnels);
    found.keySet().retainAll(tunnelIds);
    List<SessionProfile> present =
        wanted.stream()
            .map(session -> sessions.get(session.sessionId()))
            .filter(Objects::nonNull)
            .toList();
    Map<String, InterfaceState> interfaces =
        links.states(present.stream().map(SessionProfile::interfaceName).toList());
    Map<Long, ActualSession> actual =
        present.stream()
            .filter(session -> interfaces.containsKey(session.interfaceName()))
            .collect(
                Collectors.toMap(
                    SessionProfile::sessionId, session -> new ActualSession(session, true)));
    return new Snapshot(found, actual, interfaces);
  }

  @Override
  public Map<String, InterfaceState> interfaces(Collection<String> names) {
    return links.states(names);
  }

  @Override
  public void listen(DataPlaneListener listener) {
    links.listen(listener, UnaryOperator.identity());
  }

  @Override
  public void pauseEvents() {
    links.pauseEvents();
  }

  @Override
  public void resumeEvents() {
    links.resumeEvents();
  }

  /** Returns the number of requests that created sessions. Thread: any. */
  long creations() {
    return socket.counters().count(Rtnl.RTM_NEWLINK);
  }

  @Override
  public void close() {
    links.close();
    socket.close();
  }
}
