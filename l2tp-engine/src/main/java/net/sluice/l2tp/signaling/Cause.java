package net.sluice.l2tp.signaling;

import java.util.Optional;
import net.sluice.l2tp.Result;

/**
 * The reason why a control connection or a session ended, or could not come up.
 *
 * @param reason the kind of reason, which is counted
 * @param text the reason in words, including the text that the peer sent
 * @param result the result in the StopCCN or CDN that was sent or received; empty if no such
 *     message was
 */
public record Cause(Reason reason, String text, Optional<Result> result) {

  /** Returns a cause without a message. */
  public static Cause of(Reason reason, String text) {
    return new Cause(reason, text, Optional.empty());
  }

  /** Returns the cause that this end reports to the peer. */
  public static Cause of(Reason reason, Result sent) {
    return of(reason, sent.text(), sent);
  }

  /** Returns a cause that this end words differently from the message. */
  public static Cause of(Reason reason, String text, Result result) {
    return new Cause(reason, text, Optional.of(result));
  }
}
