package net.sluice.manager.ledger;

import static net.sluice.manager.Configs.dynamic;
import static net.sluice.manager.Configs.pseudowire;
import static net.sluice.manager.Configs.signaled;
import static net.sluice.manager.Configs.tunnel;
import static net.sluice.manager.Configs.tunnels;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.sluice.funnel.simulated.SimulatedFunnelPlane;
import net.sluice.l2tp.CircuitStatus;
import net.sluice.l2tp.InterfaceSettings;
import net.sluice.l2tp.SessionProfile;
import net.sluice.l2tp.Snapshot;
import net.sluice.l2tp.Step;
import net.sluice.l2tp.signaling.SessionReport;
import net.sluice.l2tp.simulated.SimulatedDataPlane;
import net.sluice.l2tp.simulated.SimulatedDataPlane.Refusal;
import net.sluice.manager.Configs;
import net.sluice.manager.FakeCommitLog;
import net.sluice.manager.FakeSignaling;
import net.sluice.manager.Manager;
import net.sluice.manager.api.ConfigException;
import net.sluice.manager.api.ConfigService.Client;
import net.sluice.manager.api.StatusService.PseudowireState;
import net.sluice.manager.api.StatusService.PseudowireStatus;

/**
 * Whatever is committed, whatever the peers do, whatever the data plane refuses and whenever the
 * process is killed: the data plane has what configuration and signaling say, and nothing else.
 */
class SignaledLawsTest {
  private static final Client ALICE = new Client(1, "alice");
  private static final long STATIC_TUNNEL = 1;
  private static final List<String> TUNNELS = List.of("t1", "t2");
  private static final List<String> PSEUDOWIRES = List.of("a", "b", "c", "d");
  private static final List<String> NAMES = List.of("east", "pw1", "pw2", "pw3", "pw4");

  @Property(tries = 150)
  void theDataPlaneHasWhatConfigurationAndSignalingSay(
      @ForAll @Size(max = 80) List<Integer> actions) throws ConfigException {
    try (World world = new World()) {
      for (int action : actions) {
        world.act(new Random(action));
        world.settle();
        world.check();
      }
    }
  }

  /** A host, its configuration and its peers. */
  private static final class World implements AutoCloseable {
    private final FakeCommitLog log = new FakeCommitLog();
    private final SimulatedDataPlane dataPlane = new SimulatedDataPlane();
    private final SimulatedFunnelPlane funnelPlane = new SimulatedFunnelPlane(List.of("eth1"));
    private FakeSignaling signaling = new FakeSignaling();
    private Manager manager;

    /** Pseudowires of the configuration in signalled tunnels. */
    private Set<String> signaled = Set.of();

    /** Session ids of the pseudowires in the static tunnel. */
    private Set<Long> statics = Set.of();

    private int guests;

    World() throws ConfigException {
      start();
    }

    private void start() throws ConfigException {
      manager = Manager.start(log, dataPlane, funnelPlane, signaling, Clock.systemUTC());
    }

    void act(Random random) throws ConfigException {
      switch (random.nextInt(20)) {
        case 0, 1, 2 -> commit(random);
        case 3, 4, 5 -> tunnelUp(random);
        case 6 -> pick(random, signaling.tunnelsUp()).ifPresent(t -> signaling.tunnelDown(t, "x"));
        case 7, 8, 9, 10, 11 -> agree(random);
        case 12, 13, 14 -> changeSession(random);
        case 15, 16 -> open(random);
        case 17 -> restart();
        default -> refuseOnce(random);
      }
    }

    private static <T> Optional<T> pick(Random random, List<T> from) {
      return from.isEmpty() ? Optional.empty() : Optional.of(from.get(random.nextInt(from.size())));
    }

    private void commit(Random random) {
      List<String> there = TUNNELS.stream().filter(name -> random.nextInt(8) != 0).toList();
      List<String> tunnels = new ArrayList<>(List.of(tunnel("s", 1)));
      there.forEach(name -> tunnels.add(dynamic(name, "192.0.2.1" + name.charAt(1))));
      List<String> pseudowires = new ArrayList<>();
      Set<String> inDynamic = new HashSet<>();
      Set<Long> inStatic = new HashSet<>();
      for (String name : PSEUDOWIRES) {
        List<String> more = new ArrayList<>();
        if (random.nextInt(3) == 0) {
          pick(random, NAMES).ifPresent(chosen -> more.add("'interface-name':'" + chosen + "'"));
        }
        if (random.nextInt(3) == 0) {
          more.add("'admin-status':'down'");
        }
        String[] members = more.toArray(String[]::new);
        int kind = random.nextInt(6);
        if (kind == 0) {
          long session = 1L + PSEUDOWIRES.indexOf(name);
          pseudowires.add(pseudowire(name, "s", session, members));
          inStatic.add(session);
        } else if (kind > 1 && !there.isEmpty()) {
          String tunnel = there.get(random.nextInt(there.size()));
          pseudowires.add(signaled(name, tunnel, members));
          inDynamic.add(name);
        }
      }
      try {
        manager
            .config()
            .replaceCandidate(
                ALICE,
                Configs.of(
                    tunnels(tunnels.toArray(String[]::new)), pseudowires.toArray(String[]::new)));
        manager.config().commit(ALICE);
        signaled = inDynamic;
        statics = inStatic;
      } catch (ConfigException refused) {
        // Two of one name; or what the data plane refuses once. All stays as it was.
      }
    }

