package net.sluice;

import java.io.PrintWriter;
import java.io.Writer;
import net.sluice.cli.CheckCommand;
import net.sluice.cli.DoctorCommand;
import net.sluice.cli.PlanCommand;
import net.sluice.cli.ShowCommand;
import net.sluice.cli.UserCommand;
import net.sluice.files.ExitCode;
import net.sluice.files.FailureException;
import net.sluice.output.TerminalWriter;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The entry of the program: the command line with all commands. */
@Command(
    name = "sluice",
    description = "Manages L2TPv3 Ethernet pseudowires.",
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      CheckCommand.class,
      DaemonCommand.class,
      DoctorCommand.class,
      PlanCommand.class,
      ShowCommand.class,
      UserCommand.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:failed; each problem is a line on stderr",
      "2:wrong command line or bootstrap file"
    })
public final class Main {
  @Spec private CommandSpec spec;

  @SuppressWarnings("UnusedVariable") // picocli acts on it
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Print this help.")
  private boolean help;

  @SuppressWarnings("UnusedVariable") // picocli acts on it
  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Print the version.")
  private boolean version;

  private Main() {}

  /** Runs a command and exits with its code. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  /** Returns the command line that prints to stdout and stderr. */
  static CommandLine commandLine() {
    CommandLine usual = new CommandLine(new Main());
    return commandLine(usual.getOut(), usual.getErr());
  }

  /** Returns the command line. All that it prints goes to these writers, and is printable. */
  static CommandLine commandLine(Writer out, Writer err) {
    IExecutionExceptionHandler failures =
        (exception, command, parsed) -> {
          if (!(exception instanceof FailureException failure)) {
            throw exception;
          }
          for (String problem : failure.problems()) {
            command.getErr().println("sluice: " + problem);
          }
          command.getErr().flush();
          return failure.exitCode();
        };
    return new CommandLine(new Main())
        .setOut(new TerminalWriter(out))
        .setErr(new TerminalWriter(err))
        .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(failures);
  }

  @Command(
      name = "completion",
      description = "Prints a script that completes commands in bash: source <(sluice completion)")
  int completion() {
    PrintWriter out = spec.commandLine().getOut();
    out.print(AutoComplete.bash("sluice", spec.root().commandLine()));
    out.flush();
    return ExitCode.OK;
  }
}
