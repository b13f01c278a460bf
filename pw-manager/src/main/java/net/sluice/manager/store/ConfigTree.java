package net.sluice.manager.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.sluice.manager.ConfigError;
import net.sluice.manager.ConfigException;
import net.sluice.manager.Datastore;
import net.sluice.manager.Edit;
import net.sluice.manager.Edit.Operation;
import net.sluice.yang.Paths;
import net.sluice.yang.Schema;
import org.opendaylight.yangtools.yang.common.ErrorTag;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.NodeIdentifier;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.NormalizedNode;
import org.opendaylight.yangtools.yang.data.spi.node.ImmutableNodes;
import org.opendaylight.yangtools.yang.data.tree.api.DataTree;
import org.opendaylight.yangtools.yang.data.tree.api.DataTreeConfiguration;
import org.opendaylight.yangtools.yang.data.tree.api.DataTreeModification;
import org.opendaylight.yangtools.yang.data.tree.api.DataTreeSnapshot;
import org.opendaylight.yangtools.yang.data.tree.api.DataValidationFailedException;
import org.opendaylight.yangtools.yang.data.tree.api.TreeType;
import org.opendaylight.yangtools.yang.data.tree.impl.ReferenceDataTreeFactory;
import org.opendaylight.yangtools.yang.model.api.SchemaContext;

/**
 * The running configuration and the candidate: two trees that share their nodes, and a note of the
 * units that may differ, so that comparing and committing cost what was edited and not what exists.
 *
 * <p>One thread changes it; {@link #root} may be called by any. The trees take any content that the
 * schema allows, also what is not valid yet: a candidate may be incomplete.
 */
public final class ConfigTree {
  private static final DataTreeConfiguration CONFIGURATION =
      DataTreeConfiguration.builder(TreeType.CONFIGURATION)
          .setMandatoryNodesValidation(false)
          .setUniqueIndexes(false)
          .build();

  /** A configuration with nothing in it. */
  public static final ContainerNode EMPTY =
      ImmutableNodes.newContainerBuilder()
          .withNodeIdentifier(new NodeIdentifier(SchemaContext.NAME))
          .build();

  private final DataTree running;
  private final DataTree candidate;
  private final Set<YangInstanceIdentifier> touched = new LinkedHashSet<>();
  private volatile ContainerNode runningRoot;
  private volatile ContainerNode candidateRoot;

  /** Starts with a candidate that is what running is. */
  public ConfigTree(ContainerNode running) {
    this(running, running, Set.of());
  }

  private ConfigTree(
      ContainerNode runningRoot, ContainerNode candidateRoot, Set<YangInstanceIdentifier> touched) {
    this.runningRoot = runningRoot;
    this.candidateRoot = candidateRoot;
    this.touched.addAll(touched);
    running = tree(runningRoot);
    candidate = tree(candidateRoot);
  }

  /** A copy to try things on; cheap. */
  public ConfigTree fork() {
    return new ConfigTree(runningRoot, candidateRoot, touched);
  }

  /** The whole content of a datastore; immutable. */
  public ContainerNode root(Datastore datastore) {
    return datastore == Datastore.RUNNING ? runningRoot : candidateRoot;
  }

  /**
   * Edits the candidate.
   *
   * @throws ConfigException data-exists or data-missing; nothing was changed, or with {@link
   *     Edit.ErrorOption#CONTINUE} all but the edits named
   */
  public void edit(List<Edit> edits, Edit.ErrorOption errorOption) throws ConfigException {
    DataTreeSnapshot before = candidate.takeSnapshot();
    List<ConfigError> errors = new ArrayList<>();
    List<Edit> acceptable = new ArrayList<>(edits.size());
    for (Edit edit : edits) {
      Optional<ConfigError> error = check(edit, before);
      error.ifPresentOrElse(errors::add, () -> acceptable.add(edit));
    }
    if (errors.isEmpty() || errorOption == Edit.ErrorOption.CONTINUE) {
      apply(acceptable, before);
    }
    if (!errors.isEmpty()) {
      throw new ConfigException(errors);
    }
  }

  /** Replaces the whole candidate. */
  public void replaceCandidate(ContainerNode content) {
    apply(
        List.of(new Edit(Operation.REPLACE, YangInstanceIdentifier.of(), Optional.of(content))),
        candidate.takeSnapshot());
  }

  /** What differs between running and the candidate. */
  public Changes changes() {
    DataTreeSnapshot before = running.takeSnapshot();
    DataTreeSnapshot after = candidate.takeSnapshot();
    Map<YangInstanceIdentifier, Changes.Change> units = new LinkedHashMap<>();
    for (YangInstanceIdentifier unit : touched) {
      Optional<NormalizedNode> was = before.readNode(unit);
      Optional<NormalizedNode> is = after.readNode(unit);
      if (!was.equals(is)) {
        units.put(unit, new Changes.Change(was, is));
      }
    }
    return new Changes(units);
  }

