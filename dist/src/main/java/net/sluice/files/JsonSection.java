package net.sluice.files;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * An object of the bootstrap file, read key by key. A wrong value is noted as a problem, and the
 * default taken in its place so that the reading can go on.
 */
final class JsonSection {
  private final String prefix;
  private final JsonNode node;
  private final List<String> problems;
  private final Set<String> known = new TreeSet<>();

  /**
   * @param prefix what stands before the keys in messages: empty, or ends with a dot
   * @param problems where problems are noted
   */
  JsonSection(String prefix, JsonNode node, List<String> problems) {
    this.prefix = prefix;
    this.problems = problems;
    if (node.isObject()) {
      this.node = node;
    } else {
      this.node = JsonNodeFactory.instance.objectNode();
      String name = prefix.isEmpty() ? "the file" : prefix.substring(0, prefix.length() - 1);
      problems.add("%s must be an object, not %s".formatted(name, node));
    }
  }

  /** The object at a key; an empty one when it isn't there. */
  JsonSection section(String key) {
    JsonNode value = value(key).orElseGet(() -> (JsonNode) JsonNodeFactory.instance.objectNode());
    return new JsonSection(prefix + key + ".", value, problems);
  }

  Path path(String key, Path fallback) {
    return path(key).orElse(fallback);
  }

  Optional<Path> path(String key) {
    Optional<JsonNode> value = value(key);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    try {
      if (value.get().isTextual() && value.get().textValue().startsWith("/")) {
        return Optional.of(Path.of(value.get().textValue()));
      }
    } catch (InvalidPathException e) {
      // Noted below.
    }
    wrong(key, "a path that begins with /");
    return Optional.empty();
  }

  /** An IP address; never a name, whose meaning would hang on a name server. */
  InetAddress address(String key, String fallback) {
    InetAddress otherwise = NetUtil.createInetAddressFromIpAddressString(fallback);
    Optional<JsonNode> value = value(key);
    if (value.isEmpty()) {
      return otherwise;
    }
    InetAddress address =
        value.get().isTextual()
            ? NetUtil.createInetAddressFromIpAddressString(value.get().textValue())
            : null;
    if (address == null) {
      wrong(key, "an IPv4 or IPv6 address");
      return otherwise;
    }
    return address;
  }

  int port(String key, int fallback) {
    return number(key, fallback, 1, 65_535);
  }

  int number(String key, int fallback, int min, int max) {
    Optional<JsonNode> value = value(key);
    if (value.isEmpty()) {
      return fallback;
    }
    JsonNode number = value.get();
    if (number.isInt() && number.intValue() >= min && number.intValue() <= max) {
      return number.intValue();
    }
    wrong(key, "a number from %d to %d".formatted(min, max));
    return fallback;
  }

  /** A constant of an enum, in small letters. */
  <E extends Enum<E>> E constant(String key, E fallback) {
    Optional<JsonNode> value = value(key);
    if (value.isEmpty()) {
      return fallback;
    }
    List<E> constants = Arrays.asList(fallback.getDeclaringClass().getEnumConstants());
    for (E constant : constants) {
      if (value.get().isTextual() && word(constant).equals(value.get().textValue())) {
        return constant;
      }
    }
    wrong(key, "one of " + String.join(", ", constants.stream().map(JsonSection::word).toList()));
    return fallback;
  }

  /** Notes a problem of a key. */
  void problem(String key, String text) {
    problems.add("%s%s %s".formatted(prefix, key, text));
  }

  /** Notes the keys that nobody asked for: likely mistyped. */
  void finish() {
    for (Iterator<String> keys = node.fieldNames(); keys.hasNext(); ) {
      String key = keys.next();
      if (!known.contains(key)) {
        problem(key, "is not known here; known are " + String.join(", ", known));
      }
    }
  }

  private Optional<JsonNode> value(String key) {
    known.add(key);
    return Optional.ofNullable(node.get(key));
  }

  private void wrong(String key, String expected) {
    problem(key, "must be %s, not %s".formatted(expected, node.get(key)));
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
