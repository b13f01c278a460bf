package net.sluice.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import net.sluice.doctor.Demand;
import net.sluice.doctor.Doctor;
import net.sluice.doctor.Finding;
import net.sluice.doctor.Host;
import net.sluice.doctor.Installer;
import net.sluice.doctor.OfferedFile;
import net.sluice.doctor.Severity;
import net.sluice.files.Bootstrap;
import net.sluice.files.BootstrapReader;
import net.sluice.files.ConfigFile;
import net.sluice.files.ExitCode;
import net.sluice.files.FailureException;
import net.sluice.files.FileProblem;
import net.sluice.files.Permissions;
import net.sluice.manager.store.CommitLog;
import net.sluice.manager.store.ConfigStore;
import net.sluice.manager.store.StoreException;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks whether this host can have many pseudowires. */
@Command(
    name = "doctor",
    description = {
      "Finds settings that would make a host with many pseudowires slow or lose frames. Prints a"
          + " remedy for each, and offers files with these settings.",
      "Changes nothing without --install. Needs neither a daemon nor root."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:nothing found",
      "1:something found, or failed",
      "2:wrong command line or bootstrap file"
    })
public final class DoctorCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "FILE",
      arity = "0..1",
      description =
          "Configuration to check the host for, as RFC 7951 JSON. Default: the running one.")
  private Optional<Path> file;

  @Option(
      names = "--pseudowires",
      paramLabel = "N",
      description =
          "Number of pseudowires to check the host for. Default: the number in the configuration, or "
              + Demand.DEFAULT_PSEUDOWIRES
              + " if it has none.")
  private Optional<Integer> pseudowires;

  @Option(
      names = "--install",
      description = "Write the offered files. Existing files with other content stay.")
  private boolean install;

  @Option(
      names = "--replace",
      description = "With --install: replace files with other content, too.")
  private boolean replace;

  @Option(
      names = "--root",
      paramLabel = "DIR",
      defaultValue = "/",
      description = "Root directory of the host to check, and to install files in.")
  private Path root;

  @Option(names = "--bootstrap", paramLabel = "FILE", description = "Bootstrap file of the daemon.")
  private Optional<Path> bootstrap;

  private DoctorCommand() {}

  @Override
  public Integer call() throws FailureException {
    Demand demand = Demand.of(configuration(), wanted());
    if (!demand.prefix().matches("[A-Za-z0-9_.-]+")) {
      throw new FailureException(
          ("autoname-interfaces '%s': only letters, digits, '_', '.' and '-' are allowed, because other"
                  + " characters have a meaning in the files of other services")
              .formatted(demand.prefix()));
    }
    List<Finding> findings =
        Stream.concat(permissions().stream(), Doctor.examine(new Host(root), demand).stream())
            .sorted((a, b) -> a.severity().compareTo(b.severity()))
            .toList();
    PrintWriter out = spec.commandLine().getOut();
    findings.forEach(finding -> print(out, finding));
    Set<OfferedFile> files = new LinkedHashSet<>();
    findings.forEach(finding -> files.addAll(finding.files()));
    out.println(summary(demand, findings, files));
    out.flush();
    if (install) {
      install(files, out);
    }
    return findings.isEmpty() ? ExitCode.OK : ExitCode.FAILURE;
  }

  /** Returns the problems of the files of the daemon on this host. */
  private List<Finding> permissions() throws FailureException {
    if (!root.equals(Path.of("/")) || (file.isPresent() && bootstrap.isEmpty())) {
      return List.of();
    }
    Permissions found = Permissions.of(BootstrapReader.read(bootstrap));
    String why = "others could log in, change the configuration, or pretend to be this host";
    String advice = "do what the line says";
    return Stream.concat(
            found.errors().stream().map(text -> Finding.error(text, why, advice)),
            found.warnings().stream().map(text -> Finding.warning(text, why, advice)))
        .toList();
  }

  private OptionalInt wanted() {
    if (pseudowires.isPresent() && pseudowires.get() < 1) {
      throw new ParameterException(spec.commandLine(), "--pseudowires must be at least 1");
    }
    return pseudowires.isPresent() ? OptionalInt.of(pseudowires.get()) : OptionalInt.empty();
  }

  /**
   * Returns the configuration of the given file; without one the running configuration; if that is
   * empty, the initial one.
   */
  private ContainerNode configuration() throws FailureException {
    if (file.isPresent()) {
      return ConfigFile.read(file.get());
    }
    Bootstrap daemon = BootstrapReader.read(bootstrap);
    try {
      CommitLog.Loaded stored = ConfigStore.read(daemon.stateDirectory());
      return stored.running().isEmpty() && daemon.initialConfig().isPresent()
          ? ConfigFile.read(daemon.initialConfig().get())
          : stored.running();
    } catch (StoreException e) {
      throw new FailureException(e);
    }
  }

  private static void print(PrintWriter out, Finding finding) {
    out.printf("%-9s%s%n", finding.severity(), finding.found());
    out.printf("    why  %s%n", finding.why());
    out.printf("    do   %s%n", finding.advice());
    finding.files().forEach(offered -> out.printf("    file %s%n", offered.path()));
    out.println();
  }

  private String summary(Demand demand, List<Finding> findings, Set<OfferedFile> files) {
    if (findings.isEmpty()) {
      return "%d pseudowires: no problems found".formatted(demand.pseudowires());
    }
    long errors = findings.stream().filter(finding -> finding.severity() == Severity.ERROR).count();
    String counts =
        "%d pseudowires: errors %d, warnings %d"
            .formatted(demand.pseudowires(), errors, findings.size() - errors);
    return files.isEmpty() || install
        ? counts
        : counts + "; 'sluice doctor --install' writes the files";
  }

  private void install(Set<OfferedFile> files, PrintWriter out) throws FailureException {
    Installer installer = new Installer(root, replace);
    List<String> problems = new ArrayList<>();
    for (OfferedFile offered : files) {
      try {
        switch (installer.install(offered)) {
          case WRITTEN -> out.printf("wrote %s; now: %s%n", offered.path(), offered.apply());
          case UNCHANGED ->
              out.printf("%s exists already; now: %s%n", offered.path(), offered.apply());
          case LEFT ->
              problems.add(
                  offered.path() + " exists with other content and stays; --replace replaces it");
        }
      } catch (IOException e) {
        problems.add("can not write %s: %s".formatted(offered.path(), FileProblem.text(e)));
      }
    }
    out.flush();
    if (!problems.isEmpty()) {
      throw new FailureException(problems);
    }
  }
}
