package net.sluice.manager.resolve;

import static net.sluice.manager.Configs.dynamic;
import static net.sluice.manager.Configs.pseudowire;
import static net.sluice.manager.Configs.signaled;
import static net.sluice.manager.Configs.tunnel;
import static net.sluice.manager.Configs.tunnels;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.sluice.l2tp.AcceptProfile;
import net.sluice.l2tp.ControlParameters;
import net.sluice.l2tp.ControlParameters.Authentication;
import net.sluice.l2tp.ControlParameters.Delivery;
import net.sluice.l2tp.ControlParameters.Timing;
import net.sluice.l2tp.Cookie;
import net.sluice.l2tp.DigestType;
import net.sluice.l2tp.Encapsulation;
import net.sluice.l2tp.LcceProfile;
import net.sluice.l2tp.LcceProfile.Listener;
import net.sluice.l2tp.PeerProfile;
import net.sluice.l2tp.PseudowireProfile;
import net.sluice.l2tp.PseudowireType;
import net.sluice.l2tp.Quirk;
import net.sluice.l2tp.RemoteEndId;
import net.sluice.l2tp.Sequencing;
import net.sluice.l2tp.SignaledPseudowireProfile;
import net.sluice.l2tp.SignaledTunnelProfile;
import net.sluice.l2tp.SignaledTunnelProfile.TunnelIds;
import net.sluice.l2tp.Sublayer;
import net.sluice.l2tp.signaling.SignalingUpdate;
import net.sluice.manager.Configs;
import net.sluice.manager.config.Addresses;
import net.sluice.manager.desired.AcceptedSession;
import net.sluice.manager.desired.Change;
import net.sluice.manager.desired.Delta;
import net.sluice.manager.desired.DesiredPseudowire;
import net.sluice.manager.desired.DesiredState;
import net.sluice.manager.desired.RemoteEnd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;

/** What a configuration means for the signaling. */
class SignaledResolverTest {
  private final Resolving resolving = new Resolving();
  private final DesiredState state = resolving.state;

  @Test
  void builtInValuesApplyWhereNothingIsSaid() throws Exception {
    resolving.configure(Configs.of(tunnels(dynamic("t", "192.0.2.2")), signaled("a", "t")));
    assertEquals(
        new SignaledTunnelProfile(
            "t",
            Encapsulation.UDP,
            InetAddress.getByName("192.0.2.1"),
            0,
            InetAddress.getByName("192.0.2.2"),
            1701,
            true,
            true,
            Optional.empty(),
            Optional.empty(),
            ControlParameters.of("here")),
        state.signaledTunnel("t").orElseThrow());
    DesiredPseudowire.Dynamic pseudowire =
        state.pseudowire("a").flatMap(DesiredPseudowire::asDynamic).orElseThrow();
    SignaledPseudowireProfile profile = pseudowire.profile();
    assertEquals(RemoteEndId.ofText("a"), profile.remoteEndId(), "its name");
    assertTrue(profile.initiate());
    assertTrue(profile.up());
    assertEquals(PseudowireType.ETHERNET, profile.parameters().type());
    assertEquals(8, profile.parameters().cookieOctets());
    assertEquals(Optional.empty(), profile.parameters().receiveCookie());
    assertEquals(Sublayer.NONE, profile.parameters().sublayer());
    assertEquals("pw0", pseudowire.settings().name());
    assertEquals("a", pseudowire.settings().alias());
    assertEquals(0, pseudowire.settings().mtu(), "what the session leaves");
  }

