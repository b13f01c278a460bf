package net.sluice.l2tp.runtime;

import java.io.PrintWriter;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import net.sluice.l2tp.MessageType;
import net.sluice.l2tp.protocol.Lcce;
import net.sluice.l2tp.protocol.LcceAction;
import net.sluice.l2tp.protocol.LcceInput;
import net.sluice.l2tp.signaling.SessionReport;
import net.sluice.l2tp.signaling.SignalingEvent;
import net.sluice.l2tp.signaling.SignalingUpdate;
import net.sluice.l2tp.signaling.TunnelReport;
import net.sluice.l2tp.wire.MessageCodec;

/**
 * Writes the inputs and actions of one tunnel's control connections, from the configuration of the
 * tunnel. An {@link Lcce} that has only this tunnel does the same for the same inputs and random
 * numbers. The sockets of the tunnel have new numbers from 1; 0 stands for any listener.
 *
 * <p>The file starts with the rest of the configuration ({@code given}). Then there is a line for
 * each input with its time in nanoseconds, followed by the random numbers drawn ({@code draw}, 64
 * bits each) and the actions ({@code out}). Lines that start with {@code #} are comments.
 *
 * <p>Thread: l2tp-signaling.
 */
final class Recording implements AutoCloseable {
  /** A source of random numbers that a recording can observe. */
  static final class Draws implements RandomGenerator {
    private final RandomGenerator source;
    private final List<String> drawn = new ArrayList<>();
    private boolean observed;

    Draws(RandomGenerator source) {
      this.source = source;
    }

    /** Draws a number, from which all other kinds of numbers are derived. */
    @Override
    public long nextLong() {
      long number = source.nextLong();
      if (observed) {
        drawn.add("%016x".formatted(number));
      }
      return number;
    }
  }

  private static final SignalingUpdate NO_CHANGE =
      new SignalingUpdate(Optional.empty(), Map.of(), Map.of(), Optional.empty(), Optional.empty());

  private final String tunnel;
  private final PrintWriter out;
  private final Draws draws;
  private final Map<Integer, Integer> sockets = new HashMap<>();
  private final Set<Long> tunnelIds = new HashSet<>();
  private final Set<Long> sessionIds = new HashSet<>();
  private final Set<String> sessions = new HashSet<>();
  private boolean begun;
  private long start;

  /**
   * Creates a recording of a tunnel, given by its name. It writes nothing before {@link #begin}.
   *
   * @param out the file; {@link #close} closes it
   */
  Recording(String tunnel, Writer out, Draws draws) {
    this.tunnel = tunnel;
    this.out = new PrintWriter(out);
    this.draws = draws;
  }

  String tunnel() {
    return tunnel;
  }

  /** Returns true if the recording has begun: from then on, all inputs go through {@link #step}. */
  boolean begun() {
    return begun;
  }

  /**
   * Begins. The first step is the update that configures the tunnel.
   *
   * @param given the configuration without tunnels
   */
  void begin(SignalingUpdate given, long now) {
    begun = true;
    start = now;
    out.println(
        "# Inputs and actions of the control connections of a tunnel. It contains secrets.");
    out.println("tunnel " + PlainText.of(tunnel));
    out.println("given " + PlainText.of(given));
  }

  /** Passes an input to an Lcce, and writes it if it concerns the tunnel. */
  void step(Lcce lcce, LcceInput input, long now, Consumer<LcceAction> actions) {
    String text = PlainText.of(numbered(input));
    String comment = input instanceof LcceInput.Datagram in ? comment(in.message()) : "";
    List<LcceAction> done = new ArrayList<>();
    draws.drawn.clear();
    draws.observed = true;
    try {
      lcce.on(
          input,
          now,
          action -> {
            done.add(action);
            actions.accept(action);
          });
    } finally {
      draws.observed = false;
    }
    if (concerns(input) || done.stream().anyMatch(this::concerns)) {
      write(now, text, comment, done);
    }
  }

  private void write(long now, String input, String comment, List<LcceAction> actions) {
    out.print(comment);
    out.println((now - start) + " " + input);
    if (!draws.drawn.isEmpty()) {
      out.println("draw " + String.join(" ", draws.drawn));
    }
    for (LcceAction action : actions) {
      if (action instanceof LcceAction.OpenSocket open && concerns(open)) {
        sockets.put(open.socket(), sockets.size() + 1);
      }
      if (concerns(action)) {
        learn(action);
        out.print(action instanceof LcceAction.Send send ? comment(send.message()) : "");
        out.println("out " + PlainText.of(numbered(action)));
      }
    }
    out.flush();
  }

  private static String comment(ByteBuffer message) {
    return MessageCodec.peek(message.duplicate())
        .map(
            peek ->
                "# %s, Ns %d, Nr %d%n"
                    .formatted(
                        MessageType.of(peek.messageType()).map(Enum::name).orElse("ZLB"),
                        peek.ns(),
                        peek.nr()))
        .orElse("");
  }

