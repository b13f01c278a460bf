package net.sluice.northbound.netconf.auth;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.opendaylight.netconf.shaded.sshd.common.config.keys.AuthorizedKeyEntry;

/**
 * The file with the users who can log in. JSON:
 *
 * <pre>{"users": [{"name": "admin",
 *             "password": "$pbkdf2-sha512$210000$SALT$HASH",
 *             "authorized-keys": ["ssh-ed25519 AAAA... comment"]}]}</pre>
 *
 * Password and keys are optional. Keys are lines as in authorized_keys of OpenSSH, without options.
 * A user with a mistake can not log in, but all others can: the operator must get in to mend it.
 */
public final class UsersFile {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  private record Entry(
      @JsonProperty("name") @Nullable String name,
      @JsonProperty("password") @Nullable String password,
      @JsonProperty("authorized-keys") @Nullable List<String> keys) {}

  /** An element of the list, which may be no user, and the line where it begins. */
  private record Element(JsonNode content, int line) {
    boolean isOf(String name) {
      return content.path("name").asText().equals(name) && content.path("name").isTextual();
    }
  }

  /**
   * A user who can log in.
   *
   * @param password empty if the user has keys only
   */
  record User(String name, Optional<PasswordHash> password, List<PublicKey> keys) {}

  /**
   * The users of a file.
   *
   * @param byName the users who can log in
   * @param problems the reasons why other users can not, each with its line
   */
  record Users(Map<String, User> byName, List<String> problems) {}

  private final Path file;

  public UsersFile(Path file) {
    this.file = file.toAbsolutePath();
  }

  /**
   * Returns the names of the users who can log in.
   *
   * @throws IOException the file can not be read, or is no JSON object with users
   */
  public List<String> names() throws IOException {
    return List.copyOf(read().byName.keySet());
  }

  /**
   * Returns the reasons why users of the file can not log in, each with file and line.
   *
   * @throws IOException the file can not be read, or is no JSON object with users
   */
  public List<String> problems() throws IOException {
    return read().problems;
  }

  /**
   * Sets the password of a user, and creates the user if there is none.
   *
   * @throws IllegalArgumentException the name is not allowed
   * @throws IOException the file can not be read or written, or has other content
   */
  public void setPassword(String name, char[] password) throws IOException {
    String hash = PasswordHash.of(password).toString();
    change(name, entry -> new Entry(name, hash, entry.keys));
  }

  /**
   * Adds a key to a user, and creates the user if there is none.
   *
   * @param line a line as in authorized_keys of OpenSSH or a .pub file
   * @throws IllegalArgumentException the line is not a key, or the name is not allowed
   * @throws IOException the file can not be read or written, or has other content
   */
  public void addKey(String name, String line) throws IOException {
    String stripped = line.strip();
    key(stripped);
    change(
        name,
        entry -> {
          var keys = new ArrayList<>(entry.keys == null ? List.of() : entry.keys);
          if (!keys.contains(stripped)) {
            keys.add(stripped);
          }
          return new Entry(name, entry.password, keys);
        });
  }

  /** Changes one user. All other elements of the file stay as they are, also wrong ones. */
  private void change(String name, UnaryOperator<Entry> change) throws IOException {
    UserName.problem(name)
        .ifPresent(
            problem -> {
              throw new IllegalArgumentException(problem);
            });
    Boolean unused =
        SecretFiles.exclusively(
            file,
            () -> {
              var elements = new ArrayList<>(elements());
              var old = elements.stream().filter(element -> element.isOf(name)).findFirst();
              Entry entry = old.isPresent() ? entry(old.get()) : new Entry(name, null, null);
              JsonNode changed = JSON.valueToTree(change.apply(entry));
              if (old.isPresent()) {
                elements.set(elements.indexOf(old.get()), new Element(changed, 0));
              } else {
                elements.add(new Element(changed, 0));
              }
              write(elements);
              return true;
            });
  }

