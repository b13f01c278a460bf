package net.sluice.manager.store;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Optional;
import net.sluice.yang.JsonException;
import net.sluice.yang.JsonReader;
import net.sluice.yang.JsonWriter;
import net.sluice.yang.Schema;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.NormalizedNode;

/**
 * The content of a checkpoint file: a whole configuration as RFC 7951 JSON, with the numbers of its
 * objects.
 *
 * @param root the configuration
 * @param numbers the numbers of its objects
 */
record Checkpoint(ContainerNode root, PersistedNumbers numbers) {
  private static final JsonWriter WRITER = new JsonWriter(Schema.get());
  private static final JsonReader READER = new JsonReader(Schema.get(), PersistedNumbers.LEAVES);

  byte[] encode() throws IOException {
    var numbered = new LinkedHashMap<YangInstanceIdentifier, Optional<NormalizedNode>>();
    Units.visit(
        YangInstanceIdentifier.of(),
        root,
        (path, unit) -> {
          NormalizedNode with = numbers.with(path, unit);
          if (with != unit) {
            numbered.put(path, Optional.of(with));
          }
        });
    var out = new ByteArrayOutputStream();
    WRITER.write(
        ConfigTree.with(Schema.get().tree(), root, numbered), JsonWriter.Style.INDENTED, out);
    return out.toByteArray();
  }

  /**
   * Reads a checkpoint file.
   *
   * @param header the length and checksum that the journal gives for the file
   * @throws StoreException the file is damaged, or does not conform to the model of this version
   */
  static Checkpoint decode(Path file, byte[] bytes, Journal.Header header) throws StoreException {
    String checksum = JournalLine.checksum(bytes);
    boolean intact = bytes.length == header.length() && checksum.equals(header.checksum());
    try {
      ContainerNode root = READER.read(new ByteArrayInputStream(bytes));
      if (!intact) {
        throw new StoreException(
            "%s is damaged: it has %d bytes with checksum %s, expected %d bytes with checksum %s"
                .formatted(file, bytes.length, checksum, header.length(), header.checksum()));
      }
      return withoutNumbers(root);
    } catch (JsonException e) {
      JsonException.Problem first = e.problems().getFirst();
      throw intact
          ? new StoreException(
              file + " does not conform to the model of this version: " + e.getMessage())
          : StoreException.damaged(
              file,
              first.offset(),
              "%d bytes of JSON, found %d: %s"
                  .formatted(header.length(), bytes.length, first.message()));
    } catch (IOException e) {
      throw StoreException.of("read", file, e);
    }
  }

  private static Checkpoint withoutNumbers(ContainerNode root) {
    PersistedNumbers numbers = PersistedNumbers.empty();
    var units = new LinkedHashMap<YangInstanceIdentifier, Optional<NormalizedNode>>();
    Units.visit(
        YangInstanceIdentifier.of(),
        root,
        (path, unit) -> units.put(path, Optional.of(numbers.take(path, unit))));
    return new Checkpoint(ConfigTree.with(Schema.get().tree(), Changes.EMPTY, units), numbers);
  }
}
