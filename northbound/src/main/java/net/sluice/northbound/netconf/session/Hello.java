package net.sluice.northbound.netconf.session;

import java.util.HashSet;
import java.util.Set;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import net.sluice.northbound.netconf.data.Xml;
import net.sluice.northbound.netconf.framing.FrameDecoder;
import net.sluice.northbound.netconf.framing.FramingException;
import net.sluice.northbound.netconf.monitoring.Capabilities;

/** The messages at the start of a session (RFC 6241 section 8.1). */
final class Hello {
  private Hello() {}

  /** Writes the hello of the server. */
  static void write(XMLStreamWriter xml, Capabilities capabilities, long sessionId)
      throws XMLStreamException {
    xml.writeStartElement("hello");
    xml.writeDefaultNamespace(Xml.BASE);
    xml.writeStartElement("capabilities");
    for (String uri : capabilities.uris()) {
      xml.writeStartElement("capability");
      xml.writeCharacters(uri);
      xml.writeEndElement();
    }
    xml.writeEndElement();
    xml.writeStartElement("session-id");
    xml.writeCharacters(Long.toString(sessionId));
    xml.writeEndElement();
    xml.writeEndElement();
  }

  /**
   * Reads the hello of a client.
   *
   * @return the capabilities of the client without their parameters, which do not matter when
   *     versions are compared
   * @throws FramingException the message is not a valid hello
   */
  static Set<String> read(FrameDecoder.Message message) throws FramingException {
    try {
      var capabilities = new HashSet<String>();
      var xml = Xml.reader(message.stream());
      if (!Xml.isBase(xml, "hello")) {
        throw FramingException.malformed("the first message must be hello, not " + Xml.nameOf(xml));
      }
      while (xml.next() != XMLStreamConstants.END_DOCUMENT) {
        if (xml.isStartElement() && Xml.isBase(xml, "session-id")) {
          throw FramingException.malformed("the hello of a client must not have a session-id");
        }
        if (xml.isStartElement() && Xml.isBase(xml, "capability")) {
          capabilities.add(withoutParameters(xml.getElementText().strip()));
        }
      }
      if (!capabilities.contains(Capabilities.BASE_1_0)
          && !capabilities.contains(Capabilities.BASE_1_1)) {
        throw FramingException.malformed("the client has neither base:1.0 nor base:1.1");
      }
      return capabilities;
    } catch (XMLStreamException e) {
      throw FramingException.malformed("the first message must be hello: " + e.getMessage());
    }
  }

  private static String withoutParameters(String uri) {
    int parameters = uri.indexOf('?');
    return parameters < 0 ? uri : uri.substring(0, parameters);
  }
}
