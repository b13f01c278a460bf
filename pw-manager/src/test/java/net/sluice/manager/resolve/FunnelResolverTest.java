package net.sluice.manager.resolve;

import static net.sluice.manager.Configs.funnel;
import static net.sluice.manager.Configs.inFunnel;
import static net.sluice.manager.Configs.pseudowire;
import static net.sluice.manager.Configs.signaled;
import static net.sluice.manager.Configs.tunnel;
import static net.sluice.manager.Configs.tunnels;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import net.sluice.funnel.Flooding;
import net.sluice.funnel.Funnel;
import net.sluice.funnel.Isolation;
import net.sluice.funnel.StormControl;
import net.sluice.funnel.TreeChange.GroupChange;
import net.sluice.funnel.Uplink;
import net.sluice.funnel.VlanMapping;
import net.sluice.manager.Configs;
import net.sluice.manager.desired.Delta;
import net.sluice.manager.desired.DesiredState;
import net.sluice.manager.store.PersistedNumbers;
import org.junit.jupiter.api.Test;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;

/** The mapping of configured funnels, and their problems. */
class FunnelResolverTest {
  private static final String T1 = tunnels(tunnel("t1", 1));
  private static final String MAPPED = "'vlan-mapping':'dot1q'";

  private final Resolving resolving = new Resolving();

  @Test
  void everyLeafOfTheModelIsMapped() {
    configure(
        "{'name':'f','uplink':{'interface':'eth1','vlan':100},'isolation':'groups','mtu':1600,"
            + "'flooding':{'unknown-unicast':false,'multicast':true,'broadcast':false},'learning':false,"
            + "'neighbor-suppression':true,'mac-limit':5000,'leaf-capacity':500,'vlan-mapping':'dot1ad',"
            + "'storm-control':{'arp-rate':7,'dhcp-rate':8}}");
    assertEquals(
        Funnel.builder("f", 0, new Uplink("eth1", OptionalInt.of(100)))
            .isolation(Isolation.GROUPS)
            .mtu(1600)
            .flooding(new Flooding(false, true, false))
            .learning(false)
            .neighborSuppression(true)
            .macLimit(OptionalInt.of(5000))
            .leafCapacity(500)
            .vlanMapping(VlanMapping.DOT1AD)
            .stormControl(new StormControl(OptionalInt.of(7), OptionalInt.of(8)))
            .build(),
        resolving.state.funnels().funnel("f").orElseThrow());
  }

  @Test
  void builtInValuesEqualTheDefaultsOfTheModel() {
    configure(funnel("f", "eth1"));
    assertEquals(
        Funnel.builder("f", 0, new Uplink("eth1", OptionalInt.empty()))
            .isolation(Isolation.ISOLATED)
            .mtu(1500)
            .flooding(Flooding.ALL)
            .learning(true)
            .neighborSuppression(false)
            .macLimit(OptionalInt.empty())
            .leafCapacity(1000)
            .vlanMapping(VlanMapping.NONE)
            .stormControl(StormControl.NONE)
            .build(),
        resolving.state.funnels().funnel("f").orElseThrow());
  }

  @Test
  void numbersAreTheLowestFreeAndStay() {
    configure(funnel("f", "eth1") + "," + funnel("g", "eth2"));
    Delta delta = configure(funnel("g", "eth2") + "," + funnel("h", "eth3"));
    assertEquals(Map.of("h", 2), delta.newNumbers().funnels(), "that of f is free afterwards");
    delta = configure(funnel("g", "eth2") + "," + funnel("i", "eth4"));
    assertEquals(Map.of("i", 0), delta.newNumbers().funnels());
    assertEquals(1, resolving.state.funnels().funnel("g").orElseThrow().id());
  }

  @Test
  void aPlaceIsKeptUntilThePseudowireLeaves() {
    String f = funnel("f", "eth1", "'leaf-capacity':1");
    Delta delta = configure(f, member("a", 1, "f"), member("b", 2, "f"));
    assertEquals(Map.of("a", 0, "b", 1), delta.newNumbers().leaves());
    delta = configure(f, pseudowire("a", "t1", 1), member("b", 2, "f"), member("c", 3, "f"));
    assertEquals(Map.of("c", 0), delta.newNumbers().leaves());
    assertEquals(List.of(), delta.funnels().trees(), "the leaves are the same");
  }

