package net.sluice.files;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import net.sluice.yang.Suggestion;

/**
 * An object of the bootstrap file, read key by key. A wrong value is reported as a problem, and its
 * default is used so that reading can continue.
 */
final class JsonSection {
  private final String prefix;
  private final JsonNode node;
  private final List<String> problems;
  private final Set<String> known = new TreeSet<>();

  /**
   * @param prefix the text before the keys in messages: empty, or ends with a dot
   * @param problems receives the problems
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

  /** Returns the object at a member of this one; an empty object if it is missing. */
  JsonSection section(String member) {
    JsonNode value = value(member).orElseGet(() -> JsonNodeFactory.instance.objectNode());
    return new JsonSection(prefix + member + ".", value, problems);
  }

  /** Returns the value of a key of this object, or the default of the key. */
  <T> T get(BootstrapKey<T> key) {
    return find(key).or(key::defaultValue).orElseThrow();
  }

  /** Returns the value of a key of this object; empty if it is missing or wrong. */
  <T> Optional<T> find(BootstrapKey<T> key) {
    String member = key.member();
    if (!key.name().equals(prefix + member)) {
      throw new IllegalArgumentException("%s is not in %s".formatted(key.name(), prefix));
    }
    Optional<JsonNode> value = value(member);
    Optional<T> read = value.flatMap(key.type().reader());
    if (value.isPresent() && read.isEmpty()) {
      problem(key, "must be %s, not %s".formatted(key.type().expected(), value.get()));
    }
    return read;
  }

  /** Reports a problem of a key. */
  void problem(BootstrapKey<?> key, String text) {
    problems.add(key.name() + " " + text);
  }

  /** Reports the members that were not read. They are probably misspelled. */
  void finish() {
    for (Iterator<String> members = node.fieldNames(); members.hasNext(); ) {
      String member = members.next();
      if (!known.contains(member)) {
        problems.add(
            "%s%s is not known here%s".formatted(prefix, member, Suggestion.of(member, known)));
      }
    }
  }

  private Optional<JsonNode> value(String member) {
    known.add(member);
    return Optional.ofNullable(node.get(member));
  }
}
