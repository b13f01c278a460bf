package net.sluice.northbound.netconf.data;

import java.util.Iterator;
import java.util.List;
import javax.xml.namespace.NamespaceContext;
import javax.xml.stream.XMLStreamReader;

/**
 * The one prefix that a value such as {@code if:ethernet} uses, kept beyond the element that
 * declares it.
 */
record Prefix(String prefix, String namespace) implements NamespaceContext {

  private static final Prefix NONE = new Prefix("", "");

  /** The prefix of a text, as declared at the reader's current element. */
  static Prefix of(String text, XMLStreamReader xml) {
    int colon = text.indexOf(':');
    if (colon < 1) {
      return NONE;
    }
    String prefix = text.substring(0, colon);
    String namespace = xml.getNamespaceURI(prefix);
    return namespace == null ? NONE : new Prefix(prefix, namespace);
  }

  @Override
  public String getNamespaceURI(String name) {
    return name.equals(prefix) ? namespace : "";
  }

  @Override
  public String getPrefix(String uri) {
    return uri.equals(namespace) ? prefix : null;
  }

  @Override
  public Iterator<String> getPrefixes(String uri) {
    return uri.equals(namespace) ? List.of(prefix).iterator() : List.<String>of().iterator();
  }
}
