package net.sluice.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.sluice.northbound.netconf.auth.HostKey;
import net.sluice.northbound.netconf.auth.SecretFiles;
import net.sluice.northbound.netconf.auth.UsersFile;

/**
 * The problems of the files with secrets: who can change and read them. A file that does not exist,
 * or that the user of this process may not look at, has none.
 *
 * @param errors problems because of which the daemon does not start
 * @param warnings other problems
 */
public record Permissions(List<String> errors, List<String> warnings) {

  /** Looks at the files of a daemon. */
  public static Permissions of(Bootstrap settings) {
    List<String> errors = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    Path state = settings.stateDirectory();
    Path users = settings.netconf().usersFile();
    add(errors, state, SecretFiles::untrusted);
    add(errors, settings.netconf().hostKeyFile(), HostKey::problem);
    if (errors.isEmpty()) {
      add(warnings, state, file -> SecretFiles.exposed(file, true));
    }
    add(warnings, users, file -> SecretFiles.untrusted(file).map(Permissions::noLogin));
    add(warnings, users, file -> SecretFiles.exposed(file, true));
    addUsers(warnings, users);
    return new Permissions(errors, warnings);
  }

  private static String noLogin(String problem) {
    return problem + "; until then no user can log in";
  }

  private interface Check {
    Optional<String> problem(Path file) throws IOException;
  }

  private static void add(List<String> problems, Path file, Check check) {
    try {
      if (Files.exists(file)) {
        check.problem(file).ifPresent(problems::add);
      }
    } catch (IOException e) {
      // The start reports a file that the daemon can not read.
    }
  }

  private static void addUsers(List<String> warnings, Path file) {
    try {
      if (Files.isReadable(file)) {
        warnings.addAll(new UsersFile(file).problems());
      }
    } catch (IOException e) {
      warnings.add(FileProblem.text(e) + "; until then no user can log in");
    }
  }
}
