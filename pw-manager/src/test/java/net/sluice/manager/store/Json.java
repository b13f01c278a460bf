package net.sluice.manager.store;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import net.sluice.yang.JsonException;
import net.sluice.yang.JsonReader;
import net.sluice.yang.JsonWriter;
import net.sluice.yang.Schema;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.NormalizedNode;

/** Converts text to configurations. Single quotes in the text stand for double quotes. */
final class Json {
  private static final JsonReader READER = new JsonReader(Schema.get());
  private static final JsonWriter WRITER = new JsonWriter(Schema.get());

  private Json() {}

  /** Returns numbers of pseudowires, without numbers of other objects. */
  static PersistedNumbers numbers(Map<String, Integer> pseudowires) {
    return new PersistedNumbers(pseudowires, Map.of(), Map.of());
  }

  static ContainerNode root(String text) {
    byte[] bytes = text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    try {
      return READER.read(new ByteArrayInputStream(bytes));
    } catch (IOException | JsonException e) {
      throw new AssertionError(e);
    }
  }

  /** Returns a configuration with this content of /l2tp. */
  static ContainerNode l2tp(String members) {
    return root("{'sluice-l2tp:l2tp': {" + members + "}}");
  }

  /** Returns a configuration with these entries of the list of pseudowires. */
  static ContainerNode pseudowires(String entries) {
    return root("{'sluice-pseudowire:pseudowires': {'pseudowire': [" + entries + "]}}");
  }

  static NormalizedNode node(ContainerNode root, YangInstanceIdentifier path) {
    return Nodes.find(root, path).orElseThrow();
  }

  static String text(ContainerNode root) {
    var out = new ByteArrayOutputStream();
    try {
      WRITER.write(root, JsonWriter.Style.LINE, out);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return out.toString(StandardCharsets.UTF_8).replace('"', '\'');
  }
}
