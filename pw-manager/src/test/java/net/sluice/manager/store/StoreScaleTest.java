package net.sluice.manager.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.ToLongFunction;
import net.sluice.manager.api.Edit;
import net.sluice.manager.api.Edit.ErrorOption;
import net.sluice.manager.api.Edit.Operation;
import net.sluice.manager.api.EditRequest;
import net.sluice.yang.L2tpModel;
import net.sluice.yang.PseudowireModel;
import net.sluice.yang.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opendaylight.yangtools.yang.common.Uint16;
import org.opendaylight.yangtools.yang.common.Uint32;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.NodeIdentifierWithPredicates;
import org.opendaylight.yangtools.yang.data.api.schema.MapEntryNode;
import org.opendaylight.yangtools.yang.data.spi.node.ImmutableNodes;

/** The store with 40,000 pseudowires. Prints the times that it took. */
class StoreScaleTest {
  private static final int PSEUDOWIRES = 40_000;

  @TempDir private Path directory;
  private final Map<String, List<Time>> times = new LinkedHashMap<>();

  /**
   * The elapsed time and the processor time of an operation; other processes affect only the first.
   */
  private record Time(long wall, long processor) {}

  @Test
  void storesFortyThousandPseudowires() throws Exception {
    for (int round = 1; round <= 3; round++) {
      Path store = directory.resolve("store" + round);
      System.out.println("Round " + round);
      loadAndChange(store);
      try (var reopened =
          timed("read back all", () -> ConfigStore.open(store, InstantSource.system()))) {
        assertEquals(PSEUDOWIRES, reopened.loaded().numbers().pseudowires().size());
        assertEquals(
            Uint16.valueOf(1000),
            Json.node(reopened.loaded().running(), pseudowire(17).node(PseudowireModel.MTU))
                .body());
        report();
      }
    }
  }

  private void loadAndChange(Path path) throws Exception {
    try (var store = ConfigStore.open(path, InstantSource.system())) {
      var tree = new ConfigTree(Schema.get(), store.loaded().running());
      var validator = new ModelValidator(Schema.get());
      var edits = edits();
      var ids = new HashMap<String, Integer>();
      for (int i = 0; i < PSEUDOWIRES; i++) {
        ids.put(name(i), i);
      }
      timed("edit all", () -> edit(tree, edits));
      commit(tree, validator, store, ids, "all");
      System.out.printf("  checkpoint: %,d bytes%n", Files.size(path.resolve("running-1.json")));
      for (int i = 0; i < 200; i++) {
        int index = i;
        timed("edit one", () -> edit(tree, List.of(mtu(17, index == 199 ? 1000 : 70 + index))));
        commit(tree, validator, store, Map.of(), "one");
      }
      report();
      assertEquals(201, store.revision());
    }
  }

  private void commit(
      ConfigTree tree,
      ModelValidator validator,
      ConfigStore store,
      Map<String, Integer> ids,
      String what)
      throws Exception {
    Changes changes = timed("compare " + what, tree::changes);
    var checked = timed("validate " + what, () -> validator.check(changes));
    assertEquals(List.of(), checked.errors());
    timed("prepare " + what, () -> prepare(store, changes, ids));
    timed("commit " + what, () -> done(store));
    tree.commit(changes);
    validator.committed(checked);
  }

  private <T> T timed(String what, Callable<T> work) throws Exception {
    var threads = ManagementFactory.getThreadMXBean();
    long wall = System.nanoTime();
    long processor = threads.getCurrentThreadCpuTime();
    T result = work.call();
    times
        .computeIfAbsent(what, w -> new ArrayList<>())
        .add(new Time(System.nanoTime() - wall, threads.getCurrentThreadCpuTime() - processor));
    return result;
  }

  /** Prints medians. */
  private void report() {
    times.forEach(
        (what, all) ->
            System.out.printf(
                "  %-13s %9.3f ms, of the processor %9.3f ms%n",
                what, median(all, Time::wall) / 1e6, median(all, Time::processor) / 1e6));
    times.clear();
  }

  private static long median(List<Time> times, ToLongFunction<Time> part) {
    return times.stream().mapToLong(part).sorted().toArray()[times.size() / 2];
  }

  private static Void edit(ConfigTree tree, List<Edit> edits) throws Exception {
    tree.edit(new EditRequest(edits), ErrorOption.ROLLBACK);
    return null;
  }

  private static Void prepare(ConfigStore store, Changes changes, Map<String, Integer> ids)
      throws Exception {
    store.prepare(changes, Json.numbers(ids), "me");
    return null;
  }

  private static Void done(ConfigStore store) throws Exception {
    store.commit();
    store.compact();
    return null;
  }

  private static List<Edit> edits() throws IOException {
    var edits = new ArrayList<Edit>();
    var tunnel = Json.l2tp("'tunnel':[{'name':'t','peer-address':'192.0.2.1'}]");
    edits.add(
        new Edit(
            Operation.MERGE,
            L2tpModel.tunnel("t"),
            Optional.of(Json.node(tunnel, L2tpModel.tunnel("t")))));
    for (int i = 0; i < PSEUDOWIRES; i++) {
      edits.add(new Edit(Operation.CREATE, pseudowire(i), Optional.of(entry(i))));
    }
    return edits;
  }

  private static MapEntryNode entry(int i) {
    return ImmutableNodes.newMapEntryBuilder()
        .withNodeIdentifier(
            NodeIdentifierWithPredicates.of(
                PseudowireModel.PSEUDOWIRE, PseudowireModel.NAME, name(i)))
        .withChild(ImmutableNodes.leafNode(PseudowireModel.NAME, name(i)))
        .withChild(ImmutableNodes.leafNode(PseudowireModel.TUNNEL, "t"))
        .withChild(ImmutableNodes.leafNode(PseudowireModel.LOCAL_SESSION_ID, Uint32.valueOf(i + 1)))
        .withChild(ImmutableNodes.leafNode(PseudowireModel.PEER_SESSION_ID, Uint32.valueOf(i + 1)))
        .withChild(ImmutableNodes.leafNode(PseudowireModel.TRANSMIT_COOKIE, "%016x".formatted(i)))
        .withChild(ImmutableNodes.leafNode(PseudowireModel.RECEIVE_COOKIE, "%016x".formatted(~i)))
        .withChild(ImmutableNodes.leafNode(PseudowireModel.MTU, "auto"))
        .build();
  }

  private static Edit mtu(int i, int mtu) {
    return new Edit(
        Operation.MERGE,
        pseudowire(i).node(PseudowireModel.MTU),
        Optional.of(ImmutableNodes.leafNode(PseudowireModel.MTU, Uint16.valueOf(mtu))));
  }

  private static YangInstanceIdentifier pseudowire(int i) {
    return PseudowireModel.pseudowire(name(i));
  }

  private static String name(int i) {
    return "customer-%05d".formatted(i);
  }
}
