package net.sluice.manager.store;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.sluice.manager.api.ConfigException;
import net.sluice.manager.api.Edit;
import net.sluice.manager.api.EditRequest;
import net.sluice.yang.Schema;
import org.jspecify.annotations.Nullable;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.PathArgument;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.NormalizedNode;
import org.opendaylight.yangtools.yang.data.util.DataSchemaContext;
import org.opendaylight.yangtools.yang.data.util.DataSchemaContextTree;

/**
 * The running and the candidate configuration in memory: two immutable trees that share their equal
 * parts, and the set of units (see {@link Changes}) that may differ. The cost of an operation
 * depends on the nodes that it touches, not on the size of the trees.
 *
 * <p>Thread: manager. {@link #running()} and {@link #candidate()}: any.
 */
public final class ConfigTree {
  private final DataSchemaContextTree schema;

  /**
   * Paths of all units that may differ between running and candidate; some of them may be equal.
   */
  private final Set<YangInstanceIdentifier> touched = new LinkedHashSet<>();

  private volatile ContainerNode running;
  private volatile ContainerNode candidate;

  /**
   * Creates the trees.
   *
   * @param running the initial value of both trees
   */
  public ConfigTree(Schema schema, ContainerNode running) {
    this(schema.tree(), running);
  }

  ConfigTree(DataSchemaContextTree schema, ContainerNode running) {
    this.schema = schema;
    this.running = normalize(running);
    this.candidate = this.running;
  }

  public ContainerNode running() {
    return running;
  }

  public ContainerNode candidate() {
    return candidate;
  }

  /**
   * Edits the candidate.
   *
   * @throws ConfigException data-exists, data-missing, or bad-element (the key of an entry). With
   *     {@link Edit.ErrorOption#ROLLBACK}, the candidate is unchanged; with {@link
   *     Edit.ErrorOption#CONTINUE}, the other edits are applied
   * @throws IllegalArgumentException a path or node is not in the schema
   */
  public void edit(EditRequest request, Edit.ErrorOption errorOption) throws ConfigException {
    var judged = EditRules.judge(request, candidate);
    if (errorOption == Edit.ErrorOption.ROLLBACK) {
      check(judged);
    }
    var draft = new Draft();
    judged.possible().forEach(draft::apply);
    candidate = draft.root();
    touched.addAll(draft.touched);
    check(judged);
  }

  /**
   * Returns the result that {@link #changes} would have after an edit. Changes nothing.
   *
   * @throws ConfigException data-exists, data-missing, or bad-element
   */
  public Changes preview(EditRequest request) throws ConfigException {
    var judged = EditRules.judge(request, candidate);
    check(judged);
    var draft = new Draft();
    judged.possible().forEach(draft::apply);
    ContainerNode after = draft.root();
    draft.touched.addAll(touched);
    return Changes.at(draft.touched, running, after);
  }

  private static void check(EditRules.Judged judged) throws ConfigException {
    if (!judged.errors().isEmpty()) {
      throw new ConfigException(judged.errors());
    }
  }

  /** Returns the units that differ between running and candidate. */
  public Changes changes() {
    return Changes.at(touched, running, candidate);
  }

  /**
   * Applies changes to running.
   *
   * @throws IllegalStateException the changes do not start from running
   */
  @SuppressWarnings("ReferenceEquality") // comparing whole trees costs their size
  public void commit(Changes changes) {
    if (changes.before() != running) {
      throw new IllegalStateException("the changes do not start from this running configuration");
    }
    running = changes.after();
    if (candidate == running) {
      touched.clear();
    } else {
      touched.addAll(changes.units().keySet());
    }
  }

  /** Resets the candidate to running. */
  public void discard() {
    candidate = running;
    touched.clear();
  }

  /** Replaces the whole candidate. */
  public void replaceCandidate(ContainerNode content) {
    ContainerNode replacement = normalize(content);
    touched.clear();
    touched.addAll(Units.paths(running, replacement));
    candidate = replacement;
  }

