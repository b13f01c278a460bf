package net.sluice.manager.ledger;

import static net.sluice.manager.Configs.dynamic;
import static net.sluice.manager.Configs.pseudowire;
import static net.sluice.manager.Configs.signaled;
import static net.sluice.manager.Configs.tunnel;
import static net.sluice.manager.Configs.tunnels;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import net.sluice.manager.Configs;
import net.sluice.manager.resolve.Resolving;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;

/** What of a configuration can't be signalled, and what the controller is told of it. */
class SignaledConflictsTest {
  private final Resolving resolving = new Resolving();

  static List<Arguments> refused() {
    String t = tunnels(dynamic("t", "192.0.2.2"));
    String tunnel = "/sluice-l2tp:l2tp/tunnel[name='%s']/%s";
    String pseudowire = "/sluice-pseudowire:pseudowires/pseudowire[name='%s']/%s";
    return List.of(
        Arguments.of(
            Configs.of(tunnels(dynamic("t", "192.0.2.2", "'local-tunnel-id':1"))),
            "tunnel 't': local-tunnel-id has no meaning where signaling is dynamic",
            tunnel.formatted("t", "local-tunnel-id")),
        Arguments.of(
            Configs.of(tunnels(tunnel("t", 1, "'retransmit':{'limit':3}"))),
            "tunnel 't': retransmit has no meaning where signaling is static",
            tunnel.formatted("t", "retransmit")),
        Arguments.of(
            Configs.of(tunnels(tunnel("t", 1, "'peer-host-name':'x'"))),
            "tunnel 't': peer-host-name has no meaning where signaling is static",
            tunnel.formatted("t", "peer-host-name")),
        Arguments.of(
            Configs.of(tunnels(Configs.KEEPALIVE.formatted(",'tie-breaker':true"))),
            "tunnel 'k': tie-breaker has no meaning where signaling is keepalive",
            tunnel.formatted("k", "tie-breaker")),
        Arguments.of(
            Configs.of(
                tunnels(
                    "{'name':'k','signaling':'keepalive','local-address':'192.0.2.1','peer-address':'192.0.2.9','local-tunnel-id':5}")),
            "tunnel 'k': peer-tunnel-id is missing: a keepalive tunnel needs it",
            tunnel.formatted("k", "peer-tunnel-id")),
        Arguments.of(
            Configs.of(tunnels(dynamic("t", "192.0.2.2", "'hide-avps':true"))),
            "tunnel 't': hide-avps needs a secret; set secret",
            tunnel.formatted("t", "hide-avps")),
        Arguments.of(
            Configs.of(
                tunnels(dynamic("t", "192.0.2.2", "'secret':'x'", "'message-digest':'none'"))),
            "tunnel 't': message-digest is none, but there is a secret, which needs a digest; set message-digest",
            tunnel.formatted("t", "message-digest")),
        Arguments.of(
            Configs.of(tunnels(dynamic("t", "192.0.2.2", "'secondary-secret':'x'"))),
            "tunnel 't': secondary-secret needs a secret at the same place; set secret",
            tunnel.formatted("t", "secondary-secret")),
        Arguments.of(
            Configs.of(tunnels(tunnel("s", 1), dynamic("t", "192.0.2.2", "'local-port':10001"))),
            "tunnel 't': UDP port 10001 of 192.0.2.1 is already used by tunnel 's'",
            tunnel.formatted("t", "local-port")),
        Arguments.of(
            Configs.of(
                tunnels(
                    dynamic("t", "192.0.2.2", "'local-port':2000", "'tie-breaker':false"),
                    dynamic("u", "192.0.2.2", "'local-port':2000", "'tie-breaker':false"))),
            "tunnel 'u': UDP port 2000 of 192.0.2.1 is already used by tunnel 't'",
            tunnel.formatted("u", "local-port")),
        Arguments.of(
            Configs.of(tunnels(tunnel("s", 5), Configs.KEEPALIVE.formatted(""))),
            "tunnel 's': local-tunnel-id 5 is already used by tunnel 'k'",
            tunnel.formatted("s", "local-tunnel-id")),
        Arguments.of(
            Configs.of(
                tunnels(
                    "{'name':'s','local-address':'192.0.2.1','peer-address':'192.0.2.3','local-tunnel-id':1,'peer-tunnel-id':1}",
                    dynamic("t", "192.0.2.2"))),
            "tunnel 's': UDP port 1701 of 192.0.2.1 is already used by a listener for peers: give the tunnel another local-port, or change /l2tp/system/listen",
            tunnel.formatted("s", "local-port")),
        Arguments.of(
            Configs.of(t, signaled("a", "t", "'local-session-id':7")),
            "pseudowire 'a': local-session-id has no meaning in a dynamic tunnel",
            pseudowire.formatted("a", "local-session-id")),
        Arguments.of(
            Configs.of(t, signaled("a", "t", "'transmit-cookie':'01020304'")),
            "pseudowire 'a': transmit-cookie has no meaning in a dynamic tunnel",
            pseudowire.formatted("a", "transmit-cookie")),
        Arguments.of(
            Configs.of(tunnels(tunnel("t", 1)), pseudowire("a", "t", 7, "'remote-end-id':7")),
            "pseudowire 'a': remote-end-id has no meaning in a static tunnel",
            pseudowire.formatted("a", "remote-end-id")),
        Arguments.of(
            Configs.of(tunnels(tunnel("t", 1)), pseudowire("a", "t", 7, "'type':'ethernet-vlan'")),
            "pseudowire 'a': type ethernet-vlan needs a dynamic tunnel: a static tunnel does not signal the type",
            pseudowire.formatted("a", "type")),
        Arguments.of(
            Configs.of(t, signaled("a", "t", "'remote-end-id':'b'"), signaled("b", "t")),
            "pseudowire 'b': remote-end-id b is already used in tunnel 't' by pseudowire 'a'",
            pseudowire.formatted("b", "remote-end-id")),
        Arguments.of(
            Configs.of(
                tunnels(tunnel("s", 1), dynamic("t", "192.0.2.2")),
                pseudowire("a", "s", 7, "'interface-name':'x'"),
                signaled("b", "t", "'interface-name':'x'")),
            "pseudowire 'b': interface name x is already used by pseudowire 'a'",
            pseudowire.formatted("b", "interface-name")),
        Arguments.of(
            Configs.of(t, signaled("a", "t", "'sequencing':'send'", "'sublayer':'none'")),
            "pseudowire 'a': sequencing needs the default sublayer, but sublayer is none",
            pseudowire.formatted("a", "sublayer")),
        Arguments.of(
            Configs.of(
                "'system':{'limits':{'max-tunnels':1}},"
                    + tunnels(tunnel("s", 1), dynamic("t", "192.0.2.2"))),
            "2 tunnels are more than the limit of 1",
            "/sluice-l2tp:l2tp/system/limits/max-tunnels"),
        Arguments.of(
            Configs.of(
                "'peer-profile':[{'name':'p','prefix':'192.0.2.0/24'},{'name':'q','prefix':'192.0.2.9/24'}]"),
            "peer-profile 'q': prefix 192.0.2.0/24 is already used by peer-profile 'p'",
            "/sluice-l2tp:l2tp/peer-profile[name='q']/prefix"),
        Arguments.of(
            Configs.of("'peer-profile':[{'name':'p','prefix':'::ffff:192.0.2.0/120'}]"),
            "peer-profile 'p': the length of prefix ::ffff:192.0.2.0/120 is greater than the size of its address",
            "/sluice-l2tp:l2tp/peer-profile[name='p']/prefix"),
        Arguments.of(
            Configs.of(
                "'tunnel-profile':[{'name':'h','hide-avps':true}],"
                    + "'peer-profile':[{'name':'p','host-name':'x','tunnel-profile':'h'}]"),
            "peer-profile 'p': hide-avps needs a secret; set secret",
            "/sluice-l2tp:l2tp/peer-profile[name='p']/tunnel-profile"),
        Arguments.of(
            Configs.of(
                "'session-profile':[{'name':'p','remote-end-id':17},{'name':'q','remote-end-id':'0x00000011'}]"),
            "session-profile 'q': remote-end-id 17 is already used by session-profile 'p'",
            "/sluice-l2tp:l2tp/session-profile[name='q']/remote-end-id"),
        Arguments.of(
            Configs.of(
                "'system':{'listen':[{'name':'a','address':'::'},{'name':'b','address':'::'}]}"),
            "listen 'b' has the same address, port and encapsulation as listen 'a'",
            "/sluice-l2tp:l2tp/system/listen[name='b']"));
  }

