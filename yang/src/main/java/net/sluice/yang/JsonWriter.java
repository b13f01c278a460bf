package net.sluice.yang;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.google.common.collect.Lists;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.opendaylight.yangtools.yang.common.Decimal64;
import org.opendaylight.yangtools.yang.common.Empty;
import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.common.Uint64;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;
import org.opendaylight.yangtools.yang.data.api.schema.ChoiceNode;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.DataContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.LeafSetNode;
import org.opendaylight.yangtools.yang.data.api.schema.MapEntryNode;
import org.opendaylight.yangtools.yang.data.api.schema.MapNode;
import org.opendaylight.yangtools.yang.data.api.schema.NormalizedNode;

/**
 * Writes configurations as RFC 7951 JSON in UTF-8. The same configuration always gives the same
 * text: nodes are in the order of the schema, entries in the order of their keys, unless the user
 * orders them.
 *
 * <p>Thread: any.
 */
public final class JsonWriter {
  private static final JsonFactory FACTORY =
      JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

  private record Keyed(List<Object> keys, MapEntryNode entry) {}

  private final Schema schema;

  /** The layout of a text. */
  public enum Style {
    /** One node per line, for people. */
    INDENTED,
    /** Without white space, and without line breaks, even in strings. */
    LINE
  }

  public JsonWriter(Schema schema) {
    this.schema = schema;
  }

  /**
   * Writes a configuration, or a part of it. Leaves the stream open.
   *
   * @param root the root node
   */
  public void write(ContainerNode root, Style style, OutputStream out) throws IOException {
    try (var generator = FACTORY.createGenerator(out, JsonEncoding.UTF8)) {
      if (style == Style.INDENTED) {
        var indenter = new DefaultIndenter("  ", "\n");
        generator.setPrettyPrinter(
            new DefaultPrettyPrinter(
                    Separators.createDefaultInstance()
                        .withObjectFieldValueSpacing(Separators.Spacing.AFTER))
                .withObjectIndenter(indenter)
                .withArrayIndenter(indenter));
      }
      object(generator, schema.layout(), root);
      if (style == Style.INDENTED) {
        generator.writeRaw('\n');
      }
    }
  }

  /** Writes a configuration, or a part of it, as a value within other JSON. */
  public void write(ContainerNode root, JsonGenerator out) throws IOException {
    object(out, schema.layout(), root);
  }

  private void object(JsonGenerator out, Layout layout, DataContainerNode node) throws IOException {
    out.writeStartObject();
    for (Layout.Child child : layout.children()) {
      NormalizedNode found = find(node, child);
      if (found != null) {
        out.writeFieldName(child.json());
        value(out, child, found);
      }
    }
    out.writeEndObject();
  }

  private static @Nullable NormalizedNode find(DataContainerNode node, Layout.Child child) {
    DataContainerNode parent = node;
    for (Layout.Branch branch : child.branches()) {
      if (!(parent.childByArg(branch.choice()) instanceof ChoiceNode choice)) {
        return null;
      }
      parent = choice;
    }
    return parent.childByArg(child.id());
  }

  private void value(JsonGenerator out, Layout.Child child, NormalizedNode node)
      throws IOException {
    switch (node) {
      case DataContainerNode container -> object(out, child.below(), container);
      case MapNode list -> {
        out.writeStartArray();
        for (MapEntryNode entry : inOrder(list, child)) {
          object(out, child.below(), entry);
        }
        out.writeEndArray();
      }
      case LeafSetNode<?> leafList -> {
        out.writeStartArray();
        for (Object value : inOrder(leafList, child)) {
          scalar(out, value);
        }
        out.writeEndArray();
      }
      default -> scalar(out, node.body());
    }
  }

  private static Collection<MapEntryNode> inOrder(MapNode list, Layout.Child child) {
    if (child.userOrdered()) {
      return list.body();
    }
    var entries = new ArrayList<Keyed>(list.size());
    for (MapEntryNode entry : list.body()) {
      entries.add(new Keyed(child.keys().stream().map(entry.name()::getValue).toList(), entry));
    }
    entries.sort(JsonWriter::compareKeys);
    return Lists.transform(entries, Keyed::entry);
  }

  private static Collection<?> inOrder(LeafSetNode<?> leafList, Layout.Child child) {
    var values = leafList.body().stream().map(NormalizedNode::body);
    return (child.userOrdered() ? values : values.sorted(JsonWriter::compare)).toList();
  }

  private static int compareKeys(Keyed a, Keyed b) {
    int result = 0;
    for (int i = 0; result == 0 && i < a.keys.size(); i++) {
      result = compare(a.keys.get(i), b.keys.get(i));
    }
    return result;
  }

  /** Compares numbers by their values, everything else by its text. */
  @SuppressWarnings("unchecked")
  private static int compare(Object a, Object b) {
    return a instanceof Comparable<?> && a.getClass() == b.getClass()
        ? ((Comparable<Object>) a).compareTo(b)
        : Comparator.comparing(Object::toString).compare(a, b);
  }

  /** Writes a value. 64-bit and decimal numbers are strings (RFC 7951 section 6). */
  private void scalar(JsonGenerator out, Object value) throws IOException {
    switch (value) {
      case String text -> out.writeString(text);
      case Boolean bool -> out.writeBoolean(bool);
      case Long number -> out.writeString(number.toString());
      case Uint64 number -> out.writeString(number.toString());
      case Decimal64 number -> out.writeString(number.toString());
      case Number number -> out.writeNumber(number.longValue());
      case Empty ignored -> {
        out.writeStartArray();
        out.writeNull();
        out.writeEndArray();
      }
      case byte[] binary -> out.writeString(Base64.getEncoder().encodeToString(binary));
      case Set<?> bits ->
          out.writeString(String.join(" ", bits.stream().map(Object::toString).toList()));
      case QName identity ->
          out.writeString(
              schema.module(identity.getModule()).name() + ":" + identity.getLocalName());
      case YangInstanceIdentifier path -> out.writeString(Paths.text(path));
      default -> throw new IllegalArgumentException("no leaf has a " + value.getClass());
    }
  }
}
