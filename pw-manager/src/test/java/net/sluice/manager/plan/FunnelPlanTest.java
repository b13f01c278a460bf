package net.sluice.manager.plan;

import static net.sluice.manager.Configs.inFunnel;
import static net.sluice.manager.Configs.pseudowire;
import static net.sluice.manager.Configs.tunnel;
import static net.sluice.manager.Configs.tunnels;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.sluice.funnel.Funnel;
import net.sluice.funnel.FunnelPlane.Wanted;
import net.sluice.funnel.Node;
import net.sluice.funnel.Tree;
import net.sluice.funnel.simulated.SimulatedFunnelPlane;
import net.sluice.l2tp.InterfaceSettings;
import net.sluice.l2tp.Step;
import net.sluice.l2tp.simulated.SimulatedDataPlane;
import net.sluice.l2tp.simulated.SimulatedDataPlane.Refusal;
import net.sluice.manager.Configs;
import net.sluice.manager.api.ConfigException;
import net.sluice.manager.api.Plan;
import net.sluice.manager.desired.Delta;
import net.sluice.manager.desired.DesiredFunnels;
import net.sluice.manager.desired.DesiredPseudowire;
import net.sluice.manager.desired.Member;
import net.sluice.manager.resolve.Resolving;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;

/** Laws of plans that change funnels together with pseudowires. */
class FunnelPlanTest {
  private static final String T1 = tunnels(tunnel("t1", 1));
  private static final List<String> FUNNELS = List.of("f", "g");

  /** What a funnel is like; the first stands for none. */
  private static final List<String> VARIANTS =
      List.of(
          "",
          "'leaf-capacity':1",
          "'leaf-capacity':2,'isolation':'open'",
          "'leaf-capacity':2,'isolation':'groups'",
          "'leaf-capacity':1,'isolation':'groups','mtu':1600");

  /** A pseudowire: where it is attached (0: nowhere, or it is not there if so), and its group. */
  record Pick(boolean there, int funnel, int group) {}

  record World(List<Integer> variants, List<Pick> picks) {
    ContainerNode config() {
      return Configs.withFunnels(
          IntStream.range(0, FUNNELS.size())
              .filter(i -> variants.get(i) > 0)
              .mapToObj(
                  i ->
                      Configs.funnel(
                          FUNNELS.get(i), "eth" + (i + 1), VARIANTS.get(variants.get(i))))
              .collect(Collectors.joining(",")),
          T1,
          IntStream.range(0, picks.size())
              .filter(i -> picks.get(i).there())
              .mapToObj(i -> pseudowire("p" + i, "t1", i + 1, attachment(picks.get(i))))
              .toArray(String[]::new));
    }

    private String[] attachment(Pick pick) {
      if (pick.funnel() == 0 || variants.get(pick.funnel() - 1) == 0) {
        return new String[0];
      }
      boolean groups = VARIANTS.get(variants.get(pick.funnel() - 1)).contains("groups");
      String[] group = {"'group':'g" + pick.group() + "'"};
      return new String[] {
        inFunnel(FUNNELS.get(pick.funnel() - 1), groups && pick.group() > 0 ? group : new String[0])
      };
    }
  }

  /** A host in the state that a world means. */
  private static final class Host implements AutoCloseable {
    final Resolving resolving = new Resolving();
    final SimulatedDataPlane dataPlane = new SimulatedDataPlane();
    final SimulatedFunnelPlane funnelPlane = new SimulatedFunnelPlane(List.of("eth1", "eth2"));
    final PlanRunner runner = new PlanRunner(dataPlane, funnelPlane);

    void become(World world) throws ConfigException {
      Delta delta = resolving.resolve(world.config());
      assertEquals(List.of(), resolving.messages());
      runner.applyAll(Planner.plan(delta));
      resolving.configure(world.config());
    }

