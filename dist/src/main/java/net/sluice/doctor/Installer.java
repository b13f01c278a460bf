package net.sluice.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/** Writes the files that are offered. */
public final class Installer {
  private final Path root;
  private final boolean replace;

  /**
   * @param root where the host's root directory is
   * @param replace whether a file is replaced that has another content
   */
  public Installer(Path root, boolean replace) {
    this.root = root;
    this.replace = replace;
  }

  /** What became of a file. */
  public enum Outcome {
    /** It is there. */
    WRITTEN,
    /** It was there already, with this content. */
    UNCHANGED,
    /** It is there with another content, which was left. */
    LEFT
  }

  /**
   * Writes a file, as a whole or not at all; all may read it.
   *
   * @throws IOException it can't be written
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
