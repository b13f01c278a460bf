package net.sluice.northbound.netconf.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.sluice.northbound.netconf.RawClient;
import net.sluice.northbound.netconf.TestServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.opendaylight.netconf.shaded.sshd.common.config.keys.KeyUtils;
import org.opendaylight.netconf.shaded.sshd.common.config.keys.PublicKeyEntry;

class UsersTest {
  private static final String KEY =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJdD7y3aLq454yWBdwLWbieU1ebz9/cu7/QEXn9OIeZJ x@y";

  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void name() {
    file = directory.resolve("users.json");
  }

  @Test
  void keepsPasswordsAsSaltedHashes() throws IOException {
    var users = new UsersFile(file);
    users.setPassword("a", "secret".toCharArray());
    users.setPassword("b", "secret".toCharArray());
    String text = Files.readString(file);
    assertFalse(text.contains("secret"));
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    var read = users.read().byName();
    assertFalse(read.get("a").password().toString().equals(read.get("b").password().toString()));
    assertTrue(text.contains("$pbkdf2-sha512$210000$"), text);
  }

  /** Root adds users, and the daemon, which has a user of its own, must be able to read them. */
  @Test
  void aChangeByRootKeepsTheOwnerOfTheFile() throws IOException {
    Files.createFile(file);
    assumeTrue(Integer.valueOf(0).equals(Files.getAttribute(file, "unix:uid")), "needs root");
    Files.writeString(file, "{}");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    Files.setAttribute(file, "unix:uid", 12345);
    Files.setAttribute(file, "unix:gid", 54321);

    new UsersFile(file).setPassword("a", "secret".toCharArray());

    assertEquals(12345, Files.getAttribute(file, "unix:uid"));
    assertEquals(54321, Files.getAttribute(file, "unix:gid"));
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
  }

  @Test
  void acceptsOnlyTheRightPassword() throws IOException {
    new UsersFile(file).setPassword("a", "secret".toCharArray());
    var users = new Users(file);
    assertTrue(users.accepts("a", "secret"));
    assertFalse(users.accepts("a", "Secret"));
    assertFalse(users.accepts("a", ""));
    assertFalse(users.accepts("nobody", "secret"));
    assertFalse(users.accepts("nobody", ""));
  }

  @Test
  void readsTheFileAgainWhenItChanges() throws IOException {
    var users = new Users(file);
    assertFalse(users.accepts("a", "one"));
    var change = new UsersFile(file);
    change.setPassword("a", "one".toCharArray());
    assertTrue(users.accepts("a", "one"));
    change.setPassword("a", "two".toCharArray());
    assertTrue(users.accepts("a", "two"));
    assertFalse(users.accepts("a", "one"));
    assertTrue(change.remove("a"));
    assertFalse(change.remove("a"));
    assertFalse(users.accepts("a", "two"));
    change.setPassword("a", "three".toCharArray());
    Files.writeString(file, "{");
    assertFalse(users.accepts("a", "three"));
  }

  @ParameterizedTest
  @CsvSource({"RSA,2048", "EC,256", "EC,521"})
  void acceptsTheKeysOfAUser(String algorithm, int bits) throws Exception {
    var generator = java.security.KeyPairGenerator.getInstance(algorithm);
    generator.initialize(bits);
    KeyPair pair = generator.generateKeyPair();
    generator.initialize(bits);
    KeyPair other = generator.generateKeyPair();
    var change = new UsersFile(file);
    change.addKey("a", PublicKeyEntry.toString(pair.getPublic()) + " a@host");
    var users = new Users(file);
    assertTrue(users.accepts("a", pair.getPublic()));
    assertFalse(users.accepts("a", other.getPublic()));
    assertFalse(users.accepts("b", pair.getPublic()));
    assertFalse(users.accepts("a", ""));
  }

  @Test
  void acceptsEd25519() throws Exception {
    String line =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJdD7y3aLq454yWBdwLWbieU1ebz9/cu7/QEXn9OIeZJ x@y";
    var change = new UsersFile(file);
    change.addKey("a", line);
    change.addKey("a", line);
    var keys = change.read().byName().get("a").keys();
    assertEquals(1, keys.size());
    assertEquals("ssh-ed25519", KeyUtils.getKeyType(keys.getFirst()));
  }

