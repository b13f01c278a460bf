package net.sluice.l2tp;

import java.util.OptionalInt;

/**
 * A Result Code AVP (RFC 3931 section 5.4.2).
 *
 * @param code result code, see {@link ResultCodes}
 * @param error error code, if the AVP has one
 * @param text error message; empty for none
 */
public record Result(int code, OptionalInt error, String text) {
  /**
   * Returns a result without an error. A text needs an error code before it in the AVP, so a result
   * with a text has error code 0.
   */
  public static Result of(int code, String text) {
    OptionalInt error =
        text.isEmpty() ? OptionalInt.empty() : OptionalInt.of(ResultCodes.ERROR_NONE);
    return new Result(code, error, text);
  }

  /** Returns a general error: result code 2 with this error code. */
  public static Result error(int error, String text) {
    return new Result(ResultCodes.GENERAL_ERROR, OptionalInt.of(error), text);
  }
}
