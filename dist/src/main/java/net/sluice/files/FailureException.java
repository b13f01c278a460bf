package net.sluice.files;

import java.util.List;

/** A command could not do its work. Each problem is a line for the user. */
public final class FailureException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;
  private final int exitCode;

  private FailureException(int exitCode, List<String> problems, Throwable cause) {
    super(String.join("; ", problems), cause);
    this.exitCode = exitCode;
    this.problems = List.copyOf(problems);
  }

  public FailureException(String problem, Throwable cause) {
    this(ExitCode.FAILURE, List.of(problem), cause);
  }

  public FailureException(String problem) {
    this(problem, null);
  }

  public FailureException(List<String> problems) {
    this(ExitCode.FAILURE, problems, null);
  }

  /** The files that the command was given can't be used as they are: trying again won't help. */
  public static FailureException usage(List<String> problems) {
    return new FailureException(ExitCode.USAGE, problems, null);
  }

  public List<String> problems() {
    return problems;
  }

  public int exitCode() {
    return exitCode;
  }
}
