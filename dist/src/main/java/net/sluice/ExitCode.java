package net.sluice;

/** What the program ends with. */
final class ExitCode {
  static final int OK = 0;

  /** The work could not be done; it may be another time. */
  static final int FAILURE = 1;

  /** Wrong command line or bootstrap file. */
  static final int USAGE = 2;

  private ExitCode() {}
}
