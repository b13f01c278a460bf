package net.sluice.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import net.sluice.doctor.Demand;
import net.sluice.doctor.Doctor;
import net.sluice.doctor.Host;
import net.sluice.files.ConfigFile;
import net.sluice.files.ExitCode;
import net.sluice.files.FailureException;
import net.sluice.manager.Offline;
import net.sluice.manager.api.ConfigError;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks a configuration and prints its problems. */
@Command(
    name = "check",
    description = {
      "Checks a configuration and prints every problem.",
      "If it is valid, names modules that it needs and that this host can not load.",
      "Changes nothing. Needs neither a daemon nor root."
    })
public final class CheckCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "Configuration, as RFC 7951 JSON.")
  private Path file;

  @Option(
      names = "--root",
      paramLabel = "DIR",
      defaultValue = "/",
      description = "Root directory of the host that will use the configuration.")
  private Path root;

  private CheckCommand() {}

  @Override
  public Integer call() throws FailureException {
    ContainerNode content = ConfigFile.read(file);
    List<ConfigError> problems = Offline.problems(content, Set.of());
    if (!problems.isEmpty()) {
      throw ConfigFile.refusal(file, problems);
    }
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%s is valid%n", file);
    out.flush();
    nameMissingModules(content);
    return ExitCode.OK;
  }

  /** The configuration may be for another host, so these are no errors. */
  private void nameMissingModules(ContainerNode content) {
    PrintWriter err = spec.commandLine().getErr();
    Doctor.examineKernel(new Host(root), Demand.of(content, OptionalInt.empty()))
        .forEach(finding -> err.printf("sluice: warning: on this host: %s%n", finding.sentence()));
    err.flush();
  }
}
