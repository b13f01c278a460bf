package net.sluice.northbound.netconf.operation;

import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** The content of an {@code rpc-reply}. */
@FunctionalInterface
public interface Reply {
  /** The reply {@code ok}, without data. */
  Reply OK = xml -> xml.writeEmptyElement("ok");

  /**
   * Writes the content.
   *
   * @param xml is inside of rpc-reply; the default namespace is that of NETCONF
   */
  void write(XMLStreamWriter xml) throws XMLStreamException;
}
