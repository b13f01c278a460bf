package net.sluice.manager.store;

import static net.sluice.manager.store.TestModel.name;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.sluice.manager.api.ConfigException;
import net.sluice.manager.api.Edit;
import net.sluice.manager.api.Edit.ErrorOption;
import net.sluice.manager.api.Edit.Operation;
import net.sluice.manager.api.EditRequest;
import org.junit.jupiter.api.Test;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.NodeIdentifierWithPredicates;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.NodeWithValue;

/** The tree with kinds of nodes that the models of Sluice do not have yet. */
class TestModelTreeTest {
  private static final YangInstanceIdentifier TOP = YangInstanceIdentifier.of(name("top"));
  private static final YangInstanceIdentifier KIND = TOP.node(name("kind"));
  private static final YangInstanceIdentifier FEW = TOP.node(name("few"));
  private static final YangInstanceIdentifier ITEM =
      TOP.node(name("item")).node(NodeIdentifierWithPredicates.of(name("item"), name("name"), "x"));

  private final ConfigTree tree = new ConfigTree(TestModel.TREE, Changes.EMPTY);

  @Test
  void keepsTheNodesOfOneCaseOnly() throws ConfigException {
    merge(ITEM, "<item><name>x</name><left>1</left></item>");
    merge(
        ITEM.node(name("side")).node(name("right")), "<item><name>x</name><right>2</right></item>");
    assertCandidate("<item><name>x</name><right>2</right></item>");
    merge(ITEM, "<item><name>x</name><left>3</left></item>");
    assertCandidate("<item><name>x</name><left>3</left></item>");
  }

  @Test
  void treatsAChoiceOutsideOfListsAsAUnit() throws ConfigException {
    merge(KIND.node(name("a")), "<a>1</a>");
    merge(KIND.node(name("b")), "<b>2</b>");
    assertCandidate("<a>1</a><b>2</b>");
    assertEquals(Set.of(KIND), tree.changes().units().keySet());
    merge(TOP, "<c><d>3</d></c>");
    assertCandidate("<c><d>3</d></c>");
    remove(KIND.node(name("c")).node(name("d")));
    assertEquals(Changes.EMPTY, tree.candidate());
  }

  @Test
  void treatsALeafListOutsideOfListsAsAUnit() throws ConfigException {
    merge(FEW.node(new NodeWithValue<>(name("few"), "1")), "<few>1</few>");
    merge(FEW, "<few>2</few>");
    assertCandidate("<few>1</few><few>2</few>");
    assertEquals(Set.of(FEW), tree.changes().units().keySet());
    remove(FEW.node(new NodeWithValue<>(name("few"), "1")));
    assertCandidate("<few>2</few>");
  }

  @Test
  void mergesListsWithinUnitsInTheOrderOfTheUser() throws ConfigException {
    merge(ITEM, item("<sub><name>b</name><peer>x</peer></sub>"));
    merge(ITEM, item("<sub><name>a</name><peer>x</peer></sub>"));
    merge(ITEM, item("<sub><name>b</name><peer>y</peer></sub>"));
    assertCandidate(
        item("<sub><name>b</name><peer>y</peer></sub><sub><name>a</name><peer>x</peer></sub>"));
    assertEquals(Set.of(ITEM), tree.changes().units().keySet());
  }

  @Test
  void keepsPresenceAndDropsOtherContainersWithoutContent() throws ConfigException {
    merge(ITEM, item("<settings/><optional/>"));
    assertCandidate(item("<optional/>"));
  }

  private static String item(String content) {
    return "<item><name>x</name>" + content + "</item>";
  }

  private void merge(YangInstanceIdentifier path, String content) throws ConfigException {
    var node = Json.node(TestModel.root(content), path);
    edit(new Edit(Operation.MERGE, path, Optional.of(node)));
  }

  private void remove(YangInstanceIdentifier path) throws ConfigException {
    edit(new Edit(Operation.REMOVE, path, Optional.empty()));
  }

  private void edit(Edit... edits) throws ConfigException {
    tree.edit(new EditRequest(List.of(edits)), ErrorOption.ROLLBACK);
  }

  private void assertCandidate(String content) {
    assertEquals(TestModel.root(content), tree.candidate());
  }
}
