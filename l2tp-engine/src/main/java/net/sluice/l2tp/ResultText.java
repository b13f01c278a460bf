package net.sluice.l2tp;

/** Results of StopCCN and CDN in words (RFC 3931 section 5.4.2). */
public final class ResultText {
  private ResultText() {}

  /** Returns the result of a StopCCN in words, with its codes and the text that its sender gave. */
  public static String stopCcn(Result result) {
    String codes = "result %d (%s)".formatted(result.code(), stopCcnMeaning(result.code()));
    return withText(codes + error(result), result);
  }

  /**
   * Returns the result of a CDN in words, with its codes and the text that its sender gave. The
   * error code is left out unless the result is a general error: in others it has no meaning.
   */
  public static String cdn(Result result) {
    String error = result.code() == ResultCodes.GENERAL_ERROR ? error(result) : "";
    String codes = "%s (result %d%s)".formatted(cdnMeaning(result.code()), result.code(), error);
    return withText(codes, result);
  }

  private static String error(Result result) {
    return result.error().isPresent() ? ", error " + result.error().getAsInt() : "";
  }

  private static String withText(String codes, Result result) {
    return result.text().isEmpty() ? codes : codes + ": " + result.text();
  }

  private static String stopCcnMeaning(int code) {
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

  private static String cdnMeaning(int code) {
    return switch (code) {
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
