package net.sluice.l2tp.kernel;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import net.sluice.l2tp.DataPlane;
import net.sluice.l2tp.DataPlaneException;
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
import net.sluice.l2tp.link.ParallelCalls;
import net.sluice.l2tp.link.Refusals;
import net.sluice.l2tp.link.SessionLinks;
import net.sluice.netlink.KernelError;
import net.sluice.netlink.MessageReader;
import net.sluice.netlink.MessageWriter;
import net.sluice.netlink.NetlinkException;
import net.sluice.netlink.NetlinkSocket;
import net.sluice.netlink.Nl;
import net.sluice.netlink.RequestBatch;
import net.sluice.netlink.genl.GenericFamily;
import net.sluice.netlink.genl.GenericNetlink;
import net.sluice.netlink.rtnl.Rtnl;
import net.sluice.netlink.system.Errno;
import net.sluice.netlink.system.ErrnoException;
import net.sluice.netlink.system.Syscalls;
import org.jspecify.annotations.Nullable;

/**
 * The data plane of the kernel's L2TPv3. Needs CAP_NET_ADMIN.
 *
 * <p>Tunnels and sessions outlive this process if the kernel owns their sockets; those on a {@link
 * net.sluice.l2tp.TunnelSocket} end with the socket. From Linux 6.11 on, the kernel lets tunnels
 * over UDP share a session id, so the caller must keep ids unique. The kernel also follows its peer
 * in the use of sequence numbers: a session that only sends them, or only requires them, does not
 * stay that way; use both or none.
 */
public final class KernelDataPlane implements DataPlane {
  private static final Map<Integer, String> COUNTED_COMMANDS =
      Map.of(
          L2tp.CMD_TUNNEL_CREATE, "TUNNEL_CREATE",
          L2tp.CMD_TUNNEL_DELETE, "TUNNEL_DELETE",
          L2tp.CMD_TUNNEL_GET, "TUNNEL_GET",
          L2tp.CMD_SESSION_CREATE, "SESSION_CREATE",
          L2tp.CMD_SESSION_DELETE, "SESSION_DELETE",
          L2tp.CMD_SESSION_GET, "SESSION_GET");

  private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  /** Longest time that the kernel takes to remove a session that it refused, in ns. */
  private static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Syscalls syscalls;
  private final NetlinkSocket socket;
  private final GenericFamily family;
  private final SessionLinks links;
  private final L2tpRequests single;
  private final RequestBatch batch;
  private final L2tpRequests batched;
  private final @Nullable KernelError[] errors = new KernelError[StepBatch.LIMIT];
  private final Deletions deletions = new Deletions();
  private final AtomicLong parallelDeletions = new AtomicLong();

  private KernelDataPlane(
      Syscalls syscalls, NetlinkSocket socket, GenericFamily family, SessionLinks links) {
    this.syscalls = syscalls;
    this.socket = socket;
    this.family = family;
    this.links = links;
    this.single = new L2tpRequests(socket, family);
    this.batch = socket.batch((index, error) -> errors[index] = error);
    this.batched = new L2tpRequests(batch, family);
  }

  /**
   * Opens the data plane in the network namespace of this thread.
   *
   * @return empty if the kernel has no L2TP and can not load it
   * @throws DataPlaneException if the kernel refuses its use, mostly for lack of CAP_NET_ADMIN
   */
  public static Optional<KernelDataPlane> open(Syscalls syscalls) {
    NetlinkSocket socket = null;
    try {
      socket = NetlinkSocket.open(syscalls, Nl.NETLINK_GENERIC);
      Optional<GenericFamily> family = new GenericNetlink(socket).family(L2tp.GENL_NAME);
      if (family.isEmpty()) {
        socket.close();
        return Optional.empty();
      }
      checkPermission(socket, family.get());
      return Optional.of(
          new KernelDataPlane(syscalls, socket, family.get(), new SessionLinks(syscalls)));
    } catch (ErrnoException e) {
      if (socket != null) {
        socket.close();
      }
      String need = e.errno() == Errno.EPERM ? " (needs root or CAP_NET_ADMIN)" : "";
      throw new DataPlaneException("can not use the kernel's L2TP: " + e.getMessage() + need, e);
    }
  }