  @ParameterizedTest
  @MethodSource
  void refused(ContainerNode config, String message, String path) {
    resolving.resolve(config);
    assertEquals(List.of(message), resolving.messages());
    assertEquals(path, resolving.firstPath());
  }

  @Test
  void whatIsThereAlreadyIsInTheWayOfWhatComes() {
    resolving.configure(
        Configs.of(
            tunnels(
                dynamic("t", "192.0.2.2", "'tie-breaker':false"),
                dynamic("u", "192.0.2.2", "'tie-breaker':false"))));
    resolving.resolve(
        Configs.of(
            tunnels(
                dynamic("t", "192.0.2.2", "'tie-breaker':false", "'local-port':10009"),
                dynamic("u", "192.0.2.2", "'tie-breaker':false"),
                tunnel("s", 9))));
    assertEquals(
        List.of("tunnel 't': UDP port 10009 of 192.0.2.1 is already used by tunnel 's'"),
        resolving.messages());
    resolving.configure(Configs.of(tunnels(dynamic("t", "192.0.2.2", "'local-port':10009"))));
    resolving.resolve(
        Configs.of(tunnels(dynamic("t", "192.0.2.2", "'local-port':10009"), tunnel("s", 9))));
    assertEquals(
        List.of("tunnel 's': UDP port 10009 of 192.0.2.1 is already used by tunnel 't'"),
        resolving.messages());
  }

  @Test
  void aStaticTunnelThatDoesNotChangeHearsOfNewListeners() {
    String atL2tpPort =
        "{'name':'s','local-address':'192.0.2.1','peer-address':'192.0.2.3','local-tunnel-id':1,'peer-tunnel-id':1}";
    resolving.configure(Configs.of(tunnels(atL2tpPort)));
    resolving.resolve(Configs.of(tunnels(atL2tpPort, dynamic("t", "192.0.2.2"))));
    assertEquals("/sluice-l2tp:l2tp/tunnel[name='s']/local-port", resolving.firstPath());
    resolving.configure(
        Configs.of(
            "'system':{'listen':[{'name':'a','address':'192.0.2.99'},{'name':'b','address':'::'}]},"
                + tunnels(atL2tpPort, dynamic("t", "192.0.2.2"))));
  }
}
