package net.sluice.yang;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.CharConversionException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.sluice.yang.JsonException.Problem;
import net.sluice.yang.LeafType.JsonKind;
import org.jspecify.annotations.Nullable;
import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.NodeIdentifierWithPredicates;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.DataContainerChild;
import org.opendaylight.yangtools.yang.data.api.schema.MapEntryNode;
import org.opendaylight.yangtools.yang.data.spi.node.ImmutableNodes;

/** Parses one JSON text. */
final class JsonParse {
  /**
   * A step of the path to the current node: a child, or an entry of a list.
   *
   * @param json the name of a child in JSON; null for an entry
   * @param keys the keys of an entry, each null until it has been read
   * @param position the position of an entry, counted from 1
   */
  private record Step(@Nullable String json, Map<QName, @Nullable Object> keys, int position) {
    @Override
    public String toString() {
      if (json != null) {
        return "/" + json;
      }
      if (keys.containsValue(null)) {
        return "[" + position + "]";
      }
      var text = new StringBuilder();
      keys.forEach((key, value) -> Paths.predicate(text, key.getLocalName(), value));
      return text.toString();
    }
  }

  private final JsonParser parser;
  private final Set<QName> stateLeaves;
  private final List<Problem> problems = new ArrayList<>();
  private final Deque<Step> path = new ArrayDeque<>();

  JsonParse(JsonParser parser, Set<QName> stateLeaves) {
    this.parser = parser;
    this.stateLeaves = stateLeaves;
  }

  /** Reads a text that contains a configuration and nothing else. */
  ContainerNode whole(Layout layout) throws IOException, JsonException {
    return read(layout, true);
  }

  /** Reads the next value. */
  ContainerNode value(Layout layout) throws IOException, JsonException {
    return read(layout, false);
  }

  private ContainerNode read(Layout layout, boolean toTheEnd) throws IOException, JsonException {
    Optional<ContainerNode> content = Optional.empty();
    try {
      parser.nextToken();
      var builder = ImmutableNodes.newContainerBuilder().withNodeIdentifier(Schema.ROOT);
      ContainerNode root = object(layout, Map.of()).into(builder).build();
      if (toTheEnd && parser.nextToken() != null) {
        problem("there is more text after the end of the configuration");
      }
      if (problems.isEmpty()) {
        return root;
      }
      content = Optional.of(root);
    } catch (JsonProcessingException e) {
      report(JsonSyntax.place(e, parser), JsonSyntax.text(e).orElseThrow());
    } catch (CharConversionException e) {
      report(parser.currentLocation(), JsonSyntax.text(e).orElseThrow());
    }
    throw new JsonException(problems, content);
  }

