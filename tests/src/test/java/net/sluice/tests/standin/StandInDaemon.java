package net.sluice.tests.standin;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import net.sluice.funnel.kernel.KernelFunnels;
import net.sluice.l2tp.runtime.LcceLoop;
import net.sluice.manager.Manager;
import net.sluice.manager.store.ConfigStore;
import net.sluice.netlink.system.LinuxSyscalls;
import net.sluice.northbound.netconf.NetconfServer;
import net.sluice.northbound.netconf.NetconfServerConfig;
import net.sluice.northbound.status.StatusServer;
import net.sluice.yang.Schema;
import org.slf4j.LoggerFactory;

/**
 * A whole Sluice on a host whose kernel has no L2TP, which carries nothing: all of it is the
 * product, put together as its own daemon is, but for the {@link StandInDataPlane}.
 */
public final class StandInDaemon {
  /** What its status calls the requests that make sessions. */
  public static final String CREATIONS = "veth NEWLINK";

  private static final int NETCONF_PORT = 830;
  private static final int STATUS_PORT = 8830;

  private StandInDaemon() {}

  /** What starts one, in the place of the launcher and with the same arguments. */
  public static List<String> program(List<String> javaOptions) {
    List<String> program = new ArrayList<>();
    program.add(ProcessHandle.current().info().command().orElseThrow());
    program.add("--enable-native-access=ALL-UNNAMED");
    program.addAll(javaOptions);
    program.addAll(List.of("-cp", System.getProperty("java.class.path")));
    program.add(StandInDaemon.class.getName());
    return program;
  }

  /** Arguments are {@code daemon --bootstrap FILE}. It ends when it is killed. */
  public static void main(String[] arguments) throws Exception {
    ((LoggerContext) LoggerFactory.getILoggerFactory())
        .getLogger("net.sluice")
        .setLevel(Level.INFO);
    JsonNode bootstrap = new ObjectMapper().readTree(Path.of(arguments[2]).toFile());
    Path state = Path.of(bootstrap.path("state-directory").asText());
    CountedRequests counted = new CountedRequests(LinuxSyscalls.instance());
    StandInDataPlane dataPlane = new StandInDataPlane(counted.syscalls());
    Manager manager =
        Manager.start(
            ConfigStore.open(state, Clock.systemUTC()),
            dataPlane,
            new KernelFunnels(counted.syscalls()),
            LcceLoop.open(counted.syscalls(), dataPlane.kind(), RandomGenerator.getDefault()),
            Clock.systemUTC());
    StatusServer.Options status =
        StatusServer.Options.at(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), STATUS_PORT));
    new StatusServer(status, manager.status(), "stand-in", () -> requests(counted, dataPlane));
    NetconfServer.start(
        NetconfServerConfig.of(
            InetAddress.getLoopbackAddress(),
            NETCONF_PORT,
            state.resolve("netconf-host-key"),
            Path.of(bootstrap.path("netconf").path("users-file").asText())),
        Schema.get(),
        manager.config(),
        manager.status(),
        manager.actions());
    Thread.currentThread().join(); // waits for ever
  }

  private static Map<String, Long> requests(CountedRequests counted, StandInDataPlane dataPlane) {
    Map<String, Long> requests = counted.counts();
    long creations = dataPlane.creations();
    requests.put(CREATIONS, creations);
    requests.merge("rtnl NEWLINK", -creations, Long::sum);
    return requests;
  }
}
