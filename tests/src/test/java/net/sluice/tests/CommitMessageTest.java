package net.sluice.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.sluice.tests.site.Shell;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of commit messages: the git hook, and the check of {@code ./test}. */
class CommitMessageTest {
  private static final Path SCRIPTS =
      Path.of(System.getProperty("basedir", ""), "../scripts").toAbsolutePath().normalize();

  private static final String SUBJECT_OF_72 = "netlink: " + "x".repeat(63);

  @TempDir private Path directory;

  private Shell.Result hook(String message) throws IOException {
    Path file = Files.writeString(directory.resolve("message"), message);
    return Shell.run(List.of(SCRIPTS.resolve("hooks/commit-msg").toString(), file.toString()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "netlink: resync after the event socket overflows\n\nENOBUFS means that events were lost.\n",
        "pw-manager, l2tp-engine: let interface settings describe differences\n",
        "dist: give “ü” one character\n\nhttps://example.org/a-long-address-of-one-word-that-cannot-be-wrapped-anywhere\n",
        "dist: say why\n\nThe reason.\n\n# A comment of git that is longer than the limit of the lines of the body, by far.\n",
        "Merge branch 'x'\n",
        "fixup! netlink: resync\n"
      })
  void goodMessagesPass(String message) throws IOException {
    hook(message).ok();
  }

  @Test
  void theLimitsAreInclusive() throws IOException {
    hook(SUBJECT_OF_72 + "\n\n" + "a ".repeat(37) + "bb\n").ok();
    assertTrue(hook(SUBJECT_OF_72 + "x\n").output().contains("73 characters, at most 72"));
    assertTrue(
        hook("dist: a\n\n" + "a ".repeat(37) + "bbb\n")
            .output()
            .contains("line 3 has 77 characters, at most 76"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Resync after the event socket overflows\n",
        "netlink resyncs\n",
        "netlink:resync\n",
        "netlink: resync.\n",
        "netlink: resync\nafter an overflow\n",
        "# only a comment\n"
      })
  void badMessagesAreRejected(String message) throws IOException {
    Shell.Result result = hook(message);
    assertEquals(1, result.status(), result.output());
    assertTrue(result.output().contains("--no-verify"), result.output());
  }

  private Shell.Result check(Path repository) {
    return Shell.run(
        List.of(
            "bash",
            "-c",
            ". \"$0/common.sh\"; . \"$0/commit-message.sh\"; check_commit_messages \"$1\"",
            SCRIPTS.toString(),
            repository.toString()));
  }

  private static void git(Path repository, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of("git", "-c", "user.name=t", "-c", "user.email=t@example.org", "-C"));
    command.add(repository.toString());
    command.addAll(List.of(arguments));
    Shell.run(command).ok();
  }

  private static void commit(Path repository, String message) {
    git(repository, "commit", "-q", "--allow-empty", "-m", message);
  }

  @Test
  void onlyCommitsAfterTheRulesAreChecked() throws IOException {
    Path repository = Files.createDirectory(directory.resolve("repository"));
    git(repository, "init", "-q", "-b", "main");
    commit(repository, "Before the rules.");
    git(repository, "branch", "old");
    Files.createDirectory(repository.resolve("scripts"));
    Files.writeString(repository.resolve("scripts/commit-message.sh"), "");
    git(repository, "add", "scripts");
    commit(repository, "The rules.");
    commit(repository, "dist: obey");
    git(repository, "checkout", "-q", "old");
    commit(repository, "Beside the rules.");
    git(repository, "checkout", "-q", "main");
    git(repository, "merge", "-q", "-m", "A merge.", "old");
    assertEquals("", check(repository).ok());

    commit(repository, "After the rules.");

    Shell.Result result = check(repository);
    assertEquals(1, result.status(), result.output());
    assertEquals(1, result.output().lines().count(), result.output());
    assertTrue(result.output().contains("After the rules."), result.output());
  }

  @Test
  void aShallowCloneIsCheckedAsFarAsItGoes() throws IOException {
    Path repository = Files.createDirectory(directory.resolve("repository"));
    git(repository, "init", "-q");
    Files.createDirectory(repository.resolve("scripts"));
    Files.writeString(repository.resolve("scripts/commit-message.sh"), "");
    git(repository, "add", "scripts");
    commit(repository, "The rules.");
    commit(repository, "After the rules.");
    Path shallow = directory.resolve("shallow");
    git(directory, "clone", "-q", "--depth", "1", "file://" + repository, shallow.toString());

    assertEquals("", check(shallow).ok());
  }

  @Test
  void withoutGitNothingIsChecked() {
    assertTrue(check(directory).ok().contains("not checked"));
  }
}
