package net.sluice.files;

/** The exit codes of the program. */
public final class ExitCode {
  public static final int OK = 0;

  /** The command failed. It may succeed later. */
  public static final int FAILURE = 1;

  /** The command line or the bootstrap file is wrong. */
  public static final int USAGE = 2;

  private ExitCode() {}
}
