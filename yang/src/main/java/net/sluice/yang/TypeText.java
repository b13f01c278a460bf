package net.sluice.yang;

import com.google.common.collect.Range;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.opendaylight.yangtools.yang.model.api.ConstraintMetaDefinition;
import org.opendaylight.yangtools.yang.model.api.TypeDefinition;
import org.opendaylight.yangtools.yang.model.api.type.BitsTypeDefinition;
import org.opendaylight.yangtools.yang.model.api.type.BooleanTypeDefinition;
import org.opendaylight.yangtools.yang.model.api.type.DecimalTypeDefinition;
import org.opendaylight.yangtools.yang.model.api.type.EmptyTypeDefinition;
import org.opendaylight.yangtools.yang.model.api.type.EnumTypeDefinition;
import org.opendaylight.yangtools.yang.model.api.type.LengthConstraint;
import org.opendaylight.yangtools.yang.model.api.type.PatternConstraint;
import org.opendaylight.yangtools.yang.model.api.type.RangeRestrictedTypeDefinition;
import org.opendaylight.yangtools.yang.model.api.type.StringTypeDefinition;
import org.opendaylight.yangtools.yang.model.api.type.UnionTypeDefinition;

/** Describes YANG types in text. */
final class TypeText {
  /** The greatest number of characters of a wrong value in a message. */
  private static final int QUOTED_LENGTH = 64;

  /** Well-known types. A description is easier to understand than their patterns. */
  private static final Map<String, String> WELL_KNOWN =
      Map.of(
          "ip-address-no-zone", "an IPv4 or IPv6 address",
          "ip-prefix", "an IPv4 or IPv6 prefix such as 192.0.2.0/24",
          "dotted-quad", "four numbers from 0 to 255 with dots between them",
          "date-and-time", "a date and time as in RFC 3339",
          "mac-address", "an Ethernet address such as 00:00:5e:00:53:01");

  private static final Set<String> WELL_KNOWN_MODULES =
      Set.of(
          "urn:ietf:params:xml:ns:yang:ietf-inet-types",
          "urn:ietf:params:xml:ns:yang:ietf-yang-types");

  private TypeText() {}

  /** Describes the values of the type, such as "auto, or a number from 68 to 9216". */
  static String expected(TypeDefinition<?> type) {
    Optional<String> wellKnown = wellKnown(type);
    if (wellKnown.isPresent()) {
      return wellKnown.get();
    }
    return switch (type) {
      case EnumTypeDefinition enumeration ->
          oneOf(
              enumeration.getValues().stream().map(EnumTypeDefinition.EnumPair::getName).toList());
      case BooleanTypeDefinition ignored -> "true or false";
      case EmptyTypeDefinition ignored -> "no value";
      case BitsTypeDefinition bits ->
          "any of: "
              + bits.getBits().stream()
                  .map(BitsTypeDefinition.Bit::getName)
                  .collect(Collectors.joining(" "));
      case UnionTypeDefinition union ->
          union.getTypes().stream().map(TypeText::expected).collect(Collectors.joining(", or "));
      case RangeRestrictedTypeDefinition<?, ?> number -> number(number);
      case StringTypeDefinition string -> string(string);
      default -> "a value of type " + type.getQName().getLocalName();
    };
  }

  /** Returns the end of a message about a wrong value: the reason. The value comes before it. */
  static String refusal(TypeDefinition<?> type, String text) {
    String reason =
        violated(type, text)
            .flatMap(ConstraintMetaDefinition::getErrorMessage)
            .orElseGet(() -> "expected " + expected(type));
    return " is not valid: " + reason;
  }

  /** Returns a wrong value for a message: of limited length, without control characters. */
  static String quoted(String text) {
    String shown = text.length() > QUOTED_LENGTH ? text.substring(0, QUOTED_LENGTH) + "..." : text;
    return shown.replaceAll("\\p{Cc}", "\uFFFD");
  }

  private static Optional<String> wellKnown(TypeDefinition<?> type) {
    for (TypeDefinition<?> t = type; t != null; t = t.getBaseType()) {
      String words = WELL_KNOWN.get(t.getQName().getLocalName());
      if (words != null && WELL_KNOWN_MODULES.contains(t.getQName().getNamespace().toString())) {
        return Optional.of(words);
      }
    }
    return Optional.empty();
  }

  private static String oneOf(List<String> names) {
    return names.size() == 1 ? names.getFirst() : "one of: " + String.join(", ", names);
  }

  private static String number(RangeRestrictedTypeDefinition<?, ?> type) {
    String kind = type instanceof DecimalTypeDefinition ? "a decimal number" : "a number";
    return type.getRangeConstraint()
        .map(
            constraint ->
                constraint.getAllowedRanges().asRanges().stream()
                    .map(TypeText::range)
                    .collect(Collectors.joining(" or ", kind + " ", "")))
        .orElse(kind);
  }

  private static String range(Range<?> range) {
    return range.lowerEndpoint().equals(range.upperEndpoint())
        ? "equal to " + range.lowerEndpoint()
        : "from " + range.lowerEndpoint() + " to " + range.upperEndpoint();
  }

  private static String string(StringTypeDefinition type) {
    var constraints = new StringConstraints(type);
    var words = new StringBuilder("text");
    constraints
        .length()
        .filter(TypeText::bounds)
        .ifPresent(length -> words.append(" of ").append(length(length)));
    String patterns =
        constraints.patterns().stream()
            .map(pattern -> pattern.getErrorMessage().orElseGet(() -> pattern(pattern)))
            .collect(Collectors.joining("; "));
    if (!patterns.isEmpty()) {
      words.append(" (").append(patterns).append(')');
    }
    return words.toString();
  }

  /** Returns true if a length constraint limits the length. */
  private static boolean bounds(LengthConstraint constraint) {
    return !constraint.getAllowedRanges().encloses(Range.closed(0, Integer.MAX_VALUE));
  }

  private static String length(LengthConstraint constraint) {
    return constraint.getAllowedRanges().asRanges().stream()
            .map(
                range ->
                    range.lowerEndpoint().equals(range.upperEndpoint())
                        ? "" + range.lowerEndpoint()
                        : range.lowerEndpoint() + " to " + range.upperEndpoint())
            .collect(Collectors.joining(" or "))
        + " characters";
  }

  private static String pattern(PatternConstraint pattern) {
    return (StringConstraints.inverted(pattern) ? "not matching " : "matching ")
        + pattern.getRegularExpressionString();
  }

  private static Optional<? extends ConstraintMetaDefinition> violated(
      TypeDefinition<?> type, String text) {
    return switch (type) {
      case StringTypeDefinition string -> new StringConstraints(string).violated(text);
      case RangeRestrictedTypeDefinition<?, ?> number when isInteger(text) ->
          number.getRangeConstraint();
      default -> Optional.empty();
    };
  }

  private static boolean isInteger(String text) {
    return text.strip().matches("[+-]?[0-9]+");
  }
}
