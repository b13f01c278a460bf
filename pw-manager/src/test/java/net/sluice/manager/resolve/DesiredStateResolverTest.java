package net.sluice.manager.resolve;

import static net.sluice.manager.Configs.pseudowire;
import static net.sluice.manager.Configs.tunnel;
import static net.sluice.manager.Configs.tunnels;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.sluice.l2tp.Encapsulation;
import net.sluice.l2tp.PseudowireProfile;
import net.sluice.l2tp.Sequencing;
import net.sluice.l2tp.Sublayer;
import net.sluice.l2tp.TunnelProfile;
import net.sluice.manager.Configs;
import net.sluice.manager.api.ConfigError;
import net.sluice.manager.config.ConfigReader;
import net.sluice.manager.config.EditedObjects;
import net.sluice.manager.desired.Change;
import net.sluice.manager.desired.Delta;
import net.sluice.manager.desired.DesiredState;
import net.sluice.yang.L2tpModel;
import net.sluice.yang.PseudowireModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;

class DesiredStateResolverTest {
  private final Resolving resolving = new Resolving();
  private final DesiredState state = resolving.state;
  private final List<ConfigError> errors = resolving.errors;

  @Test
  void builtInValuesApplyWhereNothingIsSaid() {
    configure(Configs.of(tunnels(tunnel("t1", 1)), pseudowire("a", "t1", 7)));
    TunnelProfile tunnel = state.staticTunnel("t1").orElseThrow();
    assertEquals(Encapsulation.UDP, tunnel.encapsulation());
    assertEquals(1701, tunnel.peerPort());
    assertTrue(tunnel.udpChecksum());
    PseudowireProfile pseudowire = state.staticPseudowire("a").orElseThrow();
    assertEquals(Sublayer.NONE, pseudowire.session().sublayer());
    assertEquals(Sequencing.NONE, pseudowire.session().sequencing());
    assertEquals("pw0", pseudowire.settings().name());
    assertEquals(1450, pseudowire.settings().mtu());
    assertTrue(pseudowire.settings().up());
    assertEquals("a", pseudowire.settings().alias());
  }

  @Test
  void theNearestLevelWins() {
    String profiles =
        "'pseudowire-profile':["
            + "{'name':'default','sluice-pseudowire:mtu':1300,'sluice-pseudowire:sequencing':'send'},"
            + "{'name':'small','sluice-pseudowire:mtu':1200}],";
    configure(
        Configs.of(
            profiles + tunnels(tunnel("t1", 1)),
            pseudowire("by-default", "t1", 1),
            pseudowire("by-profile", "t1", 2, "'profile':'small'"),
            pseudowire("own", "t1", 3, "'profile':'small'", "'mtu':1100")));
    assertEquals(1300, mtu("by-default"));
    assertEquals(1200, mtu("by-profile"));
    assertEquals(1100, mtu("own"));
    PseudowireProfile own = state.staticPseudowire("own").orElseThrow();
    assertEquals(Sequencing.SEND, own.session().sequencing(), "from the profile 'default'");
    assertEquals(Sublayer.DEFAULT, own.session().sublayer(), "sequencing needs it");
  }

  @Test
  void aTunnelInheritsItsLocalAddress() {
    configure(
        Configs.of(
            "'tunnel-profile':[{'name':'p','local-address':'192.0.2.9','encapsulation':'ip'}],"
                + tunnels(
                    "{'name':'t1','profile':'p','peer-address':'192.0.2.2','local-tunnel-id':1,'peer-tunnel-id':2}")));
    TunnelProfile tunnel = state.staticTunnel("t1").orElseThrow();
    assertEquals("192.0.2.9", tunnel.localAddress().getHostAddress());
    assertEquals(Encapsulation.IP, tunnel.encapsulation());
    assertEquals(0, tunnel.localPort());
    assertTrue(tunnel.udpChecksum(), "what the kernel says of a tunnel over IP");
  }

