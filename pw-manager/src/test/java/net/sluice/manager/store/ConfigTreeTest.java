package net.sluice.manager.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import net.sluice.manager.api.ConfigError;
import net.sluice.manager.api.ConfigException;
import net.sluice.manager.api.Edit;
import net.sluice.manager.api.Edit.ErrorOption;
import net.sluice.manager.api.Edit.Operation;
import net.sluice.manager.api.EditRequest;
import net.sluice.manager.api.EditRequest.Precondition;
import net.sluice.yang.L2tpModel;
import net.sluice.yang.PseudowireModel;
import net.sluice.yang.Schema;
import org.junit.jupiter.api.Test;
import org.opendaylight.yangtools.yang.common.ErrorTag;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;

class ConfigTreeTest {
  private static final YangInstanceIdentifier A = PseudowireModel.pseudowire("a");
  private static final YangInstanceIdentifier PSEUDOWIRES =
      YangInstanceIdentifier.of(PseudowireModel.PSEUDOWIRES);
  private static final String BOTH =
      "{'sluice-l2tp:l2tp':{'system':{'autoname-interfaces':'x'},'tunnel':[{'name':'t'}]},"
          + "'sluice-pseudowire:pseudowires':{'pseudowire':[{'name':'a','tunnel':'t','mtu':1000},"
          + "{'name':'b','tunnel':'t'}]}}";

  private ConfigTree tree = new ConfigTree(Schema.get(), Changes.EMPTY);

  @Test
  void mergesIntoParentsThatDoNotExist() throws ConfigException {
    edit(Operation.MERGE, A, Json.pseudowires("{'name':'a','tunnel':'t'}"));
    edit(Operation.MERGE, A.node(PseudowireModel.MTU), Json.pseudowires("{'name':'a','mtu':900}"));
    edit(
        Operation.MERGE,
        PseudowireModel.pseudowire("b").node(PseudowireModel.MTU),
        Json.pseudowires("{'name':'b','mtu':'auto'}"));
    assertCandidate(
        "{'sluice-pseudowire:pseudowires':{'pseudowire':[{'name':'a','tunnel':'t','mtu':900},"
            + "{'name':'b','mtu':'auto'}]}}");
    assertEquals("{}", Json.text(tree.running()));
  }

  @Test
  void mergesContainersAndRoots() throws ConfigException {
    startWith("{'sluice-pseudowire:pseudowires':{'pseudowire':[{'name':'a','mtu':1000}]}}");
    edit(
        Operation.MERGE,
        PSEUDOWIRES,
        Json.pseudowires("{'name':'a','tunnel':'t'},{'name':'b','tunnel':'t'}"));
    edit(
        Operation.MERGE,
        YangInstanceIdentifier.of(),
        Json.l2tp("'system':{'autoname-interfaces':'x'},'tunnel':[{'name':'t'}]"));
    assertCandidate(BOTH);
  }

  @Test
  void replacesWithinAUnit() throws ConfigException {
    startWith(BOTH);
    edit(Operation.REPLACE, A, Json.pseudowires("{'name':'a','type':'ethernet'}"));
    assertEquals(Set.of(A), tree.changes().units().keySet());
    assertEquals(
        "{'sluice-pseudowire:pseudowires':{'pseudowire':[{'name':'a','type':'ethernet'},"
            + "{'name':'b','tunnel':'t'}]}}",
        Json.text(only(tree.candidate(), PSEUDOWIRES)));
  }

  @Test
  void replacesAContainer() throws ConfigException {
    startWith(BOTH);
    edit(
        Operation.REPLACE, PSEUDOWIRES, Json.pseudowires("{'name':'b','tunnel':'t'},{'name':'c'}"));
    assertEquals(
        "{'sluice-pseudowire:pseudowires':{'pseudowire':[{'name':'b','tunnel':'t'},"
            + "{'name':'c'}]}}",
        Json.text(only(tree.candidate(), PSEUDOWIRES)));
    assertEquals(Set.of(A, PseudowireModel.pseudowire("c")), tree.changes().units().keySet());
  }

