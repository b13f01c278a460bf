package net.sluice.manager.store;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A failure to read or write the configuration on disk. The message is for people: it names the
 * file, the problem and, if there is one, the remedy.
 */
public final class StoreException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean lasting;

  /** Creates the error that the files have wrong content. */
  StoreException(String message) {
    this(message, null, true);
  }

  private StoreException(String message, @Nullable Throwable cause, boolean lasting) {
    super(message, cause);
    this.lasting = lasting;
  }

  /**
   * Returns a failure of the file system.
   *
   * @param doing the operation that failed, for example "write"
   */
  static StoreException of(String doing, Path file, IOException cause) {
    return new StoreException(message(doing, file, cause), cause, false);
  }

  /** Returns the text of a failure of the file system, as {@link #of} has it. */
  static String message(String doing, Path file, IOException cause) {
    return "can't " + doing + " " + file + ": " + reason(cause);
  }

  /** Returns the error that another process has the lock of a directory. */
  static StoreException inUse(Path directory) {
    return new StoreException(directory + " is in use by another sluice process", null, false);
  }

  /**
   * Returns the error that a file is damaged.
   *
   * @param offset position of the damage, in bytes
   * @param expected the content that was expected there
   */
  static StoreException damaged(Path file, long offset, String expected) {
    return new StoreException(file + " is damaged at byte " + offset + ": expected " + expected);
  }

  /** Returns one sentence for people, never null. */
  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage(), "the constructors set a message");
  }

  /** Returns true if the same operation fails until somebody changes the files. */
  public boolean isLasting() {
    return lasting;
  }

  /** Returns a copy with a remedy. */
  StoreException withAdvice(String advice) {
    return new StoreException(getMessage() + "; " + advice, getCause(), lasting);
  }

  /** Returns the reason that the operating system gave, without the path that Java adds. */
  public static String reason(IOException e) {
    return switch (e) {
      case AccessDeniedException ignored -> "Permission denied";
      case NoSuchFileException ignored -> "No such file or directory";
      case NotDirectoryException ignored -> "Not a directory";
      case FileAlreadyExistsException ignored -> "File exists";
      case DirectoryNotEmptyException ignored -> "Directory not empty";
      case FileSystemException failure when failure.getReason() != null -> failure.getReason();
      case FileSystemException ignored -> "the system gives no reason"; // its message is the path
      default -> Objects.requireNonNullElse(e.getMessage(), e.toString());
    };
  }
}