  @Test
  void aChangedProfileReachesThoseWhoNameIt() {
    String profile = "'pseudowire-profile':[{'name':'p','sluice-pseudowire:mtu':%d}],";
    String t1 = tunnels(tunnel("t1", 1));
    String a = pseudowire("a", "t1", 1, "'profile':'p'");
    String b = pseudowire("b", "t1", 2);
    configure(Configs.of(profile.formatted(1300) + t1, a, b));
    Delta delta = configure(Configs.of(profile.formatted(1200) + t1, a, b));
    assertEquals(List.of("a"), delta.pseudowires().stream().map(Change::name).toList());
    assertEquals(1200, mtu("a"));
  }

  @Test
  void aChangedTunnelTakesItsPseudowiresAlong() {
    configure(
        Configs.of(
            tunnels(tunnel("t1", 1), tunnel("t2", 2)),
            pseudowire("a", "t1", 1),
            pseudowire("b", "t2", 2)));
    Delta delta =
        configure(
            Configs.of(
                tunnels(tunnel("t1", 1, "'udp-checksum':false"), tunnel("t2", 2)),
                pseudowire("a", "t1", 1),
                pseudowire("b", "t2", 2)));
    assertEquals(List.of("t1"), delta.tunnels().stream().map(Change::name).toList());
    assertEquals(List.of("a"), delta.pseudowires().stream().map(Change::name).toList());
  }

  @Test
  void oneChangeAmongManyIsOneChange() {
    configure(Configs.many(1000));
    ContainerNode root = resolving.tree.running();
    Delta delta =
        DesiredStateResolver.resolve(
            state,
            new ConfigReader(root),
            EditedObjects.of(Set.of(PseudowireModel.pseudowire("pw500"))),
            errors);
    assertEquals(List.of(), delta.pseudowires(), "edited, but the same as before");
  }

  @Test
  void automaticNamesAreTheLowestFree() {
    configure(
        Configs.of(
            tunnels(tunnel("t1", 1)),
            pseudowire("a", "t1", 1),
            pseudowire("b", "t1", 2, "'interface-name':'pw1'"),
            pseudowire("c", "t1", 3)));
    assertEquals("pw0", interfaceName("a"));
    assertEquals("pw1", interfaceName("b"));
    assertEquals("pw3", interfaceName("c"), "id 2 is b's own, though its name is given");
    configure(Configs.of(tunnels(tunnel("t1", 1)), pseudowire("c", "t1", 3)));
    configure(
        Configs.of(tunnels(tunnel("t1", 1)), pseudowire("c", "t1", 3), pseudowire("d", "t1", 4)));
    assertEquals("pw3", interfaceName("c"), "names stay");
    assertEquals("pw0", interfaceName("d"), "holes are reused");
  }

  @Test
  void pseudowiresMaySwapTheirIds() {
    configure(
        Configs.of(tunnels(tunnel("t1", 1)), pseudowire("a", "t1", 1), pseudowire("b", "t1", 2)));
    configure(
        Configs.of(tunnels(tunnel("t1", 1)), pseudowire("a", "t1", 2), pseudowire("b", "t1", 1)));
    assertEquals(Optional.of("b"), state.pseudowireWithSession(1));
  }

