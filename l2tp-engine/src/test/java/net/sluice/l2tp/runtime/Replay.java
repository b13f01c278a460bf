package net.sluice.l2tp.runtime;

import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import net.sluice.l2tp.protocol.Lcce;
import net.sluice.l2tp.protocol.LcceAction;
import net.sluice.l2tp.protocol.LcceInput;
import net.sluice.l2tp.signaling.SignalingUpdate;

/** A replay: passes the inputs of a recording to an {@link Lcce}, and records its actions. */
final class Replay {
  private final Queue<Long> drawn = new ArrayDeque<>();
  private final Recording.Draws draws = new Recording.Draws(new Recorded());
  private final Lcce lcce = new Lcce(draws);
  private final StringWriter text = new StringWriter();

  /** The listening sockets, by their numbers. */
  private final Map<Integer, LcceAction.OpenSocket> listeners = new HashMap<>();

  private Recording recording;

  private final class Recorded implements RandomGenerator {
    @Override
    public long nextLong() {
      return drawn.remove();
    }
  }

  private Replay() {}

  /** Returns the recording of a replay: it equals the original if the Lcce does the same. */
  static String of(String recorded) {
    Replay replay = new Replay();
    try {
      return replay.replay(recorded);
    } catch (RuntimeException e) {
      throw new AssertionError("fails after " + replay.text, e);
    }
  }

  private String replay(String recorded) {
    List<String> lines = recorded.lines().filter(line -> !line.startsWith("#")).toList();
    for (String line : lines) {
      if (line.startsWith("draw ")) {
        Stream.of(line.substring("draw ".length()).split(" "))
            .forEach(number -> drawn.add(Long.parseUnsignedLong(number, 16)));
      }
    }
    for (String line : lines) {
      String[] words = line.split(" ", 2);
      switch (words[0]) {
        case "tunnel" ->
            recording = new Recording(PlainTextReader.read(words[1], String.class), text, draws);
        case "given" -> given(PlainTextReader.read(words[1], SignalingUpdate.class));
        case "draw", "out" -> {}
        default ->
            recording.step(
                lcce,
                renumbered(PlainTextReader.read(words[1], LcceInput.class)),
                Long.parseLong(words[0]),
                action -> {});
      }
    }
    return text.toString();
  }

  private void given(SignalingUpdate update) {
    List<LcceAction> actions = new ArrayList<>();
    lcce.on(new LcceInput.Update(update), 0, actions::add);
    for (LcceAction action : actions) {
      if (action instanceof LcceAction.OpenSocket open) {
        listeners.put(open.socket(), open);
        InetSocketAddress local = new InetSocketAddress(open.local(), open.port());
        lcce.on(new LcceInput.SocketOpened(open.socket(), local), 0, any -> {});
      }
    }
    recording.begin(update, 0);
  }

  private LcceInput renumbered(LcceInput input) {
    return switch (input) {
      case LcceInput.Datagram in ->
          new LcceInput.Datagram(socket(in.socket(), in.source()), in.source(), in.message());
      case LcceInput.SocketOpened opened ->
          new LcceInput.SocketOpened(recording.socket(opened.socket()), opened.local());
      case LcceInput.SocketFailed failed ->
          new LcceInput.SocketFailed(recording.socket(failed.socket()), failed.reason());
      default -> input;
    };
  }

  /** Returns a socket by its number. For 0, any listener of the same family is sufficient. */
  private int socket(int number, InetSocketAddress source) {
    if (number != 0) {
      return recording.socket(number);
    }
    return listeners.values().stream()
        .filter(each -> each.local().getClass() == source.getAddress().getClass())
        .findFirst()
        .orElseThrow()
        .socket();
  }
}
