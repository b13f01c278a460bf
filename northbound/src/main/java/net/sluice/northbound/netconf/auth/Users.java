package net.sluice.northbound.netconf.auth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.PublicKey;
import java.util.Map;
import java.util.Optional;
import org.opendaylight.netconf.shaded.sshd.common.config.keys.KeyUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who may log in, as the users file says now. A file that can not be read admits nobody. */
public final class Users {
  private static final Logger LOG = LoggerFactory.getLogger(Users.class);

  private record Stamp(FileTime modified, long size, Object inode) {
    static final Stamp NO_FILE = new Stamp(FileTime.fromMillis(0), 0, "");
  }

  private final Path file;
  private Stamp stamp;
  private Map<String, UsersFile.User> users = Map.of();

  public Users(Path file) {
    this.file = file;
  }

  /** Whether this is the user's password; takes as long when there is no such user. */
  boolean accepts(String name, String password) {
    var hash = find(name).flatMap(UsersFile.User::password).orElse(PasswordHash.OF_NOBODY);
    return hash.matches(password.toCharArray());
  }

  /** Whether this is one of the user's keys. */
  boolean accepts(String name, PublicKey key) {
    return find(name).stream()
        .flatMap(user -> user.keys().stream())
        .anyMatch(known -> KeyUtils.compareKeys(known, key));
  }

  private synchronized Optional<UsersFile.User> find(String name) {
    var now = stamp();
    if (!now.equals(stamp)) {
      stamp = now;
      users = load();
    }
    return Optional.ofNullable(users.get(name));
  }

  private Stamp stamp() {
    try {
      var attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
    } catch (IOException e) {
      return Stamp.NO_FILE;
    }
  }

  private Map<String, UsersFile.User> load() {
    try {
      if (!Files.exists(file)) {
        throw new NoSuchFileException(file.toString(), null, "there is no such file");
      }
      return new UsersFile(file).read();
    } catch (IOException e) {
      LOG.error("Nobody can log in: {}", e.getMessage());
      return Map.of();
    }
  }
}
