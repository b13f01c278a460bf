package net.sluice.manager.config;

import java.util.List;
import net.sluice.manager.api.ConfigError;
import org.opendaylight.yangtools.yang.common.ErrorTag;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;

/**
 * What is wrong with a configuration, as it is found.
 *
 * @param errors where it goes
 */
public record Problems(List<ConfigError> errors) {

  /** A node that must be there is not. */
  public void missing(YangInstanceIdentifier path, String message) {
    errors.add(ConfigError.at(path, ErrorTag.MISSING_ELEMENT, message));
  }

  /** A value can't be what it is. */
  public void invalid(YangInstanceIdentifier path, String message) {
    errors.add(ConfigError.at(path, ErrorTag.INVALID_VALUE, message));
  }

  /** A value is right by itself, but not together with others. */
  public void conflict(YangInstanceIdentifier path, String message) {
    errors.add(ConfigError.at(path, ErrorTag.OPERATION_FAILED, message));
  }

  /** Somebody else has a value that only one can have. */
  public void notUnique(YangInstanceIdentifier path, String message) {
    errors.add(
        ConfigError.at(path, ErrorTag.OPERATION_FAILED, message).withAppTag("data-not-unique"));
  }
}
