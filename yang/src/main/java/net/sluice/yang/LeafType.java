package net.sluice.yang;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.opendaylight.yangtools.yang.data.impl.codec.TypeDefinitionAwareCodec;
import org.opendaylight.yangtools.yang.model.api.TypeDefinition;
import org.opendaylight.yangtools.yang.model.api.type.BooleanTypeDefinition;
import org.opendaylight.yangtools.yang.model.api.type.EmptyTypeDefinition;
import org.opendaylight.yangtools.yang.model.api.type.Int16TypeDefinition;
import org.opendaylight.yangtools.yang.model.api.type.Int32TypeDefinition;
import org.opendaylight.yangtools.yang.model.api.type.Int8TypeDefinition;
import org.opendaylight.yangtools.yang.model.api.type.StringTypeDefinition;
import org.opendaylight.yangtools.yang.model.api.type.Uint16TypeDefinition;
import org.opendaylight.yangtools.yang.model.api.type.Uint32TypeDefinition;
import org.opendaylight.yangtools.yang.model.api.type.Uint8TypeDefinition;
import org.opendaylight.yangtools.yang.model.api.type.UnionTypeDefinition;

/**
 * The type of a leaf or leaf-list. Converts text to values, or reports why a text is not valid. The
 * value is in canonical form (RFC 7950 section 9.1), so texts with the same meaning are equal. A
 * leafref has the type of its target; this class does not check that the target exists. Types whose
 * text needs XML namespaces (identityref, instance-identifier) are not supported; no configuration
 * of Sluice has one.
 */
public final class LeafType {
  /** The form of the values of a type in JSON (RFC 7951 section 6). */
  enum JsonKind {
    STRING,
    NUMBER,
    BOOLEAN,
    EMPTY
  }

  private record Member(JsonKind json, Function<String, Object> parser) {}

  /** The last code point of each plane and the one before it are no characters. */
  private static final int NONCHARACTER = 0xFFFE;

  private static final Pattern DECIMAL = Pattern.compile("([+-]?)0*([0-9]+)");

  private final String leaf;
  private final TypeDefinition<?> type;
  private final boolean secret;
  private final List<Member> members;

  /**
   * @param leaf name of the leaf, for messages
   * @param type its type, with leafrefs resolved
   * @param secret true if no message may contain a value
   */
  LeafType(String leaf, TypeDefinition<?> type, boolean secret) {
    this.leaf = leaf;
    this.type = type;
    this.secret = secret;
    this.members = flatten(type);
  }

  /** Returns true if values of the leaf are secret: no message and no state may contain one. */
  public boolean isSecret() {
    return secret;
  }

  /** Returns a description of the values, for messages. */
  public String expected() {
    return TypeText.expected(type);
  }

  /**
   * Returns the value of a text in XML. Ignores white space around it, except in strings.
   *
   * @throws InvalidValueException if the text is not a value of this type
   */
  public Object parse(String text) throws InvalidValueException {
    return parse(text, member -> true);
  }

  /** Returns the value of the text of a JSON token. */
  Object parseJson(JsonKind kind, String text) throws InvalidValueException {
    return parse(text, member -> member.json == kind);
  }

  private Object parse(String text, Predicate<Member> accepted) throws InvalidValueException {
    for (Member member : members) {
      if (accepted.test(member)) {
        try {
          return member.parser.apply(text);
        } catch (IllegalArgumentException e) {
          // The next member of the union may accept the text.
        }
      }
    }
    throw new InvalidValueException(
        leaf + (secret ? "" : " '" + TypeText.quoted(text) + "'") + TypeText.refusal(type, text));
  }

  private static List<Member> flatten(TypeDefinition<?> type) {
    if (type instanceof UnionTypeDefinition union) {
      return union.getTypes().stream().flatMap(member -> flatten(member).stream()).toList();
    }
    return parser(type)
        .map(parser -> List.of(new Member(jsonKind(type), parser)))
        .orElse(List.of());
  }

  private static Optional<Function<String, Object>> parser(TypeDefinition<?> type) {
    if (type instanceof StringTypeDefinition string) {
      var constraints = new StringConstraints(string);
      var canonical = CanonicalText.of(string);
      return Optional.of(text -> canonical.apply(string(constraints, text)));
    }
    boolean integer = jsonKind(type) == JsonKind.NUMBER;
    return Optional.ofNullable(TypeDefinitionAwareCodec.from(type))
        .map(codec -> text -> codec.deserialize(integer ? decimal(text) : text.strip()));
  }

  /**
   * Returns a number without leading zeros, and zero without a sign. yangtools accepts 0x11 and
   * 021, too, but only modules may contain these forms, not data (RFC 7950 section 9.2.1).
   */
  private static String decimal(String text) {
    Matcher number = DECIMAL.matcher(text.strip());
    if (!number.matches()) {
      throw new IllegalArgumentException(text);
    }
    return number.group(2).equals("0") ? "0" : number.group(1) + number.group(2);
  }

  private static String string(StringConstraints constraints, String text) {
    if (constraints.violated(text).isPresent() || !text.codePoints().allMatch(LeafType::isLegal)) {
      throw new IllegalArgumentException(text);
    }
    return text;
  }

  /**
   * Returns true for the characters of a string that XML can carry. JSON can have others. RFC 7950
   * section 9.4 excludes some more, which former versions may have stored.
   */
  private static boolean isLegal(int c) {
    return c >= ' '
        ? (c & 0xFFFF) < NONCHARACTER && !(c >= 0xD800 && c <= 0xDFFF)
        : c == '\t' || c == '\n' || c == '\r';
  }

  private static JsonKind jsonKind(TypeDefinition<?> type) {
    return switch (type) {
      case BooleanTypeDefinition ignored -> JsonKind.BOOLEAN;
      case EmptyTypeDefinition ignored -> JsonKind.EMPTY;
      case Int8TypeDefinition ignored -> JsonKind.NUMBER;
      case Int16TypeDefinition ignored -> JsonKind.NUMBER;
      case Int32TypeDefinition ignored -> JsonKind.NUMBER;
      case Uint8TypeDefinition ignored -> JsonKind.NUMBER;
      case Uint16TypeDefinition ignored -> JsonKind.NUMBER;
      case Uint32TypeDefinition ignored -> JsonKind.NUMBER;
      default -> JsonKind.STRING;
    };
  }
}