  @Test
  void everyParameterOfAControlConnectionIsInherited() {
    String profile =
        """
        'tunnel-profile':[{'name':'default','host-name':'us','secret':'s','secondary-secret':'t',
          'message-digest':'sha1','hide-avps':true,'tie-breaker':false,'hello-interval':0,
          'retransmit':{'timeout':200,'cap':9000,'limit':3},'receive-window':4,'establish-timeout':30,
          'retry-interval':2,'retry-cap':40,'max-sessions':7,'answer-port':'listen',
          'quirk':['v2-avps','zero-length-ack'],'initiate':false}],
        """;
    resolving.configure(Configs.of(profile + tunnels(dynamic("t", "192.0.2.2"))));
    SignaledTunnelProfile tunnel = state.signaledTunnel("t").orElseThrow();
    assertFalse(tunnel.initiate());
    assertEquals(
        new ControlParameters(
            "us",
            new Authentication(List.of("s", "t"), DigestType.SHA1, true),
            new Delivery(Duration.ofMillis(200), Duration.ofSeconds(9), 3, 4),
            new Timing(
                Duration.ZERO,
                Duration.ofSeconds(30),
                Duration.ofSeconds(2),
                Duration.ofSeconds(40)),
            false,
            7,
            false,
            Set.of(Quirk.V2_AVPS, Quirk.ZERO_LENGTH_ACK)),
        tunnel.parameters());
  }

  @Test
  void partsOfAContainerAreInheritedOneByOne() {
    resolving.configure(
        Configs.of(
            "'tunnel-profile':[{'name':'default','retransmit':{'timeout':200,'limit':3}}],"
                + tunnels(dynamic("t", "192.0.2.2", "'retransmit':{'limit':9}"))));
    ControlParameters parameters = parameters("t");
    assertEquals(Duration.ofMillis(200), parameters.delivery().retransmitTimeout());
    assertEquals(9, parameters.delivery().retransmitLimit());
  }

  @Test
  void anInstanceWithASecretHasNoSecondOneFromAProfile() {
    resolving.configure(
        Configs.of(
            "'tunnel-profile':[{'name':'default','secret':'old','secondary-secret':'older'}],"
                + tunnels(
                    dynamic("own", "192.0.2.2", "'secret':'new'"), dynamic("its", "192.0.2.3"))));
    assertEquals(List.of("new"), parameters("own").authentication().secrets());
    assertEquals(List.of("old", "older"), parameters("its").authentication().secrets());
  }

  @Test
  void theNearestLevelWithQuirksDecidesAboutAll() {
    resolving.configure(
        Configs.of(
            "'tunnel-profile':[{'name':'default','quirk':['v2-avps','ignore-m-bit']}],"
                + tunnels(dynamic("t", "192.0.2.2", "'quirk':['zero-length-ack']"))));
    assertEquals(Set.of(Quirk.ZERO_LENGTH_ACK), parameters("t").quirks());
  }

  @ParameterizedTest
  @CsvSource({"17,00000011", "'0x0102Ff',0102ff", "'site-17',736974652d3137"})
  void aRemoteEndIdIsANumberOfFourOctetsOrHexOrText(String written, String octets) {
    String json = written.matches("[0-9]+") ? written : "'" + written + "'";
    resolving.configure(
        Configs.of(
            tunnels(dynamic("t", "192.0.2.2")), signaled("a", "t", "'remote-end-id':" + json)));
    assertEquals(
        RemoteEndId.of(HexFormat.of().parseHex(octets)),
        state
            .pseudowire("a")
            .flatMap(DesiredPseudowire::asDynamic)
            .orElseThrow()
            .profile()
            .remoteEndId());
  }

  @Test
  void aPseudowireSaysWhatItsSessionAndItsInterfaceShallBe() {
    resolving.configure(
        Configs.of(
            tunnels(dynamic("t", "192.0.2.2")),
            signaled(
                "a",
                "t",
                "'type':'ethernet-vlan','receive-cookie':'01020304','sequencing':'both',"
                    + "'admin-status':'down','initiate':false,'mtu':1400,'bridge':'br0'")));
    DesiredPseudowire.Dynamic pseudowire =
        state.pseudowire("a").flatMap(DesiredPseudowire::asDynamic).orElseThrow();
    SignaledPseudowireProfile profile = pseudowire.profile();
    assertFalse(profile.initiate());
    assertFalse(profile.up(), "its circuit is signalled as down");
    assertEquals(PseudowireType.ETHERNET_VLAN, profile.parameters().type());
    assertEquals(Optional.of(Cookie.parse("01020304")), profile.parameters().receiveCookie());
    assertEquals(4, profile.parameters().cookieOctets());
    assertEquals(Sublayer.DEFAULT, profile.parameters().sublayer(), "sequencing needs it");
    assertEquals(Sequencing.BOTH, profile.parameters().sequencing());
    assertEquals(1400, pseudowire.settings().mtu());
    assertEquals(Optional.of("br0"), pseudowire.settings().bridge());
    assertFalse(pseudowire.settings().up());
  }

