package net.sluice.l2tp.protocol;

import java.util.Optional;
import net.sluice.l2tp.Result;

/**
 * Why a control connection or a session is over, or could not come up.
 *
 * @param text in words, with the peer's own
 * @param result what the StopCCN or CDN about it said, the peer's or that of this end; empty if
 *     there was none
 */
record Cause(String text, Optional<Result> result) {

  /** What no message was about. */
  static Cause of(String text) {
    return new Cause(text, Optional.empty());
  }

  /** What this end tells the peer. */
  static Cause of(Result sent) {
    return of(sent.text(), sent);
  }

  /** What this end has other words for than the message. */
  static Cause of(String text, Result result) {
    return new Cause(text, Optional.of(result));
  }
}
