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

/** What configured funnels mean, and what of them is wrong. */
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
  void builtInValuesAreThoseOfTheModel() {
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
  void aPlaceIsGivenOnceAndGivenBack() {
    String f = funnel("f", "eth1", "'leaf-capacity':1");
    Delta delta = configure(f, member("a", 1, "f"), member("b", 2, "f"));
    assertEquals(Map.of("a", 0, "b", 1), delta.newNumbers().leaves());
    delta = configure(f, pseudowire("a", "t1", 1), member("b", 2, "f"), member("c", 3, "f"));
    assertEquals(Map.of("c", 0), delta.newNumbers().leaves());
    assertEquals(List.of(), delta.funnels().trees(), "the leaves are the same");
  }

  @Test
  void placesFromBeforeARestartCountForWhoHasNone() {
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
  void onlyWhatChangesIsInTheDifference() {
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
  void groupsOfOneFunnelAreChanges() {
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
  void whatTheSignalingHasToDoIsWaitedFor() {
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

  // --- What is wrong -----------------------------------------------------------------------------

  @Test
  void aVlanIsOfOnePseudowire() {
    String f = funnel("f", "eth1", MAPPED);
    configure(f, member("a", 1, "f", "'vlan':7"));
    refuse(
        "pseudowire 'b': VLAN 7 of funnel 'f' is already that of pseudowire 'a'",
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
        "pseudowire 'a': it has a VLAN, but the vlan-mapping of funnel 'f' is none",
        funnel("f", "eth1"),
        member("a", 1, "f", "'vlan':7"));
  }

  @Test
  void aGroupNeedsGroups() {
    String groups = funnel("f", "eth1", "'isolation':'groups'");
    configure(groups, member("a", 1, "f", "'group':'red'"));
    refuse(
        "pseudowire 'a': it has a group, but the isolation of funnel 'f' is not groups",
        funnel("f", "eth1", "'isolation':'open'"),
        member("a", 1, "f", "'group':'red'"));
  }

  @Test
  void aProfileHasNoVlan() {
    refuse(
        "session-profile 'guests': only one pseudowire can have a VLAN, but the profile serves any number",
        Configs.withFunnels(
            funnel("f", "eth1", MAPPED),
            "'session-profile':[{'name':'guests','sluice-pseudowire:funnel':{'name':'f','vlan':7}}]"));
  }

  @Test
  void theMappingStaysWhilePseudowiresAreAttached() {
    configure(funnel("f", "eth1"), member("a", 1, "f"));
    refuse(
        "funnel 'f': vlan-mapping can not change while pseudowires are attached, and 1 are",
        funnel("f", "eth1", MAPPED),
        member("a", 1, "f"));
    configure(funnel("f", "eth1", MAPPED), pseudowire("a", "t1", 1));
  }

  @Test
  void anUplinkIsOfOneFunnel() {
    refuse(
        "funnel 'g': the uplink eth1 is already that of funnel 'f'",
        funnel("f", "eth1") + "," + funnel("g", "eth1"));
    configure(funnel("f", "eth1"));
    refuse(
        "funnel 'g': the uplink eth1 is already that of funnel 'f'",
        funnel("f", "eth1") + "," + funnel("g", "eth1"));
    refuse(
        "funnel 'g': the uplink eth1 is that of funnel 'f' until this change is committed: change that one first",
        funnel("g", "eth1"));
    configure(
        funnel("f", "eth1")
            + ",{'name':'g','uplink':{'interface':'eth1','vlan':5}},{'name':'h','uplink':{'interface':'eth1','vlan':6}}");
  }

  @Test
  void anUplinkIsNoPseudowire() {
    String message = "funnel 'f': the uplink pw0 is the interface of pseudowire 'a'";
    refuse(message, funnel("f", "pw0"), pseudowire("a", "t1", 1));
    configure(funnel("f", "pw0"));
    refuse(message, funnel("f", "pw0"), pseudowire("a", "t1", 1));
  }

  /** Two funnels would take a link from each other for ever, and a port would not be isolated. */
  @Test
  void namesOfFunnelsAreForNothingElse() {
    refuse(
        "funnel 'g': the uplink fbu0-0-0 has a name that is for interfaces of funnels",
        funnel("f", "eth1") + "," + funnel("g", "fbu0-0-0"));
    refuse(
        "pseudowire 'a': the name fbv7 is for interfaces of funnels",
        "",
        pseudowire("a", "t1", 1, "'interface-name':'fbv7'"));
    refuse(
        "pseudowire 'a': the bridge fbb0-0-0 is for funnels: attach it to the funnel",
        funnel("f", "eth1"),
        pseudowire("a", "t1", 1, "'bridge':'fbb0-0-0'"));
    refuse(
        "session-profile 's': the bridge fbb0-0-0 is for funnels: attach it to the funnel",
        Configs.withFunnels(
            funnel("f", "eth1"),
            T1 + ",'session-profile':[{'name':'s','sluice-pseudowire:bridge':'fbb0-0-0'}]"));
  }

  @Test
  void aConfiguredMtuFitsTheFunnel() {
    String message =
        "pseudowire 'a': its MTU of 1400 is larger than that of funnel 'f', which is 1300";
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
