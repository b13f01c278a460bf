package net.sluice.manager.resolve;

import java.util.ArrayList;
import java.util.List;
import net.sluice.manager.api.ConfigError;
import net.sluice.manager.api.ConfigException;
import net.sluice.manager.config.ConfigReader;
import net.sluice.manager.config.EditedObjects;
import net.sluice.manager.desired.Delta;
import net.sluice.manager.desired.DesiredState;
import net.sluice.manager.store.Changes;
import net.sluice.manager.store.ModelValidator;
import net.sluice.yang.Schema;

/**
 * Works out what a change of configuration means, and refuses what is not valid: first what the
 * model says, then, of what the model lets through, what only code can say.
 */
public final class Preparer {
  private final ModelValidator validator = new ModelValidator(Schema.get());
  private final DesiredState desired;

  /**
   * @param desired the state that an empty configuration means
   */
  public Preparer(DesiredState desired) {
    this.desired = desired;
  }

  /** A change that is valid, and what it means. */
  public record Prepared(Changes changes, ModelValidator.Checked checked, Delta delta) {}

  /**
   * Validates and resolves changes.
   *
   * @param changes from the configuration that was committed last
   * @throws ConfigException with every problem found
   */
  public Prepared prepare(Changes changes) throws ConfigException {
    ModelValidator.Checked checked = validator.check(changes);
    refuse(checked.errors());
    List<ConfigError> errors = new ArrayList<>();
    Delta delta = resolve(changes, errors);
    refuse(errors);
    return new Prepared(changes, checked, delta);
  }

  /** What a change means that was valid once, as far as that can be said. */
  public Delta resolve(Changes changes) {
    return resolve(changes, new ArrayList<>());
  }

  /** Takes note that a change has become running. */
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

  private static void refuse(List<ConfigError> errors) throws ConfigException {
    if (!errors.isEmpty()) {
      throw new ConfigException(errors);
    }
  }
}
