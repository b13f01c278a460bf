package net.sluice.l2tp.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import net.sluice.l2tp.CircuitStatus;
import net.sluice.l2tp.DataPlane;
import net.sluice.l2tp.TunnelSocket;
import net.sluice.l2tp.link.Refusals;
import net.sluice.l2tp.protocol.Lcce;
import net.sluice.l2tp.protocol.LcceAction;
import net.sluice.l2tp.protocol.LcceAction.CloseSocket;
import net.sluice.l2tp.protocol.LcceAction.ConnectSocket;
import net.sluice.l2tp.protocol.LcceAction.Emit;
import net.sluice.l2tp.protocol.LcceAction.InstallTunnel;
import net.sluice.l2tp.protocol.LcceAction.OpenSocket;
import net.sluice.l2tp.protocol.LcceAction.Send;
import net.sluice.l2tp.protocol.LcceInput;
import net.sluice.l2tp.signaling.Signaling;
import net.sluice.l2tp.signaling.SignalingEvent;
import net.sluice.l2tp.signaling.SignalingUpdate;
import net.sluice.l2tp.signaling.SystemCounters;
import net.sluice.l2tp.signaling.TunnelCounters;
import net.sluice.l2tp.socket.L2tpSocket;
import net.sluice.netlink.KernelError;
import net.sluice.netlink.system.EpollLoop;
import net.sluice.netlink.system.Errno;
import net.sluice.netlink.system.ErrnoException;
import net.sluice.netlink.system.Syscalls;
import org.jspecify.annotations.Nullable;

/**
 * Runs an {@link Lcce}: passes it datagrams, commands and the time, and carries out its actions,
 * all on one thread that owns the sockets. The sockets belong to the network namespace of the
 * thread that opens the loop.
 *
 * <p>Thread: any. The private methods that use the {@link Lcce} or a socket have thread
 * l2tp-signaling, and assert it.
 */
public final class LcceLoop implements Signaling {
  /** Most datagrams of one socket in a round, so that one socket does not delay the others. */
  private static final int BURST = 64;

  /**
   * Peers without a configured tunnel get no more sockets if one of that many descriptors is one
   * already. The others are for configured tunnels, the data plane and management.
   */
  private static final int SOCKETS_IN_DESCRIPTORS = 2;

  /** Size of a buffer in octets: no control message is longer. */
  private static final int PACKET = 64 * 1024 + L2tpSocket.HEADROOM;

  /**
   * Most octets of control messages from the data plane that wait to be handled, of one tunnel and
   * of all of them. The first is the usual buffer of a socket.
   */
  private static final int HANDED_OVER_LIMIT = 208 * 1024;

  private static final int ALL_HANDED_OVER_LIMIT = 32 * 1024 * 1024;

  /** Memory of a waiting message beside its octets. */
  private static final int HANDED_OVER_COST = 256;

  /** Longest wait for the peers to acknowledge that this end shuts down. */
  private static final long SHUTDOWN_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Longest wait for counters. */
  private static final long QUERY_MILLIS = 500;

  private final Syscalls syscalls;
  private final DataPlane.Kind plane;
  private final RecordableLcce core;
  private final EpollLoop loop;
  private final long start = System.nanoTime();
  private final Map<Integer, OpenedSocket> sockets = new HashMap<>();
  private final Queue<LcceInput> inputs = new ArrayDeque<>();
  private final ByteBuffer received = ByteBuffer.allocateDirect(PACKET);
  private final ByteBuffer sent = ByteBuffer.allocateDirect(PACKET);
  private final AtomicInteger allHandedOver = new AtomicInteger();

  /**
   * Sockets without a peer that are ready. They are read at the end of the round, so that a flood
   * of SCCRQs does not delay established connections.
   */
  private final List<OpenedSocket> unconnected = new ArrayList<>();

  private volatile Consumer<List<SignalingEvent>> listener = events -> {};
  private List<SignalingEvent> events = new ArrayList<>();