  @Test
  void replacesARootWithNothing() throws ConfigException {
    startWith(BOTH);
    edit(Operation.REPLACE, YangInstanceIdentifier.of(), Changes.EMPTY);
    assertCandidate("{}");
    assertEquals(4, tree.changes().units().size());
  }

  @Test
  void createsOnlyWhatDoesNotExist() throws ConfigException {
    startWith(BOTH);
    edit(
        Operation.CREATE,
        PseudowireModel.pseudowire("c"),
        Json.pseudowires("{'name':'c','tunnel':'t'}"));
    var error =
        refused(
            new Edit(
                Operation.CREATE, A, Optional.of(Json.node(Json.pseudowires("{'name':'a'}"), A))));
    assertEquals(ErrorTag.DATA_EXISTS, error.tag());
    assertEquals(Optional.of(A), error.path());
    assertEquals(
        "/sluice-pseudowire:pseudowires/pseudowire[name='a'] already exists", error.message());
    assertEquals(
        ErrorTag.DATA_EXISTS,
        refused(new Edit(Operation.CREATE, PSEUDOWIRES, Optional.of(only(PSEUDOWIRES)))).tag());
  }

  @Test
  void deletesOnlyWhatExists() throws ConfigException {
    startWith(BOTH);
    remove(Operation.DELETE, A.node(PseudowireModel.MTU));
    remove(Operation.DELETE, L2tpModel.SYSTEM_PATH);
    for (YangInstanceIdentifier gone :
        List.of(
            A.node(PseudowireModel.MTU),
            L2tpModel.SYSTEM_PATH,
            L2tpModel.LIMITS_PATH,
            PseudowireModel.pseudowire("x"))) {
      var error = refused(new Edit(Operation.DELETE, gone, Optional.empty()));
      assertEquals(ErrorTag.DATA_MISSING, error.tag());
      assertEquals(Optional.of(gone), error.path());
    }
    assertCandidate(
        "{'sluice-l2tp:l2tp':{'tunnel':[{'name':'t'}]},"
            + "'sluice-pseudowire:pseudowires':{'pseudowire':[{'name':'a','tunnel':'t'},"
            + "{'name':'b','tunnel':'t'}]}}");
  }

  @Test
  void removesWhetherItExistsOrNot() throws ConfigException {
    startWith(BOTH);
    remove(Operation.REMOVE, PseudowireModel.pseudowire("x").node(PseudowireModel.MTU));
    assertTrue(tree.changes().isEmpty());
    remove(Operation.REMOVE, PSEUDOWIRES);
    remove(Operation.REMOVE, PSEUDOWIRES);
    assertCandidate(
        "{'sluice-l2tp:l2tp':{'system':{'autoname-interfaces':'x'},'tunnel':[{'name':'t'}]}}");
  }

  @Test
  void keepsTheKeysOfEntries() throws ConfigException {
    startWith(BOTH);
    var error = refused(new Edit(Operation.REMOVE, A.node(PseudowireModel.NAME), Optional.empty()));
    assertEquals(ErrorTag.BAD_ELEMENT, error.tag());
  }

  @Test
  void judgesAllEditsAgainstTheConfigurationBeforeTheRequest() throws ConfigException {
    startWith(BOTH);
    var b = Json.node(Json.pseudowires("{'name':'b'}"), PseudowireModel.pseudowire("b"));
    var again =
        refused(
            new Edit(Operation.DELETE, PSEUDOWIRES, Optional.empty()),
            new Edit(Operation.CREATE, PseudowireModel.pseudowire("b"), Optional.of(b)));
    assertEquals(ErrorTag.DATA_EXISTS, again.tag());
    edit(
        new Edit(Operation.DELETE, PSEUDOWIRES, Optional.empty()),
        new Edit(Operation.MERGE, PseudowireModel.pseudowire("b"), Optional.of(b)));
    assertEquals(
        "{'sluice-pseudowire:pseudowires':{'pseudowire':[{'name':'b'}]}}",
        Json.text(only(tree.candidate(), PSEUDOWIRES)));
  }

