package net.sluice.manager.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.sluice.manager.api.ConfigError;
import net.sluice.manager.api.ConfigException;
import net.sluice.manager.api.Edit;
import net.sluice.yang.Schema;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.PathArgument;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.NormalizedNode;
import org.opendaylight.yangtools.yang.data.util.DataSchemaContext;
import org.opendaylight.yangtools.yang.data.util.DataSchemaContextTree;

/**
 * The running and the candidate configuration in memory: two immutable trees that share what is the
 * same in both, and the units (see {@link Changes}) that may differ. Every operation costs what it
 * touches.
 *
 * <p>One thread at a time may change it; any thread may read the roots at any time.
 */
public final class ConfigTree {
  private final DataSchemaContextTree schema;
  private final Set<YangInstanceIdentifier> touched = new LinkedHashSet<>();
  private volatile ContainerNode running;
  private volatile ContainerNode candidate;

  /**
   * @param running the configuration that both start with
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
   * Edits the candidate, in the order of the list.
   *
   * @throws ConfigException data-exists, data-missing, bad-element (the key of an entry); with
   *     {@link Edit.ErrorOption#ROLLBACK} the first of them, and the candidate is as before; with
   *     {@link Edit.ErrorOption#CONTINUE} all of them, and the other edits were applied
   * @throws IllegalArgumentException a path or node is not in the schema
   */
  public void edit(List<Edit> edits, Edit.ErrorOption errorOption) throws ConfigException {
    var draft = new Draft();
    var errors = new ArrayList<ConfigError>();
    for (Edit edit : edits) {
      try {
        draft.apply(edit);
      } catch (ConfigException e) {
        if (errorOption == Edit.ErrorOption.ROLLBACK) {
          throw e;
        }
        errors.addAll(e.errors());
      }
    }
    candidate = draft.root();
    touched.addAll(draft.touched);
    if (!errors.isEmpty()) {
      throw new ConfigException(errors);
    }
  }

  /**
   * What {@link #changes} would be after an edit; changes nothing.
   *
   * @throws ConfigException as {@link #edit} does, with the first error
   */
  public Changes preview(List<Edit> edits) throws ConfigException {
    var draft = new Draft();
    for (Edit edit : edits) {
      draft.apply(edit);
    }
    ContainerNode after = draft.root();
    draft.touched.addAll(touched);
    return Changes.at(draft.touched, running, after);
  }

  /** What differs between running and candidate. */
  public Changes changes() {
    return Changes.at(touched, running, candidate);
  }

  /**
   * Makes running what the changes lead to.
   *
   * @throws IllegalStateException they do not start from running
   */
  @SuppressWarnings("ReferenceEquality") // comparing whole trees would cost what exists
  public void commit(Changes changes) {
    if (changes.before() != running) {
      throw new IllegalStateException("the changes are not of this running configuration");
    }
    running = changes.after();
    if (candidate == running) {
      touched.clear();
    } else {
      touched.addAll(changes.units().keySet());
    }
  }

  /** Makes the candidate what running is. */
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

  /** A configuration with units put in (present) or taken out (empty). */
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

  private static ContainerNode root(NormalizedNode node) {
    return node == null ? Changes.EMPTY : (ContainerNode) node;
  }

  /** Units to change, by the steps of their paths, so that each list is rebuilt once. */
  private static final class Branches {
    private final Map<PathArgument, Branches> below = new LinkedHashMap<>();
    private Optional<NormalizedNode> unit;

    void add(List<PathArgument> steps, Optional<NormalizedNode> changed) {
      Branches at = this;
      for (PathArgument step : steps) {
        at = at.below.computeIfAbsent(step, s -> new Branches());
      }
      at.unit = changed;
    }

    NormalizedNode apply(DataSchemaContext context, PathArgument name, NormalizedNode node) {
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

  /** A candidate in the making: changed units in front of a tree. */
  private final class Draft {
    private final Set<YangInstanceIdentifier> touched = new LinkedHashSet<>();
    private final Map<YangInstanceIdentifier, Optional<NormalizedNode>> units = new HashMap<>();
    private ContainerNode base = candidate;

    ContainerNode root() {
      base = with(schema, base, units);
      units.clear();
      return base;
    }

    void apply(Edit edit) throws ConfigException {
      Optional<YangInstanceIdentifier> unit = Units.unitOf(schema, edit.path());
      if (unit.isPresent()) {
        applyWithin(unit.get(), edit);
      } else {
        applyAbove(edit);
      }
    }

    private void applyWithin(YangInstanceIdentifier unitPath, Edit edit) throws ConfigException {
      NormalizedNode unit = unit(unitPath);
      List<PathArgument> steps =
          edit.path()
              .getPathArguments()
              .subList(unitPath.getPathArguments().size(), edit.path().getPathArguments().size());
      NormalizedNode existing = unit;
      for (PathArgument step : steps) {
        existing = Nodes.child(existing, step);
      }
      EditRules.check(edit, existing != null);
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

    private static NormalizedNode changed(
        DataSchemaContext context, NormalizedNode node, Edit edit) {
      return switch (edit.operation()) {
        case MERGE -> Nodes.merge(context, node, edit.node().orElseThrow());
        case REPLACE, CREATE -> Nodes.normalize(context, edit.node().orElseThrow());
        case DELETE, REMOVE -> null;
      };
    }

    private void applyAbove(Edit edit) throws ConfigException {
      Optional<NormalizedNode> existing = Nodes.find(root(), edit.path());
      EditRules.check(edit, existing.isPresent());
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

    private NormalizedNode unit(YangInstanceIdentifier path) {
      Optional<NormalizedNode> changed = units.get(path);
      return (changed != null ? changed : Nodes.find(base, path)).orElse(null);
    }

    private void put(YangInstanceIdentifier path, NormalizedNode unit) {
      units.put(path, Optional.ofNullable(unit));
      touched.add(path);
    }
  }
}