  /** Completed when the peers have acknowledged the shutdown; null before a shutdown. */
  private @Nullable CompletableFuture<Void> shutdown;

  private boolean closed;

  private LcceLoop(Syscalls syscalls, DataPlane.Kind plane, RandomGenerator random) {
    this.syscalls = syscalls;
    this.plane = plane;
    this.core =
        new RecordableLcce(random, syscalls.descriptorLimit() / SOCKETS_IN_DESCRIPTORS, this::act);
    this.loop = new EpollLoop(syscalls, "l2tp-signaling", new Rounds());
  }

  /**
   * Opens a loop for the network namespace of this thread.
   *
   * @param plane the data plane that carries the tunnels: it decides who reads the sockets
   * @param random source of ids, nonces and cookies; must be unpredictable
   * @throws ErrnoException if the kernel refuses
   */
  public static LcceLoop open(Syscalls syscalls, DataPlane.Kind plane, RandomGenerator random) {
    LcceLoop opened = new LcceLoop(syscalls, plane, random);
    opened.loop.start();
    return opened;
  }

  // --- Commands

  @Override
  public void listen(Consumer<List<SignalingEvent>> newListener) {
    listener = newListener;
  }

  @Override
  public void update(SignalingUpdate update) {
    post(new LcceInput.Update(update));
  }

  @Override
  public void resetTunnel(String name) {
    post(new LcceInput.ResetTunnel(name));
  }

  @Override
  public void resetSession(String name) {
    post(new LcceInput.ResetSession(name));
  }

  @Override
  public void circuitStatus(Map<String, CircuitStatus> byName) {
    post(new LcceInput.LocalStatus(byName));
  }

  @Override
  public void installed(Collection<Long> sessionIds) {
    post(new LcceInput.Installed(sessionIds));
  }

  @Override
  public void sessionRefused(long sessionId, String reason) {
    post(new LcceInput.SessionRefused(sessionId, reason));
  }

  @Override
  public void tunnelRefused(long tunnelId, String reason) {
    loop.execute(
        () -> {
          watchAgain(tunnelId);
          on(new LcceInput.TunnelRefused(tunnelId, reason));
        });
  }

  @Override
  public void released(long tunnelId) {
    loop.execute(
        () -> {
          watchAgain(tunnelId);
          on(new LcceInput.Released(tunnelId));
        });
  }

  /** Returns the thread of this loop, so that a watchdog can find out if it works. */
  public Executor executor() {
    return loop::execute;
  }

  private void post(LcceInput input) {
    loop.execute(() -> on(input));
  }

  @Override
  public Optional<TunnelCounters> counters(String tunnel) {
    return query(() -> core.lcce().counters(tunnel)).flatMap(answer -> answer);
  }

  @Override
  public SystemCounters counters() {
    return query(core.lcce()::counters).orElse(SystemCounters.NONE);
  }

