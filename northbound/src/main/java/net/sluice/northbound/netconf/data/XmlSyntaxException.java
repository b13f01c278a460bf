package net.sluice.northbound.netconf.data;

import java.nio.charset.CharacterCodingException;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.Location;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;

/**
 * A message can not be read as XML. The text is always Sluice's own: those of the parser depend on
 * the version and the language of Java, and some are only a URL or the name of a property.
 */
public final class XmlSyntaxException extends XMLStreamException {
  private static final long serialVersionUID = 1L;

  private static final String UNKNOWN = "the XML is not well-formed";

  private static final String ENDS = "the XML ends in the middle";
  private static final String TWICE = "the attribute $1 is given twice";
  private static final String UNBOUND = "the prefix $1 has no namespace";
  private static final String AMPERSAND =
      "an & is not the start of a complete reference; write &amp; for the character";

  /** The English texts of the JDK's parser, each with the text of Sluice. */
  private static final List<Map.Entry<Pattern, String>> TEXTS =
      List.of(
          text("Premature end of file", ENDS),
          text("start and end within the same entity", ENDS),
          text("element type \"(.*)\" must be terminated", "the element $1 has no end tag"),
          text("Attribute name \"(.*)\" associated .* ' = '", "the attribute $1 has no value"),
          text("quote is expected for attribute \"(.*)\" assoc", "the value of $1 lacks a quote"),
          text("value of attribute \"(.*)\" assoc.* '<'", "the value of $1 has a <; write &lt;"),
          text("octets between two tags", "there are more than 1048576 octets between two tags"),
          text("#AttributeNotUnique\\?.*&(.*)", TWICE),
          text("#AttributeNSNotUnique\\?.*?&(.*?)&", TWICE),
          text("Attribute \"(.*)\" was already specified", TWICE),
          text("#ElementPrefixUnbound\\?(.*)&", UNBOUND),
          text("#AttributePrefixUnbound\\?.*&(.*)", UNBOUND),
          text("#EmptyPrefixedAttName|#CantBindXML", "a prefix can not have this namespace"),
          text("entity \"(.*)\" was referenced", "the entity $1 is not defined"),
          text("Character reference \"(.*)\" is an invalid", "XML can not carry the character $1;"),
          text("invalid XML character \\(Unicode: 0x(\\w+)", "XML can not carry U+$1"),
          text("reference to entity \"(.*)\" must end", "the reference &$1 lacks its semicolon"),
          text("entity name must immediately follow", AMPERSAND),
          text("representation must immediately follow", AMPERSAND),
          text("\"]]>\" must not appear", "text has the characters ]]>; write ]]&gt;"),
          text("\"--\" is not permitted", "a comment has the characters --"),
          text("following the root element|trailing section", "text follows the root element"),
          text("preceding the root element|prolog", "the text does not begin with an element"),
          text("instruction target matching", "an XML declaration stands only at the start"),
          text("XML version \"(.*)\" is not supp", "XML version $1 is not supported; use 1.0"),
          text("Element type \"(.*)\" must be followed", "the start tag of $1 is not correct"),
          text("\"(.*)\" do not match QName", "$1 is not a name"),
          text("JAXP00010002", "an element has too many attributes"),
          text("JAXP00010005", "a name has too many characters"));

  private final String text;

  /**
   * @param text one sentence for the client
   * @param location the position in the message; null if it is not known
   */
  public XmlSyntaxException(String text, @Nullable Location location) {
    super(text);
    this.text = text;
    this.location = location;
  }

  private XmlSyntaxException(String text, @Nullable Location location, Exception cause) {
    this(text, location);
    initCause(cause);
  }

  /** Returns the exception for a failure of the parser. */
  static XmlSyntaxException of(XMLStreamException e) {
    if (e instanceof XmlSyntaxException own) {
      return own;
    }
    if (e.getNestedException() instanceof CharacterCodingException) {
      // The parser reads ahead, so it does not know the position.
      return new XmlSyntaxException("the message is not UTF-8", null, e);
    }
    return new XmlSyntaxException(text(String.valueOf(e.getMessage())), e.getLocation(), e);
  }

  /** Returns the exception for a parser that failed without saying why. */
  static XmlSyntaxException of(RuntimeException e, Location location) {
    return new XmlSyntaxException(UNKNOWN, location, e);
  }

  @Override
  public @Nullable Location getLocation() {
    return location;
  }

  @Override
  public String getMessage() {
    return text;
  }

  private static String text(String message) {
    for (var known : TEXTS) {
      Matcher found = known.getKey().matcher(message);
      if (found.find()) {
        String own = known.getValue();
        return found.groupCount() == 0 ? own : own.replace("$1", found.group(1));
      }
    }
    return UNKNOWN;
  }

  private static Map.Entry<Pattern, String> text(String pattern, String text) {
    return Map.entry(Pattern.compile(pattern), text);
  }
}
