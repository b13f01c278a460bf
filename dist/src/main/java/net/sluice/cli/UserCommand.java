package net.sluice.cli;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import net.sluice.files.BootstrapReader;
import net.sluice.files.ExitCode;
import net.sluice.files.FailureException;
import net.sluice.files.FileProblem;
import net.sluice.northbound.netconf.auth.UsersFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** Changes the users of the NETCONF server. A running daemon reads the file at each login. */
@Command(
    name = "user",
    description = "Changes the users of the NETCONF server. No restart is needed.",
    synopsisSubcommandLabel = "COMMAND")
public final class UserCommand {
  @Spec private CommandSpec spec;

  @Option(
      names = "--bootstrap",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "Bootstrap file of the daemon, with the path of the users file.")
  private Optional<Path> bootstrap;

  private UserCommand() {}

  @Command(
      name = "add",
      description = {
        "Adds a user, or adds a password or keys to an existing user.",
        "Without an option it asks for a password.",
        "A name has 1 to 64 printable characters, without spaces, ':', '/', '\"' and '\\'. It does"
            + " not begin with '-'."
      })
  int add(
      @Parameters(paramLabel = "NAME", description = "Name of the user.") String name,
      @Option(names = "--password-stdin", description = "Read the password from stdin (one line).")
          boolean passwordFromStdin,
      @Option(
              names = "--key",
              paramLabel = "FILE",
              description = "Public keys, as in OpenSSH's .pub and authorized_keys files.")
          @Nullable List<Path> keys)
      throws FailureException {
    UsersFile users = users();
    try {
      makeDirectory();
      if (passwordFromStdin || keys == null) {
        users.setPassword(name, passwordFromStdin ? passwordLine() : askForPassword());
      }
      for (Path key : keys == null ? List.<Path>of() : keys) {
        addKeys(users, name, key);
      }
    } catch (IllegalArgumentException e) {
      throw new FailureException(e);
    } catch (IOException e) {
      throw failure(e);
    }
    return ExitCode.OK;
  }

  @Command(name = "remove", description = "Removes a user.")
  int remove(@Parameters(paramLabel = "NAME", description = "Name of the user.") String name)
      throws FailureException {
    try {
      if (!users().remove(name)) {
        throw new FailureException("there is no user '%s'".formatted(name));
      }
    } catch (IOException e) {
      throw failure(e);
    }
    return ExitCode.OK;
  }

  @Command(
      name = "list",
      description = "Prints the names of the users, and the users of the file that are wrong.")
  int list() throws FailureException {
    try {
      UsersFile users = users();
      users.names().forEach(spec.commandLine().getOut()::println);
      spec.commandLine().getOut().flush();
      if (!users.problems().isEmpty()) {
        throw new FailureException(users.problems());
      }
    } catch (IOException e) {
      throw failure(e);
    }
    return ExitCode.OK;
  }

  private UsersFile users() throws FailureException {
    return new UsersFile(BootstrapReader.read(bootstrap).netconf().usersFile());
  }

  private void makeDirectory() throws IOException, FailureException {
    Files.createDirectories(BootstrapReader.read(bootstrap).netconf().usersFile().getParent());
  }

  private static void addKeys(UsersFile users, String name, Path file)
      throws IOException, FailureException {
    for (String line : Files.readAllLines(file)) {
      if (!line.isBlank() && !line.startsWith("#")) {
        try {
          users.addKey(name, line);
        } catch (IllegalArgumentException e) {
          throw new FailureException("%s: %s".formatted(file, e.getMessage()), e);
        }
      }
    }
  }

  private static char[] passwordLine() throws IOException, FailureException {
    String line =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
    if (line == null || line.isEmpty()) {
      throw new FailureException("there is no password on stdin");
    }
    return line.toCharArray();
  }

  @SuppressWarnings("SystemConsoleNull") // null without a terminal: the launcher sets jdk.console
  private char[] askForPassword() throws FailureException {
    Console console = System.console();
    if (console == null) {
      throw new ParameterException(
          spec.commandLine(), "there is no terminal: use --password-stdin or --key");
    }
    char[] password = console.readPassword("Password: ");
    if (password == null || password.length == 0) {
      throw new FailureException("no password given");
    }
    return password;
  }

  private static FailureException failure(IOException cause) {
    return new FailureException(FileProblem.text(cause), cause);
  }
}
