package net.sluice.manager.store;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.sluice.manager.ConfigError;
import net.sluice.manager.store.Changes.Change;
import net.sluice.manager.store.References.Counts;
import net.sluice.manager.store.References.Reference;
import net.sluice.yang.Schema;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.NormalizedNode;
import org.opendaylight.yangtools.yang.data.util.DataSchemaContextTree;

/**
 * Checks a configuration against the constraints of the model that types do not express: mandatory
 * nodes, numbers of elements, references (RFC 7950 section 15 names the errors). The models have no
 * other; a test sees to that.
 *
 * <p>A check costs what changed. So that deleting a tunnel needs no search for pseudowires in it,
 * the validator counts the references to each list entry of the running configuration; {@link
 * #committed} keeps the counts. Only an entry that is still referred to makes it search, to say by
 * whom. One thread at a time.
 */
public final class ModelValidator {
  /** Most errors that a check reports. */
  public static final int MAX_ERRORS = 100;

  private final DataSchemaContextTree schema;
  private final References references;
  private final Constraints constraints = new Constraints();
  private final Counts running = new Counts();

  /** Starts with a running configuration without content. */
  public ModelValidator(Schema schema) {
    this(schema.tree());
  }

  ModelValidator(DataSchemaContextTree schema) {
    this.schema = schema;
    this.references = new References(schema);
  }

  /**
   * Checks what changes lead to, given that what they start from is valid and is running.
   *
   * @return what is wrong, at most {@link #MAX_ERRORS}; empty if nothing is
   */
  public List<ConfigError> check(Changes changes) {
    return check(changes, running);
  }

  /** Checks a whole configuration, whatever is running. */
  public List<ConfigError> check(ContainerNode content) {
    return check(Changes.between(Changes.EMPTY, content), new Counts());
  }

  /** Takes note that changes have become running. */
  public void committed(Changes changes) {
    running.addAll(difference(changes));
  }

  private List<ConfigError> check(Changes changes, Counts counts) {
    var errors = new Errors();
    constraints.checkAboveUnits(schema.modelContext(), changes.after(), errors);
    for (var entry : changes.units().entrySet()) {
      if (errors.full()) {
        break;
      }
      entry
          .getValue()
          .after()
          .ifPresent(
              unit -> {
                constraints.checkUnit(
                    schema.childByPath(entry.getKey()).dataSchemaNode(),
                    entry.getKey(),
                    unit,
                    errors);
                checkReferences(entry.getKey(), unit, changes.after(), errors);
              });
    }
    checkDeleted(changes, counts, errors);
    return errors.list();
  }

  private void checkReferences(
      YangInstanceIdentifier path, NormalizedNode unit, ContainerNode after, Errors errors) {
    references.visit(
        schema.childByPath(path),
        path,
        unit,
        reference -> {
          if (Nodes.find(after, reference.target()).isEmpty()) {
            errors.dangling(reference);
          }
        });
  }

  /** Finds entries that are gone and that units which did not change refer to. */
  private void checkDeleted(Changes changes, Counts counts, Errors errors) {
    Counts difference = null;
    var missing = new HashSet<YangInstanceIdentifier>();
    for (Map.Entry<YangInstanceIdentifier, Change> entry : changes.units().entrySet()) {
      if (entry.getValue().after().isEmpty() && counts.of(entry.getKey()) > 0) {
        difference = difference == null ? difference(changes) : difference;
        if (counts.of(entry.getKey()) + difference.of(entry.getKey()) > 0) {
          missing.add(entry.getKey());
        }
      }
    }
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
          if (!errors.full() && !changes.units().containsKey(path)) {
            references.visit(schema.childByPath(path), path, unit, referrers::add);
            referrers.stream()
                .filter(reference -> missing.contains(reference.target()))
                .forEach(errors::dangling);
            referrers.clear();
          }
        });
  }

  private Counts difference(Changes changes) {
    var counts = new Counts();
    changes
        .units()
        .forEach(
            (path, change) -> {
              change.before().ifPresent(unit -> count(path, unit, counts, -1));
              change.after().ifPresent(unit -> count(path, unit, counts, 1));
            });
    return counts;
  }

  private void count(YangInstanceIdentifier path, NormalizedNode unit, Counts counts, int number) {
    references.visit(
        schema.childByPath(path), path, unit, reference -> counts.add(reference.target(), number));
  }
}