  /**
   * Returns a configuration with changed units.
   *
   * @param units the new value of each unit, by path; empty to remove it
   */
  static ContainerNode with(
      DataSchemaContextTree schema,
      ContainerNode root,
      Map<YangInstanceIdentifier, Optional<NormalizedNode>> units) {
    if (units.isEmpty()) {
      return root;
    }
    var branches = new Branches();
    units.forEach((path, unit) -> branches.add(path.getPathArguments(), unit));
    return root(branches.apply(schema.getRoot(), Schema.ROOT, root));
  }

  private ContainerNode normalize(ContainerNode root) {
    return root(Nodes.normalize(schema.getRoot(), root));
  }

  private static ContainerNode root(@Nullable NormalizedNode node) {
    return node == null ? Changes.EMPTY : (ContainerNode) node;
  }

  /** The units to change as a tree of path steps, so that each list is rebuilt only once. */
  private static final class Branches {
    private final Map<PathArgument, Branches> below = new LinkedHashMap<>();
    private Optional<NormalizedNode> unit = Optional.empty();

    void add(List<PathArgument> steps, Optional<NormalizedNode> changed) {
      Branches at = this;
      for (PathArgument step : steps) {
        at = at.below.computeIfAbsent(step, s -> new Branches());
      }
      at.unit = changed;
    }

    @Nullable NormalizedNode apply(
        DataSchemaContext context, PathArgument name, @Nullable NormalizedNode node) {
      if (below.isEmpty()) {
        return unit.orElse(null);
      }
      var parent = new Nodes.Parent(context, name, node);
      below.forEach(
          (step, branch) ->
              parent.put(
                  step, branch.apply(Nodes.below(context, step), step, Nodes.child(node, step))));
      return parent.build();
    }
  }

  /**
   * A new candidate that is being edited: a tree, and changed units that are not yet part of it.
   */
  private final class Draft {
    private final Set<YangInstanceIdentifier> touched = new LinkedHashSet<>();
    private final Map<YangInstanceIdentifier, Optional<NormalizedNode>> units = new HashMap<>();
    private ContainerNode base = candidate;

    ContainerNode root() {
      base = with(schema, base, units);
      units.clear();
      return base;
    }

    void apply(Edit edit) {
      Optional<YangInstanceIdentifier> unit = Units.unitOf(schema, edit.path());
      if (unit.isPresent()) {
        applyWithin(unit.get(), edit);
      } else {
        applyAbove(edit);
      }
    }

    private void applyWithin(YangInstanceIdentifier unitPath, Edit edit) {
      NormalizedNode unit = unit(unitPath);
      List<PathArgument> steps =
          edit.path()
              .getPathArguments()
              .subList(unitPath.getPathArguments().size(), edit.path().getPathArguments().size());
      DataSchemaContext target = schema.childByPath(edit.path());
      put(
          unitPath,
          Nodes.change(
              schema.childByPath(unitPath),
              unitPath.getLastPathArgument(),
              unit,
              steps,
              node -> changed(target, node, edit)));
    }

    private static @Nullable NormalizedNode changed(
        DataSchemaContext context, @Nullable NormalizedNode node, Edit edit) {
      return switch (edit.operation()) {
        case MERGE -> Nodes.merge(context, node, edit.node().orElseThrow());
        case REPLACE, CREATE -> Nodes.normalize(context, edit.node().orElseThrow());
        case DELETE, REMOVE -> null;
      };
    }

    private void applyAbove(Edit edit) {
      Optional<NormalizedNode> existing = Nodes.find(root(), edit.path());
      if (edit.operation() != Edit.Operation.MERGE && existing.isPresent()) {
        Units.visit(edit.path(), existing.get(), (path, unit) -> put(path, null));
      }
      edit.node()
          .ifPresent(
              node ->
                  Units.visit(
                      edit.path(),
                      node,
                      (path, unit) ->
                          put(path, Nodes.merge(schema.childByPath(path), unit(path), unit))));
    }

    private @Nullable NormalizedNode unit(YangInstanceIdentifier path) {
      Optional<NormalizedNode> changed = units.get(path);
      return (changed != null ? changed : Nodes.find(base, path)).orElse(null);
    }

    private void put(YangInstanceIdentifier path, @Nullable NormalizedNode unit) {
      units.put(path, Optional.ofNullable(unit));
      touched.add(path);
    }
  }
}
