package net.sluice.manager.config;

import java.util.List;
import net.sluice.manager.api.ConfigError;
import org.opendaylight.yangtools.yang.common.ErrorTag;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;

/**
 * Collects the problems of a configuration.
 *
 * @param errors the list that problems are added to
 */
public record Problems(List<ConfigError> errors) {

  /** Adds the problem that a required node is missing. */
  public void missing(YangInstanceIdentifier path, String message) {
    errors.add(ConfigError.at(path, ErrorTag.MISSING_ELEMENT, message));
  }

  /** Adds the problem that a value is not allowed. */
  public void invalid(YangInstanceIdentifier path, String message) {
    errors.add(ConfigError.at(path, ErrorTag.INVALID_VALUE, message));
  }

  /** Adds the problem that a value is allowed, but conflicts with other values. */
  public void conflict(YangInstanceIdentifier path, String message) {
    errors.add(ConfigError.at(path, ErrorTag.OPERATION_FAILED, message));
  }

  /** Adds the problem that another object has a value that must be unique. */
  public void notUnique(YangInstanceIdentifier path, String message) {
    errors.add(
        ConfigError.at(path, ErrorTag.OPERATION_FAILED, message).withAppTag("data-not-unique"));
  }
}
