package net.sluice.l2tp.protocol;

import java.util.Locale;
import net.sluice.l2tp.MessageType;
import net.sluice.l2tp.Result;
import net.sluice.l2tp.ResultCodes;
import net.sluice.l2tp.signaling.TunnelReport;

/** Why control connections end, in words. */
final class Reasons {
  private Reasons() {}

  /** A result of a StopCCN, with all that its sender said. */
  static String of(Result result) {
    StringBuilder words = new StringBuilder("result " + result.code());
    words.append(" (").append(meaning(result.code())).append(')');
    result.error().ifPresent(error -> words.append(", error ").append(error));
    if (!result.text().isEmpty()) {
      words.append(": ").append(result.text());
    }
    return words.toString();
  }

  /** A message in the wrong state. */
  static String unexpected(MessageType type, TunnelReport.State state) {
    return type + " in state " + state.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String meaning(int code) {
    return switch (code) {
      case ResultCodes.STOP_CLEAR -> "general request to clear";
      case ResultCodes.GENERAL_ERROR -> "general error";
      case ResultCodes.STOP_EXISTS -> "control connection already exists";
      case ResultCodes.STOP_NOT_AUTHORIZED -> "not authorized";
      case ResultCodes.STOP_BAD_VERSION -> "version not supported";
      case ResultCodes.STOP_SHUTDOWN -> "being shut down";
      case ResultCodes.STOP_FSM_ERROR -> "state machine error or time-out";
      default -> "unknown";
    };
  }
}