  @Test
  void changesTheCaseOfAChoiceInEitherOrder() throws ConfigException {
    String before = "{'name':'a','tunnel':'t','bridge':'br0'}";
    var funnel =
        new Edit(
            Operation.MERGE,
            A,
            Optional.of(
                Json.node(Json.pseudowires("{'name':'a','tunnel':'t','funnel':{'name':'f'}}"), A)));
    var bridge =
        new Edit(
            Operation.DELETE,
            A.node(PseudowireModel.ATTACHMENT).node(PseudowireModel.BRIDGE),
            Optional.empty());
    for (List<Edit> order : List.of(List.of(funnel, bridge), List.of(bridge, funnel))) {
      tree = new ConfigTree(Schema.get(), Json.pseudowires(before));
      edit(order.toArray(Edit[]::new));
      assertCandidate(
          "{'sluice-pseudowire:pseudowires':{'pseudowire':[{'name':'a','tunnel':'t',"
              + "'funnel':{'name':'f'}}]}}");
    }
  }

  @Test
  void appliesAllEditsOrNone() throws ConfigException {
    startWith(BOTH);
    ContainerNode before = tree.candidate();
    refused(
        new Edit(Operation.DELETE, A, Optional.empty()),
        new Edit(Operation.DELETE, PseudowireModel.pseudowire("x"), Optional.empty()));
    assertSame(before, tree.candidate());
    assertTrue(tree.changes().isEmpty());
  }

  @Test
  void appliesTheValidEditsOnContinue() {
    startWith(BOTH);
    var x = PseudowireModel.pseudowire("x");
    var b = PseudowireModel.pseudowire("b");
    var request =
        new EditRequest(
            List.of(
                new Edit(Operation.DELETE, x, Optional.empty()),
                new Edit(Operation.DELETE, A, Optional.empty()),
                new Edit(Operation.REMOVE, x.node(PseudowireModel.MTU), Optional.empty()),
                new Edit(Operation.REMOVE, b, Optional.empty()),
                new Edit(Operation.MERGE, PSEUDOWIRES, Optional.of(only(PSEUDOWIRES)))),
            List.of(
                new Precondition(x, true),
                new Precondition(b.node(PseudowireModel.MTU), true),
                new Precondition(A, true)));
    var refused =
        assertThrows(ConfigException.class, () -> tree.edit(request, ErrorOption.CONTINUE));
    assertEquals(
        List.of(Optional.of(x), Optional.of(b.node(PseudowireModel.MTU)), Optional.of(x)),
        refused.errors().stream().map(ConfigError::path).toList());
    // The merge comes last, and brings the deleted entry back.
    assertEquals(Json.root(BOTH), tree.candidate());
  }

  @Test
  void refusesARequestWhosePreconditionIsNotMet() throws ConfigException {
    startWith(BOTH);
    var mtu = A.node(PseudowireModel.MTU);
    var remove = List.of(new Edit(Operation.REMOVE, A, Optional.empty()));
    for (var condition :
        List.of(
            new Precondition(PseudowireModel.pseudowire("x"), true),
            new Precondition(mtu, false))) {
      var refused =
          assertThrows(
              ConfigException.class,
              () -> tree.edit(new EditRequest(remove, List.of(condition)), ErrorOption.ROLLBACK));
      assertEquals(
          List.of(condition.present() ? ErrorTag.DATA_MISSING : ErrorTag.DATA_EXISTS),
          refused.errors().stream().map(ConfigError::tag).toList());
      assertEquals(Optional.of(condition.path()), refused.errors().getFirst().path());
    }
    tree.edit(new EditRequest(remove, List.of(new Precondition(mtu, true))), ErrorOption.ROLLBACK);
    assertEquals(Set.of(A), tree.changes().units().keySet());
  }

  @Test
  void removesContainersWithoutContent() throws ConfigException {
    edit(
        Operation.MERGE,
        L2tpModel.LIMITS_PATH.node(L2tpModel.MAX_TUNNELS),
        Json.l2tp("'system':{'limits':{'max-tunnels':1}}"));
    remove(Operation.DELETE, L2tpModel.LIMITS_PATH.node(L2tpModel.MAX_TUNNELS));
    assertEquals(Changes.EMPTY, tree.candidate());
    assertTrue(tree.changes().isEmpty());
  }

