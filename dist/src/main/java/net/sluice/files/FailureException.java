package net.sluice.files;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A command failed. Each problem is printed as one line. */
public final class FailureException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;
  private final int exitCode;

  private FailureException(int exitCode, List<String> problems, @Nullable Throwable cause) {
    super(String.join("; ", problems), cause);
    this.exitCode = exitCode;
    this.problems = List.copyOf(problems);
  }

  public FailureException(String problem, @Nullable Throwable cause) {
    this(ExitCode.FAILURE, List.of(problem), cause);
  }

  public FailureException(String problem) {
    this(problem, null);
  }

  /** Creates a failure with the message of its cause as the problem. */
  public FailureException(Throwable cause) {
    this(Objects.requireNonNullElseGet(cause.getMessage(), cause::toString), cause);
  }

  public FailureException(List<String> problems) {
    this(ExitCode.FAILURE, problems, null);
  }

  /** Creates a failure with {@link ExitCode#USAGE}: the same command will fail again. */
  public static FailureException usage(List<String> problems) {
    return new FailureException(ExitCode.USAGE, problems, null);
  }

  /** Returns the same failure with another exit code. */
  public FailureException withExitCode(int other) {
    return new FailureException(other, problems, this);
  }

  public List<String> problems() {
    return problems;
  }

  public int exitCode() {
    return exitCode;
  }
}
