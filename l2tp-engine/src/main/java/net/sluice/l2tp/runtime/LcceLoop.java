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

/**
 * Runs an {@link Lcce}: gives it datagrams, commands and the time, and carries out its actions, all
 * on one thread that owns the sockets. They belong to the network namespace of the thread that
 * opens the loop.
 */
public final class LcceLoop implements Signaling {
  /** How many datagrams of one socket are taken before the next one's turn. */
  private static final int BURST = 64;

  /** Longer than any control message is. */
  private static final int PACKET = 64 * 1024 + L2tpSocket.HEADROOM;

  /** Control messages that the data plane has handed over and that wait, of all tunnels. */
  private static final int HANDED_OVER_LIMIT = 16 * 1024;

  /** How long peers may take to acknowledge that this end shuts down. */
  private static final long PARTING_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final long ANSWER_MILLIS = 500;

  private final Syscalls syscalls;
  private final DataPlane.Kind plane;
  private final RecordableLcce core;
  private final EpollLoop loop;
  private final long start = System.nanoTime();
  private final Map<Integer, OpenedSocket> sockets = new HashMap<>();
  private final Queue<LcceInput> inputs = new ArrayDeque<>();
  private final ByteBuffer received = ByteBuffer.allocateDirect(PACKET);
  private final ByteBuffer sent = ByteBuffer.allocateDirect(PACKET);
  private final AtomicInteger handedOver = new AtomicInteger();

  /** Sockets without a peer that are ready, kept for the end of the round: a flood comes last. */
  private final List<OpenedSocket> unconnected = new ArrayList<>();

  private volatile Consumer<List<SignalingEvent>> listener = events -> {};
  private List<SignalingEvent> events = new ArrayList<>();
  private CompletableFuture<Void> parted;
  private boolean closed;

  private LcceLoop(Syscalls syscalls, DataPlane.Kind plane, RandomGenerator random) {
    this.syscalls = syscalls;
    this.plane = plane;
    this.core = new RecordableLcce(random, this::act);
    this.loop = new EpollLoop(syscalls, "l2tp-signaling", new Rounds());
  }

  /**
   * Opens a loop for the network namespace of this thread.
   *
   * @param plane the data plane that carries the tunnels: it decides who reads the sockets
   * @param random source of ids, nonces and cookies: one that can't be foreseen
   * @throws ErrnoException when the kernel refuses
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
    tell(new LcceInput.Update(update));
  }

  @Override
  public void resetTunnel(String name) {
    tell(new LcceInput.ResetTunnel(name));
  }

  @Override
  public void resetSession(String name) {
    tell(new LcceInput.ResetSession(name));
  }

  @Override
  public void circuitStatus(Map<String, CircuitStatus> byName) {
    tell(new LcceInput.LocalStatus(byName));
  }

  @Override
  public void installed(Collection<Long> sessionIds) {
    tell(new LcceInput.Installed(sessionIds));
  }

  @Override
  public void sessionRefused(long sessionId, String reason) {
    tell(new LcceInput.SessionRefused(sessionId, reason));
  }

  @Override
  public void tunnelRefused(long tunnelId, String reason) {
    loop.execute(
        () -> {
          takeBack(tunnelId);
          on(new LcceInput.TunnelRefused(tunnelId, reason));
        });
  }

  @Override
  public void released(long tunnelId) {
    loop.execute(
        () -> {
          takeBack(tunnelId);
          on(new LcceInput.Released(tunnelId));
        });
  }

  private void tell(LcceInput input) {
    loop.execute(() -> on(input));
  }

  @Override
  public Optional<TunnelCounters> counters(String tunnel) {
    return ask(() -> core.lcce().counters(tunnel)).flatMap(answer -> answer);
  }

  @Override
  public SystemCounters counters() {
    return ask(core.lcce()::counters).orElse(new SystemCounters(0, Map.of(), 0));
  }

  /** The answer of the loop's thread; nothing when it is closed, or busy for long. */
  private <T> Optional<T> ask(Supplier<T> question) {
    try {
      return Optional.of(loop.submit(question).get(ANSWER_MILLIS, TimeUnit.MILLISECONDS));
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

  /** A new file that nobody else can read: the secrets are in it. */
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
    CompletableFuture<Void> parting = new CompletableFuture<>();
    loop.execute(
        () -> {
          parted = parting;
          on(new LcceInput.ShutDown());
        });
    try {
      parting.get(PARTING_NANOS, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      // A peer that does not acknowledge finds out by itself.
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
      if (parted != null && core.lcce().stopsAcknowledged()) {
        parted.complete(null);
      }
      return timeout(core.lcce().deadline(), now());
    }
  }

  /** The time until a deadline in milliseconds, not less than it is: too early would be in vain. */
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

  private void deliverEvents() {
    if (!events.isEmpty()) {
      List<SignalingEvent> delivered = events;
      events = new ArrayList<>();
      listener.accept(delivered);
    }
  }

  /** Gives the Lcce an input, and then what its actions gave rise to. */
  private void on(LcceInput input) {
    inputs.add(input);
    drain();
  }

  private void drain() {
    for (LcceInput next = inputs.poll(); next != null; next = inputs.poll()) {
      core.on(next, now());
    }
  }

  private void receive(OpenedSocket socket) {
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
      // Whatever becomes of it: the transport sends it again if it must.
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

  /** A socket by the number that the Lcce gave it. */
  private final class OpenedSocket implements TunnelSocket {
    private final int number;
    private final L2tpSocket l2tp;

    /** The tunnel that it is, or was, in the data plane for. */
    private long tunnelId;

    /** Whether the data plane reads it. */
    private boolean givenAway;

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
      if (handedOver.incrementAndGet() > HANDED_OVER_LIMIT) {
        handedOver.decrementAndGet(); // as a full socket would drop it
        return;
      }
      ByteBuffer copy = ByteBuffer.allocate(message.remaining()).put(message).flip();
      loop.execute(() -> takeIn(copy));
    }

    private void takeIn(ByteBuffer message) {
      handedOver.decrementAndGet();
      if (sockets.get(number) == this) {
        on(new LcceInput.Datagram(number, l2tp.source(), message));
      }
    }

    void close() {
      l2tp.close();
    }
  }

  /** The userspace data plane reads the socket from now on, and hands control messages over. */
  private void install(InstallTunnel install) {
    OpenedSocket socket = sockets.get(install.socket());
    if (socket == null) {
      throw new IllegalStateException("a tunnel without a socket: " + install.tunnel().name());
    }
    socket.tunnelId = install.tunnel().tunnelId();
    if (plane == DataPlane.Kind.USERSPACE) {
      loop.unwatch(socket.l2tp.fd());
      socket.givenAway = true;
    }
    events.add(new SignalingEvent.InstallTunnel(install.tunnel(), socket));
  }

  /** The data plane does not read it any more, or never did. */
  private void takeBack(long tunnelId) {
    for (OpenedSocket socket : sockets.values()) {
      if (socket.givenAway && socket.tunnelId == tunnelId) {
        socket.givenAway = false;
        loop.watch(socket.l2tp.fd(), socket.number);
      }
    }
  }
}
