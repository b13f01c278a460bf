package net.sluice.l2tp;

/** Result and error codes (RFC 3931 section 5.4.2, RFC 4719 section 7 and the IANA registry). */
public final class ResultCodes {
  /** General error of StopCCN and CDN; the error code gives the reason. */
  public static final int GENERAL_ERROR = 2;

  // --- StopCCN
  public static final int STOP_CLEAR = 1;
  public static final int STOP_EXISTS = 3;
  public static final int STOP_NOT_AUTHORIZED = 4;

  /** Unsupported version; the error code is the highest supported version. */
  public static final int STOP_BAD_VERSION = 5;

  public static final int STOP_SHUTDOWN = 6;
  public static final int STOP_FSM_ERROR = 7;

  // --- CDN
  public static final int CDN_LOSS_OF_CARRIER = 1;
  public static final int CDN_ADMINISTRATIVE = 3;
  public static final int CDN_TEMPORARY_LACK = 4;
  public static final int CDN_PERMANENT_LACK = 5;
  public static final int CDN_LOST_TIE = 13;
  public static final int CDN_UNSUPPORTED_TYPE = 14;
  public static final int CDN_SEQUENCING_WITHOUT_SUBLAYER = 15;
  public static final int CDN_FSM_ERROR = 16;

  // --- error codes
  public static final int ERROR_NONE = 0;
  public static final int ERROR_LENGTH = 2;
  public static final int ERROR_RANGE = 3;
  public static final int ERROR_RESOURCES = 4;
  public static final int ERROR_SESSION_ID = 5;
  public static final int ERROR_VENDOR = 6;
  public static final int ERROR_TRY_ANOTHER = 7;
  public static final int ERROR_UNKNOWN_AVP = 8;

  private ResultCodes() {}
}
