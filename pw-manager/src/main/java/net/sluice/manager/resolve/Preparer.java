package net.sluice.manager.resolve;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import net.sluice.manager.api.ConfigError;
import net.sluice.manager.api.ConfigException;
import net.sluice.manager.config.ConfigReader;
import net.sluice.manager.config.EditedObjects;
import net.sluice.manager.config.Problems;
import net.sluice.manager.desired.Delta;
import net.sluice.manager.desired.DesiredState;
import net.sluice.manager.store.Changes;
import net.sluice.manager.store.ModelValidator;
import net.sluice.yang.Paths;
import net.sluice.yang.Schema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Resolves changes of the configuration to differences of the desired state, and rejects changes
 * that are not valid: against the model and against the rules that the model can not express. The
 * rejection has the problems of both kinds.
 *
 * <p>Thread: manager.
 */
public final class Preparer {
  private static final Logger LOG = LoggerFactory.getLogger(Preparer.class);

  private final ModelValidator validator = new ModelValidator(Schema.get());
  private final DesiredState desired;

  /**
   * @param desired the desired state of an empty configuration
   */
  public Preparer(DesiredState desired) {
    this.desired = desired;
  }

  /** A valid change and its difference of the desired state. */
  public record Prepared(Changes changes, ModelValidator.Checked checked, Delta delta) {}

  /**
   * Validates and resolves changes.
   *
   * @param changes the difference from the configuration that was committed last
   * @throws ConfigException with every problem found
   */
  public Prepared prepare(Changes changes) throws ConfigException {
    ModelValidator.Checked checked = validator.check(changes);
    List<ConfigError> errors = new ArrayList<>(checked.errors());
    Delta delta = resolve(changes, errors);
    checkRequests(delta, errors);
    if (!errors.isEmpty()) {
      throw new ConfigException(inTreeOrder(errors));
    }
    return new Prepared(changes, checked, delta);
  }

  /**
   * Validates and resolves the stored configuration. Earlier versions accepted tunnels that
   * requests of the peer do not distinguish, so these are only logged.
   *
   * @param stored the difference from an empty configuration
   * @throws ConfigException with every other problem found
   */
  public Prepared prepareStored(Changes stored) throws ConfigException {
    ModelValidator.Checked checked = validator.check(stored);
    List<ConfigError> errors = new ArrayList<>(checked.errors());
    Delta delta = resolve(stored, errors);
    if (!errors.isEmpty()) {
      throw new ConfigException(inTreeOrder(errors));
    }
    checkRequests(delta, errors);
    errors.forEach(error -> LOG.warn("stored configuration reason=\"{}\"", error.message()));
    return new Prepared(stored, checked, delta);
  }

  private void checkRequests(Delta delta, List<ConfigError> errors) {
    new ConflictCheck(desired, new Problems(errors)).requests(delta.tunnels());
  }

  /**
   * Returns the problems of changes, in the order of the tree; empty if they are valid.
   *
   * @param resolvable the same changes without the objects whose kind is not known
   */
  public List<ConfigError> problems(Changes changes, Changes resolvable) {
    List<ConfigError> errors = new ArrayList<>(validator.check(changes).errors());
    checkRequests(resolve(resolvable, errors), errors);
    return inTreeOrder(errors);
  }

  private static List<ConfigError> inTreeOrder(List<ConfigError> errors) {
    record Positioned(String position, ConfigError error) {}
    return errors.stream()
        .map(error -> new Positioned(error.path().map(Paths::position).orElse(""), error))
        .sorted(Comparator.comparing(Positioned::position))
        .map(Positioned::error)
        .toList();
  }

  /**
   * Returns the difference of a change that was valid when it was prepared, without validation.
   * Objects that can not be resolved now are left out.
   */
  public Delta resolve(Changes changes) {
    return resolve(changes, new ArrayList<>());
  }

  /** Applies a committed change to the desired state. */
  public void committed(Prepared prepared) {
    validator.committed(prepared.checked());
    desired.apply(prepared.delta());
  }

  private Delta resolve(Changes changes, List<ConfigError> errors) {
    return DesiredStateResolver.resolve(
        desired,
        new ConfigReader(changes.after()),
        EditedObjects.of(changes.units().keySet()),
        errors);
  }
}
