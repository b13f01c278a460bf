package net.sluice.manager.store;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.sluice.yang.JsonException;
import net.sluice.yang.JsonReader;
import net.sluice.yang.JsonWriter;
import net.sluice.yang.PseudowireModel;
import net.sluice.yang.Schema;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.NormalizedNode;

/**
 * A whole configuration as a file: RFC 7951 JSON, with the numbers of the pseudowires.
 *
 * @param root the configuration
 * @param ids the numbers by name
 */
record Checkpoint(ContainerNode root, Map<String, Integer> ids) {
  private static final JsonWriter WRITER = new JsonWriter(Schema.get());
  private static final JsonReader READER = new JsonReader(Schema.get(), Set.of(PseudowireModel.ID));

  byte[] encode() throws IOException {
    var numbered = new LinkedHashMap<YangInstanceIdentifier, Optional<NormalizedNode>>();
    Units.visit(
        YangInstanceIdentifier.of(),
        root,
        (path, unit) ->
            PersistedIds.pseudowire(path)
                .ifPresent(
                    name ->
                        numbered.put(path, Optional.of(PersistedIds.with(unit, ids.get(name))))));
    var out = new ByteArrayOutputStream();
    WRITER.write(
        ConfigTree.with(Schema.get().tree(), root, numbered), JsonWriter.Style.INDENTED, out);
    return out.toByteArray();
  }

  /**
   * @param header what the journal says about the file
   */
  static Checkpoint decode(Path file, byte[] bytes, Journal.Header header) throws StoreException {
    String checksum = JournalLine.checksum(bytes);
    boolean intact = bytes.length == header.length() && checksum.equals(header.checksum());
    try {
      ContainerNode root = READER.read(new ByteArrayInputStream(bytes));
      if (!intact) {
        throw new StoreException(
            "%s is damaged: it has %d bytes with the checksum %s, expected %d bytes with %s"
                .formatted(file, bytes.length, checksum, header.length(), header.checksum()));
      }
      return withoutIds(root);
    } catch (JsonException e) {
      JsonException.Problem first = e.problems().getFirst();
      throw intact
          ? new StoreException(file + " is not of this version's model: " + e.getMessage())
          : StoreException.damaged(
              file,
              first.offset(),
              "%d bytes of JSON, found %d: %s"
                  .formatted(header.length(), bytes.length, first.message()));
    } catch (IOException e) {
      throw StoreException.of("read", file, e);
    }
  }

  private static Checkpoint withoutIds(ContainerNode root) {
    var ids = new HashMap<String, Integer>();
    var units = new LinkedHashMap<YangInstanceIdentifier, Optional<NormalizedNode>>();
    Units.visit(
        YangInstanceIdentifier.of(),
        root,
        (path, unit) -> units.put(path, Optional.of(PersistedIds.take(path, unit, ids))));
    return new Checkpoint(ConfigTree.with(Schema.get().tree(), Changes.EMPTY, units), ids);
  }
}
