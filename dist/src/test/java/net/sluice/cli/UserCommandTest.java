package net.sluice.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.sluice.Cli;
import net.sluice.files.ExitCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserCommandTest {
  private static final String KEY =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKhnxBwPsA3j1G8+H9/OizUep/pcP13u/THM9oaXf/XO me@here";

  @TempDir private Path directory;
  private Path users;
  private Path bootstrap;

  @BeforeEach
  void writeBootstrap() throws IOException {
    users = directory.resolve("etc/users");
    bootstrap = directory.resolve("bootstrap.json");
    Files.writeString(
        bootstrap, "{\"netconf\": {\"users-file\": \"%s\"}}".formatted(users.toString()));
  }

  private Cli user(String... arguments) {
    List<String> all = new ArrayList<>(List.of("user"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--bootstrap", bootstrap.toString()));
    return Cli.run(all.toArray(String[]::new));
  }

  private Cli userWithInput(String input, String... arguments) {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
    try {
      return user(arguments);
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void usersAreAddedAndRemoved() throws Exception {
    Path key = Files.writeString(directory.resolve("key.pub"), "# mine\n\n" + KEY + "\n");

    assertEquals(new Cli(0, "", ""), userWithInput("secret\n", "add", "bob", "--password-stdin"));
    assertEquals(new Cli(0, "", ""), user("add", "alice", "--key", key.toString()));
    assertEquals(new Cli(0, "alice\nbob\n", ""), user("list"));

    String file = Files.readString(users);
    assertFalse(file.contains("secret"), "the password is in the file");
    assertTrue(file.contains(KEY), file);

    assertEquals(new Cli(0, "", ""), user("remove", "bob"));
    assertEquals(new Cli(1, "", "sluice: there is no user 'bob'\n"), user("remove", "bob"));
    assertEquals("alice\n", user("list").out());
  }

  @Test
  void anInvalidKeyIsRejected() throws Exception {
    Path key = Files.writeString(directory.resolve("key.pub"), "no key");

    Cli cli = user("add", "alice", "--key", key.toString());

    assertEquals(ExitCode.FAILURE, cli.code());
    assertTrue(cli.err().startsWith("sluice: " + key + ": "), cli.err());
    assertFalse(Files.exists(users));
  }

  @Test
  void anOddNameIsRejectedAndLocksNobodyOut() throws Exception {
    Path key = Files.writeString(directory.resolve("key.pub"), KEY);
    user("add", "alice", "--key", key.toString());
    for (String name : List.of("", " ", "a b", "a:b", "a/b", "\u001b[31m")) {
      Cli cli = user("add", name, "--key", key.toString());

      assertEquals(ExitCode.FAILURE, cli.code());
      assertTrue(cli.err().contains("is not the name of a user: a name has 1 to 64"), cli.err());
      assertFalse(cli.err().contains("\u001b"), "the terminal is controlled");
    }
    assertEquals(new Cli(0, "alice\n", ""), user("list"));
  }

  @Test
  void aWrongUserIsListedWithItsLine() throws Exception {
    Files.createDirectories(users.getParent());
    Files.writeString(users, "{\"users\": [\n{\"name\": \"a\"},\n{\"name\": \"\"}]}");

    Cli cli = user("list");

    assertEquals(ExitCode.FAILURE, cli.code());
    assertEquals("a\n", cli.out());
    assertTrue(cli.err().startsWith("sluice: " + users + ", line 3: "), cli.err());
    assertEquals(new Cli(0, "", ""), user("remove", ""));
    assertEquals(new Cli(0, "a\n", ""), user("list"));
  }

  @Test
  void anEmptyPasswordIsRejected() {
    assertEquals(
        new Cli(1, "", "sluice: there is no password on stdin\n"),
        userWithInput("\n", "add", "bob", "--password-stdin"));
    assertFalse(Files.exists(users));
  }

  @Test
  void aMissingKeyFileIsNamed() {
    Path missing = directory.resolve("missing");

    assertEquals(
        new Cli(1, "", "sluice: %s: there is no such file\n".formatted(missing)),
        user("add", "alice", "--key", missing.toString()));
  }
}
