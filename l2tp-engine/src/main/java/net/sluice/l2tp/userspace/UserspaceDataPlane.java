package net.sluice.l2tp.userspace;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import net.sluice.l2tp.DataPlane;
import net.sluice.l2tp.DataPlaneException;
import net.sluice.l2tp.DataPlaneListener;
import net.sluice.l2tp.Encapsulation;
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
import net.sluice.l2tp.TunnelSocket;
import net.sluice.l2tp.link.Outcome;
import net.sluice.l2tp.link.ParallelCalls;
import net.sluice.l2tp.link.Refusals;
import net.sluice.l2tp.link.SessionLinks;
import net.sluice.l2tp.socket.L2tpSocket;
import net.sluice.netlink.KernelError;
import net.sluice.netlink.system.Errno;
import net.sluice.netlink.system.ErrnoException;
import net.sluice.netlink.system.Linux;
import net.sluice.netlink.system.Syscalls;
import net.sluice.netlink.system.Tap;
import org.jspecify.annotations.Nullable;

/**
 * A data plane without the kernel's L2TP: Sluice itself carries frames between a TAP for each
 * session and a socket for each tunnel. Tunnels and sessions end with the process. Needs
 * CAP_NET_ADMIN, CAP_NET_RAW for tunnels over IP, and /dev/net/tun.
 */
public final class UserspaceDataPlane implements DataPlane {
  private final Syscalls syscalls;
  private final SessionLinks links;
  private final Forwarder forwarder;

  /**
   * Tunnels by id. The manager thread writes this table and the next; the forwarder has its own.
   */
  private final Map<Long, Wire> wires = new ConcurrentHashMap<>();

  private final Map<Long, Attachment> attachments = new HashMap<>();
  private final Map<String, Attachment> byInterface = new ConcurrentHashMap<>();

  private UserspaceDataPlane(Syscalls syscalls) {
    this.syscalls = syscalls;
    this.links = new SessionLinks(syscalls);
    this.forwarder = new Forwarder(syscalls);
  }

  /**
   * Opens a data plane in the network namespace of this thread. All other calls except {@link
   * #interfaces} must come from the same namespace.
   *
   * @throws DataPlaneException if the kernel refuses
   */
  public static UserspaceDataPlane open(Syscalls syscalls) {
    try {
      checkPermission(syscalls);
      return new UserspaceDataPlane(syscalls);
    } catch (ErrnoException e) {
      throw new DataPlaneException(
          "can not carry frames in userspace: " + e.getMessage() + remedy(e.errno()), e);
    }
  }

  /** Fails early, before the first session would. */
  private static void checkPermission(Syscalls syscalls) {
    syscalls.close(syscalls.open("/dev/net/tun", Linux.O_RDWR | Linux.O_CLOEXEC));
    int fd = syscalls.socket(Linux.AF_INET, Linux.SOCK_DGRAM | Linux.SOCK_CLOEXEC, 0);
    try {
      syscalls.setsockopt(fd, Linux.SOL_SOCKET, Linux.SO_RCVBUFFORCE, L2tpSocket.BUFFER);
    } finally {
      syscalls.close(fd);
    }
  }

  private static String remedy(int errno) {
    return switch (errno) {
      case Errno.ENOENT, Errno.ENODEV -> " (load the module tun)";
      case Errno.EPERM, Errno.EACCES -> " (needs root or CAP_NET_ADMIN)";
      default -> "";
    };
  }

  @Override
  public Kind kind() {
    return Kind.USERSPACE;
  }

  @Override
  public StepResults apply(List<Step> steps) {
    Outcome outcome = new Outcome();
    for (StepBatch batch : StepBatch.of(steps)) {
      if (outcome.hasFailures()) {
        break;
      }
      if (batch.steps().getFirst() instanceof Configure) {
        links.configure(batch, outcome);
      } else if (batch.steps().getFirst() instanceof DeleteSession) {
        deleteSessions(batch, outcome);
      } else {
        for (int i = 0; i < batch.steps().size(); i++) {
          apply(batch.first() + i, batch.steps().get(i), outcome);
        }
      }
    }
    return outcome.results();
  }

