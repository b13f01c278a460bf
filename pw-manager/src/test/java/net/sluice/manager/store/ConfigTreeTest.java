package net.sluice.manager.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import net.sluice.manager.ConfigError;
import net.sluice.manager.ConfigException;
import net.sluice.manager.Datastore;
import net.sluice.manager.Edit;
import net.sluice.manager.Edit.ErrorOption;
import net.sluice.manager.Edit.Operation;
import net.sluice.yang.L2tpModel;
import net.sluice.yang.PseudowireModel;
import org.junit.jupiter.api.Test;
import org.opendaylight.yangtools.yang.common.ErrorTag;
import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.MapEntryNode;
import org.opendaylight.yangtools.yang.data.api.schema.NormalizedNode;
import org.opendaylight.yangtools.yang.data.spi.node.ImmutableNodes;

class ConfigTreeTest {
  private final ConfigTree tree = new ConfigTree(ConfigTree.EMPTY);

  @Test
  void anEditIsInTheCandidateAndNotInRunning() throws ConfigException {
    edit(create("a"));
    assertEquals(ConfigTree.EMPTY, tree.root(Datastore.RUNNING));
    assertTrue(find(Datastore.CANDIDATE, "a").isPresent());
    assertEquals(Set.of(PseudowireModel.pseudowire("a")), tree.changes().paths());
  }

  @Test
  void aCommitMakesThemTheSame() throws ConfigException {
    edit(create("a"), create("b"));
    tree.commit(tree.changes());
    assertEquals(tree.root(Datastore.CANDIDATE), tree.root(Datastore.RUNNING));
    assertTrue(tree.changes().isEmpty());
    edit(new Edit(Operation.DELETE, PseudowireModel.pseudowire("a"), Optional.empty()));
    tree.commit(tree.changes());
    assertTrue(find(Datastore.RUNNING, "a").isEmpty());
    assertTrue(find(Datastore.RUNNING, "b").isPresent());
  }

  @Test
  void discardingBringsBackWhatWas() throws ConfigException {
    edit(create("a"));
    tree.commit(tree.changes());
    edit(
        new Edit(Operation.DELETE, PseudowireModel.pseudowire("a"), Optional.empty()), create("b"));
    tree.discard();
    assertTrue(find(Datastore.CANDIDATE, "a").isPresent());
    assertTrue(find(Datastore.CANDIDATE, "b").isEmpty());
    assertTrue(tree.changes().isEmpty());
  }

  @Test
  void goingBackAndForthLeavesNoChange() throws ConfigException {
    edit(create("a"));
    edit(new Edit(Operation.DELETE, PseudowireModel.pseudowire("a"), Optional.empty()));
    assertTrue(tree.changes().isEmpty());
  }

  @Test
  void createAndDeleteMindWhatIsThere() throws ConfigException {
    edit(create("a"));
    ConfigException exists = assertThrows(ConfigException.class, () -> edit(create("a")));
    assertEquals(ErrorTag.DATA_EXISTS, exists.errors().getFirst().tag());
    Edit delete = new Edit(Operation.DELETE, PseudowireModel.pseudowire("b"), Optional.empty());
    ConfigException missing = assertThrows(ConfigException.class, () -> edit(delete));
    assertEquals(ErrorTag.DATA_MISSING, missing.errors().getFirst().tag());
    edit(new Edit(Operation.REMOVE, PseudowireModel.pseudowire("b"), Optional.empty()));
  }

  @Test
  void anEditIsAppliedWholeOrNotAtAll() throws ConfigException {
    edit(create("a"));
    ContainerNode before = tree.root(Datastore.CANDIDATE);
    assertThrows(ConfigException.class, () -> edit(create("b"), create("a")));
    assertSame(before, tree.root(Datastore.CANDIDATE));
  }

  @Test
  void continuingOnErrorsAppliesTheRest() throws ConfigException {
    edit(create("a"));
    ConfigException refused =
        assertThrows(
            ConfigException.class,
            () -> tree.edit(List.of(create("a"), create("b")), ErrorOption.CONTINUE));
    assertEquals(
        List.of(Optional.of(PseudowireModel.pseudowire("a"))),
        refused.errors().stream().map(ConfigError::path).toList());
    assertTrue(find(Datastore.CANDIDATE, "b").isPresent());
  }