  /**
   * Removes a user, and all elements of the file with this name.
   *
   * @return false if there was none
   * @throws IOException the file can not be read or written, or has other content
   */
  public boolean remove(String name) throws IOException {
    if (!Files.exists(file)) {
      return false;
    }
    return SecretFiles.exclusively(
        file,
        () -> {
          var elements = new ArrayList<>(elements());
          boolean was = elements.removeIf(element -> element.isOf(name));
          if (was) {
            write(elements);
          }
          return was;
        });
  }

  /**
   * Reads all users. A user with a mistake can not log in; the others can.
   *
   * @throws IOException the file can not be read, or is no JSON object with users
   */
  Users read() throws IOException {
    var users = new TreeMap<String, User>();
    var problems = new ArrayList<String>();
    var elements = elements();
    for (Element element : elements) {
      try {
        Entry entry = entry(element);
        String name = element.content.path("name").textValue();
        if (elements.stream().filter(other -> other.isOf(name)).count() > 1) {
          throw new IllegalArgumentException("user " + name + " is given twice");
        }
        users.put(name, user(name, entry));
      } catch (IllegalArgumentException e) {
        problems.add("%s, line %d: %s".formatted(file, element.line, e.getMessage()));
      }
    }
    return new Users(users, problems);
  }

  private static Entry entry(Element element) {
    if (!element.content.path("name").isTextual()) {
      throw new IllegalArgumentException("a user is an object with the text 'name'");
    }
    try {
      return JSON.treeToValue(element.content, Entry.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e.getOriginalMessage(), e);
    }
  }

  private static User user(String name, Entry entry) {
    UserName.problem(name)
        .ifPresent(
            problem -> {
              throw new IllegalArgumentException(problem);
            });
    var keys = entry.keys == null ? List.<String>of() : entry.keys;
    return new User(
        name,
        Optional.ofNullable(entry.password).map(PasswordHash::parse),
        keys.stream().map(UsersFile::key).toList());
  }

  private static PublicKey key(String line) {
    try {
      var entry = AuthorizedKeyEntry.parseAuthorizedKeyEntry(line);
      if (entry == null) {
        throw new IllegalArgumentException("'" + line + "' is not a key");
      }
      if (entry.getLoginOptions() != null && !entry.getLoginOptions().isEmpty()) {
        throw new IllegalArgumentException("options of a key are not supported: " + line);
      }
      return entry.resolvePublicKey(null, Map.of(), null);
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException("not a usable key: " + line + ": " + e.getMessage(), e);
    }
  }

  private List<Element> elements() throws IOException {
    var elements = new ArrayList<Element>();
    if (!Files.exists(file)) {
      return elements;
    }
    try (var parser = JSON.createParser(Files.readAllBytes(file))) {
      expect(parser, JsonToken.START_OBJECT, "an object");
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        if (!parser.currentName().equals("users")) {
          throw new JsonParseException(parser, "'%s' is not known".formatted(parser.currentName()));
        }
        expect(parser, JsonToken.START_ARRAY, "a list of users");
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          int line = parser.currentTokenLocation().getLineNr();
          elements.add(new Element(JSON.readTree(parser), line));
        }
      }
    } catch (JsonProcessingException e) {
      var where = e.getLocation();
      throw new IOException(
          "%s, line %d, column %d: %s"
              .formatted(file, where.getLineNr(), where.getColumnNr(), e.getOriginalMessage()),
          e);
    }
    return elements;
  }

  private static void expect(JsonParser parser, JsonToken token, String text) throws IOException {
    if (parser.nextToken() != token) {
      throw new JsonParseException(parser, "this must be " + text);
    }
  }

  private void write(List<Element> elements) throws IOException {
    var content = elements.stream().map(Element::content).toList();
    SecretFiles.write(file, JSON.writeValueAsBytes(Map.of("users", content)));
  }
}
