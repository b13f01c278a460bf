package net.sluice.files;

/** The exit codes of the program. */
public final class ExitCode {
  public static final int OK = 0;

  /** The command failed. It may succeed later. */
  public static final int FAILURE = 1;

  /** The command line or the bootstrap file is wrong. */
  public static final int USAGE = 2;

  /** The daemon was out of memory. The JVM uses the same code (ExitOnOutOfMemoryError). */
  public static final int OUT_OF_MEMORY = 3;

  /** A thread of the daemon ended or no longer works, or the daemon did not stop in time. */
  public static final int BROKEN = 4;

  /**
   * The daemon rejects its files: the stored or the initial configuration, the host key, or
   * permissions. Another start fails until somebody changes them. (EX_CONFIG of sysexits.h)
   */
  public static final int CONFIGURATION = 78;

  private ExitCode() {}
}