  @Test
  void leavesFromBeforeARestartAreUsedAgain() {
    String f = funnel("f", "eth1", "'leaf-capacity':1");
    DesiredState restarted =
        new DesiredState(
            new PersistedNumbers(Map.of("b", 0), Map.of("f", 4), Map.of("b", 0)), Resolving.HOST);
    Resolving again = new Resolving(restarted);
    Delta delta = again.configure(config(f, member("a", 1, "f"), member("b", 2, "f")));
    assertEquals(1, restarted.funnels().member("a").orElseThrow().leaf());
    assertEquals(0, restarted.funnels().member("b").orElseThrow().leaf());
    assertEquals(4, restarted.funnels().funnel("f").orElseThrow().id());
    assertEquals(Set.of(0, 1), delta.funnels().trees().getFirst().after().orElseThrow().leaves());
  }

  @Test
  void theDifferenceHasOnlyChanges() {
    String f = funnel("f", "eth1");
    configure(f, member("a", 1, "f"), member("b", 2, "f"));
    Delta delta = configure(f, member("a", 1, "f"), member("b", 2, "f"), member("c", 3, "f"));
    assertEquals(List.of(), delta.funnels().trees());
    assertEquals(1, delta.pseudowires().size());
    delta =
        configure(
            funnel("f", "eth1", "'mtu':1600"),
            member("a", 1, "f"),
            member("b", 2, "f"),
            member("c", 3, "f"));
    assertEquals(1, delta.funnels().trees().size());
    assertEquals(List.of(), delta.pseudowires());
  }

  @Test
  void aChangedGroupIsInTheDifference() {
    String f = funnel("f", "eth1", "'isolation':'groups'");
    configure(f, member("a", 1, "f", "'group':'red'"), member("b", 2, "f", "'group':'red'"));
    Delta delta = configure(f, member("a", 1, "f", "'group':'blue'"), member("b", 2, "f"));
    assertEquals(
        List.of(
            new GroupChange("pw0", Optional.of("red"), Optional.of("blue")),
            new GroupChange("pw1", Optional.of("red"), Optional.empty())),
        delta.funnels().trees().getFirst().groups());
  }

  @Test
  void treesOfSignaledPseudowiresAreClearedLater() {
    String l2tp =
        tunnels(tunnel("t1", 1), Configs.dynamic("t2", "192.0.2.9"))
            + ",'session-profile':[{'name':'guests','sluice-pseudowire:funnel':{'name':'f'}}]";
    String f = funnel("f", "eth1", "'leaf-capacity':1");
    Delta delta =
        resolving.configure(
            Configs.withFunnels(f, l2tp, member("a", 1, "f"), signaled("b", "t2", inFunnel("f"))));
    assertEquals(Set.of("f"), delta.funnels().later());
    assertEquals(
        "fbb0-0-1", resolving.state.pseudowire("b").orElseThrow().settings().bridge().get());
    delta = resolving.configure(Configs.withFunnels(f, l2tp, signaled("b", "t2", inFunnel("f"))));
    assertEquals(Set.of(), delta.funnels().later());
  }

  // --- Problems ----------------------------------------------------------------------------------

  @Test
  void onlyOnePseudowireHasAVlan() {
    String f = funnel("f", "eth1", MAPPED);
    configure(f, member("a", 1, "f", "'vlan':7"));
    refuse(
        "pseudowire 'b': VLAN 7 of funnel 'f' is already used by pseudowire 'a'",
        f,
        member("a", 1, "f", "'vlan':7"),
        member("b", 2, "f", "'vlan':7"));
    assertEquals(
        "/sluice-pseudowire:pseudowires/pseudowire[name='b']/funnel/vlan", resolving.firstPath());
    configure(f, member("a", 1, "f", "'vlan':8"), member("b", 2, "f", "'vlan':7"));
    configure(f, member("a", 1, "f", "'vlan':7"), member("b", 2, "f", "'vlan':8"));
  }

  @Test
  void aVlanNeedsAMapping() {
    refuse(
        "pseudowire 'a': it has a VLAN, but vlan-mapping of funnel 'f' is none; remove the VLAN or set vlan-mapping",
        funnel("f", "eth1"),
        member("a", 1, "f", "'vlan':7"));
  }

  @Test
  void aGroupNeedsGroups() {
    String groups = funnel("f", "eth1", "'isolation':'groups'");
    configure(groups, member("a", 1, "f", "'group':'red'"));
    refuse(
        "pseudowire 'a': it has a group, but isolation of funnel 'f' is not groups; remove the group or set isolation",
        funnel("f", "eth1", "'isolation':'open'"),
        member("a", 1, "f", "'group':'red'"));
  }

  @Test
  void aProfileHasNoVlan() {
    refuse(
        "session-profile 'guests': a VLAN can not be in a profile, because only one pseudowire can have it; remove the VLAN",
        Configs.withFunnels(
            funnel("f", "eth1", MAPPED),
            "'session-profile':[{'name':'guests','sluice-pseudowire:funnel':{'name':'f','vlan':7}}]"));
  }

