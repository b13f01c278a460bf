package net.sluice.northbound.netconf.operation;

import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** The content of an {@code rpc-reply}. */
@FunctionalInterface
public interface Reply {
  /** That all went well and there is nothing to tell. */
  Reply OK = xml -> xml.writeEmptyElement("ok");

  /**
   * Writes the content.
   *
   * @param xml stands inside of rpc-reply; the default namespace is the protocol's
   */
  void write(XMLStreamWriter xml) throws XMLStreamException;
}
