package net.sluice.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/** Writes offered files. */
public final class Installer {
  private final Path root;
  private final boolean replace;

  /**
   * @param root the root directory of the host
   * @param replace true to replace existing files that have other content
   */
  public Installer(Path root, boolean replace) {
    this.root = root;
    this.replace = replace;
  }

  /** The result of an installation. */
  public enum Outcome {
    /** The file was written. */
    WRITTEN,
    /** The file existed with this content. */
    UNCHANGED,
    /** The file exists with other content and was not changed. */
    LEFT
  }

  /**
   * Writes a file that every user may read, in whole or not at all.
   *
   * @throws IOException if it can not be written
   */
  public Outcome install(OfferedFile file) throws IOException {
    Path path = root.resolve(file.path().substring(1));
    if (Files.exists(path)) {
      if (Files.readString(path).equals(file.content())) {
        return Outcome.UNCHANGED;
      }
      if (!replace) {
        return Outcome.LEFT;
      }
    }
    Files.createDirectories(path.getParent());
    Path temporary = Path.of(path + ".new");
    Files.writeString(temporary, file.content());
    Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rw-r--r--"));
    Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
    return Outcome.WRITTEN;
  }
}
