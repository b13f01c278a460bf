package net.sluice.yang;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;

/**
 * Reads configurations written as RFC 7951 JSON. Thread-safe.
 *
 * <p>Reading goes on after a problem that leaves the text readable, so that a person gets all of
 * them at once: a bounded number.
 */
public final class JsonReader {
  private static final JsonFactory FACTORY = new JsonFactory();

  private final Layout root;
  private final Set<QName> stateLeaves;

  /** Reads configuration only: a node of state is a problem. */
  public JsonReader(Schema schema) {
    this(schema, Set.of());
  }

  /** Reads configuration, and these leaves of state. */
  public JsonReader(Schema schema, Set<QName> stateLeaves) {
    this.root = schema.layout();
    this.stateLeaves = Set.copyOf(stateLeaves);
  }

  /**
   * Reads a whole configuration in UTF-8, to its end.
   *
   * @return the root, named {@link Schema#ROOT}; containers without content are left out
   * @throws JsonException it is none
   * @throws IOException the stream can not be read
   */
  public ContainerNode read(InputStream in) throws IOException, JsonException {
    try (var parser = FACTORY.createParser(in)) {
      return new JsonParse(parser, stateLeaves).whole(root);
    }
  }

  /**
   * Reads a configuration that is a value within other JSON: the parser stands before it, and after
   * it then.
   *
   * @throws JsonException it is none
   * @throws IOException the text can not be read
   */
  public ContainerNode read(JsonParser parser) throws IOException, JsonException {
    return new JsonParse(parser, stateLeaves).value(root);
  }
}
