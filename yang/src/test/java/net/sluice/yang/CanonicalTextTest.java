package net.sluice.yang;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.model.api.LeafSchemaNode;
import org.opendaylight.yangtools.yang.model.api.source.SourceIdentifier;
import org.opendaylight.yangtools.yang.model.spi.source.StringYangTextSource;
import org.opendaylight.yangtools.yang.parser.api.YangParserException;
import org.opendaylight.yangtools.yang.parser.api.YangParserFactory;

/** Canonical forms of all types that have one, with a module that uses more than Sluice does. */
class CanonicalTextTest {
  private static final Types TYPES = Types.parse();

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "ip | 192.0.2.1 | 192.0.2.1",
        "ip | 2001:DB8::1 | 2001:db8::1",
        "ip | 2001:0db8:0000:0000:0000:0000:0000:0001 | 2001:db8::1",
        "ip | 2001:db8:0:1:1:1:1:1 | 2001:db8:0:1:1:1:1:1",
        "ip | 2001:db8::1:1:1:1:1 | 2001:db8:0:1:1:1:1:1",
        "ip | 2001:0:0:1:0:0:0:1 | 2001:0:0:1::1",
        "ip | 2001:db8:0:0:1:0:0:1 | 2001:db8::1:0:0:1",
        "ip | 0:0:0:0:0:0:0:0 | ::",
        "ip | ::FFFF:192.0.2.1 | ::ffff:192.0.2.1",
        "ip | ::ffff:c000:0201 | ::ffff:192.0.2.1",
        "zoned | FE80::0001%eth0 | fe80::1%eth0",
        "zoned | 192.0.2.1%1 | 192.0.2.1%1",
        "prefix | 10.0.0.1/8 | 10.0.0.0/8",
        "prefix | 10.1.2.3/32 | 10.1.2.3/32",
        "prefix | 255.255.255.255/0 | 0.0.0.0/0",
        "prefix | 192.0.2.255/25 | 192.0.2.128/25",
        "prefix | 2001:DB8::1/32 | 2001:db8::/32",
        "prefix | 2001:DB8::FFFF/127 | 2001:db8::fffe/127",
        "prefix | ::ffff:192.0.2.1/120 | ::ffff:192.0.2.0/120",
        "host | WWW.Example.ORG | www.example.org",
        "host | 2001:DB8::1 | 2001:db8::1",
        "mac | 00:00:5E:00:53:AF | 00:00:5e:00:53:af",
        "hex | AB:CD | ab:cd",
        "uuid | F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6 | f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
        "time | 2026-11-30T22:00:00Z | 2026-11-30T22:00:00+00:00",
        "time | 2026-11-30T23:00:00.50+01:00 | 2026-11-30T22:00:00.50+00:00",
        "time | 2026-11-30T22:00:00-00:00 | 2026-11-30T22:00:00-00:00",
        "time | 2016-12-31T23:59:60Z | 2016-12-31T23:59:60Z",
        "number | +5 | 5",
        "number | 0005 | 5",
        "number | -0 | 0",
        "number | ` 7\n` | 7",
        "decimal | 1.50 | 1.5",
        "decimal | +01.5 | 1.5",
        "decimal | 3 | 3.0",
        "flag | ` true ` | true",
        "either | +9 | 9",
        "either | 00:AA:bb:CC:dd:EE | 00:aa:bb:cc:dd:ee",
        "own | 2001:DB8::/32 | 2001:db8::/32",
        "plain | AbC | AbC",
      })
  void valuesHaveTheirCanonicalForm(String leaf, String text, String expected) throws Exception {
    var type = TYPES.of(leaf);
    assertEquals(expected, type.parse(text).toString());
    assertEquals(type.parse(text), type.parse(expected));
  }

  @ParameterizedTest
  @CsvSource({"number, 0x10", "number, 5.0", "number, ''", "flag, TRUE", "flag, 1", "decimal, 1e3"})
  void otherFormsAreNoValues(String leaf, String text) {
    assertThrows(InvalidValueException.class, () -> TYPES.of(leaf).parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"b a", "a  b"})
  void bitsAreInTheOrderOfTheirPositions(String text) throws Exception {
    assertEquals("[a, b]", TYPES.of("flags").parse(text).toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u0001", "a\u001Fb", "\uFFFE", "\uD800", "\uDBFF\uDFFF"})
  void aStringHasOnlyCharactersThatXmlCanCarry(String text) {
    assertThrows(InvalidValueException.class, () -> TYPES.of("plain").parse(text));
  }

  @Property
  void anAddressHasOneText(@ForAll @Size(16) byte[] octets) throws Exception {
    var type = TYPES.of("ip");
    String full =
        IntStream.range(0, 8)
            .mapToObj(i -> HexFormat.of().withUpperCase().formatHex(octets, 2 * i, 2 * i + 2))
            .collect(Collectors.joining(":"));
    String canonical = type.parse(full).toString();
    assertEquals(canonical, type.parse(canonical));
    assertTrue(canonical.length() <= full.length());
    assertEquals(InetAddress.getByName(full), InetAddress.getByName(canonical));
  }

  @Property
  void aPrefixHasNoBitsBehindItsLength(
      @ForAll("addresses") byte[] octets, @ForAll @IntRange(max = 128) int anyLength)
      throws Exception {
    int length = anyLength % (octets.length * 8 + 1);
    String text = InetAddress.getByAddress(octets).getHostAddress() + "/" + length;
    String canonical = TYPES.of("prefix").parse(text).toString();
    assertEquals(canonical, TYPES.of("prefix").parse(canonical));
    byte[] zeroed = parse(canonical.substring(0, canonical.indexOf('/')));
    for (int bit = 0; bit < octets.length * 8; bit++) {
      int expected = bit < length ? bit(octets, bit) : 0;
      assertEquals(expected, bit(zeroed, bit), text + " " + canonical);
    }
  }

  /** Octets of addresses with many zeros, which are shortened. Not of mapped IPv4 addresses. */
  @Provide
  Arbitrary<byte[]> addresses() {
    var octet = Arbitraries.of((byte) 0, (byte) 0, (byte) 0, (byte) 1, (byte) 0x80, (byte) 0xFF);
    return Arbitraries.of(4, 16)
        .flatMap(size -> octet.array(byte[].class).ofSize(size))
        .filter(octets -> octets.length == 4 || octets[0] != 0);
  }

  private static byte[] parse(String literal) throws UnknownHostException {
    return InetAddress.getByName(literal).getAddress();
  }

  private static int bit(byte[] octets, int bit) {
    return octets[bit / 8] >> (7 - bit % 8) & 1;
  }

  private record Types(org.opendaylight.yangtools.yang.model.api.EffectiveModelContext context) {
    private static final String[] IMPORTED = {
      "ietf-inet-types@2013-07-15", "ietf-yang-types@2013-07-15"
    };

    LeafType of(String leaf) {
      var name = QName.create("urn:test", "2026-01-01", leaf);
      return new LeafType(leaf, ((LeafSchemaNode) context.dataChildByName(name)).getType(), false);
    }

    static Types parse() {
      var parser =
          ServiceLoader.load(YangParserFactory.class).findFirst().orElseThrow().createParser();
      try {
        for (String module : IMPORTED) {
          try (var stream =
              CanonicalTextTest.class.getResourceAsStream("/META-INF/yang/" + module + ".yang")) {
            parser.addSource(
                source(module, new String(stream.readAllBytes(), StandardCharsets.UTF_8)));
          }
        }
        parser.addSource(
            source(
                "test@2026-01-01",
                """
                module test {
                  yang-version 1.1;
                  namespace "urn:test";
                  prefix t;
                  import ietf-inet-types { prefix inet; }
                  import ietf-yang-types { prefix yang; }
                  revision 2026-01-01;
                  typedef network { type inet:ipv6-prefix { length "1..20"; } }
                  leaf ip { type inet:ip-address-no-zone; }
                  leaf zoned { type inet:ip-address; }
                  leaf prefix { type inet:ip-prefix; }
                  leaf host { type inet:host; }
                  leaf mac { type yang:mac-address; }
                  leaf hex { type yang:hex-string; }
                  leaf uuid { type yang:uuid; }
                  leaf time { type yang:date-and-time; }
                  leaf number { type int8; }
                  leaf decimal { type decimal64 { fraction-digits 2; } }
                  leaf flag { type boolean; }
                  leaf flags { type bits { bit a { position 1; } bit b { position 4; } } }
                  leaf either { type union { type uint8; type yang:mac-address; } }
                  leaf own { type network; }
                  leaf plain { type string; }
                }
                """));
        return new Types(parser.buildEffectiveModel());
      } catch (IOException | YangParserException e) {
        throw new AssertionError(Arrays.toString(IMPORTED), e);
      }
    }

    private static StringYangTextSource source(String module, String text) {
      int at = module.indexOf('@');
      return new StringYangTextSource(
          new SourceIdentifier(module.substring(0, at), module.substring(at + 1)), text);
    }
  }
}
