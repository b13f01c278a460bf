package net.sluice.files;

/** What the program ends with. */
public final class ExitCode {
  public static final int OK = 0;

  /** The work could not be done; it may be another time. */
  public static final int FAILURE = 1;

  /** Wrong command line or bootstrap file. */
  public static final int USAGE = 2;

  private ExitCode() {}
}