  /** Closes the TAPs in parallel: each close waits for some milliseconds in the kernel. */
  private void deleteSessions(StepBatch batch, Outcome outcome) {
    List<Runnable> closings = new ArrayList<>();
    for (Step step : batch.steps()) {
      Attachment attachment = attachments.get(((DeleteSession) step).session().sessionId());
      closings.add(attachment == null ? () -> {} : detach(attachment));
    }
    @Nullable ErrnoException[] errors = new ErrnoException[closings.size()];
    ParallelCalls.run(
        closings.size(),
        i -> {
          try {
            closings.get(i).run();
          } catch (ErrnoException e) {
            errors[i] = e;
          }
        });
    for (int i = 0; i < errors.length; i++) {
      ErrnoException error = errors[i];
      if (error == null) {
        outcome.applied(batch.first() + i);
      } else {
        outcome.failed(batch.first() + i, error, error.operation());
      }
    }
  }

  private void apply(int index, Step step, Outcome outcome) {
    try {
      switch (step) {
        case CreateTunnel(TunnelProfile tunnel, var socket) -> create(tunnel, socket);
        case DeleteTunnel(TunnelProfile tunnel) -> delete(tunnel);
        case CreateSession(String pseudowire, SessionProfile session) -> create(session);
        case DeleteSession delete -> throw new IllegalStateException("only in batches");
        case Configure configure -> throw new IllegalStateException("only in batches");
      }
      outcome.applied(index);
    } catch (Refused e) {
      outcome.failed(index, KernelError.of(e.errno(), ""), e.meaning);
    } catch (ErrnoException e) {
      outcome.failed(index, e, meaning(step, e));
    }
  }

  private void create(TunnelProfile tunnel, Optional<TunnelSocket> socket) {
    if (wires.containsKey(tunnel.tunnelId())) {
      throw new Refused(Errno.EEXIST, Refusals.tunnel(tunnel, Errno.EEXIST));
    }
    Wire wire = new Wire(syscalls, tunnel, socket);
    forwarder.add(wire);
    wires.put(tunnel.tunnelId(), wire);
  }

  private void delete(TunnelProfile tunnel) {
    Wire wire = wires.remove(tunnel.tunnelId());
    if (wire != null) {
      List<Attachment> orphans =
          attachments.values().stream().filter(session -> session.wire() == wire).toList();
      delete(orphans);
      forwarder.remove(wire);
      wire.close();
    }
  }

  private void create(SessionProfile session) {
    Wire wire = wires.get(session.tunnelId());
    if (wire == null) {
      throw new Refused(Errno.ENODEV, Refusals.noTunnel(session));
    }
    Attachment present = attachments.get(session.sessionId());
    if (present != null && links.exists(present.session().interfaceName())) {
      throw new Refused(Errno.EEXIST, Refusals.sessionIdInUse(session));
    }
    if (present != null) {
      delete(List.of(present)); // another program has deleted its interface, which ends the session
    }
    if (links.exists(session.interfaceName())) {
      throw new Refused(Errno.EEXIST, Refusals.nameInUse(session));
    }
    Tap tap = Tap.create(syscalls, session.interfaceName());
    Attachment attachment = Attachment.of(session, wire, tap);
    attachments.put(session.sessionId(), attachment);
    byInterface.put(session.interfaceName(), attachment);
    forwarder.add(attachment);
  }

  private void delete(List<Attachment> gone) {
    List<Runnable> closings = gone.stream().map(this::detach).toList();
    ParallelCalls.run(closings.size(), i -> closings.get(i).run());
  }

  /**
   * Stops carrying frames of a session.
   *
   * @return an action that removes its interface, for any thread
   */
  private Runnable detach(Attachment attachment) {
    attachments.remove(attachment.session().sessionId());
    byInterface.remove(attachment.session().interfaceName());
    forwarder.remove(attachment);
    return attachment.tap()::close;
  }

  private static String meaning(Step step, ErrnoException error) {
    return switch (step) {
      case CreateTunnel(TunnelProfile tunnel, var socket) -> Refusals.tunnel(tunnel, error.errno());
      default -> error.operation();
    };
  }