  /** Checks for CAP_NET_ADMIN: every command needs it, even one about an impossible tunnel id. */
  private static void checkPermission(NetlinkSocket socket, GenericFamily family) {
    new L2tpRequests(socket, family).getTunnel(0);
    try {
      socket.execute("read L2TP tunnels");
    } catch (NetlinkException e) {
      if (e.errno() != Errno.ENODEV) {
        throw e;
      }
    }
  }

  /**
   * Returns false if the kernel has no Ethernet pseudowires (module {@code l2tp_eth}) and can not
   * load them, so that it would refuse every session.
   */
  public boolean hasEthernet() {
    return new EthernetProbe(syscalls, socket, family).succeeds();
  }

  @Override
  public Kind kind() {
    return Kind.KERNEL;
  }

  @Override
  public StepResults apply(List<Step> steps) {
    deletions.prune(System.nanoTime());
    Outcome outcome = new Outcome();
    try (ParallelDeletions parallel = new ParallelDeletions(syscalls, family)) {
      for (StepBatch each : StepBatch.of(steps)) {
        if (outcome.hasFailures()) {
          break;
        }
        if (each.steps().getFirst() instanceof Configure) {
          links.configure(each, outcome);
        } else {
          apply(each, parallel, outcome);
        }
      }
    }
    return outcome.results();
  }

  private void apply(StepBatch steps, ParallelDeletions parallel, Outcome outcome) {
    Arrays.fill(errors, null);
    if (!deleteInParallel(steps.steps(), parallel)) {
      steps.steps().forEach(step -> write(step, batched));
      batch.flush();
    }
    for (int i = 0; i < steps.steps().size(); i++) {
      Step step = steps.steps().get(i);
      KernelError error = remainingError(step, errors[i]);
      if (error == null) {
        outcome.applied(steps.first() + i);
        deletions.applied(step, System.nanoTime());
      } else {
        outcome.failed(steps.first() + i, error, meaning(step, error));
      }
    }
  }

  private boolean deleteInParallel(List<Step> steps, ParallelDeletions parallel) {
    boolean many =
        steps.size() >= ParallelCalls.MIN_PARALLEL && steps.getFirst() instanceof DeleteSession;
    boolean done =
        many && parallel.delete(steps.stream().map(DeleteSession.class::cast).toList(), errors);
    if (done) {
      parallelDeletions.addAndGet(steps.size());
    }
    return done;
  }

  private static void write(Step step, L2tpRequests requests) {
    switch (step) {
      case CreateTunnel(TunnelProfile tunnel, var socket) ->
          socket.ifPresentOrElse(
              ours -> requests.create(tunnel, ours.descriptor()), () -> requests.create(tunnel));
      case DeleteTunnel(TunnelProfile tunnel) -> requests.deleteTunnel(tunnel.tunnelId());
      case CreateSession(String pseudowire, SessionProfile session) -> requests.create(session);
      case DeleteSession(String pseudowire, SessionProfile session) ->
          requests.deleteSession(session.tunnelId(), session.sessionId());
      case Configure configure ->
          throw new IllegalStateException("rtnetlink configures interfaces");
    }
  }

  /**
   * Returns the error that remains: none for the deletion of an object that does not exist, and
   * none if a creation succeeds after a pending deletion has ended.
   */
  private @Nullable KernelError remainingError(Step step, @Nullable KernelError first) {
    KernelError error = first;
    boolean deletes = step instanceof DeleteSession || step instanceof DeleteTunnel;
    if (error != null && deletes && error.errno() == Errno.ENODEV) {
      return null;
    }
    while (error != null
        && inUse(error)
        && deletions.isPending(step, System.nanoTime())
        && !isTakenPermanently(step)) {
      LockSupport.parkNanos(RETRY_NANOS);
      error = tryAgain(step);
    }
    return error;
  }

  private static boolean inUse(KernelError error) {
    return error.errno() == Errno.EEXIST || error.errno() == Errno.EADDRINUSE;
  }

  /** L2TP interfaces have no kind: an interface with one does not disappear with a session. */
  private boolean isTakenPermanently(Step step) {
    return step instanceof CreateSession create
        && links.kind(create.session().interfaceName()).filter(kind -> !kind.isEmpty()).isPresent();
  }

