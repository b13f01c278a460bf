package net.sluice.yang;

import com.google.common.net.InetAddresses;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.opendaylight.yangtools.yang.model.api.TypeDefinition;

/** The canonical form of texts whose type defines one (RFC 7950 section 9.1): those of RFC 6991. */
final class CanonicalText {
  private static final String INET = "urn:ietf:params:xml:ns:yang:ietf-inet-types";
  private static final String YANG = "urn:ietf:params:xml:ns:yang:ietf-yang-types";
  private static final int IPV4_OCTETS = 4;
  private static final int IPV6_OCTETS = 16;

  /** The octets before an IPv4 address that is written as an IPv6 address: ::ffff:0:0/96. */
  private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

  private static final Map<String, UnaryOperator<String>> INET_TYPES =
      Map.of(
          "ipv6-address", CanonicalText::address,
          "ipv4-prefix", CanonicalText::prefix,
          "ipv6-prefix", CanonicalText::prefix,
          "domain-name", CanonicalText::lowerCase);

  private static final Set<String> LOWER_CASE =
      Set.of("mac-address", "phys-address", "hex-string", "uuid");

  private CanonicalText() {}

  /** Returns the function to the canonical form of the valid texts of a string type. */
  static UnaryOperator<String> of(TypeDefinition<?> type) {
    for (TypeDefinition<?> t = type; t != null; t = t.getBaseType()) {
      String name = t.getQName().getLocalName();
      switch (t.getQName().getNamespace().toString()) {
        case INET -> {
          if (INET_TYPES.containsKey(name)) {
            return INET_TYPES.get(name);
          }
        }
        case YANG -> {
          if (LOWER_CASE.contains(name)) {
            return CanonicalText::lowerCase;
          } else if (name.equals("date-and-time")) {
            return CanonicalText::dateAndTime;
          }
        }
        default -> {}
      }
    }
    return UnaryOperator.identity();
  }

  private static String lowerCase(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  /** Keeps the zone of an address: the number of an interface is not known here. */
  private static String address(String text) {
    int zone = text.indexOf('%');
    return zone < 0
        ? text(octets(text))
        : text(octets(text.substring(0, zone))) + text.substring(zone);
  }

  /** Clears the bits that the prefix does not cover. */
  private static String prefix(String text) {
    int slash = text.indexOf('/');
    int length = Integer.parseInt(text.substring(slash + 1));
    byte[] octets = octets(text.substring(0, slash));
    for (int bit = length; bit < octets.length * Byte.SIZE; bit++) {
      octets[bit / Byte.SIZE] &= (byte) ~(0x80 >>> bit % Byte.SIZE);
    }
    return text(octets) + "/" + length;
  }

  /** Returns the 4 or 16 octets of a literal. Java turns a mapped IPv4 address into 4 octets. */
  private static byte[] octets(String literal) {
    byte[] octets = InetAddresses.forString(literal).getAddress();
    if (octets.length == IPV4_OCTETS && literal.indexOf(':') >= 0) {
      byte[] mapped = Arrays.copyOf(MAPPED, IPV6_OCTETS);
      System.arraycopy(octets, 0, mapped, MAPPED.length, IPV4_OCTETS);
      return mapped;
    }
    return octets;
  }

  private static String text(byte[] octets) {
    if (octets.length == IPV6_OCTETS
        && Arrays.equals(octets, 0, MAPPED.length, MAPPED, 0, MAPPED.length)) {
      // RFC 5952 section 5: mixed notation, because the well-known prefix tells what it is.
      return "::ffff:" + text(Arrays.copyOfRange(octets, MAPPED.length, IPV6_OCTETS));
    }
    try {
      InetAddress address =
          octets.length == IPV6_OCTETS
              ? Inet6Address.getByAddress(null, octets, -1)
              : InetAddress.getByAddress(octets);
      return InetAddresses.toAddrString(address);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("an address has 4 or 16 octets", e);
    }
  }

  /**
   * Returns a time with the numeric offset of UTC. The offset -00:00 stands for an unknown time
   * zone and stays.
   */
  private static String dateAndTime(String text) {
    if (text.endsWith("-00:00")) {
      return text;
    }
    try {
      var time = OffsetDateTime.parse(text).withOffsetSameInstant(ZoneOffset.UTC);
      int dot = text.indexOf('.');
      String fraction = dot < 0 ? "" : text.substring(dot).replaceAll("(Z|[+-].*)$", "");
      return DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT).format(time)
          + fraction
          + "+00:00";
    } catch (DateTimeParseException e) {
      return text; // valid for the pattern only, for example with a leap second
    }
  }
}
