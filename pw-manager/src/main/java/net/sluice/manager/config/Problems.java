package net.sluice.manager.config;

import java.util.List;
import java.util.function.Function;
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
    errors.add(
        ConfigError.at(path, ErrorTag.MISSING_ELEMENT, message)
            .withInfo("bad-element", path.getLastPathArgument().getNodeType().getLocalName()));
  }

  /** Adds the problem that a value is not allowed. */
  public void invalid(YangInstanceIdentifier path, String message) {
    errors.add(ConfigError.at(path, ErrorTag.INVALID_VALUE, message));
  }

  /** Adds the problem that a value is allowed, but conflicts with other values. */
  public void conflict(YangInstanceIdentifier path, String message) {
    errors.add(ConfigError.at(path, ErrorTag.OPERATION_FAILED, message));
  }

  /**
   * Adds the problem that two objects have the same value of a leaf.
   *
   * @param leaf returns the path of the leaf of an object
   * @param name the object that has the problem
   * @param other the object that has the value already
   */
  public void notUnique(
      Function<String, YangInstanceIdentifier> leaf, String name, String other, String message) {
    notUnique(leaf.apply(name), List.of(leaf.apply(name), leaf.apply(other)), message);
  }

  /**
   * Adds the problem that two objects have the same values of some leafs.
   *
   * @param path the node that has the problem
   * @param leafs the leafs of both
   */
  public void notUnique(
      YangInstanceIdentifier path, List<YangInstanceIdentifier> leafs, String message) {
    errors.add(ConfigError.notUnique(path, leafs, message));
  }
}
