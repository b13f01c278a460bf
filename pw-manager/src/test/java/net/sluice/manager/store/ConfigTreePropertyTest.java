package net.sluice.manager.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.sluice.manager.api.ConfigException;
import net.sluice.manager.api.Edit;
import net.sluice.manager.api.Edit.ErrorOption;
import net.sluice.manager.api.Edit.Operation;
import net.sluice.manager.api.EditRequest;
import net.sluice.yang.PseudowireModel;
import net.sluice.yang.Schema;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;
import org.opendaylight.yangtools.yang.data.api.schema.NormalizedNode;

class ConfigTreePropertyTest {
  private record Step(Operation operation, int pseudowire, Optional<Integer> mtu, boolean commit) {}

  @Property(tries = 300)
  void changesAreTheDifferenceAfterAnyEdits(@ForAll("steps") List<Step> steps) {
    var tree = new ConfigTree(Schema.get(), Changes.EMPTY);
    var model = new HashMap<String, Integer>();
    for (Step step : steps) {
      boolean done = apply(tree, step);
      assertEquals(applyToModel(model, step), done, step::toString);
      assertEquals(
          Changes.between(tree.running(), tree.candidate()).units(), tree.changes().units());
      if (step.commit()) {
        tree.commit(tree.changes());
      }
    }
    assertEquals(Json.root(text(model)), tree.candidate());
    var rebuilt = new HashMap<YangInstanceIdentifier, Optional<NormalizedNode>>();
    tree.changes().units().forEach((path, change) -> rebuilt.put(path, change.after()));
    assertEquals(tree.candidate(), ConfigTree.with(Schema.get().tree(), tree.running(), rebuilt));
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    return Combinators.combine(
            Arbitraries.of(Operation.class),
            Arbitraries.integers().between(0, 3),
            Arbitraries.integers().between(68, 70).optional(),
            Arbitraries.of(false, false, true))
        .as(Step::new)
        .list()
        .ofMaxSize(30);
  }

  /** Edits a whole entry or its MTU. Returns true if the edit was accepted. */
  private static boolean apply(ConfigTree tree, Step step) {
    String name = "p" + step.pseudowire();
    YangInstanceIdentifier entry = PseudowireModel.pseudowire(name);
    YangInstanceIdentifier path = step.mtu().isPresent() ? entry.node(PseudowireModel.MTU) : entry;
    var content = Json.root(text(Map.of(name, step.mtu().orElse(0))));
    boolean removal = step.operation() == Operation.DELETE || step.operation() == Operation.REMOVE;
    var node = removal ? Optional.<NormalizedNode>empty() : Nodes.find(content, path);
    try {
      var edit = new Edit(step.operation(), path, node);
      tree.edit(new EditRequest(List.of(edit)), ErrorOption.ROLLBACK);
      return true;
    } catch (ConfigException e) {
      return false;
    }
  }

  /** Applies the same edit to a map from names to MTUs; 0 means no MTU. */
  private static boolean applyToModel(Map<String, Integer> model, Step step) {
    String name = "p" + step.pseudowire();
    Integer now = model.get(name);
    boolean exists = step.mtu().isPresent() ? now != null && now != 0 : now != null;
    boolean refused =
        (step.operation() == Operation.CREATE && exists)
            || (step.operation() == Operation.DELETE && !exists);
    if (refused) {
      return false;
    }
    switch (step.operation()) {
      case MERGE -> model.merge(name, step.mtu().orElse(0), (a, b) -> b == 0 ? a : b);
      case REPLACE, CREATE -> model.put(name, step.mtu().orElse(0));
      case DELETE, REMOVE -> {
        if (step.mtu().isEmpty()) {
          model.remove(name);
        } else if (now != null) {
          model.put(name, 0);
        }
      }
    }
    return true;
  }

  private static String text(Map<String, Integer> mtus) {
    return "{'sluice-pseudowire:pseudowires':{'pseudowire':["
        + String.join(
            ",",
            mtus.entrySet().stream()
                .map(
                    entry ->
                        "{'name':'"
                            + entry.getKey()
                            + (entry.getValue() == 0 ? "'}" : "','mtu':" + entry.getValue() + "}"))
                .toList())
        + "]}}";
  }
}