  @Test
  void keepsKeysAndPasswordOfAUserTogether() throws Exception {
    var change = new UsersFile(file);
    var generator = java.security.KeyPairGenerator.getInstance("EC");
    String line = PublicKeyEntry.toString(generator.generateKeyPair().getPublic());
    change.setPassword("a", "secret".toCharArray());
    change.addKey("a", line);
    change.setPassword("a", "other".toCharArray());
    assertEquals(List.of("a"), change.names());
    assertEquals(1, change.read().byName().get("a").keys().size());
    assertTrue(new Users(file).accepts("a", "other"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "[]", "{\"users\": 1}", "{\"user\": []}", ""})
  void refusesAnInvalidFile(String text) throws IOException {
    Files.writeString(file, text);
    var refused = assertThrows(IOException.class, () -> new UsersFile(file).read());
    assertTrue(refused.getMessage().startsWith(file + ", line 1, column"), refused.getMessage());
    assertFalse(new Users(file).accepts("a", "secret"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "null",
        "7",
        "{\"name\":\"\"}",
        "{\"name\":\" \"}",
        "{\"name\":7}",
        "{\"name\":\"a\\nb\"}",
        "{\"name\":\"b\"},\n{\"name\":\"b\"}",
        "{\"name\":\"b\",\"password\":\"secret\"}",
        "{\"name\":\"b\",\"pasword\":\"x\"}",
        "{\"name\":\"b\",\"password\":\"$pbkdf2-sha512$1$AAAA$AAAA\"}",
        "{\"name\":\"b\",\"password\":\"$pbkdf2-sha512$x$AAAA$AAAA\"}",
        "{\"name\":\"b\",\"password\":\"$pbkdf2-sha512$210000$!$AAAA\"}",
        "{\"name\":\"b\",\"authorized-keys\":[\"ssh-rsa nonsense\"]}",
        "{\"name\":\"b\",\"authorized-keys\":[\"hello\"]}"
      })
  void aWrongUserDoesNotLockTheOthersOut(String wrong) throws IOException {
    String right =
        "{\"name\":\"a\",\"password\":\"%s\"}".formatted(PasswordHash.of("secret".toCharArray()));
    Files.writeString(file, "{\"users\": [\n" + right + ",\n" + wrong + "\n]}");
    var change = new UsersFile(file);
    assertTrue(new Users(file).accepts("a", "secret"));
    assertEquals(List.of("a"), change.names());
    assertTrue(
        change.problems().getFirst().startsWith(file + ", line 3: "), change.problems().toString());

    change.setPassword("c", "other".toCharArray());
    assertEquals(List.of("a", "c"), change.names());
    assertFalse(change.problems().isEmpty(), "what is wrong stays for the operator to see");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", " ", "a b", "a\tb", "a\nb", "a:b", "a/b", "../x", "-a", "\u202ea", "a\u0000", "\""
      })
  void refusesOddNames(String name) {
    var users = new UsersFile(file);
    assertThrows(IllegalArgumentException.class, () -> users.setPassword(name, "x".toCharArray()));
    assertFalse(Files.exists(file));
  }

  @Test
  void acceptsUsualNames() throws IOException {
    var users = new UsersFile(file);
    for (String name :
        List.of("a", "first.last", "x_y-z", "me@example.net", "zoë", "x".repeat(64))) {
      users.addKey(name, KEY);
    }
    assertEquals(6, users.names().size());
    assertThrows(IllegalArgumentException.class, () -> users.addKey("x".repeat(65), KEY));
  }

  @Test
  void aWrongNameInTheFileCanBeRemoved() throws IOException {
    Files.writeString(file, "{\"users\": [{\"name\": \"\"}]}");
    assertTrue(new UsersFile(file).remove(""));
    assertEquals(List.of(), new UsersFile(file).problems());
  }

  @Test
  void changesAtTheSameTimeLoseNothing() throws Exception {
    try (var threads = Executors.newFixedThreadPool(8)) {
      for (int i = 0; i < 40; i++) {
        String name = "user" + i;
        Future<?> unused =
            threads.submit(
                () -> {
                  new UsersFile(file).addKey(name, KEY);
                  return true;
                });
      }
    }
    assertEquals(40, new UsersFile(file).names().size());
  }

  @Test
  void aFileThatOthersCanChangeIsNotTrusted() throws IOException {
    new UsersFile(file).setPassword("a", "secret".toCharArray());
    var users = new Users(file);
    assertTrue(users.accepts("a", "secret"));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
    assertFalse(users.accepts("a", "secret"));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertTrue(users.accepts("a", "secret"), "a file that others can read is only warned of");
  }

  @Test
  void aChangeKeepsThatTheGroupReads() throws IOException {
    var users = new UsersFile(file);
    users.addKey("a", KEY);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));
    users.addKey("b", KEY);
    assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
  }

  @Test
  void refusesInvalidKeys() {
    var users = new UsersFile(file);
    assertThrows(IllegalArgumentException.class, () -> users.addKey("a", "hello"));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            users.addKey(
                "a",
                "command=\"x\" ssh-ed25519"
                    + " AAAAC3NzaC1lZDI1NTE5AAAAIJdD7y3aLq454yWBdwLWbieU1ebz9/cu7/QEXn9OIeZJ"));
    assertFalse(Files.exists(file));
  }

  @Test
  void logsInWithKeyAndPassword() throws Exception {
    try (var server = new TestServer(directory)) {
      var generator = java.security.KeyPairGenerator.getInstance("EC");
      generator.initialize(256);
      var pair = generator.generateKeyPair();
      new UsersFile(server.config.usersFile())
          .addKey("keyholder", PublicKeyEntry.toString(pair.getPublic()));
      int port = server.server.boundPort();
      try (var client = RawClient.login(port, "keyholder", pair)) {
        client.hello(RawClient.HELLO_1_1);
        assertEquals("<data></data>", client.rpc("<get><filter/></get>"));
        assertEquals("keyholder", server.server.sessions().getFirst().user());
      }
      assertThrows(IOException.class, () -> RawClient.login(port, "admin", pair).close());
      assertThrows(IOException.class, () -> RawClient.login(port, "admin", "wrong").close());
      assertThrows(IOException.class, () -> RawClient.login(port, "nobody", "wrong").close());
    }
  }
}