  /** Makes running what the candidate is, given what differs. */
  public void commit(Changes changes) {
    Map<YangInstanceIdentifier, Optional<NormalizedNode>> units = new LinkedHashMap<>();
    changes.units().forEach((path, change) -> units.put(path, change.after()));
    runningRoot = write(running, units);
    touched.clear();
  }

  /** Makes the candidate what running is. */
  public void discard() {
    DataTreeSnapshot is = running.takeSnapshot();
    Map<YangInstanceIdentifier, Optional<NormalizedNode>> units = new LinkedHashMap<>();
    touched.forEach(unit -> units.put(unit, is.readNode(unit)));
    candidateRoot = write(candidate, units);
    touched.clear();
  }

  /** What running would be with these changes. */
  public ContainerNode preview(Changes changes) {
    Map<YangInstanceIdentifier, Optional<NormalizedNode>> units = new LinkedHashMap<>();
    changes.units().forEach((path, change) -> units.put(path, change.after()));
    return write(tree(runningRoot), units);
  }

  private static Optional<ConfigError> check(Edit edit, DataTreeSnapshot before) {
    return switch (edit.operation()) {
      case CREATE ->
          before.readNode(edit.path()).isPresent()
              ? Optional.of(error(edit, ErrorTag.DATA_EXISTS, "already exists"))
              : Optional.empty();
      case DELETE ->
          before.readNode(edit.path()).isEmpty()
              ? Optional.of(error(edit, ErrorTag.DATA_MISSING, "does not exist"))
              : Optional.empty();
      case MERGE, REPLACE, REMOVE -> Optional.empty();
    };
  }

  private static ConfigError error(Edit edit, ErrorTag tag, String what) {
    return ConfigError.at(edit.path(), tag, Paths.text(edit.path()) + " " + what);
  }

  private void apply(List<Edit> edits, DataTreeSnapshot before) {
    Writer writer = new Writer(before.newModification());
    for (Edit edit : edits) {
      touch(edit, before);
      switch (edit.operation()) {
        case MERGE -> writer.merge(edit.path(), edit.node().orElseThrow());
        case REPLACE, CREATE -> writer.write(edit.path(), edit.node().orElseThrow());
        case DELETE, REMOVE -> writer.delete(edit.path());
      }
    }
    candidateRoot = writer.commitTo(candidate);
  }

  private void touch(Edit edit, DataTreeSnapshot before) {
    if (Units.inUnit(edit.path())) {
      touched.add(Units.unitOf(edit.path()));
      return;
    }
    edit.node().ifPresent(node -> Units.below(edit.path(), node, touched::add));
    if (edit.operation() != Operation.MERGE) {
      before.readNode(edit.path()).ifPresent(node -> Units.below(edit.path(), node, touched::add));
    }
  }

  private static ContainerNode write(
      DataTree tree, Map<YangInstanceIdentifier, Optional<NormalizedNode>> units) {
    Writer writer = new Writer(tree.takeSnapshot().newModification());
    units.forEach(
        (path, node) ->
            node.ifPresentOrElse(value -> writer.write(path, value), () -> writer.delete(path)));
    return writer.commitTo(tree);
  }

  private static DataTree tree(ContainerNode root) {
    DataTree tree = new ReferenceDataTreeFactory().create(CONFIGURATION, Schema.get().context());
    Writer writer = new Writer(tree.takeSnapshot().newModification());
    writer.write(YangInstanceIdentifier.of(), root);
    writer.commitTo(tree);
    return tree;
  }

  /** A modification of a tree. */
  private static final class Writer {
    private final DataTreeModification modification;

    Writer(DataTreeModification modification) {
      this.modification = modification;
    }

    void merge(YangInstanceIdentifier path, NormalizedNode node) {
      modification.merge(path, node);
    }

    void write(YangInstanceIdentifier path, NormalizedNode node) {
      if (path.isEmpty()) {
        replaceRoot((ContainerNode) node);
      } else {
        modification.write(path, node);
      }
    }

    void delete(YangInstanceIdentifier path) {
      if (path.isEmpty()) {
        replaceRoot(EMPTY);
      } else {
        modification.delete(path);
      }
    }

    /** A tree can not lose its root, nor be given one without content. */
    private void replaceRoot(ContainerNode root) {
      rootOf(modification)
          .body()
          .forEach(child -> modification.delete(YangInstanceIdentifier.of(child.name())));
      root.body()
          .forEach(child -> modification.write(YangInstanceIdentifier.of(child.name()), child));
    }

    ContainerNode commitTo(DataTree tree) {
      try {
        modification.ready();
        tree.validate(modification);
        tree.commit(tree.prepare(modification));
      } catch (DataValidationFailedException e) {
        throw new IllegalStateException("a tree with one writer has no conflicts", e);
      }
      return rootOf(tree.takeSnapshot());
    }

    private static ContainerNode rootOf(DataTreeSnapshot snapshot) {
      return snapshot
          .readNode(YangInstanceIdentifier.of())
          .map(ContainerNode.class::cast)
          .orElse(EMPTY);
    }
  }
}