  @Test
  void theMappingStaysWhilePseudowiresAreAttached() {
    configure(funnel("f", "eth1"), member("a", 1, "f"));
    refuse(
        "funnel 'f': vlan-mapping can not change while pseudowires are attached: 1; detach them first",
        funnel("f", "eth1", MAPPED),
        member("a", 1, "f"));
    configure(funnel("f", "eth1", MAPPED), pseudowire("a", "t1", 1));
  }

  @Test
  void onlyOneFunnelHasAnUplink() {
    refuse(
        "funnel 'g': uplink eth1 is already used by funnel 'f'",
        funnel("f", "eth1") + "," + funnel("g", "eth1"));
    configure(funnel("f", "eth1"));
    refuse(
        "funnel 'g': uplink eth1 is already used by funnel 'f'",
        funnel("f", "eth1") + "," + funnel("g", "eth1"));
    refuse(
        "funnel 'g': uplink eth1 is still used by funnel 'f'; remove it there in a commit of its own first",
        funnel("g", "eth1"));
    configure(
        funnel("f", "eth1")
            + ",{'name':'g','uplink':{'interface':'eth1','vlan':5}},{'name':'h','uplink':{'interface':'eth1','vlan':6}}");
  }

  @Test
  void theInterfaceOfAPseudowireIsNoUplink() {
    String message =
        "funnel 'f': uplink pw0 is the interface of pseudowire 'a'; use another interface";
    refuse(message, funnel("f", "pw0"), pseudowire("a", "t1", 1));
    configure(funnel("f", "pw0"));
    refuse(message, funnel("f", "pw0"), pseudowire("a", "t1", 1));
  }

  /** Otherwise two funnels compete for a link, and a port joins a funnel without isolation. */
  @Test
  void namesOfFunnelInterfacesAreReserved() {
    refuse(
        "funnel 'g': uplink fbu0-0-0 has a name that is reserved for interfaces of funnels; rename the interface",
        funnel("f", "eth1") + "," + funnel("g", "fbu0-0-0"));
    refuse(
        "pseudowire 'a': interface name fbv7 is reserved for interfaces of funnels; use another name",
        "",
        pseudowire("a", "t1", 1, "'interface-name':'fbv7'"));
    refuse(
        "pseudowire 'a': bridge fbb0-0-0 belongs to a funnel; attach it to the funnel instead",
        funnel("f", "eth1"),
        pseudowire("a", "t1", 1, "'bridge':'fbb0-0-0'"));
    refuse(
        "session-profile 's': bridge fbb0-0-0 belongs to a funnel; attach it to the funnel instead",
        Configs.withFunnels(
            funnel("f", "eth1"),
            T1 + ",'session-profile':[{'name':'s','sluice-pseudowire:bridge':'fbb0-0-0'}]"));
  }

  @Test
  void aConfiguredMtuMustFitTheFunnel() {
    String message = "pseudowire 'a': mtu 1400 is larger than the mtu of funnel 'f', which is 1300";
    refuse(message, funnel("f", "eth1", "'mtu':1300"), member("a", 1, "f", "'mtu'", 1400));
    configure(funnel("f", "eth1"), member("a", 1, "f", "'mtu'", 1400));
    refuse(message, funnel("f", "eth1", "'mtu':1300"), member("a", 1, "f", "'mtu'", 1400));
    configure(funnel("f", "eth1", "'mtu':1300"), member("a", 1, "f"));
    assertTrue(
        resolving.state.staticPseudowire("a").orElseThrow().settings().mtu() > 1300,
        "what follows from the path is none of the funnel's");
  }

  // --- Helpers -----------------------------------------------------------------------------------

  private static String member(String name, int session, String funnel, String... more) {
    return pseudowire(name, "t1", session, inFunnel(funnel, more));
  }

  private static String member(String name, int session, String funnel, String leaf, int value) {
    return pseudowire(name, "t1", session, inFunnel(funnel), leaf + ":" + value);
  }

  private static ContainerNode config(String funnels, String... pseudowires) {
    return Configs.withFunnels(funnels, T1, pseudowires);
  }

  private Delta configure(String funnels, String... pseudowires) {
    return resolving.configure(config(funnels, pseudowires));
  }

  private void refuse(String message, String funnels, String... pseudowires) {
    refuse(message, config(funnels, pseudowires));
  }

  private void refuse(String message, ContainerNode config) {
    resolving.resolve(config);
    assertEquals(List.of(message), resolving.messages());
  }
}