  @Test
  void aKeepaliveTunnelHasIdsSetByHandAndSoHaveItsPseudowires() {
    Delta delta =
        resolving.configure(
            Configs.of(tunnels(Configs.KEEPALIVE.formatted("")), pseudowire("a", "k", 7)));
    SignaledTunnelProfile tunnel = state.signaledTunnel("k").orElseThrow();
    assertEquals(Optional.of(new TunnelIds(5, 6)), tunnel.keepalive());
    assertEquals(1701, tunnel.localPort(), "the peer has to know it");
    assertEquals(
        List.of(), delta.staticPseudowires(), "nothing can be created before the tunnel is there");
    assertEquals(List.of("a"), names(delta.pseudowires()));
    PseudowireProfile pseudowire = state.keepalivePseudowire("a").orElseThrow();
    assertEquals(5, pseudowire.session().tunnelId());
    assertEquals(7, pseudowire.session().sessionId());
    assertEquals(1450, pseudowire.settings().mtu());
    assertEquals(Map.of(), delta.signalingUpdate().pseudowires(), "they are not signalled");
  }

  @Test
  void aTunnelThatBecomesDynamicDisappearsHereAndAppearsThere() {
    ContainerNode asStatic = Configs.of(tunnels(tunnel("t", 1)), pseudowire("a", "t", 7));
    ContainerNode asDynamic = Configs.of(tunnels(dynamic("t", "192.0.2.2")), signaled("a", "t"));
    resolving.configure(asStatic);
    Delta there = resolving.configure(asDynamic);
    assertTrue(there.staticTunnels().getFirst().disappears());
    assertTrue(there.staticPseudowires().getFirst().disappears());
    assertEquals(Set.of("t"), there.signalingUpdate().tunnels().keySet());
    assertTrue(there.signalingUpdate().pseudowires().get("a").isPresent());
    assertEquals(
        "pw0",
        state.pseudowire("a").flatMap(DesiredPseudowire::asDynamic).orElseThrow().settings().name(),
        "it stays");
    Delta back = resolving.configure(asStatic);
    assertEquals(Map.of("a", Optional.empty()), back.signalingUpdate().pseudowires());
    assertTrue(back.staticPseudowires().getFirst().appears());
    assertEquals("pw0", state.staticPseudowire("a").orElseThrow().settings().name());
    assertEquals(Optional.empty(), state.signaledTunnel("t"));
  }

  @Test
  void theSignalingIsToldWhatChangesAndNothingElse() {
    String[] many =
        IntStream.range(0, 100).mapToObj(i -> signaled("p" + i, "t")).toArray(String[]::new);
    String both = tunnels(dynamic("t", "192.0.2.2"), dynamic("u", "192.0.2.3"));
    SignalingUpdate all = resolving.configure(Configs.of(both, many)).signalingUpdate();
    assertEquals(Set.of("t", "u"), all.tunnels().keySet());
    assertEquals(100, all.pseudowires().size());
    assertTrue(all.lcce().isPresent());
    many[50] = signaled("p50", "t", "'initiate':false");
    Delta one = resolving.configure(Configs.of(both, many));
    assertEquals(
        new SignalingUpdate(
            Optional.empty(),
            Map.of(),
            Map.of(
                "p50",
                state
                    .pseudowire("p50")
                    .flatMap(DesiredPseudowire::asDynamic)
                    .map(DesiredPseudowire.Dynamic::profile)),
            Optional.empty(),
            Optional.empty()),
        one.signalingUpdate());
    String[] less = Arrays.copyOf(many, 99);
    assertEquals(
        Map.of("p99", Optional.empty()),
        resolving.configure(Configs.of(both, less)).signalingUpdate().pseudowires());
  }

