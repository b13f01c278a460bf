package net.sluice.manager.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import net.sluice.manager.store.Changes.Change;
import net.sluice.yang.JsonException;
import net.sluice.yang.JsonReader;
import net.sluice.yang.JsonWriter;
import net.sluice.yang.Schema;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.NodeIdentifierWithPredicates;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.NormalizedNode;
import org.opendaylight.yangtools.yang.data.spi.node.ImmutableNodes;

/**
 * One commit in a journal: {@code {"revision", "time", "user", "put", "delete"}}. Both put and
 * delete are RFC 7951 trees: put has whole units, delete has their keys. Instance identifiers are
 * not used because they can not quote a name that contains both kinds of quotes.
 *
 * @param revision the revision of the running configuration after the commit
 * @param time the time of the commit
 * @param user the user that committed
 * @param units the values of the changed units after the commit; empty for units that are removed
 * @param numbers the numbers of the objects in {@code put}
 */
record JournalRecord(
    long revision,
    Instant time,
    String user,
    Map<YangInstanceIdentifier, Optional<NormalizedNode>> units,
    PersistedNumbers numbers) {
  private static final JsonFactory FACTORY = new JsonFactory();
  private static final JsonWriter WRITER = new JsonWriter(Schema.get());
  private static final JsonReader READER = new JsonReader(Schema.get(), PersistedNumbers.LEAVES);

  byte[] encode(Changes changes) throws IOException {
    var put = new LinkedHashMap<YangInstanceIdentifier, Optional<NormalizedNode>>();
    var delete = new LinkedHashMap<YangInstanceIdentifier, Optional<NormalizedNode>>();
    for (Map.Entry<YangInstanceIdentifier, Change> entry : changes.units().entrySet()) {
      YangInstanceIdentifier path = entry.getKey();
      Change change = entry.getValue();
      if (change.after().isPresent()) {
        put.put(path, Optional.of(numbers.with(path, change.after().get())));
      } else {
        delete.put(path, change.before().map(unit -> keys(path, unit)));
      }
    }
    var out = new ByteArrayOutputStream();
    try (JsonGenerator json = FACTORY.createGenerator(out)) {
      json.writeStartObject();
      json.writeNumberField("revision", revision);
      json.writeStringField("time", time.toString());
      json.writeStringField("user", user);
      json.writeFieldName("put");
      WRITER.write(tree(put), json);
      json.writeFieldName("delete");
      WRITER.write(tree(delete), json);
      json.writeEndObject();
    }
    return out.toByteArray();
  }

  /**
   * Reads the JSON of a record.
   *
   * @throws JsonException a tree does not conform to the schema
   * @throws IOException the JSON does not have the form of a record
   */
  static JournalRecord decode(byte[] bytes) throws IOException, JsonException {
    try (JsonParser json = FACTORY.createParser(bytes)) {
      expect(json, JsonToken.START_OBJECT);
      field(json, "revision");
      expect(json, JsonToken.VALUE_NUMBER_INT);
      long revision = json.getLongValue();
      field(json, "time");
      expect(json, JsonToken.VALUE_STRING);
      Instant time = instant(json.getText());
      field(json, "user");
      expect(json, JsonToken.VALUE_STRING);
      String user = json.getText();
      var units = new LinkedHashMap<YangInstanceIdentifier, Optional<NormalizedNode>>();
      PersistedNumbers numbers = PersistedNumbers.empty();
      field(json, "put");
      Units.visit(
          YangInstanceIdentifier.of(),
          READER.read(json),
          (path, unit) -> units.put(path, Optional.of(numbers.take(path, unit))));
      field(json, "delete");
      Units.visit(
          YangInstanceIdentifier.of(),
          READER.read(json),
          (path, unit) -> units.put(path, Optional.empty()));
      expect(json, JsonToken.END_OBJECT);
      return new JournalRecord(revision, time, user, units, numbers);
    }
  }

  private static ContainerNode tree(Map<YangInstanceIdentifier, Optional<NormalizedNode>> units) {
    return ConfigTree.with(Schema.get().tree(), Changes.EMPTY, units);
  }

  private static NormalizedNode keys(YangInstanceIdentifier path, NormalizedNode unit) {
    if (!(path.getLastPathArgument() instanceof NodeIdentifierWithPredicates entry)) {
      return unit;
    }
    var builder = ImmutableNodes.newMapEntryBuilder().withNodeIdentifier(entry);
    entry
        .entrySet()
        .forEach(key -> builder.withChild(ImmutableNodes.leafNode(key.getKey(), key.getValue())));
    return builder.build();
  }

  private static void field(JsonParser json, String name) throws IOException {
    expect(json, JsonToken.FIELD_NAME);
    if (!json.currentName().equals(name)) {
      throw new IOException("expected \"" + name + "\", found \"" + json.currentName() + "\"");
    }
  }

  private static void expect(JsonParser json, JsonToken token) throws IOException {
    JsonToken found = json.nextToken();
    if (found != token) {
      throw new IOException("expected " + token + ", found " + found);
    }
  }

  private static Instant instant(String text) throws IOException {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new IOException("'" + text + "' is not a time", e);
    }
  }
}
