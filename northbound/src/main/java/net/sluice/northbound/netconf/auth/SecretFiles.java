package net.sluice.northbound.netconf.auth;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** Files and directories that only their owner may change, and mostly only the owner may read. */
public final class SecretFiles {
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final int GROUP_WRITE = 0020;
  private static final int OTHERS_WRITE = 0002;
  private static final int GROUP_READ = 0040;
  private static final int OTHERS_READ = 0004;
  private static final int PERMISSIONS = 07777;

  /** Serializes changes in this process: a lock of a file is only between processes. */
  private static final Object CHANGES = new Object();

  private SecretFiles() {}

  /** A change of a file. */
  @FunctionalInterface
  interface Change<T> {
    T make() throws IOException;
  }

  /** Makes a change while no other process does. The lock is a file beside the changed one. */
  static <T> T exclusively(Path file, Change<T> change) throws IOException {
    Path lock = file.resolveSibling(file.getFileName() + ".lock");
    var options = Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    synchronized (CHANGES) {
      try (var channel = FileChannel.open(lock, options, OWNER_ONLY)) {
        channel.lock(); // until the channel is closed
        return change.make();
      }
    }
  }

  /**
   * Replaces a file as a whole. It is on disk when this returns. A file that existed keeps its
   * owner and group, and its group may still read it.
   */
  static void write(Path file, byte[] content) throws IOException {
    Path target = file.toAbsolutePath();
    Path temporary = target.resolveSibling(target.getFileName() + ".new");
    Files.deleteIfExists(temporary);
    var create = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (var channel = FileChannel.open(temporary, create, OWNER_ONLY)) {
      for (var buffer = ByteBuffer.wrap(content); buffer.hasRemaining(); ) {
        channel.write(buffer);
      }
      if (Files.exists(target)) {
        keepOwner(target, temporary);
      }
      channel.force(true);
    }
    Files.move(
        temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (var directory = FileChannel.open(target.getParent())) {
      directory.force(true);
    }
  }

  private static void keepOwner(Path before, Path after) throws IOException {
    var old = Files.readAttributes(before, PosixFileAttributes.class);
    var view = Files.getFileAttributeView(after, PosixFileAttributeView.class);
    var now = view.readAttributes();
    if (!old.owner().equals(now.owner())) {
      view.setOwner(old.owner());
    }
    if (!old.group().equals(now.group())) {
      view.setGroup(old.group());
    }
    if (old.permissions().contains(PosixFilePermission.GROUP_READ)) {
      view.setPermissions(PosixFilePermissions.fromString("rw-r-----"));
    }
  }

  /**
   * Returns the reason why a file or directory can not be trusted: other users can change it. The
   * group of a user who is alone in it (equal numbers) is no other user.
   *
   * @throws IOException the attributes can not be read
   */
  public static Optional<String> untrusted(Path file) throws IOException {
    var access = Access.to(file);
    int mode = access.mode;
    boolean group = (mode & GROUP_WRITE) != 0 && access.user != access.group;
    return group || (mode & OTHERS_WRITE) != 0
        ? Optional.of(problem(file, mode, "other users can change it"))
        : Optional.empty();
  }

  /**
   * Returns the reason why a file or directory is no secret: other users can read it, or another
   * user owns it.
   *
   * @param groupReads true if its group may read it
   * @throws IOException the attributes can not be read
   */
  public static Optional<String> exposed(Path file, boolean groupReads) throws IOException {
    var access = Access.to(file);
    int mode = access.mode;
    if ((mode & OTHERS_READ) != 0 || (!groupReads && (mode & GROUP_READ) != 0)) {
      return Optional.of(problem(file, mode, "other users can read it"));
    }
    int owner = access.user;
    return owner == 0 || isTrusted(owner, file)
        ? Optional.empty()
        : Optional.of("%s: another user (%d) owns it".formatted(file, owner));
  }

  /**
   * Returns true if a user is that of this process. Root works with the files of a daemon that has
   * its own user: that user owns the directory, too, and could replace the file anyway.
   */
  private static boolean isTrusted(int owner, Path file) throws IOException {
    int user = Access.to(Path.of("/proc/self")).user;
    return owner == user
        || (user == 0 && owner == Access.to(file.toAbsolutePath().resolve("..").normalize()).user);
  }

  private static String problem(Path file, int mode, String reason) {
    String right = Files.isDirectory(file) ? "700" : "600";
    return "%s has mode %04o: %s; chmod %s %s"
        .formatted(file, mode & PERMISSIONS, reason, right, file);
  }

  /** Permissions and owner of a file. */
  private record Access(int mode, int user, int group) {
    static Access to(Path file) throws IOException {
      if (!Files.exists(file)) {
        throw new NoSuchFileException(file.toString());
      }
      return new Access(number(file, "mode"), number(file, "uid"), number(file, "gid"));
    }

    private static int number(Path file, String attribute) throws IOException {
      return Files.getAttribute(file, "unix:" + attribute) instanceof Integer number ? number : 0;
    }
  }
}