  @Test
  void whatOnlyTheInterfaceHasToDoWithIsNotSignalled() {
    String t = tunnels(dynamic("t", "192.0.2.2"));
    resolving.configure(Configs.of(t, signaled("a", "t")));
    Delta delta = resolving.configure(Configs.of(t, signaled("a", "t", "'mtu':1300")));
    assertEquals(List.of("a"), names(delta.pseudowires()));
    assertEquals(Map.of(), delta.signalingUpdate().pseudowires());
  }

  @Test
  void aChangedTunnelProfileReachesItsTunnelsAndPeers() {
    String config =
        "'tunnel-profile':[{'name':'p','hello-interval':%d}],"
            + "'peer-profile':[{'name':'any','prefix':'0.0.0.0/0','tunnel-profile':'p'}],"
            + tunnels(dynamic("t", "192.0.2.2", "'profile':'p'"), dynamic("u", "192.0.2.3"));
    resolving.configure(Configs.of(config.formatted(10)));
    Delta delta = resolving.configure(Configs.of(config.formatted(20)));
    assertEquals(List.of("t"), names(delta.tunnels()));
    assertEquals(
        Duration.ofSeconds(20),
        delta.host().peers().orElseThrow().getFirst().parameters().timing().helloInterval());
    assertEquals(Optional.empty(), delta.host().lcce());
  }

  @Test
  void theHostNameOfTheSystemIsToldWhereNobodySaysAnother() {
    String config =
        "'system':{'host-name':'%s'},'peer-profile':[{'name':'any','prefix':'::/0'}],"
            + tunnels(
                dynamic("t", "192.0.2.2"), dynamic("own", "192.0.2.3", "'host-name':'other'"));
    resolving.configure(Configs.of(config.formatted("a")));
    Delta delta = resolving.configure(Configs.of(config.formatted("b")));
    assertEquals("b", delta.host().lcce().orElseThrow().hostName());
    assertEquals(List.of("t"), names(delta.tunnels()));
    assertEquals("b", parameters("t").hostName());
    assertEquals("other", parameters("own").hostName());
    assertEquals("b", state.peers().getFirst().parameters().hostName());
  }

  @Test
  void theRouterIdIsConfiguredOrTheLowestLocalAddressOrMadeFromTheHostName() {
    resolving.configure(Configs.of(tunnels()));
    long made = lcce().routerId();
    assertEquals(
        made,
        new Resolving().configure(Configs.of(tunnels())).host().lcce().orElseThrow().routerId(),
        "the same each time");
    String high = "'local-address':'192.0.2.200','peer-address':'192.0.2.2'";
    String low = "'local-address':'10.0.0.1','peer-address':'10.0.0.2'";
    String t1 = "{'name':'t1','signaling':'dynamic',%s}".formatted(high);
    String t2 = "{'name':'t2','signaling':'dynamic',%s}".formatted(low);
    resolving.configure(Configs.of(tunnels(t1)));
    assertEquals(0xC00002C8L, lcce().routerId());
    resolving.configure(Configs.of(tunnels(t1, t2)));
    assertEquals(0x0A000001L, lcce().routerId());
    resolving.configure(Configs.of("'system':{'router-id':'1.2.3.4'}," + tunnels(t1, t2)));
    assertEquals(0x01020304L, lcce().routerId());
    resolving.configure(Configs.of(tunnels()));
    assertEquals(made, lcce().routerId());
  }

