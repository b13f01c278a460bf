package net.sluice.manager.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.opendaylight.yangtools.yang.common.ErrorTag;

/**
 * The rejection of a request, which has changed nothing. It carries the problems that were found,
 * not only the first one. Of more than {@link #MAX_ERRORS} it carries the first, and their number.
 */
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Maximum number of problems in one rejection. */
  public static final int MAX_ERRORS = 100;

  private final transient List<ConfigError> errors;

  /**
   * @param errors at least one, in the order in which they are reported
   */
  public ConfigException(List<ConfigError> errors) {
    this(errors, errors.size());
  }

  /**
   * @param errors at least one, in the order in which they are reported
   * @param found the number of problems, of which some may be missing in the list
   */
  public ConfigException(List<ConfigError> errors, int found) {
    this(limited(errors, found), null);
  }

  private ConfigException(List<ConfigError> listed, @Nullable Throwable cause) {
    super(listed.stream().map(ConfigError::message).collect(Collectors.joining("; ")), cause);
    errors = listed;
  }

  public ConfigException(ConfigError error) {
    this(List.of(error));
  }

  private static List<ConfigError> limited(List<ConfigError> errors, int found) {
    if (found <= MAX_ERRORS) {
      return List.copyOf(errors);
    }
    var listed = new ArrayList<>(errors.subList(0, Math.min(MAX_ERRORS, errors.size())));
    String message = String.format(Locale.ROOT, "%,d of %,d errors are listed", MAX_ERRORS, found);
    listed.add(ConfigError.protocol(ErrorTag.OPERATION_FAILED, message));
    return List.copyOf(listed);
  }

  /** Returns the messages of all errors, separated by semicolons. */
  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage(), "the constructor sets a message");
  }

  /** Returns the problems, at least one; if not all are listed, the last one says so. */
  public List<ConfigError> errors() {
    return errors;
  }
}
