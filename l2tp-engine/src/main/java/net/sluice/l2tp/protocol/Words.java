package net.sluice.l2tp.protocol;

import net.sluice.l2tp.Result;
import net.sluice.l2tp.ResultCodes;

/** Result codes of CDN in words (RFC 3931 section 5.4.2). */
final class Words {
  private Words() {}

  /** That the peer cleared a session, and why it says so. */
  static String cleared(Result result) {
    StringBuilder words = new StringBuilder("the peer cleared the session: ");
    words.append(meaning(result)).append(" (result ").append(result.code());
    if (result.code() == ResultCodes.GENERAL_ERROR) {
      result.error().ifPresent(error -> words.append(", error ").append(error));
    }
    words.append(')');
    return result.text().isEmpty() ? words.toString() : words + ": " + result.text();
  }

  private static String meaning(Result result) {
    return switch (result.code()) {
      case ResultCodes.CDN_LOSS_OF_CARRIER -> "loss of carrier";
      case ResultCodes.GENERAL_ERROR -> "general error";
      case ResultCodes.CDN_ADMINISTRATIVE -> "administrative reasons";
      case ResultCodes.CDN_TEMPORARY_LACK -> "lacks facilities for now";
      case ResultCodes.CDN_PERMANENT_LACK -> "lacks facilities for good";
      case ResultCodes.CDN_LOST_TIE -> "lost the tie";
      case ResultCodes.CDN_UNSUPPORTED_TYPE -> "pseudowire type not supported";
      case ResultCodes.CDN_SEQUENCING_WITHOUT_SUBLAYER -> "sequencing without sublayer";
      case ResultCodes.CDN_FSM_ERROR -> "state machine error or timeout";
      default -> "other reasons";
    };
  }
}
