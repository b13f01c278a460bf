package net.sluice;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import net.sluice.files.Bootstrap;
import net.sluice.files.BootstrapReader;
import net.sluice.files.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the daemon until a signal stops it. */
@Command(
    name = "daemon",
    description = {
      "Runs Sluice in the foreground.",
      "SIGTERM and SIGINT stop it; tunnels and sessions of the kernel stay in place."
    },
    footerHeading = "%nKeys of the bootstrap file, and their defaults:%n",
    footer = {
      "  state-directory       /var/lib/sluice: datastores and persisted ids",
      "  initial-config        none: configuration to begin with, as RFC 7951 JSON",
      "  netconf.address       ::, every address",
      "  netconf.port          830",
      "  netconf.users-file    /etc/sluice/users; see sluice user",
      "  netconf.host-key-file STATE-DIRECTORY/netconf-host-key, made when missing",
      "  netconf.limits.max-sessions   64",
      "  netconf.limits.max-message    67108864 octets",
      "  netconf.limits.hello-timeout  60 seconds",
      "  netconf.limits.idle-timeout   0 seconds, which is for ever",
      "  status.address        127.0.0.1; always a loopback address",
      "  status.port           8830",
      "  log.level             info; trace, debug, warn or error",
      "  log.file              none: to stderr",
      "The file is one JSON object, with objects in it where a key has dots here."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:stopped by a signal",
      "1:could not start; each problem is a line on stderr",
      "2:wrong command line or bootstrap file"
    })
final class DaemonCommand implements Callable<Integer> {
  @Option(
      names = "--bootstrap",
      paramLabel = "FILE",
      description = "Bootstrap file. Default: /etc/sluice/bootstrap.json, which need not exist.")
  private Optional<Path> bootstrap;

  @Option(
      names = "--simulate",
      description = "Pretend to have a kernel with L2TP: nothing carries frames. For controllers.")
  private boolean simulate;

  @Option(
      names = "--revision",
      paramLabel = "N",
      description =
          "Start from this revision of the configuration, after the newest was damaged. The start"
              + " that was refused says which there are.")
  private Optional<Long> revision;

  private DaemonCommand() {}

  @Override
  public Integer call() throws Exception {
    Bootstrap settings = BootstrapReader.read(bootstrap);
    Logging.configure(settings.log());
    Running running = new Running();
    Thread hook =
        Thread.ofPlatform()
            .name("stop")
            .unstarted(
                () -> {
                  running.close();
                  // A stop that was asked for is a success, not 128 and the signal's number.
                  Runtime.getRuntime().halt(ExitCode.OK);
                });
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      new Daemon(settings, simulate, revision, running).start();
    } catch (Exception e) {
      if (!running.isClosed()) {
        Runtime.getRuntime().removeShutdownHook(hook);
        running.close();
        throw e;
      }
    }
    new CountDownLatch(1).await();
    return ExitCode.OK;
  }
}
