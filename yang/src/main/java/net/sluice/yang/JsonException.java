package net.sluice.yang;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;

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
   * @param offset the offset in octets, counted from 0; negative if it is not known
   * @param path the path of the node as in RFC 7951; "/" for the whole text
   * @param message the description
   */
  public record Problem(int line, int column, long offset, String path, String message) {
    @Override
    public String toString() {
      String octet = offset < 0 ? "" : " (byte " + offset + ")";
      return "line %d, column %d%s: %s: %s".formatted(line, column, octet, path, message);
    }
  }

  /** Maximum number of problems in the message. */
  private static final int SHOWN = 10;

  private final transient List<Problem> problems;
  private final transient Optional<ContainerNode> content;

  /**
   * @param content the text without the parts that have problems; empty if it is not JSON
   */
  JsonException(List<Problem> problems, Optional<ContainerNode> content) {
    super(
        problems.stream().limit(SHOWN).map(Problem::toString).collect(Collectors.joining("; "))
            + (problems.size() > SHOWN
                ? "; " + SHOWN + " of " + problems.size() + " problems"
                : ""));
    this.problems = List.copyOf(problems);
    this.content = content;
  }

  /** Returns the text without the parts that have problems; empty if it is not JSON. */
  public Optional<ContainerNode> content() {
    return content;
  }

  /** Returns the problems; at least one. */
  public List<Problem> problems() {
    return problems;
  }
}