  static List<Arguments> refused() {
    String t1 = tunnels(tunnel("t1", 1));
    return List.of(
        Arguments.of(
            Configs.of(t1, pseudowire("a", "t1", 7), pseudowire("b", "t1", 7)),
            "pseudowire 'b': local-session-id 7 is already used by pseudowire 'a'",
            "/sluice-pseudowire:pseudowires/pseudowire[name='b']/local-session-id"),
        Arguments.of(
            Configs.of(
                t1,
                pseudowire("a", "t1", 7, "'interface-name':'x'"),
                pseudowire("b", "t1", 8, "'interface-name':'x'")),
            "pseudowire 'b': interface name x is already used by pseudowire 'a'",
            "/sluice-pseudowire:pseudowires/pseudowire[name='b']/interface-name"),
        Arguments.of(
            Configs.of(tunnels(tunnel("t1", 1), tunnel("t2", 1, "'encapsulation':'ip'"))),
            "tunnel 't2': local-tunnel-id 1 is already used by tunnel 't1'",
            "/sluice-l2tp:l2tp/tunnel[name='t2']/local-tunnel-id"),
        Arguments.of(
            Configs.of(
                tunnels(
                    tunnel("t1", 1),
                    "{'name':'t2','local-address':'192.0.2.1','peer-address':'192.0.2.3','local-port':10001,'local-tunnel-id':2,'peer-tunnel-id':2}")),
            "tunnel 't2': UDP port 10001 of 192.0.2.1 is already used by tunnel 't1'",
            "/sluice-l2tp:l2tp/tunnel[name='t2']/local-port"),
        Arguments.of(
            Configs.of(
                tunnels(
                    "{'name':'t1','local-address':'192.0.2.1','peer-address':'2001:db8::2','local-tunnel-id':1,'peer-tunnel-id':1}")),
            "tunnel 't1': local-address 192.0.2.1 is IPv4 but peer-address 2001:db8::2 is IPv6: both must be of one family",
            "/sluice-l2tp:l2tp/tunnel[name='t1']/local-address"),
        Arguments.of(
            Configs.of(
                tunnels(
                    "{'name':'t1','peer-address':'192.0.2.2','local-tunnel-id':1,'peer-tunnel-id':1}")),
            "tunnel 't1': local-address is missing: give it on the tunnel or in its profile",
            "/sluice-l2tp:l2tp/tunnel[name='t1']/local-address"),
        Arguments.of(
            Configs.of(
                tunnels(
                    "{'name':'t1','local-address':'192.0.2.1','peer-address':'239.0.0.1','local-tunnel-id':1,'peer-tunnel-id':1}")),
            "tunnel 't1': peer-address 239.0.0.1 is not the address of one host",
            "/sluice-l2tp:l2tp/tunnel[name='t1']/peer-address"),
        Arguments.of(
            Configs.of(t1, "{'name':'a','tunnel':'t1','local-session-id':7}"),
            "pseudowire 'a': peer-session-id is missing: a pseudowire in a static tunnel needs it",
            "/sluice-pseudowire:pseudowires/pseudowire[name='a']/peer-session-id"),
        Arguments.of(
            Configs.of(t1, pseudowire("a", "t1", 7, "'sequencing':'both'", "'sublayer':'none'")),
            "pseudowire 'a': sequencing needs the default sublayer, but sublayer is none",
            "/sluice-pseudowire:pseudowires/pseudowire[name='a']/sublayer"),
        Arguments.of(
            Configs.of(
                "'system':{'limits':{'max-sessions':1}}," + t1,
                pseudowire("a", "t1", 7),
                pseudowire("b", "t1", 8)),
            "2 pseudowires are more than the limit of 1",
            "/sluice-l2tp:l2tp/system/limits/max-sessions"));
  }

  @ParameterizedTest
  @MethodSource
  void refused(ContainerNode config, String message, String path) {
    resolving.resolve(config);
    assertEquals(List.of(message), resolving.messages());
    assertEquals(path, resolving.firstPath());
  }

  @Test
  void thePrefixStaysWhileItIsInUse() {
    configure(Configs.of(tunnels(tunnel("t1", 1)), pseudowire("a", "t1", 1)));
    resolving.resolve(
        Configs.of(
            "'system':{'autoname-interfaces':'p'}," + tunnels(tunnel("t1", 1)),
            pseudowire("a", "t1", 1)));
    assertEquals(
        "autoname-interfaces can not become 'p' while pseudowires have automatic names: 'a' has pw0",
        errors.getFirst().message());
    assertEquals(
        L2tpModel.SYSTEM_PATH.node(L2tpModel.AUTONAME_INTERFACES),
        errors.getFirst().path().orElseThrow());
  }

  private Delta configure(ContainerNode config) {
    return resolving.configure(config);
  }

  private int mtu(String pseudowire) {
    return state.staticPseudowire(pseudowire).orElseThrow().settings().mtu();
  }

  private String interfaceName(String pseudowire) {
    return state.staticPseudowire(pseudowire).orElseThrow().settings().name();
  }
}
