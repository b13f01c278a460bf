package net.sluice.northbound.status;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Fields and values that objects of several kinds have in JSON. */
final class JsonFields {
  private JsonFields() {}

  /** Writes the state of an object, the time of its last change, and its last error. */
  static void state(JsonGenerator json, String state, Instant since, Optional<String> lastError)
      throws IOException {
    json.writeStringField("oper-status", state);
    json.writeStringField("last-change", time(since));
    optional(json, "last-error", lastError);
  }

  /** Writes a field unless its value is empty. */
  static void optional(JsonGenerator json, String field, Optional<String> value)
      throws IOException {
    if (value.isPresent()) {
      json.writeStringField(field, value.get());
    }
  }

  /** Writes numbers for all constants of an enum, in their order. */
  static <E extends Enum<E>> void counts(
      JsonGenerator json, String field, Class<E> type, Map<E, Integer> counts) throws IOException {
    Map<E, Integer> sorted = new EnumMap<>(type);
    for (E constant : type.getEnumConstants()) {
      sorted.put(constant, counts.getOrDefault(constant, 0));
    }
    json.writeObjectFieldStart(field);
    for (Map.Entry<E, Integer> count : sorted.entrySet()) {
      json.writeNumberField(word(count.getKey()), count.getValue());
    }
    json.writeEndObject();
  }

  /** Returns a time as YANG's date-and-time, to the millisecond. */
  static String time(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MILLIS).toString();
  }

  /** Returns the name of a constant in YANG. */
  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