  private Members object(Layout layout, Map<QName, @Nullable Object> keys) throws IOException {
    var members = new Members();
    if (!expect(JsonToken.START_OBJECT, "an object")) {
      return members;
    }
    var seen = new BitSet();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      Layout.Child child = layout.byJson(name);
      path.addLast(new Step(child == null ? name : child.json(), Map.of(), 0));
      if (child == null) {
        refuse("there is no such node" + Suggestion.of(name, names(layout)));
      } else if (child.state() && !stateLeaves.contains(child.qname())) {
        refuse("this is state, not configuration");
      } else if (seen.get(child.index())) {
        refuse("this node is here for the second time");
      } else {
        seen.set(child.index());
        parser.nextToken();
        add(members, child, keys);
      }
      path.removeLast();
    }
    return members;
  }

  private List<String> names(Layout layout) {
    return layout.children().stream()
        .filter(child -> !child.state() || stateLeaves.contains(child.qname()))
        .map(Layout.Child::json)
        .toList();
  }

  private void add(Members members, Layout.Child child, Map<QName, @Nullable Object> keys)
      throws IOException {
    DataContainerChild node = node(child);
    if (node == null) {
      return;
    }
    if (!members.add(child.branches(), node)) {
      problem("a node of another case of the same choice is there already");
    }
    if (keys.containsKey(child.qname())) {
      keys.put(child.qname(), node.body());
    }
  }

  /** Reads the node at the current token. Returns null if it is empty or not valid. */
  private @Nullable DataContainerChild node(Layout.Child child) throws IOException {
    return switch (child.kind()) {
      case LEAF -> leaf(child);
      case LEAF_LIST -> leafList(child);
      case CONTAINER -> container(child);
      case LIST -> list(child);
    };
  }

  private @Nullable DataContainerChild leaf(Layout.Child child) throws IOException {
    Object value = value(child);
    return value == null ? null : ImmutableNodes.leafNode(child.id(), value);
  }

  private @Nullable DataContainerChild leafList(Layout.Child child) throws IOException {
    if (!expect(JsonToken.START_ARRAY, "an array")) {
      return null;
    }
    var values = new HashSet<Object>();
    var list =
        ImmutableNodes.builderFactory()
            .newLeafSetBuilder(Layout.ordering(child))
            .withNodeIdentifier(child.id());
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      Object value = value(child);
      if (value != null && !values.add(value)) {
        problem("the value '" + value + "' is here for the second time");
      } else if (value != null) {
        list.withChild(ImmutableNodes.leafSetEntry(child.qname(), value));
      }
    }
    return values.isEmpty() ? null : list.build();
  }

  private @Nullable DataContainerChild container(Layout.Child child) throws IOException {
    var members = object(child.below(), Map.of());
    if (members.isEmpty() && !child.presence()) {
      return null;
    }
    return members
        .into(ImmutableNodes.newContainerBuilder().withNodeIdentifier(child.id()))
        .build();
  }

  private @Nullable DataContainerChild list(Layout.Child child) throws IOException {
    if (!expect(JsonToken.START_ARRAY, "an array")) {
      return null;
    }
    var entries = new HashSet<NodeIdentifierWithPredicates>();
    var list =
        ImmutableNodes.builderFactory()
            .newMapBuilder(Layout.ordering(child))
            .withNodeIdentifier(child.id());
    for (int position = 1; parser.nextToken() != JsonToken.END_ARRAY; position++) {
      MapEntryNode entry = entry(child, position);
      if (entry != null && !entries.add(entry.name())) {
        problem("the entry " + entry.name().values() + " is here for the second time");
      } else if (entry != null) {
        list.withChild(entry);
      }
    }
    return entries.isEmpty() ? null : list.build();
  }

  private @Nullable MapEntryNode entry(Layout.Child list, int position) throws IOException {
    var keys = new LinkedHashMap<QName, @Nullable Object>();
    list.keys().forEach(key -> keys.put(key, null));
    path.addLast(new Step(null, keys, position));
    try {
      var members = object(list.below(), keys);
      for (var key : keys.entrySet()) {
        if (key.getValue() == null) {
          problem("the key " + key.getKey().getLocalName() + " is missing");
          return null;
        }
      }
      var id = NodeIdentifierWithPredicates.of(list.qname(), keys);
      return members.into(ImmutableNodes.newMapEntryBuilder().withNodeIdentifier(id)).build();
    } finally {
      path.removeLast();
    }
  }

  private @Nullable Object value(Layout.Child leaf) throws IOException {
    JsonKind kind = kind();
    String text = kind == null ? "" : kind == JsonKind.EMPTY ? "" : parser.getText();
    if (kind == null) {
      problem("expected " + leaf.type().expected() + ", not " + found());
      parser.skipChildren();
      return null;
    }
    try {
      return leaf.type().parseJson(kind, text);
    } catch (InvalidValueException e) {
      problem(misquoted(leaf.type(), kind, text) ? quoting(kind, text) : e.getMessage());
      return null;
    }
  }

  /**
   * Returns the kind of the value at the current token, which it reads to its end; null for none.
   */
  private @Nullable JsonKind kind() throws IOException {
    return switch (parser.currentToken()) {
      case VALUE_STRING -> JsonKind.STRING;
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> JsonKind.NUMBER;
      case VALUE_TRUE, VALUE_FALSE -> JsonKind.BOOLEAN;
      case START_ARRAY -> emptyArray();
      default -> null;
    };
  }

  /** Reads the value of an empty leaf, which is {@code [null]} (RFC 7951 section 6.9). */
  private @Nullable JsonKind emptyArray() throws IOException {
    if (parser.nextToken() == JsonToken.VALUE_NULL && parser.nextToken() == JsonToken.END_ARRAY) {
      return JsonKind.EMPTY;
    }
    while (parser.currentToken() != JsonToken.END_ARRAY) {
      parser.skipChildren();
      parser.nextToken();
    }
    return null;
  }

  private static boolean misquoted(LeafType type, JsonKind kind, String text) {
    try {
      type.parse(text);
      return kind != JsonKind.EMPTY;
    } catch (InvalidValueException e) {
      return false;
    }
  }

  private static String quoting(JsonKind kind, String text) {
    return "the value "
        + text
        + (kind == JsonKind.STRING ? " stands without quotes" : " stands in quotes");
  }

  private boolean expect(JsonToken expected, String words) throws IOException {
    if (parser.currentToken() == expected) {
      return true;
    }
    problem("expected " + words + ", not " + found());
    parser.skipChildren();
    return false;
  }

  private String found() {
    return switch (parser.currentToken()) {
      case null -> "nothing";
      case START_OBJECT, END_OBJECT -> "an object";
      case START_ARRAY, END_ARRAY -> "an array";
      case VALUE_STRING -> "a string";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
      case VALUE_TRUE, VALUE_FALSE -> "true or false";
      default -> "null";
    };
  }

  /** Reports the member whose name is the current token, and skips it. */
  private void refuse(String message) throws IOException {
    problem(message);
    parser.nextToken();
    parser.skipChildren();
  }

  private void problem(String message) {
    report(parser.currentTokenLocation(), message);
  }

  private void report(JsonLocation at, String message) {
    var text = new StringBuilder();
    path.forEach(text::append);
    problems.add(
        new Problem(
            at.getLineNr(),
            at.getColumnNr(),
            at.getByteOffset(),
            text.isEmpty() ? "/" : text.toString(),
            message));
  }
}
