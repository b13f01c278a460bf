package net.sluice.manager.api;

import java.util.List;
import java.util.stream.Collectors;

/** A request is refused; nothing has changed. Carries every problem found, not only the first. */
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

  /** The problems, at least one. */
  public List<ConfigError> errors() {
    return errors;
  }
}