  /** Returns the answer of the loop's thread; empty if the loop is closed or busy for too long. */
  private <T> Optional<T> query(Supplier<T> question) {
    try {
      return Optional.of(loop.submit(question).get(QUERY_MILLIS, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (ExecutionException | TimeoutException e) {
      return Optional.empty();
    }
  }

  @Override
  public void record(String tunnel, Optional<Path> file) {
    Optional<Writer> out = file.map(LcceLoop::create);
    loop.execute(() -> out.ifPresentOrElse(to -> core.record(tunnel, to), core::stopRecording));
  }

  /** Creates a file that only its owner can read, because it contains the secrets. */
  private static Writer create(Path file) {
    Set<StandardOpenOption> options =
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    var ownerOnly =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    try {
      return Channels.newWriter(
          Files.newByteChannel(file, options, ownerOnly), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    CompletableFuture<Void> acknowledged = new CompletableFuture<>();
    loop.execute(
        () -> {
          shutdown = acknowledged;
          on(new LcceInput.ShutDown());
        });
    try {
      acknowledged.get(SHUTDOWN_NANOS, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      // A peer that does not acknowledge will detect that this end is gone.
    }
    loop.close();
    core.stopRecording();
    sockets.values().forEach(OpenedSocket::close);
  }

  // --- The loop

  private final class Rounds implements EpollLoop.Handler {
    @Override
    public void ready(long data, int events) {
      OpenedSocket socket = sockets.get((int) data);
      if (socket == null) {
        return;
      }
      if (socket.l2tp.connected()) {
        receive(socket);
      } else {
        unconnected.add(socket);
      }
    }

    @Override
    public int roundEnded() {
      unconnected.forEach(LcceLoop.this::receive);
      unconnected.clear();
      long now = now();
      if (core.lcce().deadline() <= now) {
        on(new LcceInput.Timer());
      }
      core.beginRecordingIfIdle(now());
      drain();
      deliverEvents();
      if (shutdown != null && core.lcce().stopsAcknowledged()) {
        shutdown.complete(null);
      }
      return timeout(core.lcce().deadline(), now());
    }
  }

  /**
   * Returns the time until a deadline in milliseconds; -1 if there is no deadline. It is rounded
   * up: nothing is due before the deadline.
   */
  private static int timeout(long deadline, long now) {
    if (deadline == Long.MAX_VALUE) {
      return -1;
    }
    long millis = (Math.max(0, deadline - now) + 999_999) / 1_000_000;
    return (int) Math.min(millis, Integer.MAX_VALUE);
  }

  private long now() {
    return System.nanoTime() - start;
  }

  /** Passes the events of this round to the listener. */
  private void deliverEvents() {
    if (!events.isEmpty()) {
      List<SignalingEvent> delivered = events;
      events = new ArrayList<>();
      listener.accept(delivered);
    }
  }

  /**
   * Passes an input to the Lcce, and then the inputs that result from its actions.
   *
   * <p>Thread: l2tp-signaling.
   */
  void on(LcceInput input) {
    assertThread();
    inputs.add(input);
    drain();
  }

  private void assertThread() {
    assert loop.isCurrentThread() : "not on the thread l2tp-signaling";
  }

  private void drain() {
    assertThread();
    for (LcceInput next = inputs.poll(); next != null; next = inputs.poll()) {
      core.on(next, now());
    }
  }

  private void receive(OpenedSocket socket) {
    assertThread();
    for (int i = 0; i < BURST && sockets.get(socket.number) == socket; i++) {
      int length = socket.l2tp.receive(received);
      if (length == -Errno.EAGAIN) {
        return;
      }
      if (length > 0) {
        on(new LcceInput.Datagram(socket.number, socket.l2tp.source(), received));
      }
    }
  }

  private void act(LcceAction action) {
    assertThread();
    switch (action) {
      case Send send -> send(send);
      case Emit(SignalingEvent event) -> events.add(event);
      case InstallTunnel install -> install(install);
      case OpenSocket open -> open(open);
      case ConnectSocket connect -> connect(connect);
      case CloseSocket close -> {
        OpenedSocket socket = sockets.remove(close.socket());
        if (socket != null) {
          socket.close();
        }
      }
    }
  }

  private void send(Send send) {
    OpenedSocket socket = sockets.get(send.socket());
    if (socket != null) {
      sent.clear().position(L2tpSocket.HEADROOM);
      sent.put(send.message().duplicate()).flip();
      // The result does not matter: the transport retransmits a message that is lost.
      socket.l2tp.send(send.to(), sent);
    }
  }

  private void open(OpenSocket open) {
    try {
      L2tpSocket l2tp =
          L2tpSocket.open(
              syscalls,
              kind(open),
              open.local(),
              open.port(),
              open.connectionId(),
              open.udpChecksum(),
              open.port() != 0);
      OpenedSocket socket = new OpenedSocket(open.socket(), l2tp);
      sockets.put(open.socket(), socket);
      loop.watch(l2tp.fd(), open.socket());
      inputs.add(new LcceInput.SocketOpened(open.socket(), l2tp.local()));
    } catch (ErrnoException e) {
      failed(open.socket(), e, Refusals.bind(open.local(), open.port(), e.errno()));
    }
  }

  private L2tpSocket.Kind kind(OpenSocket open) {
    return switch (open.encapsulation()) {
      case UDP -> L2tpSocket.Kind.UDP;
      case IP -> plane == DataPlane.Kind.KERNEL ? L2tpSocket.Kind.IP : L2tpSocket.Kind.RAW_IP;
    };
  }

  private void connect(ConnectSocket connect) {
    OpenedSocket socket = sockets.get(connect.socket());
    if (socket == null) {
      return;
    }
    try {
      socket.l2tp.connect(connect.peer());
    } catch (ErrnoException e) {
      failed(connect.socket(), e, Refusals.connect(connect.peer().getAddress(), e.errno()));
    }
  }

  private void failed(int socket, ErrnoException error, String meaning) {
    String text = KernelError.of(error.errno(), "").toString();
    inputs.add(
        new LcceInput.SocketFailed(socket, meaning.isEmpty() ? text : text + ": " + meaning));
  }

  // --- Sockets that the data plane reads

  /** A socket, and its number at the Lcce. */
  private final class OpenedSocket implements TunnelSocket {
    private final int number;
    private final L2tpSocket l2tp;

    /** Id of the tunnel in the data plane that uses it, or used it last; 0 if none did. */
    private long tunnelId;

    /** The octets that wait to be handled. */
    private final AtomicInteger handedOver = new AtomicInteger();

    /** True while the data plane reads it. */
    private boolean readByDataPlane;

    OpenedSocket(int number, L2tpSocket l2tp) {
      this.number = number;
      this.l2tp = l2tp;
    }

    @Override
    public int descriptor() {
      return l2tp.fd();
    }

    @Override
    public void received(ByteBuffer message) {
      if (!l2tp.isFor(message)) {
        return;
      }
      int cost = message.remaining() + HANDED_OVER_COST;
      if (handedOver.get() + cost > HANDED_OVER_LIMIT
          || allHandedOver.get() + cost > ALL_HANDED_OVER_LIMIT) {
        return; // a full socket would drop it as well
      }
      handedOver.addAndGet(cost);
      allHandedOver.addAndGet(cost);
      ByteBuffer copy = ByteBuffer.allocate(message.remaining()).put(message).flip();
      loop.execute(() -> handle(copy));
    }

    private void handle(ByteBuffer message) {
      int cost = message.remaining() + HANDED_OVER_COST;
      handedOver.addAndGet(-cost);
      allHandedOver.addAndGet(-cost);
      if (sockets.get(number) == this) {
        on(new LcceInput.Datagram(number, l2tp.source(), message));
      }
    }

    void close() {
      l2tp.close();
    }
  }

  /** Reports a tunnel to the data plane. The userspace one reads the socket from now on. */
  private void install(InstallTunnel install) {
    OpenedSocket socket = sockets.get(install.socket());
    if (socket == null) {
      throw new IllegalStateException("tunnel %s: no socket".formatted(install.tunnel().name()));
    }
    socket.tunnelId = install.tunnel().tunnelId();
    if (plane == DataPlane.Kind.USERSPACE) {
      loop.unwatch(socket.l2tp.fd());
      socket.readByDataPlane = true;
    }
    events.add(new SignalingEvent.InstallTunnel(install.tunnel(), socket));
  }

  /** Reads the socket of a tunnel again that the data plane no longer reads. */
  private void watchAgain(long tunnelId) {
    assertThread();
    for (OpenedSocket socket : sockets.values()) {
      if (socket.readByDataPlane && socket.tunnelId == tunnelId) {
        socket.readByDataPlane = false;
        loop.watch(socket.l2tp.fd(), socket.number);
      }
    }
  }
}
