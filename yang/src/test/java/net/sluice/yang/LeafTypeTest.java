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
  void describesEveryTypeOfTheConfigurationInWords() {
    var texts = new TreeMap<String, String>();
    configurationLeaves(
        SCHEMA.context(),
        (leaf, type) -> texts.put(leaf.getQName().getLocalName(), type.expected()));
    assertEquals(
        """
        admin-status: one of: up, down
        autoname-interfaces: text of 1 to 7 characters (an interface name consists of printable ASCII characters without spaces; an interface name contains no '/' and no ':'; '.' and '..' are no interface names; an interface name contains no '%': the kernel would number it)
        bridge: text of 1 to 15 characters (an interface name consists of printable ASCII characters without spaces; an interface name contains no '/' and no ':'; '.' and '..' are no interface names; an interface name contains no '%': the kernel would number it)
        data-plane: one of: auto, kernel, userspace
        encapsulation: one of: udp, ip
        interface-name: text of 1 to 15 characters (an interface name consists of printable ASCII characters without spaces; an interface name contains no '/' and no ':'; '.' and '..' are no interface names; an interface name contains no '%': the kernel would number it)
        local-address: an IPv4 or IPv6 address
        local-port: a number from 1 to 65535
        local-session-id: a number from 1 to 4294967295
        local-tunnel-id: a number from 1 to 4294967295
        max-sessions: a number from 0 to 4294967295
        max-tunnels: a number from 0 to 4294967295
        mtu: auto, or a number from 68 to 9216
        name: text of 1 to 63 characters (a name has no control characters, and no space at either end)
        peer-address: an IPv4 or IPv6 address
        peer-port: a number from 1 to 65535
        peer-session-id: a number from 1 to 4294967295
        peer-tunnel-id: a number from 1 to 4294967295
        profile: text of 1 to 63 characters (a name has no control characters, and no space at either end)
        receive-cookie: text (a cookie has 0, 4 or 8 octets, written as 0, 8 or 16 hexadecimal digits)
        sequencing: one of: none, send, receive, both
        signaling: static
        sublayer: one of: none, default
        transmit-cookie: text (a cookie has 0, 4 or 8 octets, written as 0, 8 or 16 hexadecimal digits)
        tunnel: text of 1 to 63 characters (a name has no control characters, and no space at either end)
        type: ethernet
        udp-checksum: true or false
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
        "type | atm | type 'atm' is not valid: expected ethernet",
        "sublayer | x | sublayer 'x' is not valid: expected one of: none, default",
        "transmit-cookie | 0102030405 | transmit-cookie '0102030405' is not valid: a cookie has 0, 4"
            + " or 8 octets, written as 0, 8 or 16 hexadecimal digits",
        "interface-name | averylongname123 | interface-name 'averylongname123' is not valid: an"
            + " interface name has 1 to 15 characters",
        "interface-name | a/b | interface-name 'a/b' is not valid: an interface name contains no"
            + " '/' and no ':'",
        "interface-name | . | interface-name '.' is not valid: '.' and '..' are no interface names",
        "interface-name | .. | interface-name '..' is not valid: '.' and '..' are no interface"
            + " names",
        "interface-name | pw%d | interface-name 'pw%d' is not valid: an interface name contains no"
            + " '%': the kernel would number it",
        "local-session-id | 0 | local-session-id '0' is not valid: a session id is a number from 1"
            + " to 4294967295",
        "local-session-id | -1 | local-session-id '-1' is not valid: a session id is a number from"
            + " 1 to 4294967295",
        "local-session-id | x | local-session-id 'x' is not valid: expected a number from 1 to"
            + " 4294967295",
        "tunnel | `` | tunnel '' is not valid: a name has 1 to 63 characters",
      })
  void saysWhatIsWrongWithAValue(String leaf, String text, String message) {
    var refused = assertThrows(InvalidValueException.class, () -> pseudowireLeaf(leaf).parse(text));
    assertEquals(message, refused.getMessage());
  }

  @Test
  void refusesWhatIsNoAddress() {
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
    assertEquals("t1", pseudowireLeaf("tunnel").parse("t1"));
    assertEquals("", pseudowireLeaf("receive-cookie").parse(""));
    assertEquals(".a", pseudowireLeaf("interface-name").parse(".a"));
    assertEquals("...", pseudowireLeaf("interface-name").parse("..."));
    assertEquals(
        "2001:db8::1",
        leaf(L2tpModel.tunnel("x").node(L2tpModel.PEER_ADDRESS)).parse("2001:db8::1"));
  }

  @Test
  void boundsAndCleansWhatItRepeats() {
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
