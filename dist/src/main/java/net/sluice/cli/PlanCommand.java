package net.sluice.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import net.sluice.files.BootstrapReader;
import net.sluice.files.ConfigFile;
import net.sluice.files.ExitCode;
import net.sluice.files.FailureException;
import net.sluice.funnel.FunnelPlane;
import net.sluice.funnel.TreeChange;
import net.sluice.l2tp.DataPlane;
import net.sluice.l2tp.DataPlaneException;
import net.sluice.l2tp.Step;
import net.sluice.manager.Offline;
import net.sluice.manager.api.ConfigException;
import net.sluice.manager.api.Plan;
import net.sluice.manager.api.Plan.Action;
import net.sluice.manager.store.CommitLog;
import net.sluice.manager.store.ConfigStore;
import net.sluice.manager.store.StoreException;
import net.sluice.netlink.system.ErrnoException;
import net.sluice.netlink.system.LinuxSyscalls;
import net.sluice.planes.DataPlaneChoice;
import net.sluice.planes.DataPlanes;
import net.sluice.planes.FunnelPlanes;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the changes that a configuration would cause. */
@Command(
    name = "plan",
    description = {
      "Prints the steps that would make a configuration the running one, and the kernel requests of"
          + " each step.",
      "Changes nothing. The requests contain the cookies, the steps do not."
    })
public final class PlanCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "Configuration, as RFC 7951 JSON.")
  private Path file;

  @Option(
      names = "--state-directory",
      paramLabel = "DIRECTORY",
      description = "Directory of the running configuration. Default: that of the bootstrap file.")
  private Optional<Path> stateDirectory;

  @Option(names = "--bootstrap", paramLabel = "FILE", description = "Bootstrap file of the daemon.")
  private Optional<Path> bootstrap;

  private PlanCommand() {}

  @Override
  public Integer call() throws FailureException {
    ContainerNode target = ConfigFile.read(file);
    Path directory =
        stateDirectory.isPresent()
            ? stateDirectory.get()
            : BootstrapReader.read(bootstrap).stateDirectory();
    List<Action> actions = plan(directory, target).actions();
    PrintWriter out = spec.commandLine().getOut();
    if (actions.isEmpty()) {
      out.println("nothing would change");
    } else {
      print(actions, target, out);
    }
    out.flush();
    return ExitCode.OK;
  }

  private Plan plan(Path directory, ContainerNode target) throws FailureException {
    try {
      CommitLog.Loaded stored = ConfigStore.read(directory);
      return Offline.plan(stored.running(), stored.numbers(), target);
    } catch (StoreException e) {
      throw new FailureException(e);
    } catch (ConfigException e) {
      throw ConfigFile.refusal(file, e.errors());
    }
  }

  private void print(List<Action> actions, ContainerNode target, PrintWriter out) {
    try (DataPlane dataPlane =
            DataPlanes.open(DataPlaneChoice.of(target), LinuxSyscalls.instance());
        FunnelPlane funnels = FunnelPlanes.beside(dataPlane)) {
      for (Action action : actions) {
        List<String> requests = requests(action, dataPlane, funnels);
        if (requests.isEmpty() && action instanceof Action.Clear) {
          continue; // most changes of funnels remove nothing
        }
        out.println(StepText.of(action));
        requests.forEach(request -> out.println("    " + request));
      }
    } catch (DataPlaneException | ErrnoException e) {
      actions.forEach(action -> out.println(StepText.of(action)));
      PrintWriter err = spec.commandLine().getErr();
      err.println("sluice: the requests are not shown: " + e.getMessage());
      err.flush();
    }
  }

  private static List<String> requests(Action action, DataPlane dataPlane, FunnelPlane funnels) {
    return switch (action) {
      case Action.Apply(Step step) -> dataPlane.explain(step);
      case Action.Build(TreeChange change) -> funnels.explainBuild(change);
      case Action.Clear(TreeChange change) -> funnels.explainClear(change);
    };
  }
}
