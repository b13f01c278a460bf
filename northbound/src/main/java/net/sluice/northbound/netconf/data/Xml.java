package net.sluice.northbound.netconf.data;

import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import javax.xml.stream.Location;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import javax.xml.stream.XMLStreamWriter;

/** The namespaces of NETCONF, and helpers to read and write XML as a stream. Thread: any. */
public final class Xml {
  /** The namespace of the elements of NETCONF itself (RFC 6241). */
  public static final String BASE = "urn:ietf:params:xml:ns:netconf:base:1.0";

  /** The namespace of ietf-netconf-monitoring (RFC 6022). */
  public static final String MONITORING = "urn:ietf:params:xml:ns:yang:ietf-netconf-monitoring";

  /** The namespace of ietf-yang-library (RFC 8525). */
  public static final String LIBRARY = "urn:ietf:params:xml:ns:yang:ietf-yang-library";

  /**
   * The namespace of create-subscription and of the envelope of notifications (RFC 5277 section 4).
   */
  public static final String NOTIFICATION = "urn:ietf:params:xml:ns:netconf:notification:1.0";

  /**
   * The namespace of the list of streams, and of the notifications at the end of replay and
   * subscription (RFC 5277 section 3.4).
   */
  public static final String STREAMS = "urn:ietf:params:xml:ns:netmod:notification";

  /** The namespace of notifications about the server itself (RFC 6470). */
  public static final String SERVER_EVENTS =
      "urn:ietf:params:xml:ns:yang:ietf-netconf-notifications";

  /**
   * The namespace of actions, and of elements of error-info that RFC 6241 does not have (RFC 7950).
   */
  public static final String YANG = "urn:ietf:params:xml:ns:yang:1";

  // The implementation of the JDK, because its limits are known. Others may be on the class path.
  private static final XMLInputFactory INPUT = XMLInputFactory.newDefaultFactory();
  private static final XMLOutputFactory OUTPUT = XMLOutputFactory.newDefaultFactory();

  static {
    OUTPUT.setProperty("escapeCharacters", false); // XmlOutput does it
    INPUT.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    INPUT.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    INPUT.setProperty(XMLInputFactory.IS_COALESCING, true);
    INPUT.setProperty("jdk.xml.maxElementDepth", "0"); // MessageReader limits the depth
    INPUT.setXMLResolver(
        (publicId, systemId, base, namespace) -> {
          throw new XmlSyntaxException("external entities are not allowed", null);
        });
  }

  private Xml() {}

  /**
   * Reads a message up to its root element.
   *
   * @return a reader whose exceptions are all {@link XmlSyntaxException}
   * @throws XMLStreamException not well-formed, of another version than 1.0, with a document type
   *     declaration, or with a text of more than 1 MiB
   */
  public static XMLStreamReader reader(InputStream in) throws XMLStreamException {
    var xml = new MessageReader(parser(new TextLimit(in)));
    if (xml.getVersion() != null && !xml.getVersion().equals("1.0")) {
      // The parser knows 1.1, in which other characters and names are allowed than in a reply.
      throw new XmlSyntaxException("the version of XML must be 1.0", xml.getLocation());
    }
    while (!xml.isStartElement()) {
      if (xml.next() == XMLStreamConstants.DTD) {
        // RFC 6241 section 3: document type declarations must not appear.
        throw new XmlSyntaxException(
            "a document type declaration is not allowed", xml.getLocation());
      }
    }
    return xml;
  }

  private static XMLStreamReader parser(InputStream in) throws XMLStreamException {
    // The parser writes to stderr about octets that are not UTF-8, so it gets characters.
    var text =
        new InputStreamReader(
            in,
            StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT));
    try {
      synchronized (INPUT) { // XMLInputFactory is not specified to be thread-safe
        return INPUT.createXMLStreamReader(text);
      }
    } catch (XMLStreamException e) {
      throw XmlSyntaxException.of(e);
    }
  }

  /**
   * Reads to the end of the message.
   *
   * @throws XMLStreamException other content follows the root element
   */
  public static void finish(XMLStreamReader xml) throws XMLStreamException {
    while (xml.hasNext()) {
      xml.next();
    }
  }

  /** Returns a writer that escapes what a reader would change, see {@link XmlOutput}. */
  public static XMLStreamWriter writer(OutputStream out) throws XMLStreamException {
    synchronized (OUTPUT) {
      return new XmlOutput(OUTPUT.createXMLStreamWriter(out, "UTF-8"), out);
    }
  }

  /**
   * Returns true if the current element has a namespace, or none at all. The elements of NETCONF
   * and of its operations are accepted without a namespace, because clients send them as their
   * users write them. Data must have its namespace.
   */
  public static boolean in(XMLStreamReader xml, String namespace) {
    String own = namespace(xml);
    return own.isEmpty() || own.equals(namespace);
  }

  /** Returns the namespace of the current element; empty for none. */
  public static String namespace(XMLStreamReader xml) {
    return xml.getNamespaceURI() == null ? "" : xml.getNamespaceURI();
  }

  /** Returns true if the current element has a name, {@link #in} a namespace. */
  public static boolean is(XMLStreamReader xml, String namespace, String name) {
    return name.equals(xml.getLocalName()) && in(xml, namespace);
  }

  /** Returns true if the current element has a name, {@link #in} the namespace of NETCONF. */
  public static boolean isBase(XMLStreamReader xml, String name) {
    return is(xml, BASE, name);
  }

  /** Returns the name of the current element for a message, with its namespace if it has one. */
  public static String nameOf(XMLStreamReader xml) {
    String namespace = namespace(xml);
    return xml.getLocalName() + (namespace.isEmpty() ? "" : " of " + namespace);
  }

  /** Moves from the start of an element to its end. */
  public static void skip(XMLStreamReader xml) throws XMLStreamException {
    for (int depth = 1; depth > 0; ) {
      switch (xml.next()) {
        case XMLStreamConstants.START_ELEMENT -> depth++;
        case XMLStreamConstants.END_ELEMENT -> depth--;
        default -> {}
      }
    }
  }

  /** Returns a time as YANG's date-and-time, to the millisecond. */
  public static String time(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MILLIS).toString();
  }

  /** Returns a position as text for a message. */
  public static String position(Location location) {
    return "line " + location.getLineNumber() + ", column " + location.getColumnNumber();
  }

  /** Replaces the characters that XML 1.0 can not carry by U+FFFD. */
  public static String clean(String text) {
    if (text.chars().allMatch(Xml::isPlain)) {
      return text;
    }
    var clean = new StringBuilder();
    text.codePoints().map(c -> isXml(c) ? c : 0xFFFD).forEach(clean::appendCodePoint);
    return clean.toString();
  }

  private static boolean isPlain(int c) {
    return (c >= 0x20 && c < 0xD800) || c == '\n' || c == '\t';
  }

  /** Returns true for a character that XML 1.0 can carry (section 2.2). */
  static boolean isXml(int c) {
    return isPlain(c) || c == '\r' || (c >= 0xE000 && c <= 0xFFFD) || c >= 0x10000;
  }
}
