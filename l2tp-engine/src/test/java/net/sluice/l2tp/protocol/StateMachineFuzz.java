package net.sluice.l2tp.protocol;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import net.sluice.l2tp.CircuitStatus;
import net.sluice.l2tp.protocol.Stage.Message;
import net.sluice.l2tp.protocol.Stage.Scene;

/**
 * A fuzz target. The octets are a sequence of acts of a peer and an operator; {@code tests/fuzz
 * StateMachineFuzz} searches for harmful ones. The host must not throw, violate a check of {@link
 * SimulatedHost}, or refuse the next peer.
 */
public final class StateMachineFuzz {
  private static final List<Scene> SCENES = List.of(Scene.values());
  private static final List<Message> MESSAGES = List.of(Message.values());

  /** Most acts in a run: more make it only slower. */
  private static final int MOST_ACTS = 60;

  private StateMachineFuzz() {}

  /** Runs one input. Jazzer and the replay of its corpus call it. */
  public static void fuzzerTestOneInput(byte[] octets) {
    ByteBuffer in = ByteBuffer.wrap(octets);
    if (!in.hasRemaining()) {
      return;
    }
    Stage stage = new Stage(SCENES.get(next(in) % SCENES.size()));
    for (int acts = 0; in.hasRemaining() && acts < MOST_ACTS; acts++) {
      act(stage, in);
    }
    if (!stage.stillWorks()) {
      throw new AssertionError("the host takes no connections any more");
    }
  }

  private static void act(Stage stage, ByteBuffer in) {
    int what = next(in);
    Message message = MESSAGES.get(next(in) % MESSAGES.size());
    switch (what % 8) {
      case 0, 1, 2 -> stage.peer().send(stage.build(message));
      case 3 -> {
        List<SpoiltMessages.Spoilt> all =
            SpoiltMessages.of(stage.peer().body(stage.build(message)));
        SpoiltMessages.Spoilt spoilt = all.get(next(in) % all.size());
        stage
            .peer()
            .sendBody(SpoiltMessages.apply(stage.peer().body(stage.build(message)), spoilt));
      }
      case 4 -> {
        byte[] body = new byte[Math.min(next(in), in.remaining())];
        in.get(body);
        stage.peer().sendBody(body);
      }
      case 5 -> stage.command(next(in));
      case 6 -> stage.circuit(next(in) % 2 == 0 ? CircuitStatus.UP : CircuitStatus.DOWN);
      default -> stage.pass(Duration.ofMillis((long) next(in) * next(in)));
    }
  }

  private static int next(ByteBuffer in) {
    return in.hasRemaining() ? in.get() & 0xff : 0;
  }
}
