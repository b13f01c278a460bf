package net.sluice.northbound.status;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A part of a collection, of the length that the request asks for. */
final class Page {
  private Page() {}

  /** Writes one entry of a collection. */
  @FunctionalInterface
  interface Writer<T> {
    void write(JsonGenerator json, T entry) throws IOException;
  }

  /**
   * Returns entries and, if there are more of them, the address of the next page.
   *
   * @param member name of the collection in JSON and in the address
   * @param entries opens the collection, after the entry that the request names
   * @param filter selects entries
   * @param key the text by which the next page begins
   */
  static <T> Answer of(
      String member,
      QueryParameters parameters,
      Supplier<Stream<T>> entries,
      Predicate<T> filter,
      Function<T, String> key,
      Writer<T> writer)
      throws RefusedException {
    long limit = parameters.limit();
    return Answer.ok(
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart(member);
          Optional<String> next;
          try (Stream<T> stream = entries.get()) {
            next = writePage(json, stream.filter(filter).iterator(), limit, key, writer);
          }
          json.writeEndArray();
          if (next.isPresent()) {
            json.writeStringField("next", parameters.next("/" + member, next.get()));
          }
          json.writeEndObject();
        });
  }

  /** Writes up to {@code limit} entries. Returns the key of the last one if there are more. */
  private static <T> Optional<String> writePage(
      JsonGenerator json,
      Iterator<T> entries,
      long limit,
      Function<T, String> key,
      Writer<T> writer)
      throws IOException {
    @Nullable T last = null;
    for (long written = 0; written < limit && entries.hasNext(); written++) {
      last = entries.next();
      writer.write(json, last);
    }
    return last != null && entries.hasNext() ? Optional.of(key.apply(last)) : Optional.empty();
  }
}
