package net.sluice.l2tp.signaling;

import java.util.Optional;
import net.sluice.l2tp.Result;

/**
 * The reason why a control connection or a session ended, or could not come up.
 *
 * @param text the reason in words, including the text that the peer sent
 * @param result the result in the StopCCN or CDN that was sent or received; empty if no such
 *     message was
 */
public record Cause(String text, Optional<Result> result) {

  /** Returns a cause without a message. */
  public static Cause of(String text) {
    return new Cause(text, Optional.empty());
  }

  /** Returns the cause that this end reports to the peer. */
  public static Cause of(Result sent) {
    return of(sent.text(), sent);
  }

  /** Returns a cause that this end words differently from the message. */
  public static Cause of(String text, Result result) {
    return new Cause(text, Optional.of(result));
  }
}
