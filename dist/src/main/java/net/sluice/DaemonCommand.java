package net.sluice;

import ch.qos.logback.classic.LoggerContext;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import net.sluice.files.Bootstrap;
import net.sluice.files.BootstrapKey;
import net.sluice.files.BootstrapReader;
import net.sluice.files.ExitCode;
import net.sluice.netlink.system.LinuxSyscalls;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Runs the daemon until a signal stops it. */
@Command(
    name = "daemon",
    description = {
      "Runs Sluice in the foreground.",
      "SIGTERM and SIGINT stop it. Tunnels and sessions in the kernel stay.",
      "SIGHUP reads the bootstrap file again: the log file is opened again, with the level of the"
          + " file. Other keys need a restart."
    },
    footerHeading = "%nKeys of the bootstrap file:%n",
    modelTransformer = DaemonCommand.KeysFooter.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:stopped by a signal",
      "1:could not start, but may later; each problem is a line on stderr",
      "2:wrong command line or bootstrap file",
      "3:out of memory",
      "4:a thread failed or no longer worked, or the stop took more than 60 s",
      "78:wrong configuration, or wrong permissions of a file; it can not start until you correct it"
    })
final class DaemonCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(DaemonCommand.class);

  @Option(
      names = "--bootstrap",
      paramLabel = "FILE",
      description =
          "Bootstrap file. Default: " + Bootstrap.DEFAULT_FILE + ", which does not have to exist.")
  private Optional<Path> bootstrap;

  @Option(
      names = "--simulate",
      description = "Use a simulated kernel, which carries no frames. For tests of controllers.")
  private boolean simulate;

  @Option(
      names = "--revision",
      paramLabel = "N",
      description =
          "Start from this revision of the configuration if the newest is damaged. The error of the"
              + " failed start lists the revisions.")
  private Optional<Long> revision;

  private DaemonCommand() {}

  /** Adds the keys of the bootstrap file to the help. */
  static final class KeysFooter implements IModelTransformer {
    private KeysFooter() {}

    @Override
    public CommandSpec transform(CommandSpec spec) {
      Stream<String> keys = BootstrapKey.all().stream().flatMap(BootstrapKey::help);
      spec.usageMessage()
          .footer(
              Stream.concat(
                      keys,
                      Stream.of("The file is one JSON object. A dot stands for an object in it."))
                  .toArray(String[]::new));
      return spec;
    }
  }

  @Override
  public Integer call() throws Exception {
    Bootstrap settings = BootstrapReader.read(bootstrap);
    Logging.configure(settings.log());
    LastResort lastResort = new LastResort(Runtime.getRuntime()::halt);
    Hangup.handle(new Reload(bootstrap, settings)::run);
    lastResort.install((LoggerContext) LoggerFactory.getILoggerFactory());
    ServiceManager serviceManager = new ServiceManager(LinuxSyscalls.instance(), System.getenv());
    Watchdog watchdog = new Watchdog(serviceManager, lastResort);
    watchdog.start();
    Running running = new Running();
    Thread hook =
        Thread.ofPlatform()
            .name("stop")
            .unstarted(
                () -> {
                  LOG.info("daemon stopping");
                  watchdog.stopping();
                  serviceManager.stopping();
                  running.close();
                  LOG.info("daemon stopped");
                  // A stop by a signal is a success. The JVM would exit with 128 + the signal.
                  Runtime.getRuntime().halt(ExitCode.OK);
                });
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      new Daemon(settings, simulate, revision, running, serviceManager, watchdog).start();
    } catch (Exception e) {
      if (!running.isClosed()) {
        Runtime.getRuntime().removeShutdownHook(hook);
        watchdog.stopping();
        running.close();
        throw e;
      }
    }
    new CountDownLatch(1).await();
    return ExitCode.OK;
  }
}
