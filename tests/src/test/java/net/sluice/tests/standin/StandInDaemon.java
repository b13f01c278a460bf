package net.sluice.tests.standin;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import net.sluice.files.Bootstrap;
import net.sluice.files.BootstrapReader;
import net.sluice.funnel.kernel.KernelFunnels;
import net.sluice.l2tp.runtime.LcceLoop;
import net.sluice.manager.Manager;
import net.sluice.manager.store.ConfigStore;
import net.sluice.netlink.system.LinuxSyscalls;
import net.sluice.northbound.netconf.NetconfServer;
import net.sluice.northbound.status.StatusServer;
import net.sluice.yang.Schema;
import org.slf4j.LoggerFactory;

/**
 * A Sluice for kernels without L2TP, which carries no frames. It consists of the same parts as the
 * daemon, except for the {@link StandInDataPlane}.
 */
public final class StandInDaemon {
  /** The name of the requests that create sessions, in its status. */
  public static final String CREATIONS = "veth NEWLINK";

  private StandInDaemon() {}

  /** Returns the command that starts one instead of the launcher, with the same arguments. */
  public static List<String> program(List<String> javaOptions) {
    List<String> program = new ArrayList<>();
    program.add(ProcessHandle.current().info().command().orElseThrow());
    program.add("--enable-native-access=ALL-UNNAMED");
    program.addAll(javaOptions);
    program.addAll(List.of("-cp", System.getProperty("java.class.path")));
    program.add(StandInDaemon.class.getName());
    return program;
  }

  /** Runs until it is killed. The arguments are {@code daemon --bootstrap FILE}. */
  public static void main(String[] arguments) throws Exception {
    ((LoggerContext) LoggerFactory.getILoggerFactory())
        .getLogger("net.sluice")
        .setLevel(Level.INFO);
    Bootstrap bootstrap = BootstrapReader.read(Optional.of(Path.of(arguments[2])));
    CountedRequests counted = new CountedRequests(LinuxSyscalls.instance());
    StandInDataPlane dataPlane = new StandInDataPlane(counted.syscalls());
    Manager manager =
        Manager.start(
            ConfigStore.open(bootstrap.stateDirectory(), Clock.systemUTC()),
            dataPlane,
            new KernelFunnels(counted.syscalls()),
            LcceLoop.open(counted.syscalls(), dataPlane.kind(), RandomGenerator.getDefault()),
            Clock.systemUTC());
    new StatusServer(
        StatusServer.Options.at(bootstrap.status()),
        manager.status(),
        "stand-in",
        () -> requests(counted, dataPlane));
    NetconfServer.start(
        bootstrap.netconf(), Schema.get(), manager.config(), manager.status(), manager.actions());
    Thread.currentThread().join(); // waits until the process is killed
  }

  private static Map<String, Long> requests(CountedRequests counted, StandInDataPlane dataPlane) {
    Map<String, Long> requests = counted.counts();
    long creations = dataPlane.creations();
    requests.put(CREATIONS, creations);
    requests.merge("rtnl NEWLINK", -creations, Long::sum);
    return requests;
  }
}
