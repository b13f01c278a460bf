package net.sluice.manager.api;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The rejection of a request, which has changed nothing. It carries every problem that was found,
 * not only the first one.
 */
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<ConfigError> errors;

  /**
   * @param errors at least one
   */
  public ConfigException(List<ConfigError> errors) {
    super(errors.stream().map(ConfigError::message).collect(Collectors.joining("; ")));
    this.errors = List.copyOf(errors);
  }

  public ConfigException(ConfigError error) {
    this(List.of(error));
  }

  /** Returns the messages of all errors, separated by semicolons. */
  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage(), "the constructor sets a message");
  }

  /** Returns the problems, at least one. */
  public List<ConfigError> errors() {
    return errors;
  }
}
