package net.sluice.northbound.netconf.auth;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
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
 */
public final class UsersFile {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private record Content(@JsonProperty("users") @Nullable List<@Nullable Entry> users) {}

  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  private record Entry(
      @JsonProperty("name") String name,
      @JsonProperty("password") @Nullable String password,
      @JsonProperty("authorized-keys") @Nullable List<String> keys) {}

  /**
   * A user who can log in.
   *
   * @param password empty if the user has keys only
   */
  record User(String name, Optional<PasswordHash> password, List<PublicKey> keys) {}

  private final Path file;

  public UsersFile(Path file) {
    this.file = file;
  }

  /** Returns the names of all users. */
  public List<String> names() throws IOException {
    return List.copyOf(entries().keySet());
  }

  /**
   * Sets the password of a user, and creates the user if there is none.
   *
   * @throws IOException the file can not be read or written, or has other content
   */
  public void setPassword(String name, char[] password) throws IOException {
    var entries = entries();
    var old = entries.get(name);
    var keys = old == null ? null : old.keys;
    entries.put(name, new Entry(name, PasswordHash.of(password).toString(), keys));
    write(entries);
  }

  /**
   * Adds a key to a user, and creates the user if there is none.
   *
   * @param line a line as in authorized_keys of OpenSSH or a .pub file
   * @throws IllegalArgumentException the line is not a key
   * @throws IOException the file can not be read or written, or has other content
   */
  public void addKey(String name, String line) throws IOException {
    key(line.strip());
    var entries = entries();
    var old = entries.get(name);
    var keys = new ArrayList<>(old == null || old.keys == null ? List.of() : old.keys);
    if (!keys.contains(line.strip())) {
      keys.add(line.strip());
    }
    entries.put(name, new Entry(name, old == null ? null : old.password, keys));
    write(entries);
  }

  /**
   * Removes a user.
   *
   * @return false if there was none
   * @throws IOException the file can not be read or written, or has other content
   */
  public boolean remove(String name) throws IOException {
    var entries = entries();
    boolean was = entries.remove(name) != null;
    if (was) {
      write(entries);
    }
    return was;
  }

  /**
   * Reads all users by name.
   *
   * @throws IOException the file can not be read, or a user in it is wrong
   */
  Map<String, User> read() throws IOException {
    var users = new TreeMap<String, User>();
    var problems = new ArrayList<String>();
    for (Entry entry : entries().values()) {
      try {
        users.put(entry.name, user(entry));
      } catch (IllegalArgumentException e) {
        problems.add("user " + entry.name + ": " + e.getMessage());
      }
    }
    if (!problems.isEmpty()) {
      throw new IOException(file + ": " + String.join("; ", problems));
    }
    return users;
  }

  private static User user(Entry entry) {
    var keys = entry.keys == null ? List.<String>of() : entry.keys;
    return new User(
        entry.name,
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

  private Map<String, Entry> entries() throws IOException {
    var entries = new TreeMap<String, Entry>();
    if (!Files.exists(file)) {
      return entries;
    }
    Content content;
    try {
      content = JSON.readValue(Files.readAllBytes(file), Content.class);
    } catch (JsonProcessingException e) {
      var where = e.getLocation();
      throw new IOException(
          file
              + (where == null
                  ? ""
                  : ", line " + where.getLineNr() + ", column " + where.getColumnNr())
              + ": "
              + e.getOriginalMessage(),
          e);
    }
    List<@Nullable Entry> users =
        content == null || content.users == null ? List.of() : content.users;
    for (Entry entry : users) {
      if (entry == null || entry.name == null || entry.name.isBlank()) {
        throw new IOException(file + ": a user without a name");
      }
      if (entries.put(entry.name, entry) != null) {
        throw new IOException(file + ": user " + entry.name + " is given twice");
      }
    }
    return entries;
  }

  private void write(Map<String, Entry> entries) throws IOException {
    SecretFiles.write(file, JSON.writeValueAsBytes(new Content(List.copyOf(entries.values()))));
  }
}
