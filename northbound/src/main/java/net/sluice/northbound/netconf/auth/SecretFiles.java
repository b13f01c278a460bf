package net.sluice.northbound.netconf.auth;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Writes files that only their owner can read. */
final class SecretFiles {
  private SecretFiles() {}

  /**
   * Replaces a file as a whole. It is on disk when this returns. The new file has the owner and the
   * group of the one that it replaces: root may change a file of the daemon's user.
   */
  static void write(Path file, byte[] content) throws IOException {
    Path target = file.toAbsolutePath();
    Path temporary = target.resolveSibling(target.getFileName() + ".new");
    Files.deleteIfExists(temporary);
    var owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    var create = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (var channel = FileChannel.open(temporary, create, owner)) {
      for (var buffer = ByteBuffer.wrap(content); buffer.hasRemaining(); ) {
        channel.write(buffer);
      }
      channel.force(true);
    }
    if (Files.exists(target)) {
      keepOwner(target, temporary);
    }
    Files.move(
        temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (var directory = FileChannel.open(target.getParent())) {
      directory.force(true);
    }
  }

  private static void keepOwner(Path from, Path to) throws IOException {
    PosixFileAttributes owner = Files.readAttributes(from, PosixFileAttributes.class);
    PosixFileAttributeView view = Files.getFileAttributeView(to, PosixFileAttributeView.class);
    PosixFileAttributes present = view.readAttributes();
    if (!owner.owner().equals(present.owner())) {
      view.setOwner(owner.owner());
    }
    if (!owner.group().equals(present.group())) {
      view.setGroup(owner.group());
    }
  }
}