  @Test
  void peersAreListenedToWhereItIsSaidElseEverywhereWhileThereAreAny() {
    resolving.configure(Configs.of(tunnels(tunnel("s", 1))));
    assertEquals(List.of(), lcce().listeners());
    resolving.configure(Configs.of(tunnels(tunnel("s", 1), dynamic("t", "192.0.2.2"))));
    assertEquals(List.of(udp("0.0.0.0", 1701), udp("::", 1701)), lcce().listeners());
    resolving.configure(Configs.of(tunnels(dynamic("t", "192.0.2.2", "'encapsulation':'ip'"))));
    assertEquals(
        List.of(udp("0.0.0.0", 1701), ip("0.0.0.0"), udp("::", 1701), ip("::")),
        lcce().listeners());
    resolving.configure(
        Configs.of(
            "'system':{'listen':[{'name':'a','address':'192.0.2.1','port':1702},{'name':'b','encapsulation':'ip','address':'::'}]},"
                + tunnels(dynamic("t", "192.0.2.2"))));
    assertEquals(List.of(udp("192.0.2.1", 1702), ip("::")), lcce().listeners());
    resolving.configure(Configs.of("'peer-profile':[{'name':'p','host-name':'x'}]"));
    assertEquals(List.of(udp("0.0.0.0", 1701), udp("::", 1701)), lcce().listeners());
    resolving.configure(Configs.of(tunnels(Configs.KEEPALIVE.formatted(""))));
    assertEquals(List.of(), lcce().listeners(), "nobody opens a keepalive tunnel");
  }

  @Test
  void limitsAndDrainAreTheSystems() {
    resolving.configure(Configs.of(tunnels()));
    assertEquals(
        new LcceProfile(
            "here", lcce().routerId(), "Sluice test", List.of(), 0, 0, 1000, 100, false),
        lcce());
    resolving.configure(
        Configs.of(
            "'system':{'drain':true,'limits':{'max-tunnels':1,'max-sessions':2,'half-open':3,'setup-rate':4294967295}}"));
    assertEquals(
        new LcceProfile(
            "here", lcce().routerId(), "Sluice test", List.of(), 1, 2, 3, Integer.MAX_VALUE, true),
        lcce());
  }

  @Test
  void aPeerProfileMatchesByHostNameOrPrefix() throws Exception {
    resolving.configure(
        Configs.of(
            "'session-profile':[{'name':'s'}],'peer-profile':[{'name':'a','host-name':'lac','session-profile':'s'},"
                + "{'name':'b','prefix':'192.0.2.77/24','refuse':true,'max-sessions':0}]"));
    PeerProfile byName = state.peers().get(0);
    assertEquals(Optional.of("lac"), byName.hostName());
    assertEquals(Optional.of("s"), byName.sessionProfile());
    assertEquals(100, byName.maxSessions());
    PeerProfile byPrefix = state.peers().get(1);
    assertTrue(byPrefix.refuse());
    assertEquals(0, byPrefix.maxSessions());
    assertEquals(
        Optional.of(new PeerProfile.Prefix(InetAddress.getByName("192.0.2.0"), 24)),
        byPrefix.prefix());
  }

  @Test
  void aSessionProfileSaysWhatASessionGetsAndItsInterface() {
    String config =
        "'pseudowire-profile':[{'name':'p','sluice-pseudowire:mtu':%d,'sluice-pseudowire:cookie-length':4}],"
            + "'session-profile':[{'name':'s','remote-end-id':17,'pseudowire-profile':'p','sluice-pseudowire:bridge':'br0'}]";
    resolving.configure(Configs.of(config.formatted(1300)));
    AcceptedSession accepted = state.acceptedSession("s").orElseThrow();
    AcceptProfile profile = accepted.profile();
    assertEquals(Optional.of(RemoteEndId.ofNumber(17)), profile.remoteEndId());
    assertEquals(4, profile.parameters().cookieOctets());
    assertEquals(1300, accepted.mtu());
    assertEquals(Optional.of("br0"), accepted.bridge());
    Delta delta = resolving.configure(Configs.of(config.formatted(1200)));
    assertEquals(1200, delta.host().accepts().orElseThrow().getFirst().mtu());
    resolving.configure(Configs.of(tunnels()));
    assertEquals(Optional.empty(), state.acceptedSession("s"));
  }

