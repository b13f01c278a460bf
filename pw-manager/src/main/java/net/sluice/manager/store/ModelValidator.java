package net.sluice.manager.store;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.sluice.manager.api.ConfigError;
import net.sluice.manager.store.Changes.Change;
import net.sluice.manager.store.References.Counts;
import net.sluice.manager.store.References.Reference;
import net.sluice.yang.Schema;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.NormalizedNode;
import org.opendaylight.yangtools.yang.data.util.DataSchemaContext;
import org.opendaylight.yangtools.yang.data.util.DataSchemaContextTree;

/**
 * Checks a configuration against the constraints of the model that types do not express: mandatory
 * nodes, numbers of elements, and references (RFC 7950 section 15 names the errors). The models
 * have no other constraints; ModelCoverageTest checks that.
 *
 * <p>The cost of a check depends on the changes only. The validator counts the references to each
 * list entry of the running configuration, so that deleting a tunnel needs no search for its
 * pseudowires; {@link #committed} updates the counts. Only if a deleted entry still has references,
 * the validator searches them, to name them in the error.
 *
 * <p>Thread: manager.
 */
public final class ModelValidator {
  private final DataSchemaContextTree schema;
  private final References references;
  private final Constraints constraints = new Constraints();
  private final Counts running = new Counts();

  /** Starts with an empty running configuration. */
  public ModelValidator(Schema schema) {
    this(schema.tree());
  }

  ModelValidator(DataSchemaContextTree schema) {
    this.schema = schema;
    this.references = new References(schema);
  }

  /** The result of a check. */
  public static final class Checked {
    private final List<ConfigError> errors;
    private final Counts difference;

    private Checked(List<ConfigError> errors, Counts difference) {
      this.errors = errors;
      this.difference = difference;
    }

    /** Returns the errors, in any order; empty if the configuration is valid. */
    public List<ConfigError> errors() {
      return errors;
    }
  }

  /**
   * Checks the configuration after some changes.
   *
   * @param changes changes that start from the running configuration, which is valid
   */
  public Checked check(Changes changes) {
    return check(changes, running);
  }

  /** Checks a whole configuration, independent of the running one. */
  public List<ConfigError> check(ContainerNode content) {
    return check(Changes.between(Changes.EMPTY, content), new Counts()).errors();
  }

  /**
   * Updates the counts of references after a commit.
   *
   * @param checked the result of the check of the committed changes, without errors
   */
  public void committed(Checked checked) {
    running.addAll(checked.difference);
  }

  private Checked check(Changes changes, Counts counts) {
    var errors = new Errors();
    var difference = new Counts();
    constraints.checkAboveUnits(schema.modelContext(), changes.after(), errors);
    for (var entry : changes.units().entrySet()) {
      Change change = entry.getValue();
      change.before().ifPresent(unit -> countGone(entry.getKey(), unit, difference));
      change
          .after()
          .ifPresent(unit -> checkUnit(entry.getKey(), unit, changes, difference, errors));
    }
    checkDeleted(changes, counts, difference, errors);
    return new Checked(errors.list(), difference);
  }

  private void countGone(YangInstanceIdentifier path, NormalizedNode unit, Counts difference) {
    references.visit(
        schema.childByPath(path), path, unit, reference -> difference.add(reference.target(), -1));
  }

  private void checkUnit(
      YangInstanceIdentifier path,
      NormalizedNode unit,
      Changes changes,
      Counts difference,
      Errors errors) {
    DataSchemaContext context = schema.childByPath(path);
    constraints.checkUnit(context.dataSchemaNode(), path, unit, errors);
    references.visit(
        context,
        path,
        unit,
        reference -> {
          difference.add(reference.target(), 1);
          if (Nodes.find(changes.after(), reference.target()).isEmpty()) {
            errors.dangling(reference);
          }
        });
  }

  /** Finds deleted entries to which units that did not change still refer. */
  private void checkDeleted(Changes changes, Counts counts, Counts difference, Errors errors) {
    var missing = new HashSet<YangInstanceIdentifier>();
    changes
        .units()
        .forEach(
            (path, change) -> {
              int before = counts.of(path);
              if (change.after().isEmpty() && before > 0 && before + difference.of(path) > 0) {
                missing.add(path);
              }
            });
    if (!missing.isEmpty()) {
      reportReferrers(changes, missing, errors);
    }
  }

  private void reportReferrers(
      Changes changes, Set<YangInstanceIdentifier> missing, Errors errors) {
    var referrers = new ArrayList<Reference>();
    Units.visit(
        YangInstanceIdentifier.of(),
        changes.after(),
        (path, unit) -> {
          if (!changes.units().containsKey(path)) {
            references.visit(schema.childByPath(path), path, unit, referrers::add);
            referrers.stream()
                .filter(reference -> missing.contains(reference.target()))
                .forEach(errors::dangling);
            referrers.clear();
          }
        });
  }
}