  // --- What concerns the tunnel

  /** Returns true if this is the local id of a session of the tunnel. */
  boolean hasSession(long id) {
    return sessionIds.contains(id);
  }

  /** Returns true if this is the name of a session of the tunnel. */
  boolean hasSession(String name) {
    return sessions.contains(name);
  }

  /**
   * Returns true if an input itself concerns the tunnel; if not, its actions decide. Commands for
   * other tunnels have no effect in a replay.
   */
  private boolean concerns(LcceInput input) {
    return switch (input) {
      case LcceInput.Datagram datagram -> sockets.containsKey(datagram.socket());
      case LcceInput.SocketOpened opened -> sockets.containsKey(opened.socket());
      case LcceInput.SocketFailed failed -> sockets.containsKey(failed.socket());
      case LcceInput.Timer timer -> false;
      case LcceInput.Installed(var ids) -> !ids.isEmpty();
      case LcceInput.LocalStatus(var byName) -> !byName.isEmpty();
      case LcceInput.Update(SignalingUpdate update) -> !update.equals(NO_CHANGE);
      default -> true;
    };
  }

  private boolean concerns(LcceAction action) {
    return switch (action) {
      case LcceAction.OpenSocket open -> open.tunnel().equals(tunnel);
      case LcceAction.ConnectSocket connect -> sockets.containsKey(connect.socket());
      case LcceAction.CloseSocket close -> sockets.containsKey(close.socket());
      case LcceAction.Send send -> sockets.containsKey(send.socket());
      case LcceAction.InstallTunnel install -> sockets.containsKey(install.socket());
      case LcceAction.Emit(SignalingEvent event) -> concerns(event);
    };
  }

  private boolean concerns(SignalingEvent event) {
    return switch (event) {
      case SignalingEvent.TunnelChanged(TunnelReport report) -> report.name().equals(tunnel);
      case SignalingEvent.TunnelGone(String name) -> name.equals(tunnel);
      case SignalingEvent.InstallTunnel(var installed, var socket) ->
          installed.name().equals(tunnel);
      case SignalingEvent.TunnelEnded(long id) -> tunnelIds.contains(id);
      case SignalingEvent.InstallSession(SessionReport report) -> report.tunnel().equals(tunnel);
      case SignalingEvent.SessionChanged(SessionReport report) -> report.tunnel().equals(tunnel);
      case SignalingEvent.SessionGone(String name, long id) -> sessions.contains(name);
      // Its rate depends on what happened before the recording.
      case SignalingEvent.Refused refused -> false;
    };
  }

  private void learn(LcceAction action) {
    switch (action) {
      case LcceAction.InstallTunnel install -> tunnelIds.add(install.tunnel().tunnelId());
      case LcceAction.Emit(SignalingEvent.SessionChanged(SessionReport report)) ->
          sessions.add(report.name());
      case LcceAction.Emit(SignalingEvent.InstallSession(SessionReport report)) ->
          sessionIds.add(report.local().sessionId());
      default -> {}
    }
  }

  // --- New numbers of sockets

  private int number(int socket) {
    return sockets.getOrDefault(socket, 0);
  }

  /** Returns the socket for a number in the recording other than 0. */
  int socket(int number) {
    return sockets.entrySet().stream()
        .filter(each -> each.getValue() == number)
        .findFirst()
        .orElseThrow()
        .getKey();
  }

  private LcceInput numbered(LcceInput input) {
    return switch (input) {
      case LcceInput.Datagram in ->
          new LcceInput.Datagram(number(in.socket()), in.source(), in.message());
      case LcceInput.SocketOpened opened ->
          new LcceInput.SocketOpened(number(opened.socket()), opened.local());
      case LcceInput.SocketFailed failed ->
          new LcceInput.SocketFailed(number(failed.socket()), failed.reason());
      default -> input;
    };
  }

  private LcceAction numbered(LcceAction action) {
    return switch (action) {
      case LcceAction.OpenSocket open ->
          new LcceAction.OpenSocket(
              number(open.socket()),
              open.encapsulation(),
              open.local(),
              open.port(),
              open.connectionId(),
              open.udpChecksum(),
              open.tunnel());
      case LcceAction.ConnectSocket connect ->
          new LcceAction.ConnectSocket(number(connect.socket()), connect.peer());
      case LcceAction.CloseSocket close -> new LcceAction.CloseSocket(number(close.socket()));
      case LcceAction.Send send ->
          new LcceAction.Send(number(send.socket()), send.to(), send.message());
      case LcceAction.InstallTunnel install ->
          new LcceAction.InstallTunnel(install.tunnel(), number(install.socket()));
      case LcceAction.Emit emit -> emit;
    };
  }

  @Override
  public void close() {
    out.close();
  }
}
