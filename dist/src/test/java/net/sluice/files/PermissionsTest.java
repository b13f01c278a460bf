package net.sluice.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PermissionsTest {
  @TempDir private Path directory;
  private Path state;
  private Path users;

  @BeforeEach
  void writeFiles() throws IOException {
    state = Files.createDirectory(directory.resolve("state"));
    users = Files.writeString(directory.resolve("users"), "{\"users\": [{\"name\": \"a\"}]}");
    Files.writeString(state.resolve("netconf-host-key"), "");
    set(state, "rwx------");
    set(users, "rw-------");
    set(state.resolve("netconf-host-key"), "rw-------");
  }

  private static void set(Path file, String permissions) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }

  private Permissions found() throws Exception {
    Path bootstrap =
        Files.writeString(
            directory.resolve("bootstrap.json"),
            "{\"state-directory\": \"%s\", \"netconf\": {\"users-file\": \"%s\"}}"
                .formatted(state, users));
    return Permissions.of(BootstrapReader.read(Optional.of(bootstrap)));
  }

  @Test
  void rightFilesHaveNoProblems() throws Exception {
    assertEquals(new Permissions(List.of(), List.of()), found());
  }

  @Test
  void filesThatDoNotExistHaveNoProblems() throws Exception {
    users = directory.resolve("missing");
    state = directory.resolve("missing-too");

    assertEquals(new Permissions(List.of(), List.of()), found());
  }

  @Test
  void theStateDirectoryAndTheHostKeyMustBeSafe() throws Exception {
    set(state, "rwx---rwx");
    set(state.resolve("netconf-host-key"), "rw-r--r--");

    assertEquals(
        List.of(
            state + " has mode 0707: other users can change it; chmod 700 " + state,
            "%1$s has mode 0644: other users can read it; chmod 600 %1$s"
                .formatted(state.resolve("netconf-host-key"))),
        found().errors());
  }

  @Test
  void whatOthersCanOnlyReadIsWarnedOf() throws Exception {
    set(state, "rwxr-xr-x");
    set(users, "rw-r--r--");

    assertEquals(List.of(), found().errors());
    assertEquals(2, found().warnings().size(), found().toString());
  }

  @Test
  void aUsersFileThatNobodyCanUseIsWarnedOf() throws Exception {
    set(users, "rw-----w-");
    assertTrue(found().warnings().getFirst().endsWith("until then no user can log in"));
    set(users, "rw-------");
    Files.writeString(users, "{");
    assertTrue(found().warnings().getFirst().endsWith("until then no user can log in"));
    Files.writeString(users, "{\"users\": [{\"name\": \"\"}]}");
    assertTrue(found().warnings().getFirst().contains("line 1"), found().toString());
  }
}