    private void tunnelUp(Random random) {
      List<String> names = new ArrayList<>(signaling.tunnelNames());
      names.add("peer-9");
      if (random.nextInt(4) != 0) {
        names.removeAll(signaling.tunnelsUp());
      }
      pick(random, names).ifPresent(signaling::tunnelUp);
    }

    private void agree(Random random) {
      List<String> possible =
          signaling.sessions().values().stream()
              .filter(report -> signaled.contains(report.name()))
              .filter(report -> signaling.tunnelsUp().contains(report.tunnel()))
              .map(SessionReport::name)
              .toList();
      pick(random, possible)
          .ifPresent(
              name -> {
                if (random.nextBoolean()) {
                  signaling.agree(name);
                } else {
                  signaling.askedFor(name);
                }
              });
    }

    private void changeSession(Random random) {
      List<SessionReport> established =
          signaling.sessions().values().stream()
              .filter(report -> report.state() == SessionReport.State.ESTABLISHED)
              .toList();
      pick(random, established)
          .map(SessionReport::name)
          .ifPresent(
              name -> {
                switch (random.nextInt(3)) {
                  case 0 -> signaling.clear(name, FakeSignaling.CLEARED);
                  case 1 -> signaling.peerStatus(name, CircuitStatus.DOWN);
                  default -> signaling.peerStatus(name, CircuitStatus.UP);
                }
              });
    }

    private void open(Random random) {
      pick(random, signaling.tunnelsUp())
          .ifPresent(tunnel -> signaling.opened(tunnel, "guest" + guests++, "default"));
    }

    /** The sockets of the signaling go with the process, and the kernel's tunnels on them. */
    private void restart() throws ConfigException {
      manager.close();
      dataPlane.snapshot().tunnels().values().stream()
          .filter(tunnel -> signaling.sockets.contains(tunnel.tunnelId()))
          .forEach(tunnel -> dataPlane.apply(List.of(new Step.DeleteTunnel(tunnel))));
      signaling = new FakeSignaling();
      start();
    }

    private void refuseOnce(Random random) {
      int type = random.nextInt(3);
      dataPlane.refuse(
          step -> {
            boolean refuses =
                switch (step) {
                  case Step.CreateTunnel create -> type == 0 && create.socket().isPresent();
                  case Step.CreateSession create -> type == 1;
                  case Step.Configure configure -> type == 2;
                  default -> false;
                };
            if (refuses) {
              dataPlane.refuse(any -> Optional.empty());
            }
            return refuses ? Optional.of(new Refusal(12, "ENOMEM")) : Optional.empty();
          });
    }

    /** What was told is taken in, what that leads to as well, and what failed is tried again. */
    void settle() throws ConfigException {
      for (int round = 0; round < 4; round++) {
        manager.config().discard(ALICE);
      }
    }

    void check() {
      Snapshot actual = dataPlane.snapshot();
      Map<String, SessionReport> reports = signaling.sessions();
      Set<Long> signaledTunnels = new HashSet<>(actual.tunnels().keySet());
      signaledTunnels.remove(STATIC_TUNNEL);
      assertEquals(signaling.openSockets(), signaledTunnels, "tunnels");
      Map<String, SessionProfile> byOwner = new HashMap<>();
      Set<Long> staticSessions = new HashSet<>();
      actual
          .sessions()
          .forEach(
              (id, session) -> {
                String name = session.profile().interfaceName();
                String owner = actual.interfaces().get(name).settings().alias();
                if (session.profile().tunnelId() == STATIC_TUNNEL) {
                  staticSessions.add(id);
                } else if (!owner.isEmpty()) {
                  assertEquals(null, byOwner.put(owner, session.profile()), "two of " + owner);
                }
              });
      assertEquals(statics, staticSessions, "static sessions");
      for (Map.Entry<String, SessionProfile> found : byOwner.entrySet()) {
        boolean wanted = signaled.contains(found.getKey()) || reports.containsKey(found.getKey());
        assertTrue(wanted, () -> "a leak: " + found);
      }
      for (SessionReport report : reports.values()) {
        check(report, byOwner.get(report.name()), actual);
      }
      for (String name : signaled) {
        assertTrue(manager.status().pseudowire(name).isPresent(), name);
      }
    }

    private void check(SessionReport report, SessionProfile present, Snapshot actual) {
      boolean established = report.state() == SessionReport.State.ESTABLISHED;
      PseudowireStatus status =
          manager
              .status()
              .pseudowire(report.name())
              .or(() -> manager.status().session(report.name()))
              .orElseThrow(() -> new AssertionError(report.name() + " is not told of"));
      assertEquals(report.state(), status.signaling().orElseThrow().state(), report.name());
      if (status.lastError().filter(error -> error.contains("ENOMEM")).isPresent()) {
        return; // to be tried again later
      }
      if (present == null) {
        assertTrue(!established, () -> report + " has no session in the data plane");
        assertEquals(PseudowireState.ABSENT, status.state());
        return;
      }
      InterfaceSettings settings = actual.interfaces().get(present.interfaceName()).settings();
      if (established) {
        assertEquals(report.local().sessionId(), present.sessionId(), report.name());
      }
      assertEquals(
          !established || !report.peer().circuit().forwards(), settings.dormant(), report.name());
      assertEquals(status.settings(), settings, report.name());
    }

    @Override
    public void close() {
      manager.close();
      dataPlane.close();
      funnelPlane.close();
    }
  }
}