    /** Checks that everything is as it must be, and that nothing else exists. */
    void assertRight() {
      DesiredFunnels funnels = resolving.state.funnels();
      for (Funnel funnel : funnels.funnels()) {
        Tree tree = funnels.tree(funnel.name()).orElseThrow();
        assertEquals(
            List.of(),
            funnelPlane
                .repair(
                    List.of(
                        new Wanted(
                            tree,
                            funnels.interfaces(funnel.name()),
                            funnels.groups(funnel.name()))))
                .getFirst()
                .differences(),
            funnel.name());
      }
      assertEquals(
          FUNNELS.stream()
              .flatMap(name -> funnels.groups(name).entrySet().stream())
              .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)),
          funnelPlane.groups());
      Set<Integer> ids = funnels.funnels().stream().map(Funnel::id).collect(Collectors.toSet());
      funnelPlane
          .interfaces()
          .forEach(
              link ->
                  Node.named(link.name())
                      .ifPresent(node -> assertTrue(ids.contains(node.funnel()), link.name())));
      Map<String, InterfaceSettings> wanted = new TreeMap<>();
      for (DesiredPseudowire pseudowire : resolving.state.pseudowires()) {
        InterfaceSettings settings = pseudowire.settings();
        wanted.put(settings.name(), settings);
        settings
            .bridge()
            .ifPresent(bridge -> assertTrue(funnelPlane.find(bridge).isPresent(), bridge));
      }
      assertEquals(wanted, interfaces());
    }

    Map<String, InterfaceSettings> interfaces() {
      Map<String, InterfaceSettings> settings = new TreeMap<>();
      dataPlane
          .snapshot()
          .interfaces()
          .forEach((name, state) -> settings.put(name, state.settings()));
      return settings;
    }

    @Override
    public void close() {
      dataPlane.close();
      funnelPlane.close();
    }
  }

  @Property(tries = 300)
  void aPlanLeadsFromAnyStateToAnyOther(
      @ForAll("worlds") World before, @ForAll("worlds") World after) throws ConfigException {
    try (Host host = new Host()) {
      host.become(before);
      host.assertRight();
      host.become(after);
      host.assertRight();
    }
  }

  @Property(tries = 300)
  void nothingMovesThatStays(@ForAll("worlds") World before, @ForAll("worlds") World after)
      throws ConfigException {
    try (Host host = new Host()) {
      host.become(before);
      Map<String, Member> places = places(host);
      host.become(after);
      places(host)
          .forEach(
              (name, now) ->
                  Optional.ofNullable(places.get(name))
                      .filter(was -> was.funnel().equals(now.funnel()))
                      .ifPresent(was -> assertEquals(was.leaf(), now.leaf(), name)));
    }
  }

  private static Map<String, Member> places(Host host) {
    Map<String, Member> places = new TreeMap<>();
    host.resolving.state.pseudowires().stream()
        .map(DesiredPseudowire::name)
        .forEach(
            name ->
                host.resolving
                    .state
                    .funnels()
                    .member(name)
                    .ifPresent(member -> places.put(name, member)));
    return places;
  }

  @Property(tries = 300)
  void aRefusedPlanIsTakenBackWhole(
      @ForAll("worlds") World before,
      @ForAll("worlds") World after,
      @ForAll @IntRange(max = 40) int refused)
      throws ConfigException {
    try (Host host = new Host()) {
      host.become(before);
      AtomicInteger steps = new AtomicInteger();
      host.dataPlane.refuse(
          step ->
              steps.getAndIncrement() == refused
                  ? Optional.of(new Refusal(12, "ENOMEM"))
                  : Optional.empty());
      host.funnelPlane.refuse(
          step -> steps.getAndIncrement() == refused ? Optional.of("ENOMEM") : Optional.empty());
      try {
        host.become(after);
      } catch (ConfigException e) {
        host.assertRight();
      }
    }
  }

  @Property(tries = 100)
  void noChangeMeansNoStep(@ForAll("worlds") World world) throws ConfigException {
    try (Host host = new Host()) {
      host.become(world);
      assertTrue(Planner.plan(host.resolving.resolve(world.config())).isEmpty());
    }
  }

  /** Its bridges go first, and thousands of requests to leave them would find nothing to do. */
  @Example
  void nobodyIsAskedToLeaveAFunnelThatGoes() throws ConfigException {
    List<Pick> picks = List.of(new Pick(true, 1, 0), new Pick(true, 1, 0));
    try (Host host = new Host()) {
      host.become(new World(List.of(1, 0), picks));
      World without = new World(List.of(0, 0), picks);
      List<Step> steps = Planner.plan(host.resolving.resolve(without.config())).steps();
      assertEquals(2, steps.size());
      for (Step step : steps) {
        Step.Configure configure = (Step.Configure) step;
        assertEquals(configure.after(), configure.before());
      }
      host.become(without);
      host.assertRight();
    }
  }

  /** A VLAN must not reach two customers while thousands of sessions are removed. */
  @Example
  void aVlanIsGivenUpBeforeAnotherPseudowireHasIt() throws ConfigException {
    String f = Configs.funnel("f", "eth1", "'vlan-mapping':'dot1q'");
    String old = pseudowire("old", "t1", 1, inFunnel("f", "'vlan':7"));
    String other = pseudowire("new", "t1", 2, inFunnel("f", "'vlan':7"));
    try (Host host = new Host()) {
      host.resolving.configure(Configs.withFunnels(f, T1, old));
      Plan plan = Planner.plan(host.resolving.resolve(Configs.withFunnels(f, T1, other)));
      assertEquals(
          List.of("DeleteSession", "CreateSession", "Configure"),
          plan.steps().stream().map(step -> step.getClass().getSimpleName()).toList());
    }
  }

  @Provide
  Arbitrary<World> worlds() {
    Arbitrary<Pick> pick =
        Combinators.combine(
                Arbitraries.of(true, true, true, false),
                Arbitraries.integers().between(0, FUNNELS.size()),
                Arbitraries.integers().between(0, 2))
            .as(Pick::new);
    return Combinators.combine(
            Arbitraries.integers().between(0, VARIANTS.size() - 1).list().ofSize(FUNNELS.size()),
            pick.list().ofSize(7))
        .as(World::new);
  }
}
