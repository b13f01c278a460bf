package net.sluice.yang;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Reports that a JSON text is not a valid configuration, with its problems in the order of the
 * text.
 */
public final class JsonException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * A problem of a JSON text.
   *
   * @param line the line, counted from 1
   * @param column the column in characters, counted from 1
   * @param offset the offset in octets, counted from 0
   * @param path the path of the node as in RFC 7951; "/" for the whole text
   * @param message the description
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

  /** Returns the problems; at least one. */
  public List<Problem> problems() {
    return problems;
  }
}