  @Test
  void changesHaveOnlyUnitsThatDiffer() throws ConfigException {
    startWith(BOTH);
    edit(Operation.MERGE, A, Json.pseudowires("{'name':'a','mtu':1000}"));
    edit(Operation.MERGE, A, Json.pseudowires("{'name':'a','mtu':'auto'}"));
    edit(
        Operation.REPLACE,
        A.node(PseudowireModel.MTU),
        Json.pseudowires("{'name':'a','mtu':1000}"));
    assertTrue(tree.changes().isEmpty());
    edit(Operation.MERGE, A, Json.pseudowires("{'name':'a','mtu':999}"));
    var change = Objects.requireNonNull(tree.changes().units().get(A));
    assertEquals(Optional.of(Json.node(tree.running(), A)), change.before());
    assertEquals(Optional.of(Json.node(tree.candidate(), A)), change.after());
  }

  @Test
  void commitsAndDiscards() throws ConfigException {
    edit(Operation.MERGE, YangInstanceIdentifier.of(), Json.root(BOTH));
    var changes = tree.changes();
    edit(Operation.MERGE, A, Json.pseudowires("{'name':'a','mtu':999}"));
    tree.commit(changes);
    assertEquals(BOTH, Json.text(tree.running()));
    assertEquals(Set.of(A), tree.changes().units().keySet());
    assertThrows(IllegalStateException.class, () -> tree.commit(changes));
    tree.discard();
    assertSame(tree.running(), tree.candidate());
    assertTrue(tree.changes().isEmpty());
  }

  @Test
  void replacesTheCandidate() {
    startWith(BOTH);
    tree.replaceCandidate(Json.root(BOTH));
    assertTrue(tree.changes().isEmpty());
    assertNotSame(tree.running(), tree.candidate());
    tree.replaceCandidate(Changes.EMPTY);
    assertEquals(4, tree.changes().units().size());
    tree.replaceCandidate(Json.root(BOTH.replace("1000", "999")));
    assertEquals(Set.of(A), tree.changes().units().keySet());
  }

  @Test
  void aPreviewChangesNothing() throws ConfigException {
    startWith(BOTH);
    remove(Operation.DELETE, PseudowireModel.pseudowire("b"));
    ContainerNode before = tree.candidate();
    var preview =
        tree.preview(new EditRequest(List.of(new Edit(Operation.DELETE, A, Optional.empty()))));
    assertEquals(Set.of(A, PseudowireModel.pseudowire("b")), preview.units().keySet());
    assertSame(before, tree.candidate());
    assertEquals(Set.of(PseudowireModel.pseudowire("b")), tree.changes().units().keySet());
  }

  @Test
  void refusesNodesThatAreNotInTheSchema() {
    assertThrows(
        IllegalArgumentException.class,
        () -> remove(Operation.REMOVE, YangInstanceIdentifier.of(L2tpModel.TUNNEL)));
  }

  private void startWith(String configuration) {
    tree = new ConfigTree(Schema.get(), Json.root(configuration));
  }

  private void edit(Operation operation, YangInstanceIdentifier path, ContainerNode content)
      throws ConfigException {
    edit(new Edit(operation, path, Optional.of(Json.node(content, path))));
  }

  private void remove(Operation operation, YangInstanceIdentifier path) throws ConfigException {
    edit(new Edit(operation, path, Optional.empty()));
  }

  private void edit(Edit... edits) throws ConfigException {
    tree.edit(new EditRequest(List.of(edits)), ErrorOption.ROLLBACK);
  }

  private ConfigError refused(Edit... edits) {
    var refused = assertThrows(ConfigException.class, () -> edit(edits));
    assertEquals(1, refused.errors().size());
    return refused.errors().getFirst();
  }

  private static ContainerNode only(ContainerNode root, YangInstanceIdentifier path) {
    return ConfigTree.with(
        Schema.get().tree(), Changes.EMPTY, Map.of(path, Nodes.find(root, path)));
  }

  private static ContainerNode only(YangInstanceIdentifier path) {
    return (ContainerNode) Json.node(Json.root(BOTH), path);
  }

  private void assertCandidate(String expected) {
    assertEquals(expected, Json.text(tree.candidate()));
    assertEquals(Json.root(expected), tree.candidate());
  }
}