  @Override
  public List<String> explain(Step step) {
    return switch (step) {
      case CreateTunnel(TunnelProfile tunnel, var socket) ->
          List.of((socket.isPresent() ? "use " : "open ") + socket(tunnel));
      case DeleteTunnel(TunnelProfile tunnel) -> List.of("close " + socket(tunnel));
      case CreateSession(String pseudowire, SessionProfile session) ->
          List.of(
              "create TAP %s for session %d, at the peer %d, in tunnel %d"
                  .formatted(
                      session.interfaceName(),
                      session.sessionId(),
                      session.peerSessionId(),
                      session.tunnelId()));
      case DeleteSession(String pseudowire, SessionProfile session) ->
          List.of("remove TAP " + session.interfaceName());
      case Configure configure -> links.explain(configure);
    };
  }

  private static String socket(TunnelProfile tunnel) {
    boolean udp = tunnel.encapsulation() == Encapsulation.UDP;
    String kind = udp ? "UDP socket " : "IP/115 socket ";
    return kind
        + tunnel.localAddress().getHostAddress()
        + (udp ? " port " + tunnel.localPort() : "")
        + " to "
        + tunnel.peerAddress().getHostAddress()
        + (udp ? " port " + tunnel.peerPort() : "");
  }

  @Override
  public Snapshot snapshot(Collection<Long> tunnelIds, Collection<SessionProfile> sessions) {
    Map<Long, TunnelProfile> tunnels = new HashMap<>();
    for (long id : tunnelIds) {
      Wire wire = wires.get(id);
      if (wire != null) {
        tunnels.put(id, wire.tunnel());
      }
    }
    List<SessionProfile> present = new ArrayList<>();
    for (SessionProfile session : sessions) {
      Attachment attachment = attachments.get(session.sessionId());
      if (attachment != null && attachment.session().tunnelId() == session.tunnelId()) {
        present.add(attachment.session());
      }
    }
    Map<String, InterfaceState> interfaces =
        interfaces(present.stream().map(SessionProfile::interfaceName).toList());
    Map<Long, ActualSession> found = new HashMap<>();
    for (SessionProfile session : present) {
      if (interfaces.containsKey(session.interfaceName())) {
        found.put(session.sessionId(), new ActualSession(session, true));
      }
    }
    return new Snapshot(tunnels, found, interfaces);
  }

  @Override
  public Map<String, InterfaceState> interfaces(Collection<String> names) {
    Map<String, InterfaceState> states = links.states(names);
    states.replaceAll((name, state) -> withDrops(state));
    return states;
  }

  private InterfaceState withDrops(InterfaceState state) {
    Attachment attachment = byInterface.get(state.settings().name());
    return attachment == null ? state : attachment.withDrops(state);
  }

  /**
   * Returns the drops of a tunnel and its sessions by reason, since their creation.
   *
   * <p>Thread: any.
   */
  public Map<Drop, Long> drops(long tunnelId) {
    Map<Drop, Long> sum = new EnumMap<>(Drop.class);
    Wire wire = wires.get(tunnelId);
    if (wire != null) {
      wire.drops().addTo(sum);
      byInterface.values().stream()
          .filter(attachment -> attachment.wire() == wire)
          .forEach(attachment -> attachment.drops().addTo(sum));
    }
    return sum;
  }

  @Override
  public void listen(DataPlaneListener listener) {
    links.listen(listener, this::withDrops);
  }

  @Override
  public void pauseEvents() {
    links.pauseEvents();
  }

  @Override
  public void resumeEvents() {
    links.resumeEvents();
  }

  /** Removes all interfaces and closes all sockets. */
  @Override
  public void close() {
    forwarder.close();
    List<Attachment> left = List.copyOf(attachments.values());
    ParallelCalls.run(left.size(), i -> left.get(i).tap().close());
    wires.values().forEach(Wire::close);
    links.close();
  }

  /** A refusal by this data plane, for a reason for which the kernel would refuse too. */
  private static final class Refused extends ErrnoException {
    private static final long serialVersionUID = 1L;

    private final String meaning;

    Refused(int errno, String meaning) {
      super(meaning, errno);
      this.meaning = meaning;
    }
  }
}