  private @Nullable KernelError tryAgain(Step step) {
    write(step, single);
    try {
      socket.execute("create again");
      return null;
    } catch (NetlinkException e) {
      return e.error();
    }
  }

  private String meaning(Step step, KernelError error) {
    return switch (step) {
      case CreateTunnel(TunnelProfile tunnel, var socket) -> Refusals.tunnel(tunnel, error.errno());
      case CreateSession(String pseudowire, SessionProfile session) -> meaning(session, error);
      default -> "";
    };
  }

  private String meaning(SessionProfile session, KernelError error) {
    return switch (error.errno()) {
      case Errno.ENODEV -> Refusals.noTunnel(session);
      case Errno.EEXIST -> collision(session);
      case Errno.EPROTONOSUPPORT -> Refusals.noModule("l2tp_eth");
      default -> "";
    };
  }

  /** Explains an EEXIST, which the kernel reports both for an id and for a name. */
  private String collision(SessionProfile session) {
    return findSettledSession(session).isEmpty() && links.exists(session.interfaceName())
        ? Refusals.nameInUse(session)
        : Refusals.sessionIdInUse(session);
  }

  /**
   * Finds the session with this id. From Linux 6.11 on, a session that was refused because of its
   * name exists for a moment, without an interface, and hides a permanent session with the same id.
   */
  private Optional<SessionProfile> findSettledSession(SessionProfile session) {
    long end = System.nanoTime() + SETTLE_NANOS;
    Optional<SessionProfile> found = findSession(session);
    while (found.filter(other -> other.interfaceName().isEmpty()).isPresent()
        && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(RETRY_NANOS);
      found = findSession(session);
    }
    return found;
  }

  @Override
  public List<String> explain(Step step) {
    if (step instanceof Configure configure) {
      return links.explain(configure);
    }
    MessageWriter writer = MessageWriter.allocate(RequestBatch.MAX_REQUEST_LENGTH);
    write(step, new L2tpRequests((type, flags) -> writer.start(type, flags), family));
    return List.of(L2tp.TEXT.describe(writer.messages()));
  }

  @Override
  public Snapshot snapshot(Collection<Long> tunnelIds, Collection<SessionProfile> sessions) {
    Map<Long, TunnelProfile> tunnels = new HashMap<>();
    Map<Long, ActualSession> found = new HashMap<>();
    try {
      for (long id : tunnelIds) {
        single.getTunnel(id);
        get("read tunnel " + id, L2tpReplies::tunnel).ifPresent(tunnel -> tunnels.put(id, tunnel));
      }
      for (SessionProfile session : sessions) {
        findSession(session)
            .ifPresent(actual -> found.put(actual.sessionId(), new ActualSession(actual, false)));
      }
    } catch (NetlinkException e) {
      throw new DataPlaneException("can not read the kernel's L2TP: " + e.getMessage(), e);
    }
    List<String> names =
        found.values().stream().map(actual -> actual.profile().interfaceName()).toList();
    return new Snapshot(tunnels, found, links.states(names));
  }

  private Optional<SessionProfile> findSession(SessionProfile session) {
    single.getSession(session.tunnelId(), session.sessionId());
    return get("read session " + session.sessionId(), L2tpReplies::session);
  }

  private <T> Optional<T> get(String operation, Function<MessageReader, T> decode) {
    try {
      return socket.get(operation, decode);
    } catch (NetlinkException e) {
      if (e.errno() == Errno.ENODEV) {
        return Optional.empty();
      }
      throw e;
    }
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

  /**
   * Returns the number of requests sent, by family and command: {@code l2tp SESSION_CREATE}, {@code
   * rtnl NEWLINK}.
   *
   * <p>Thread: any.
   */
  public Map<String, Long> requests() {
    Map<String, Long> requests = new TreeMap<>();
    COUNTED_COMMANDS.forEach(
        (command, name) ->
            requests.put("l2tp " + name, socket.counters().count(family.id(), command)));
    requests.merge("l2tp SESSION_DELETE", parallelDeletions.get(), Long::sum);
    requests.put("rtnl NEWLINK", links.requests(Rtnl.RTM_NEWLINK));
    requests.put("rtnl GETLINK", links.requests(Rtnl.RTM_GETLINK));
    return requests;
  }

  @Override
  public void close() {
    links.close();
    socket.close();
  }
}
