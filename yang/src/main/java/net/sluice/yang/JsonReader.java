package net.sluice.yang;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;

/**
 * Reads configurations in RFC 7951 JSON.
 *
 * <p>Continues after a problem if the rest of the text is readable, and reports all problems
 * together.
 *
 * <p>Thread: any.
 */
public final class JsonReader {
  private static final JsonFactory FACTORY = new JsonFactory();

  private final Layout root;
  private final Set<QName> stateLeaves;

  /** Creates a reader of configuration only, for which a node of state is a problem. */
  public JsonReader(Schema schema) {
    this(schema, Set.of());
  }

  /** Creates a reader of configuration, and of these leaves of state. */
  public JsonReader(Schema schema, Set<QName> stateLeaves) {
    this.root = schema.layout();
    this.stateLeaves = Set.copyOf(stateLeaves);
  }

  /**
   * Reads a whole configuration in UTF-8, to its end.
   *
   * @return the root, named {@link Schema#ROOT}; containers without content are left out
   * @throws JsonException if the text is not a valid configuration
   * @throws IOException if the stream can not be read
   */
  public ContainerNode read(InputStream in) throws IOException, JsonException {
    try (var parser = FACTORY.createParser(in)) {
      return new JsonParse(parser, stateLeaves).whole(root);
    }
  }

  /**
   * Reads a configuration that is a value within other JSON. The parser must be before the value,
   * and is after it then.
   *
   * @throws JsonException if the value is not a valid configuration
   * @throws IOException if the text can not be read
   */
  public ContainerNode read(JsonParser parser) throws IOException, JsonException {
    return new JsonParse(parser, stateLeaves).value(root);
  }
}
