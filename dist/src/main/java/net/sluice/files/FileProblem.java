package net.sluice.files;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import net.sluice.manager.store.StoreException;

/** Describes why a file operation failed. The message of the JDK is often only the file's name. */
public final class FileProblem {
  private FileProblem() {}

  public static String text(IOException cause) {
    return switch (cause) {
      case NoSuchFileException missing -> missing.getFile() + ": there is no such file";
      case AccessDeniedException denied -> denied.getFile() + ": permission denied";
      case FileSystemException other -> other.getFile() + ": " + StoreException.reason(other);
      default -> StoreException.reason(cause);
    };
  }
}
