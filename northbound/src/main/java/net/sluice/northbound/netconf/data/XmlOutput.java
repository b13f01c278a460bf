package net.sluice.northbound.netconf.data;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.codehaus.stax2.util.StreamWriterDelegate;

/**
 * A writer whose text and attributes reach the reader as they are. The writer of the JDK leaves the
 * characters alone that a parser changes (XML 1.0 sections 2.11 and 3.3.3): CR anywhere, and TAB
 * and LF in attributes. It also writes characters that XML 1.0 does not have; they become U+FFFD
 * here.
 */
final class XmlOutput extends StreamWriterDelegate {

  private final OutputStream out;

  /**
   * @param xml a writer to {@code out} that does not escape text
   */
  XmlOutput(XMLStreamWriter xml, OutputStream out) {
    super(xml);
    this.out = out;
  }

  @Override
  public void writeCharacters(String text) throws XMLStreamException {
    super.writeCharacters(escape(text, false));
  }

  @Override
  public void writeCharacters(char[] text, int start, int length) throws XMLStreamException {
    writeCharacters(new String(text, start, length));
  }

  @Override
  public void writeAttribute(String name, String value) throws XMLStreamException {
    flush(); // the start tag stays open
    String attribute = " " + name + "=\"" + escape(value, true) + "\"";
    try {
      // The writer of the JDK always escapes attributes, in its own way.
      out.write(attribute.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new XMLStreamException(e);
    }
  }

  @Override
  public void writeAttribute(String namespace, String name, String value)
      throws XMLStreamException {
    writeAttribute(getPrefix(namespace), namespace, name, value);
  }

  @Override
  public void writeAttribute(String prefix, String namespace, String name, String value)
      throws XMLStreamException {
    writeAttribute(prefix + ":" + name, value);
  }

  private static String escape(String text, boolean attribute) {
    int plain = 0;
    while (plain < text.length() && isPlain(text.charAt(plain), attribute)) {
      plain++;
    }
    if (plain == text.length()) {
      return text;
    }
    var escaped = new StringBuilder(text.length() + 16).append(text, 0, plain);
    text.codePoints()
        .skip(Character.codePointCount(text, 0, plain))
        .forEach(c -> append(escaped, c, attribute));
    return escaped.toString();
  }

  private static boolean isPlain(char c, boolean attribute) {
    return (c == '\n' && !attribute)
        || (c >= ' '
            && c < Character.MIN_SURROGATE
            && c != '&'
            && c != '<'
            && c != '>'
            && c != '"');
  }

  private static void append(StringBuilder escaped, int c, boolean attribute) {
    switch (c) {
      case '&' -> escaped.append("&amp;");
      case '<' -> escaped.append("&lt;");
      case '>' -> escaped.append("&gt;"); // so that no text contains ]]>, which ends a message
      case '"' -> escaped.append(attribute ? "&quot;" : "\"");
      case '\r' -> escaped.append("&#xD;");
      case '\n' -> escaped.append(attribute ? "&#xA;" : "\n");
      case '\t' -> escaped.append(attribute ? "&#x9;" : "\t");
      default -> escaped.appendCodePoint(Xml.isXml(c) ? c : 0xFFFD);
    }
  }
}
