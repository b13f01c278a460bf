package net.sluice.northbound.netconf.data;

import java.util.Iterator;
import java.util.List;
import javax.xml.namespace.NamespaceContext;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * The prefix of a value such as {@code if:ethernet} with its namespace. It stays valid after the
 * reader has left the element that declares it.
 */
record Prefix(String prefix, String namespace) implements NamespaceContext {

  private static final Prefix NONE = new Prefix("", "");

  /** Returns the prefix of a text, as declared at the current element of a reader. */
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
  public @Nullable String getPrefix(String uri) {
    return uri.equals(namespace) ? prefix : null;
  }

  @Override
  public Iterator<String> getPrefixes(String uri) {
    return uri.equals(namespace) ? List.of(prefix).iterator() : List.<String>of().iterator();
  }
}
