package net.sluice;

import java.io.StringWriter;
import picocli.CommandLine;

/**
 * The result of a command.
 *
 * @param code the exit code
 * @param out stdout
 * @param err stderr
 */
public record Cli(int code, String out, String err) {

  /** Runs a command in this process. */
  public static Cli run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commandLine = Main.commandLine(out, err);
    int code = commandLine.execute(arguments);
    commandLine.getOut().flush();
    commandLine.getErr().flush();
    return new Cli(code, out.toString(), err.toString());
  }
}
