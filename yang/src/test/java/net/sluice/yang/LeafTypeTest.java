package net.sluice.yang;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.common.Uint16;
import org.opendaylight.yangtools.yang.common.Uint32;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;
import org.opendaylight.yangtools.yang.model.api.ChoiceSchemaNode;
import org.opendaylight.yangtools.yang.model.api.DataNodeContainer;
import org.opendaylight.yangtools.yang.model.api.DataSchemaNode;
import org.opendaylight.yangtools.yang.model.api.TypedDataSchemaNode;

class LeafTypeTest {
  private static final Schema SCHEMA = Schema.get();

  @Test
  void describesEveryTypeOfTheConfiguration() {
    var texts = new TreeMap<String, String>();
    configurationLeaves(
        SCHEMA.context(),
        (leaf, type) -> texts.put(leaf.getQName().getLocalName(), type.expected()));
    assertEquals(
        """
        address: an IPv4 or IPv6 address
        admin-status: one of: up, down
        answer-port: one of: fresh, listen
        arp-rate: a number from 1 to 1000000
        autoname-interfaces: text of 1 to 7 characters (an interface name consists of printable ASCII characters without spaces; an interface name contains no '/' and no ':'; '.' and '..' are no interface names; an interface name contains no '%': the kernel would number it; 'all' and 'default' mean all interfaces in settings of the kernel)
        bridge: text of 1 to 15 characters (an interface name consists of printable ASCII characters without spaces; an interface name contains no '/' and no ':'; '.' and '..' are no interface names; an interface name contains no '%': the kernel would number it; 'all' and 'default' mean all interfaces in settings of the kernel)
        broadcast: true or false
        cap: a number from 8000 to 600000
        cookie-length: a number equal to 0 or equal to 4 or equal to 8
        data-plane: one of: auto, kernel, userspace
        dhcp-rate: a number from 1 to 1000000
        drain: true or false
        encapsulation: one of: udp, ip
        establish-timeout: a number from 1 to 65535
        group: text of 1 to 63 characters (a name has no control characters, and no space at either end)
        half-open: a number from 1 to 4294967295
        hello-interval: a number from 0 to 65535
        hide-avps: true or false
        host-name: text of 1 to 253 characters (a host name has no spaces and no control characters)
        initiate: true or false
        interface: text of 1 to 15 characters (an interface name consists of printable ASCII characters without spaces; an interface name contains no '/' and no ':'; '.' and '..' are no interface names; an interface name contains no '%': the kernel would number it; 'all' and 'default' mean all interfaces in settings of the kernel)
        interface-name: text of 1 to 15 characters (an interface name consists of printable ASCII characters without spaces; an interface name contains no '/' and no ':'; '.' and '..' are no interface names; an interface name contains no '%': the kernel would number it; 'all' and 'default' mean all interfaces in settings of the kernel)
        isolation: one of: isolated, open, groups
        leaf-capacity: a number from 1 to 1022
        learning: true or false
        limit: a number from 1 to 100
        local-address: an IPv4 or IPv6 address
        local-port: a number from 1 to 65535
        local-session-id: a number from 1 to 4294967295
        local-tunnel-id: a number from 1 to 4294967295
        mac-limit: a number from 1 to 4294967295
        max-sessions: a number from 0 to 4294967295
        max-tunnels: a number from 0 to 4294967295
        message-digest: one of: none, md5, sha1
        mtu: auto, or a number from 68 to 9216
        multicast: true or false
        name: text of 1 to 63 characters (a name has no control characters, and no space at either end)
        neighbor-suppression: true or false
        peer-address: an IPv4 or IPv6 address
        peer-host-name: text of 1 to 253 characters (a host name has no spaces and no control characters)
        peer-port: a number from 1 to 65535
        peer-session-id: a number from 1 to 4294967295
        peer-tunnel-id: a number from 1 to 4294967295
        port: a number from 1 to 65535
        prefix: an IPv4 or IPv6 prefix such as 192.0.2.0/24
        profile: text of 1 to 63 characters (a name has no control characters, and no space at either end)
        pseudowire-profile: text of 1 to 63 characters (a name has no control characters, and no space at either end)
        quirk: one of: cisco-vendor-avps, missing-serial-number, ignore-m-bit, sli-before-iccn, v2-avps, no-hiding-in-setup, clear-m-bit-in-sccrq, zero-length-ack, one-digest
        receive-cookie: text (a cookie has 0, 4 or 8 octets, written as 0, 8 or 16 hexadecimal digits)
        receive-window: a number from 1 to 65535
        refuse: true or false
        remote-end-id: text of 4 to 512 characters (octets are written as 0x and an even number of hexadecimal digits), or a number from 0 to 4294967295, or text of 1 to 255 characters (text has something else than digits and no control characters; text does not begin with 0x)
        retry-cap: a number from 1 to 65535
        retry-interval: a number from 1 to 65535
        router-id: four numbers from 0 to 255 with dots between them
        secondary-secret: text of 1 to 255 characters
        secret: text of 1 to 255 characters
        sequencing: one of: none, send, receive, both
        session-profile: text of 1 to 63 characters (a name has no control characters, and no space at either end)
        setup-rate: a number from 0 to 4294967295
        signaling: one of: static, keepalive, dynamic
        sublayer: one of: none, default
        tie-breaker: true or false
        timeout: a number from 100 to 8000
        transmit-cookie: text (a cookie has 0, 4 or 8 octets, written as 0, 8 or 16 hexadecimal digits)
        tunnel: text of 1 to 63 characters (a name has no control characters, and no space at either end)
        tunnel-profile: text of 1 to 63 characters (a name has no control characters, and no space at either end)
        type: one of: ethernet-vlan, ethernet
        udp-checksum: true or false
        unknown-unicast: true or false
        vlan: a number from 2 to 4094
        vlan-mapping: one of: none, dot1q, dot1ad
        """,
        String.join(
            "",
            texts.entrySet().stream()
                .map(entry -> entry.getKey() + ": " + entry.getValue() + "\n")
                .toList()));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "mtu | 99999 | mtu '99999' is not valid: expected auto, or a number from 68 to 9216",
        "mtu | big | mtu 'big' is not valid: expected auto, or a number from 68 to 9216",
        "type | atm | type 'atm' is not valid: expected one of: ethernet-vlan, ethernet",
        "sublayer | x | sublayer 'x' is not valid: expected one of: none, default",
        "transmit-cookie | 0102030405 | transmit-cookie '0102030405' is not valid: a cookie has 0, 4"
            + " or 8 octets, written as 0, 8 or 16 hexadecimal digits",
        "interface-name | averylongname123 | interface-name 'averylongname123' is not valid: an"
            + " interface name has 1 to 15 characters",
        "interface-name | a/b | interface-name 'a/b' is not valid: an interface name contains no"
            + " '/' and no ':'",
        "interface-name | . | interface-name '.' is not valid: '.' and '..' are no interface names",
        "interface-name | all | interface-name 'all' is not valid: 'all' and 'default' mean all"
            + " interfaces in settings of the kernel",
        "interface-name | default | interface-name 'default' is not valid: 'all' and 'default' mean"
            + " all interfaces in settings of the kernel",
        "interface-name | .. | interface-name '..' is not valid: '.' and '..' are no interface"
            + " names",
        "interface-name | pw%d | interface-name 'pw%d' is not valid: an interface name contains no"
            + " '%': the kernel would number it",
        "local-session-id | 0 | local-session-id '0' is not valid: a session id is a number from 1"
            + " to 4294967295",
        "local-session-id | -1 | local-session-id '-1' is not valid: a session id is a number from"
            + " 1 to 4294967295",
        "local-session-id | 0x1 | local-session-id '0x1' is not valid: expected a number from 1 to"
            + " 4294967295",
        "local-session-id | x | local-session-id 'x' is not valid: expected a number from 1 to"
            + " 4294967295",
        "tunnel | `` | tunnel '' is not valid: a name has 1 to 63 characters",
      })
  void reportsTheProblemOfAValue(String leaf, String text, String message) {
    var refused = assertThrows(InvalidValueException.class, () -> pseudowireLeaf(leaf).parse(text));
    assertEquals(message, refused.getMessage());
  }

  @Test
  void rejectsInvalidAddresses() {
    var type = leaf(L2tpModel.tunnel("x").node(L2tpModel.PEER_ADDRESS));
    for (String text : new String[] {"10.0.0.256", "fe80::1%eth0", "host", ""}) {
      var refused = assertThrows(InvalidValueException.class, () -> type.parse(text));
      assertEquals(
          "peer-address '" + text + "' is not valid: expected an IPv4 or IPv6 address",
          refused.getMessage());
    }
  }

  @Test
  void parsesValues() throws InvalidValueException {
    assertEquals("auto", pseudowireLeaf("mtu").parse("auto"));
    assertEquals(Uint16.valueOf(1400), pseudowireLeaf("mtu").parse(" 1400\n"));
    assertEquals(Uint32.MAX_VALUE, pseudowireLeaf("local-session-id").parse("4294967295"));
    assertEquals(Uint32.valueOf(21), pseudowireLeaf("local-session-id").parse("+021"), "no octal");
    assertEquals("t1", pseudowireLeaf("tunnel").parse("t1"));
    assertEquals("", pseudowireLeaf("receive-cookie").parse(""));
    assertEquals(".a", pseudowireLeaf("interface-name").parse(".a"));
    assertEquals("...", pseudowireLeaf("interface-name").parse("..."));
    assertEquals(
        "2001:db8::1",
        leaf(L2tpModel.tunnel("x").node(L2tpModel.PEER_ADDRESS)).parse("2001:db8::1"));
  }

  @Test
  void aRemoteEndIdIsANumberOrOctetsOrTextThatIsNeither() throws InvalidValueException {
    var type = pseudowireLeaf("remote-end-id");
    assertEquals(Uint32.valueOf(17), type.parse("17"));
    for (String text : new String[] {"0x0a0B", "customer 17", "0a", "x"}) {
      assertEquals(text, type.parse(text));
    }
    for (String text : new String[] {"0x", "0x123", "0xzz", "4294967296", "a\nb", ""}) {
      assertThrows(InvalidValueException.class, () -> type.parse(text), text);
    }
  }

  @Test
  void messagesContainNoSecret() {
    for (QName secret : new QName[] {L2tpModel.SECRET, L2tpModel.SECONDARY_SECRET}) {
      var type = leaf(L2tpModel.tunnel("x").node(secret));
      var refused =
          assertThrows(InvalidValueException.class, () -> type.parse("sesame".repeat(50)));
      assertEquals(
          secret.getLocalName() + " is not valid: a secret has 1 to 255 characters",
          refused.getMessage());
    }
  }

  @Test
  void limitsAndCleansValuesInMessages() {
    var refused =
        assertThrows(
            InvalidValueException.class,
            () -> pseudowireLeaf("name").parse("a\u0007" + "b".repeat(1000)));
    assertTrue(refused.getMessage().length() < 150, refused.getMessage());
    assertFalse(refused.getMessage().contains("\u0007"));
  }

  private static LeafType pseudowireLeaf(String name) {
    return leaf(PseudowireModel.pseudowire("x").node(QName.create(PseudowireModel.MODULE, name)));
  }

  private static LeafType leaf(YangInstanceIdentifier path) {
    return SCHEMA.leafType(
        (TypedDataSchemaNode) SCHEMA.tree().findChild(path).orElseThrow().dataSchemaNode());
  }

  private static void configurationLeaves(
      DataNodeContainer parent, BiConsumer<TypedDataSchemaNode, LeafType> visitor) {
    for (DataSchemaNode child : parent.getChildNodes()) {
      if (!child.effectiveConfig().orElse(true)) {
        continue;
      }
      switch (child) {
        case TypedDataSchemaNode leaf -> visitor.accept(leaf, SCHEMA.leafType(leaf));
        case ChoiceSchemaNode choice ->
            choice.getCases().forEach(branch -> configurationLeaves(branch, visitor));
        case DataNodeContainer container -> configurationLeaves(container, visitor);
        default -> throw new AssertionError(child.getQName() + " is of no known kind");
      }
    }
  }
}