  @Test
  void aLeafOfAnEntryTouchesTheEntry() throws ConfigException {
    edit(create("a"));
    tree.commit(tree.changes());
    YangInstanceIdentifier leaf =
        PseudowireModel.pseudowire("a").node(PseudowireModel.ADMIN_STATUS);
    edit(
        new Edit(
            Operation.MERGE,
            leaf,
            Optional.of(ImmutableNodes.leafNode(PseudowireModel.ADMIN_STATUS, "down"))));
    Changes changes = tree.changes();
    assertEquals(Set.of(PseudowireModel.pseudowire("a")), changes.paths());
    assertTrue(changes.units().values().iterator().next().before().isPresent());
  }

  @Test
  void deletingAContainerTouchesItsUnits() throws ConfigException {
    edit(create("a"), create("b"), prefix("x"));
    tree.commit(tree.changes());
    edit(
        new Edit(
            Operation.DELETE,
            YangInstanceIdentifier.of(PseudowireModel.PSEUDOWIRES),
            Optional.empty()));
    assertEquals(
        Set.of(PseudowireModel.pseudowire("a"), PseudowireModel.pseudowire("b")),
        tree.changes().paths());
  }

  @Test
  void replacingEverythingTouchesWhatDiffers() throws ConfigException {
    edit(create("a"), create("b"), prefix("x"));
    tree.commit(tree.changes());
    ConfigTree other = new ConfigTree(ConfigTree.EMPTY);
    other.edit(List.of(create("b"), create("c")), ErrorOption.ROLLBACK);
    tree.replaceCandidate(other.root(Datastore.CANDIDATE));
    assertEquals(
        Set.of(
            PseudowireModel.pseudowire("a"),
            PseudowireModel.pseudowire("c"),
            L2tpModel.SYSTEM_PATH.node(L2tpModel.AUTONAME_INTERFACES)),
        tree.changes().paths());
    tree.commit(tree.changes());
    assertEquals(names(other.root(Datastore.CANDIDATE)), names(tree.root(Datastore.RUNNING)));
  }

  @Test
  void aForkLeavesTheOriginalAlone() throws ConfigException {
    edit(create("a"));
    ConfigTree fork = tree.fork();
    fork.edit(List.of(create("b")), ErrorOption.ROLLBACK);
    assertEquals(2, fork.changes().paths().size());
    assertEquals(1, tree.changes().paths().size());
  }

  @Test
  void aPreviewShowsWhatACommitWouldLeave() throws ConfigException {
    edit(create("a"));
    ContainerNode preview = tree.preview(tree.changes());
    assertEquals(ConfigTree.EMPTY, tree.root(Datastore.RUNNING));
    tree.commit(tree.changes());
    assertEquals(tree.root(Datastore.RUNNING), preview);
  }

  private void edit(Edit... edits) throws ConfigException {
    tree.edit(List.of(edits), ErrorOption.ROLLBACK);
  }

  private Optional<NormalizedNode> find(Datastore datastore, String name) {
    return names(tree.root(datastore)).contains(name)
        ? Optional.of(tree.root(datastore))
        : Optional.empty();
  }

  private static Set<String> names(ContainerNode root) {
    List<YangInstanceIdentifier> units = new ArrayList<>();
    Units.below(YangInstanceIdentifier.of(), root, units::add);
    return units.stream()
        .filter(Units::inUnit)
        .map(
            unit ->
                ((YangInstanceIdentifier.NodeIdentifierWithPredicates) unit.getLastPathArgument())
                    .values()
                    .iterator()
                    .next()
                    .toString())
        .collect(Collectors.toSet());
  }

  private static Edit create(String name) {
    MapEntryNode entry =
        ImmutableNodes.newMapEntryBuilder()
            .withNodeIdentifier(
                YangInstanceIdentifier.NodeIdentifierWithPredicates.of(
                    PseudowireModel.PSEUDOWIRE, PseudowireModel.NAME, name))
            .withChild(ImmutableNodes.leafNode(PseudowireModel.NAME, name))
            .build();
    return new Edit(Operation.CREATE, PseudowireModel.pseudowire(name), Optional.of(entry));
  }

  private static Edit prefix(String prefix) {
    QName leaf = L2tpModel.AUTONAME_INTERFACES;
    return new Edit(
        Operation.MERGE,
        L2tpModel.SYSTEM_PATH.node(L2tpModel.AUTONAME_INTERFACES),
        Optional.of(ImmutableNodes.leafNode(leaf, prefix)));
  }
}
