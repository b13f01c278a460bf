package net.sluice.manager.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import net.sluice.manager.api.ConfigException;
import net.sluice.manager.api.Edit;
import net.sluice.manager.api.EditRequest;
import net.sluice.yang.L2tpModel;
import net.sluice.yang.PseudowireModel;
import net.sluice.yang.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.opendaylight.yangtools.yang.data.spi.node.ImmutableNodes;

class ConfigStoreTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-20T12:00:00Z"));

  @TempDir private Path temporary;

  @Test
  void startsEmptyAtRevisionZero() throws Exception {
    try (var store = ConfigStore.open(directory(), CLOCK)) {
      assertEquals(
          new CommitLog.Loaded(Changes.EMPTY, PersistedNumbers.NONE, Optional.empty()),
          store.loaded());
      assertEquals(0, store.revision());
    }
    assertEquals("{ }\n", Files.readString(file("running-0.json")));
  }

  @Test
  void readsBackWhatWasCommitted() throws Exception {
    try (var store = ConfigStore.open(directory(), CLOCK)) {
      commit(store, pseudowires("{'name':'a','tunnel':'t'},{'name':'b'}"), Map.of("a", 1, "b", 2));
      commit(store, pseudowires("{'name':'a','mtu':'auto'},{'name':'c'}"), Map.of("c", 7));
      assertEquals(2, store.revision());
    }
    try (var store = ConfigStore.open(directory(), CLOCK)) {
      assertEquals(
          new CommitLog.Loaded(
              pseudowires("{'name':'a','mtu':'auto'},{'name':'c'}"),
              Json.numbers(Map.of("a", 1, "c", 7)),
              Optional.empty()),
          store.loaded());
    }
  }

  @Test
  void readsValuesOfFormerVersionsInCanonicalForm() throws Exception {
    var address = L2tpModel.tunnel("t").node(L2tpModel.PEER_ADDRESS);
    var canonical = Json.l2tp("'tunnel':[{'name':'t','peer-address':'2001:db8::1'}]");
    var leaf = ImmutableNodes.leafNode(L2tpModel.PEER_ADDRESS, "2001:DB8:0::1");
    var tree = new ConfigTree(Schema.get(), canonical);
    tree.edit(
        new EditRequest(List.of(new Edit(Edit.Operation.REPLACE, address, Optional.of(leaf)))),
        Edit.ErrorOption.ROLLBACK);
    try (var store = ConfigStore.open(directory(), CLOCK)) {
      commit(store, tree.candidate(), Map.of());
    }
    try (var store = ConfigStore.open(directory(), CLOCK)) {
      assertEquals(canonical, store.loaded().running());
    }
  }

  @Test
  void isReadWithoutChangesWhileAProcessUsesIt() throws Exception {
    assertEquals(
        new CommitLog.Loaded(Changes.EMPTY, PersistedNumbers.NONE, Optional.empty()),
        ConfigStore.read(directory()));
    assertFalse(Files.exists(directory()));

    try (var store = ConfigStore.open(directory(), CLOCK)) {
      commit(store, pseudowires("{'name':'a'}"), Map.of("a", 1));

      assertEquals(
          new CommitLog.Loaded(
              pseudowires("{'name':'a'}"), Json.numbers(Map.of("a", 1)), Optional.empty()),
          ConfigStore.read(directory()));
    }
  }

  @Test
  void writesOneLinePerCommitAndOneThatCommits() throws Exception {
    try (var store = ConfigStore.open(directory(), CLOCK)) {
      commit(store, pseudowires("{'name':'a','tunnel':'t'}"), Map.of("a", 1));
      commit(store, Json.l2tp("'system':{'autoname-interfaces':'x'}"), Map.of());
    }
    assertEquals(
        """
        {"checkpoint":0,"length":4,"crc32c":"CRC"}
        {"revision":1,"time":"2026-11-20T12:00:00Z","user":"me","put":{"sluice-pseudowire:pseudowires":{"pseudowire":[{"name":"a","tunnel":"t","id":1}]}},"delete":{}}
        {"committed":1}
        {"revision":2,"time":"2026-11-20T12:00:00Z","user":"me","put":{"sluice-l2tp:l2tp":{"system":{"autoname-interfaces":"x"}}},"delete":{"sluice-pseudowire:pseudowires":{"pseudowire":[{"name":"a"}]}}}
        {"committed":2}
        """,
        Files.readString(file("running-0.journal"))
            .replaceAll("(?m)^[0-9a-f]{8} ", "")
            .replaceAll("\"[0-9a-f]{8}\"", "\"CRC\""));
  }

  @Test
  void keepsNamesWithAnyCharacters() throws Exception {
    var odd = pseudowires("{'name':'a \\u0022 \\u0027 ü\\\\'}");
    try (var store = ConfigStore.open(directory(), CLOCK)) {
      commit(store, odd, Map.of());
      commit(store, Changes.EMPTY, Map.of());
      commit(store, odd, Map.of());
    }
    try (var store = ConfigStore.open(directory(), CLOCK)) {
      assertEquals(odd, store.loaded().running());
    }
  }

  @Test
  void anAbortChangesNoByte() throws Exception {
    try (var store = ConfigStore.open(directory(), CLOCK)) {
      commit(store, pseudowires("{'name':'a'}"), Map.of("a", 1));
      byte[] before = Files.readAllBytes(file("running-0.journal"));
      store.prepare(
          Changes.between(pseudowires("{'name':'a'}"), pseudowires("{'name':'b'}")),
          Json.numbers(Map.of("b", 2)),
          "me");
      store.abort();
      assertArrayEquals(before, Files.readAllBytes(file("running-0.journal")));
      assertEquals(1, store.revision());
    }
    try (var store = ConfigStore.open(directory(), CLOCK)) {
      assertEquals(Map.of("a", 1), store.loaded().numbers().pseudowires());
    }
  }

  @Test
  void reportsTheInterruptedCommit() throws Exception {
    var before = pseudowires("{'name':'a'}");
    try (var store = ConfigStore.open(directory(), CLOCK)) {
      commit(store, before, Map.of("a", 1));
      store.prepare(
          Changes.between(before, pseudowires("{'name':'b'}")), Json.numbers(Map.of("b", 2)), "me");
    }
    for (int start = 0; start < 2; start++) {
      try (var store = ConfigStore.open(directory(), CLOCK)) {
        assertEquals(before, store.loaded().running());
        assertEquals(Map.of("a", 1), store.loaded().numbers().pseudowires());
        var interrupted = store.loaded().interrupted().orElseThrow();
        assertEquals(pseudowires("{'name':'b'}"), interrupted.after());
        assertEquals(
            Set.of(PseudowireModel.pseudowire("a"), PseudowireModel.pseudowire("b")),
            interrupted.units().keySet());
      }
    }
  }

  @Test
  void anIncompleteLastLineIsNotValid() throws Exception {
    try (var store = ConfigStore.open(directory(), CLOCK)) {
      commit(store, pseudowires("{'name':'a'}"), Map.of());
    }
    byte[] whole = Files.readAllBytes(file("running-0.journal"));
    try (var store = ConfigStore.open(directory(), CLOCK)) {
      commit(store, pseudowires("{'name':'b'}"), Map.of());
    }
    byte[] more = Files.readAllBytes(file("running-0.journal"));
    for (int size = whole.length; size < more.length; size++) {
      Files.write(file("running-0.journal"), Arrays.copyOf(more, size));
      try (var store = ConfigStore.open(directory(), CLOCK)) {
        assertEquals(pseudowires("{'name':'a'}"), store.loaded().running(), "cut at " + size);
      }
    }
    try (var store = ConfigStore.open(directory(), CLOCK)) {
      commit(store, pseudowires("{'name':'c'}"), Map.of());
    }
    try (var store = ConfigStore.open(directory(), CLOCK)) {
      assertEquals(pseudowires("{'name':'c'}"), store.loaded().running());
    }
  }

  @Test
  void refusesAJournalWithAFlippedByte() throws Exception {
    threeCheckpoints();
    Path journal = file("running-3.journal");
    byte[] bytes = Files.readAllBytes(journal);
    for (int i = 0; i < bytes.length; i++) {
      byte[] damaged = bytes.clone();
      damaged[i] ^= 1;
      Files.write(journal, damaged);
      String message = refused();
      assertTrue(message.startsWith(journal + " is damaged at byte "), message);
      assertTrue(message.endsWith("; start with --revision 2 instead"), message);
    }
    bytes[bytes.length - 2] ^= 1;
    Files.write(journal, bytes);
    assertEquals(
        journal
            + " is damaged at byte "
            + (new String(bytes, StandardCharsets.UTF_8).lastIndexOf('\n', bytes.length - 2) + 1)
            + ": expected a line whose checksum is right; start with --revision 2 instead",
        refused());
  }

  @Test
  void refusesACheckpointCutInHalf() throws Exception {
    threeCheckpoints();
    Path checkpoint = file("running-3.json");
    byte[] bytes = Files.readAllBytes(checkpoint);
    Files.write(checkpoint, Arrays.copyOf(bytes, bytes.length / 2));
    String message = refused();
    assertTrue(message.startsWith(checkpoint + " is damaged at byte "), message);
    assertTrue(
        message.contains(
            "expected %d bytes of JSON, found %d: ".formatted(bytes.length, bytes.length / 2)),
        message);
    assertTrue(message.endsWith("; start with --revision 2 instead"), message);
  }

  @Test
  void refusesACheckpointWithAFlippedByte() throws Exception {
    threeCheckpoints();
    Path checkpoint = file("running-3.json");
    byte[] bytes = Files.readAllBytes(checkpoint);
    for (int i = 0; i < bytes.length; i++) {
      byte[] damaged = bytes.clone();
      damaged[i] ^= 1;
      Files.write(checkpoint, damaged);
      String message = refused();
      assertTrue(message.startsWith(checkpoint + " is damaged"), message);
      assertTrue(message.endsWith("; start with --revision 2 instead"), message);
    }
  }

  @Test
  void opensAnOlderRevisionAndKeepsTheNewerFiles() throws Exception {
    threeCheckpoints();
    byte[] newer = Files.readAllBytes(file("running-3.json"));
    Files.write(file("running-3.json"), new byte[] {'{'});
    var expected = pseudowires(bulk(2));
    try (var store = ConfigStore.open(directory(), 2, CLOCK)) {
      assertEquals(3, store.revision());
      assertEquals(pseudowires(bulk(3)), store.loaded().running());
      assertTrue(Files.exists(file("running-3.json.aside")));
      assertTrue(Files.exists(file("running-3.journal.aside")));
      commit(store, expected, Map.of());
    }
    try (var store = ConfigStore.open(directory(), CLOCK)) {
      assertEquals(expected, store.loaded().running());
    }
    assertTrue(newer.length > 1);
    var missing =
        assertThrows(StoreException.class, () -> ConfigStore.open(directory(), 17, CLOCK));
    assertTrue(
        missing
            .getMessage()
            .startsWith(directory() + " has no checkpoint of revision 17; it has: "),
        missing.getMessage());
  }

  @Test
  void refusesToStartWithoutTheNewestCheckpoint() throws Exception {
    threeCheckpoints();
    Files.delete(file("running-3.json"));
    assertEquals(
        file("running-3.json")
            + " is missing, but its journal exists; start with --revision 2 instead",
        refused());
  }

  @Test
  void keepsTheCurrentCheckpointAndTwoOlderOnes() throws Exception {
    threeCheckpoints();
    try (var store = openSmall()) {
      commit(store, pseudowires(bulk(7)), Map.of());
      commit(store, pseudowires(bulk(8)), Map.of());
    }
    try (var files = Files.list(directory())) {
      assertEquals(
          6, files.filter(file -> file.getFileName().toString().startsWith("running-")).count());
    }
    assertFalse(Files.exists(file("running-0.json")));
  }

  @Test
  void onlyOneProcessUsesADirectory() throws Exception {
    try (var store = ConfigStore.open(directory(), CLOCK)) {
      assertEquals(0, store.revision());
      assertEquals(directory() + " is in use by another sluice process", refused());
    }
    ConfigStore.open(directory(), CLOCK).close();
  }

  @Test
  void namesTheFileThatCanNotBeCreated() throws Exception {
    Files.writeString(temporary.resolve("store"), "no directory");
    String message = refused();
    assertTrue(message.contains(directory().toString()), message);
  }

  @Test
  void reportsThatADiskIsFull() throws Exception {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.isWritable(full), "there is no /dev/full on this host");
    var disk = new FileDisk();
    try (var out = disk.append(full)) {
      var failure = assertThrows(IOException.class, () -> out.write(new byte[1]));
      assertEquals(
          "can't write /dev/full: No space left on device",
          StoreException.of("write", full, failure).getMessage());
    }
  }

  @Test
  void isReadableForItsOwnerOnly() throws Exception {
    try (var store = ConfigStore.open(directory(), CLOCK)) {
      commit(store, pseudowires("{'name':'p'}"), Map.of());
    }
    assertEquals("rwx------", permissions(directory()));
    try (var files = Files.list(directory())) {
      for (Path file : files.toList()) {
        assertEquals("rw-------", permissions(file), file.toString());
      }
    }
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void givesTheReasonOfTheSystem() {
    Path path = Path.of("/x");
    assertEquals(
        "can't open /x: Permission denied",
        StoreException.of("open", path, new AccessDeniedException("/x")).getMessage());
    assertEquals(
        "can't open /x: Read-only file system",
        StoreException.of(
                "open", path, new FileSystemException("/x", null, "Read-only file system"))
            .getMessage());
  }

  /** Creates checkpoints of the revisions 1, 2 and 3, and a commit after the last one. */
  private void threeCheckpoints() throws Exception {
    try (var store = openSmall()) {
      for (int i = 1; i <= 3; i++) {
        commit(store, pseudowires(bulk(i)), Map.of("p", i));
      }
    }
    try (var store = ConfigStore.open(directory(), CLOCK)) {
      commit(store, pseudowires("{'name':'p'}"), Map.of());
    }
    assertTrue(Files.exists(file("running-3.json")));
  }

  /** Opens a store that writes a checkpoint after each of these commits. */
  private ConfigStore openSmall() throws StoreException {
    return ConfigStore.open(new FileDisk(), directory(), OptionalLong.empty(), CLOCK, 100);
  }

  /**
   * Returns a longer text for each number, so that the journal becomes larger than the checkpoint.
   */
  private static String bulk(int which) {
    return "{'name':'p','tunnel':'%s'}".formatted("t".repeat(63 - 32 / which))
        + ",{'name':'%s'}".formatted("q".repeat(which * 7));
  }

  private static ContainerNode pseudowires(String entries) {
    return Json.pseudowires(entries);
  }

  @Test
  void keepsTheFunnelLeavesOfPseudowires() throws Exception {
    String f =
        "{'sluice-funnelbridge:funnels':{'funnel':[{'name':'f','uplink':{'interface':'e'}}]},";
    String list = "'sluice-pseudowire:pseudowires':{'pseudowire':[%s]}}";
    ContainerNode both =
        Json.root(
            f
                + list.formatted(
                    "{'name':'a','funnel':{'name':'f'}},{'name':'b','funnel':{'name':'f'}}"));
    ContainerNode one =
        Json.root(
            f + list.formatted("{'name':'a','mtu':'auto','funnel':{'name':'f'}},{'name':'b'}"));
    try (var store = ConfigStore.open(directory(), CLOCK)) {
      var given =
          new PersistedNumbers(Map.of("a", 1, "b", 2), Map.of("f", 5), Map.of("a", 3, "b", 4));
      store.prepare(Changes.between(store.running(), both), given, "me");
      store.commit();
      byte[] json = new Checkpoint(both, given).encode();
      var header = new Journal.Header(0, json.length, JournalLine.checksum(json));
      assertEquals(
          new Checkpoint(both, given), Checkpoint.decode(file("running-0.json"), json, header));
    }
    try (var store = ConfigStore.open(directory(), CLOCK)) {
      assertEquals(both, store.loaded().running());
      assertEquals(Map.of("a", 3, "b", 4), store.loaded().numbers().leaves());
      assertEquals(Map.of("f", 5), store.loaded().numbers().funnels());
      store.prepare(Changes.between(both, one), PersistedNumbers.NONE, "me");
      store.commit();
    }
    try (var store = ConfigStore.open(directory(), CLOCK)) {
      assertEquals(one, store.loaded().running());
      assertEquals(
          new PersistedNumbers(Map.of("a", 1, "b", 2), Map.of("f", 5), Map.of("a", 3)),
          store.loaded().numbers());
    }
  }

  private static void commit(ConfigStore store, ContainerNode content, Map<String, Integer> newIds)
      throws ConfigException {
    store.prepare(Changes.between(store.running(), content), Json.numbers(newIds), "me");
    store.commit();
    store.compact();
  }

  private String refused() {
    return assertThrows(StoreException.class, () -> ConfigStore.open(directory(), CLOCK))
        .getMessage();
  }

  private Path directory() {
    return temporary.resolve("store");
  }

  private Path file(String name) {
    return directory().resolve(name);
  }
}
