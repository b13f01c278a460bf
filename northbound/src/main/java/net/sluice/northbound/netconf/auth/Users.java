package net.sluice.northbound.netconf.auth;

import static java.util.Objects.requireNonNullElse;

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

/**
 * The users who can log in: the content of the users file, read again whenever it has changed.
 * Nobody can log in while it can not be read, or while other users can change it. Thread: any.
 */
public final class Users {
  private static final Logger LOG = LoggerFactory.getLogger(Users.class);

  /** The version of the file, as far as the file system shows it. */
  private record Stamp(FileTime modified, long size, Object inode, Object changed) {
    static final Stamp UNREAD = new Stamp(FileTime.fromMillis(0), -1, "", "");
    static final Stamp NO_FILE = new Stamp(FileTime.fromMillis(0), 0, "", "");
  }

  private final Path file;
  private Stamp stamp = Stamp.UNREAD;
  private Map<String, UsersFile.User> users = Map.of();

  public Users(Path file) {
    this.file = file;
  }

  /** Returns true for the password of a user. It takes as long if there is no such user. */
  boolean accepts(String name, String password) {
    var hash = find(name).flatMap(UsersFile.User::password).orElse(PasswordHash.NONE);
    return hash.matches(password.toCharArray());
  }

  /** Returns true for a key of a user. */
  boolean accepts(String name, PublicKey key) {
    return find(name).stream()
        .flatMap(user -> user.keys().stream())
        .anyMatch(known -> KeyUtils.compareKeys(known, key));
  }

  private synchronized Optional<UsersFile.User> find(String name) {
    var now = stamp();
    if (!now.equals(stamp)) {
      stamp = now; // older than the content, so that a change in between is read the next time
      users = load();
    }
    return Optional.ofNullable(users.get(name));
  }

  private Stamp stamp() {
    try {
      var attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return new Stamp(
          attributes.lastModifiedTime(),
          attributes.size(),
          requireNonNullElse(attributes.fileKey(), ""),
          Files.getAttribute(file, "unix:ctime")); // chmod and chown change only this one
    } catch (IOException e) {
      return Stamp.NO_FILE;
    }
  }

  private Map<String, UsersFile.User> load() {
    try {
      if (!Files.exists(file)) {
        throw new NoSuchFileException(file.toString(), null, "there is no such file");
      }
      var untrusted = SecretFiles.untrusted(file);
      if (untrusted.isPresent()) {
        throw new IOException(untrusted.get());
      }
      SecretFiles.exposed(file, true)
          .ifPresent(problem -> LOG.warn("users file exposed reason=\"{}\"", problem));
      var read = new UsersFile(file).read();
      for (String problem : read.problems()) {
        LOG.warn("user ignored reason=\"{}\"", problem);
      }
      return read.byName();
    } catch (IOException e) {
      LOG.error("users file unreadable reason=\"{}\"", e.getMessage());
      return Map.of();
    }
  }
}
