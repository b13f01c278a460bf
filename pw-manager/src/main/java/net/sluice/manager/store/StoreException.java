package net.sluice.manager.store;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The configuration can not be read from disk, or not be written. The message is for people: it
 * names the file, what is wrong, and what can be done.
 */
public final class StoreException extends Exception {
  private static final long serialVersionUID = 1L;

  StoreException(String message) {
    super(message);
  }

  private StoreException(String message, IOException cause) {
    super(message, cause);
  }

  /**
   * @param doing what failed, such as "write"
   */
  static StoreException of(String doing, Path file, IOException cause) {
    return new StoreException("can't " + doing + " " + file + ": " + reason(cause), cause);
  }

  /**
   * @param expected what should be there
   */
  static StoreException damaged(Path file, long offset, String expected) {
    return new StoreException(file + " is damaged at byte " + offset + ": expected " + expected);
  }

  /** The same with something that can be done. */
  StoreException withAdvice(String advice) {
    var advised = new StoreException(getMessage() + "; " + advice);
    advised.initCause(getCause());
    return advised;
  }

  /** What the operating system said, without the path that Java puts before it. */
  private static String reason(IOException e) {
    return switch (e) {
      case AccessDeniedException ignored -> "Permission denied";
      case NoSuchFileException ignored -> "No such file or directory";
      case FileSystemException failure when failure.getReason() != null -> failure.getReason();
      default -> e.getMessage();
    };
  }
}
