package net.sluice;

import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import net.sluice.doctor.Demand;
import net.sluice.doctor.Doctor;
import net.sluice.doctor.Host;
import net.sluice.files.Bootstrap;
import net.sluice.files.ConfigFile;
import net.sluice.files.ExitCode;
import net.sluice.files.FailureException;
import net.sluice.files.FileProblem;
import net.sluice.files.Permissions;
import net.sluice.funnel.FunnelPlane;
import net.sluice.l2tp.DataPlane;
import net.sluice.l2tp.DataPlaneException;
import net.sluice.l2tp.kernel.KernelDataPlane;
import net.sluice.l2tp.runtime.LcceLoop;
import net.sluice.manager.Manager;
import net.sluice.manager.Offline;
import net.sluice.manager.api.ConfigException;
import net.sluice.manager.api.ConfigService;
import net.sluice.manager.store.CommitLog;
import net.sluice.manager.store.ConfigStore;
import net.sluice.manager.store.StoreException;
import net.sluice.netlink.system.ErrnoException;
import net.sluice.netlink.system.LinuxSyscalls;
import net.sluice.northbound.netconf.NetconfServer;
import net.sluice.northbound.status.StatusServer;
import net.sluice.planes.DataPlaneChoice;
import net.sluice.planes.DataPlanes;
import net.sluice.planes.FunnelPlanes;
import net.sluice.yang.Schema;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates all parts of the daemon, in the order in which they start. */
final class Daemon {
  private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);

  /** The client that commits the initial configuration. No NETCONF session has this number. */
  private static final ConfigService.Client INITIAL = new ConfigService.Client(0, "initial-config");

  private static final Host HOST = new Host(Path.of("/"));

  private final Bootstrap settings;
  private final boolean simulate;
  private final Optional<Long> revision;
  private final Running running;
  private final ServiceManager serviceManager;
  private final Watchdog watchdog;

  /**
   * @param simulate true for the simulated data plane, which carries no frames
   * @param revision the revision of the configuration to start from; empty for the newest
   * @param running takes over the parts that have started
   * @param watchdog watches the threads of the parts
   */
  Daemon(
      Bootstrap settings,
      boolean simulate,
      Optional<Long> revision,
      Running running,
      ServiceManager serviceManager,
      Watchdog watchdog) {
    this.settings = settings;
    this.simulate = simulate;
    this.revision = revision;
    this.running = running;
    this.serviceManager = serviceManager;
    this.watchdog = watchdog;
  }

  /**
   * The addresses of a running daemon.
   *
   * @param netconfPort TCP port of the NETCONF server
   * @param status address of the status endpoint
   */
  record Reach(int netconfPort, InetSocketAddress status) {}

  /**
   * Starts all parts.
   *
   * @throws FailureException if one fails; the parts that did start are in the {@link Running}. Its
   *     exit code is {@link ExitCode#CONFIGURATION} if the next start will fail as well.
   */
  Reach start() throws FailureException {
    try {
      return startParts();
    } catch (ConfigException e) {
      throw new FailureException("the stored configuration is not valid: " + e.getMessage(), e)
          .withExitCode(ExitCode.CONFIGURATION);
    } catch (StoreException e) {
      throw new FailureException(e)
          .withExitCode(e.isLasting() ? ExitCode.CONFIGURATION : ExitCode.FAILURE);
    } catch (DataPlaneException | ErrnoException e) {
      throw new FailureException(e);
    } catch (IOException e) {
      throw new FailureException(FileProblem.text(e), e);
    }
  }

  private Reach startParts() throws FailureException, ConfigException, StoreException, IOException {
    requirePermissions();
    ConfigStore store = running.add(openStore());
    ContainerNode stored = store.loaded().running();
    // After a commit that removed everything, the empty configuration is the stored one.
    Optional<ContainerNode> initial = Optional.empty();
    if (store.revision() == 0) {
      initial = initialConfig();
    } else {
      compareInitialConfig(stored, store.revision());
    }
    ContainerNode configuration = initial.orElse(stored);
    nameMissingModules(configuration);
    DataPlane dataPlane =
        running.add(DataPlanes.open(choice(configuration), LinuxSyscalls.instance()));
    requirePorts();
    if (dataPlane.kind() == DataPlane.Kind.USERSPACE) {
      vacateKernel(store.loaded());
    }
    FunnelPlane funnels = running.add(FunnelPlanes.beside(dataPlane));
    LcceLoop signaling =
        running.add(LcceLoop.open(LinuxSyscalls.instance(), dataPlane.kind(), random()));
    serviceManager.status("Applying the configuration to the data plane");
    Manager manager =
        running.add(Manager.start(store, dataPlane, funnels, signaling, Clock.systemUTC()));
    if (initial.isPresent()) {
      apply(initial.get(), manager);
    }
    StatusServer status =
        running.add(
            new StatusServer(
                StatusServer.Options.at(settings.status()),
                manager.status(),
                Version.text(),
                requests(dataPlane)));
    NetconfServer netconf =
        running.add(
            NetconfServer.start(
                settings.netconf(),
                Schema.get(),
                manager.config(),
                manager.status(),
                manager.actions()));
    watchdog.watch("manager", Watchdog.MANAGER_LIMIT, manager.executor());
    watchdog.watch("l2tp-signaling", Watchdog.LOOP_LIMIT, signaling.executor());
    watchdog.watch("status", Watchdog.LOOP_LIMIT, status.executor());
    netconf.loops().forEach(loop -> watchdog.watch("netconf", Watchdog.LOOP_LIMIT, loop));
    return ready(new Reach(netconf.boundPort(), status.address()), dataPlane.kind());
  }

  /** Logs each feature that the configuration needs and that the kernel lacks or can not load. */
  private void nameMissingModules(ContainerNode configuration) {
    if (!simulate) {
      Doctor.examineKernel(HOST, Demand.of(configuration, OptionalInt.empty()))
          .forEach(
              finding ->
                  LOG.warn(
                      "kernel feature missing reason=\"{}\" remedy=\"{}\"",
                      finding.found(),
                      finding.advice()));
    }
  }

  private void requirePermissions() throws FailureException {
    Permissions permissions = Permissions.of(settings);
    permissions.warnings().forEach(problem -> LOG.warn("file problem reason=\"{}\"", problem));
    if (!permissions.errors().isEmpty()) {
      throw new FailureException(permissions.errors()).withExitCode(ExitCode.CONFIGURATION);
    }
  }

  /** Checks the ports before anything changes tunnels or interfaces. */
  private void requirePorts() throws FailureException {
    Ports.require(settings.status(), "the status endpoint");
    Ports.require(
        new InetSocketAddress(settings.netconf().address(), settings.netconf().port()), "NETCONF");
  }

  /** Returns a generator that does not call the kernel for each number; a session takes four. */
  private static RandomGenerator random() {
    try {
      return SecureRandom.getInstance("DRBG");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK since 9 has DRBG", e);
    }
  }

  /** Removes tunnels from the kernel, because their sessions hold names of interfaces. */
  private static void vacateKernel(CommitLog.Loaded stored) throws ConfigException {
    Optional<KernelDataPlane> found = KernelDataPlane.open(LinuxSyscalls.instance());
    if (found.isPresent()) {
      try (KernelDataPlane kernel = found.get()) {
        LOG.info("kernel tunnels removed tunnels={}", Offline.vacate(stored, kernel));
      }
    }
  }

  private ConfigStore openStore() throws StoreException {
    Clock clock = Clock.systemUTC();
    return revision.isPresent()
        ? ConfigStore.open(settings.stateDirectory(), revision.get(), clock)
        : ConfigStore.open(settings.stateDirectory(), clock);
  }

  private Reach ready(Reach reach, DataPlane.Kind kind) {
    String dataPlane = kind.name().toLowerCase(Locale.ROOT);
    LOG.info(
        "daemon ready netconf-port={} status={} data-plane={}",
        reach.netconfPort(),
        NetUtil.toSocketAddressString(reach.status()),
        dataPlane);
    serviceManager.ready("Ready, %s data plane".formatted(dataPlane));
    return reach;
  }

  private DataPlanes.Choice choice(ContainerNode configuration) {
    return simulate ? DataPlanes.Choice.SIMULATED : DataPlaneChoice.of(configuration);
  }

  private Optional<ContainerNode> initialConfig() throws FailureException {
    try {
      return settings.initialConfig().isEmpty()
          ? Optional.empty()
          : Optional.of(ConfigFile.read(settings.initialConfig().get()));
    } catch (FailureException e) {
      throw e.withExitCode(ExitCode.CONFIGURATION);
    }
  }

  /** Logs that the initial configuration is without effect, because a user may expect one. */
  private void compareInitialConfig(ContainerNode stored, long revision) {
    String file = settings.initialConfig().map(Path::toString).orElse("");
    try {
      if (initialConfig().filter(initial -> !initial.equals(stored)).isPresent()) {
        LOG.info(
            "initial-config not applied file={} reason=\"the state directory has a configuration,"
                + " revision {}, which differs\"",
            file,
            revision);
      }
    } catch (FailureException e) {
      LOG.info("initial-config not read file={} reason=\"{}\"", file, e.getMessage());
    }
  }

  private void apply(ContainerNode initial, Manager manager) throws FailureException {
    try {
      manager.config().replaceCandidate(INITIAL, initial);
      manager.config().commit(INITIAL);
    } catch (ConfigException e) {
      throw ConfigFile.refusal(settings.initialConfig().orElseThrow(), e.errors())
          .withExitCode(ExitCode.CONFIGURATION);
    }
  }

  private static Supplier<Map<String, Long>> requests(DataPlane dataPlane) {
    return dataPlane instanceof KernelDataPlane kernel ? kernel::requests : Map::of;
  }
}
