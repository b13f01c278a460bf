package net.sluice.northbound.netconf.session;

import java.util.Set;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import net.sluice.manager.api.ConfigError;
import net.sluice.northbound.netconf.data.Xml;
import net.sluice.yang.Paths;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;

/** Writes errors as {@code rpc-error} (RFC 6241 section 4.3). */
final class ErrorWriter {
  /** The elements of error-info that RFC 6241 appendix A defines. */
  private static final Set<String> BASE_INFO =
      Set.of(
          "bad-attribute",
          "bad-element",
          "bad-namespace",
          "session-id",
          "ok-element",
          "err-element",
          "noop-element");

  private ErrorWriter() {}

  static void write(XMLStreamWriter xml, ConfigError error) throws XMLStreamException {
    xml.writeStartElement("rpc-error");
    leaf(xml, "error-type", error.type().elementBody());
    leaf(xml, "error-tag", error.tag().elementBody());
    leaf(xml, "error-severity", "error");
    if (error.appTag().isPresent()) {
      leaf(xml, "error-app-tag", error.appTag().get());
    }
    if (error.path().isPresent()) {
      xml.writeStartElement("error-path");
      path(xml, error.path().get());
    }
    xml.writeStartElement("error-message");
    xml.writeAttribute("xml:lang", "en");
    xml.writeCharacters(Xml.clean(error.message()));
    xml.writeEndElement();
    if (!error.info().isEmpty() || !error.nonUnique().isEmpty()) {
      xml.writeStartElement("error-info");
      for (var info : error.info().entrySet()) {
        info(xml, info.getKey(), info.getValue());
      }
      for (YangInstanceIdentifier leaf : error.nonUnique()) {
        xml.writeStartElement("non-unique");
        xml.writeDefaultNamespace(Xml.YANG);
        path(xml, leaf);
      }
      xml.writeEndElement();
    }
    xml.writeEndElement();
  }

  /** Writes the content of an element that is a path, and the end of the element. */
  private static void path(XMLStreamWriter xml, YangInstanceIdentifier identifier)
      throws XMLStreamException {
    var path = Paths.xml(identifier);
    for (var namespace : path.namespaces().entrySet()) {
      xml.writeNamespace(namespace.getKey(), namespace.getValue());
    }
    xml.writeCharacters(Xml.clean(path.text()));
    xml.writeEndElement();
  }

  private static void info(XMLStreamWriter xml, String name, String value)
      throws XMLStreamException {
    xml.writeStartElement(name);
    if (!BASE_INFO.contains(name)) {
      xml.writeDefaultNamespace(Xml.YANG);
    }
    xml.writeCharacters(Xml.clean(value));
    xml.writeEndElement();
  }

  private static void leaf(XMLStreamWriter xml, String name, String value)
      throws XMLStreamException {
    xml.writeStartElement(name);
    xml.writeCharacters(Xml.clean(value));
    xml.writeEndElement();
  }
}