  @Test
  void pseudowiresMaySwapTheirRemoteEndIds() {
    String t = tunnels(dynamic("t", "192.0.2.2"));
    resolving.configure(
        Configs.of(
            t, signaled("a", "t", "'remote-end-id':1"), signaled("b", "t", "'remote-end-id':2")));
    resolving.configure(
        Configs.of(
            t, signaled("a", "t", "'remote-end-id':2"), signaled("b", "t", "'remote-end-id':1")));
    assertEquals(
        Optional.of("b"),
        state.pseudowireWithRemoteEnd(new RemoteEnd("t", RemoteEndId.ofNumber(1))));
  }

  @Property(tries = 100)
  void whateverWayItWasReachedTheStateIsThatOfTheConfiguration(
      @ForAll @Size(max = 4) List<@IntRange(max = 80) Integer> way,
      @ForAll @IntRange(max = 80) int last) {
    Resolving fresh = new Resolving();
    fresh.configure(world(last));
    Resolving travelled = new Resolving();
    way.forEach(step -> travelled.configure(world(step)));
    travelled.configure(world(last));
    assertEquals(fresh.state.lcce(), travelled.state.lcce());
    assertEquals(fresh.state.peers(), travelled.state.peers());
    assertEquals(fresh.state.acceptedSessions(), travelled.state.acceptedSessions());
    assertEquals(Set.copyOf(fresh.state.tunnels()), Set.copyOf(travelled.state.tunnels()));
    assertEquals(fresh.state.pseudowires().size(), travelled.state.pseudowires().size());
    fresh
        .state
        .pseudowires()
        .forEach(
            pseudowire ->
                assertEquals(
                    tunnelOf(fresh, pseudowire.name()), tunnelOf(travelled, pseudowire.name())));
    Delta nothing = travelled.resolve(world(last));
    assertEquals(List.of(), nothing.tunnels());
    assertEquals(List.of(), nothing.pseudowires());
    assertFalse(nothing.concernsSignaling());
  }

  /** One of 81 configurations: each of four digits of base 3 says what one object is. */
  private static ContainerNode world(int number) {
    String[] kinds = {"", tunnel("t", 1), dynamic("t", "192.0.2.2")};
    String t = kinds[number % 3];
    String pseudowires =
        switch (number % 3) {
          case 1 -> pseudowire("a", "t", 7 + number / 3 % 3);
          case 2 -> signaled("a", "t", "'remote-end-id':" + number / 3 % 3);
          default -> "";
        };
    String k =
        number / 9 % 3 == 0
            ? ""
            : Configs.KEEPALIVE.formatted(number / 9 % 3 == 1 ? "" : ",'hello-interval':9");
    String system =
        switch (number / 27) {
          case 1 -> "'system':{'host-name':'x'},";
          case 2 ->
              "'peer-profile':[{'name':'p','prefix':'::/0'}],'session-profile':[{'name':'s'}],";
          default -> "";
        };
    String list = t.isEmpty() || k.isEmpty() ? t + k : t + "," + k;
    return Configs.of(system + tunnels(list), pseudowires);
  }

  private static Optional<DesiredPseudowire> tunnelOf(Resolving resolving, String name) {
    return resolving.state.pseudowire(name);
  }

  @Test
  void noSecretIsInTheTextOfWhatShallBe() {
    Delta delta =
        resolving.configure(
            Configs.of(tunnels(dynamic("t", "192.0.2.2", "'secret':'opensesame'"))));
    assertFalse(delta.toString().contains("opensesame"));
  }

  private ControlParameters parameters(String tunnel) {
    return state.signaledTunnel(tunnel).orElseThrow().parameters();
  }

  private LcceProfile lcce() {
    return state.lcce().orElseThrow();
  }

  private static Listener udp(String address, int port) {
    return new Listener(Encapsulation.UDP, Addresses.parse(address), port);
  }

  private static Listener ip(String address) {
    return new Listener(Encapsulation.IP, Addresses.parse(address), 0);
  }

  private static <T> List<String> names(List<Change<T>> changes) {
    return changes.stream().map(Change::name).toList();
  }
}
