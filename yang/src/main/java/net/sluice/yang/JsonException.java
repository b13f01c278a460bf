package net.sluice.yang;

import java.util.List;
import java.util.stream.Collectors;

/** A JSON text is no configuration. Carries every problem found, in the order of the text. */
public final class JsonException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * One problem.
   *
   * @param line counted from 1
   * @param column in characters, counted from 1
   * @param offset in bytes, counted from 0
   * @param path the node, as RFC 7951 writes paths; "/" for the whole
   * @param message for people
   */
  public record Problem(int line, int column, long offset, String path, String message) {
    @Override
    public String toString() {
      return "line %d, column %d (byte %d): %s: %s".formatted(line, column, offset, path, message);
    }
  }

  private final transient List<Problem> problems;

  JsonException(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("; ")));
    this.problems = List.copyOf(problems);
  }

  /** At least one. */
  public List<Problem> problems() {
    return problems;
  }
}
