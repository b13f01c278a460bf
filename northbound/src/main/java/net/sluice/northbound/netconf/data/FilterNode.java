package net.sluice.northbound.netconf.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.namespace.NamespaceContext;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import net.sluice.manager.api.ConfigError;
import net.sluice.manager.api.ConfigException;
import org.opendaylight.yangtools.yang.common.ErrorTag;
import org.opendaylight.yangtools.yang.common.ErrorType;

/**
 * An element of a subtree filter (RFC 6241 section 6.2).
 *
 * @param namespace empty for any
 * @param attributes true if it has attributes; it matches nothing then, because data has none
 * @param text the content to match, without surrounding white space; empty for none
 * @param prefixes the namespace of the prefix with which the text may begin
 */
public record FilterNode(
    String namespace,
    String name,
    boolean attributes,
    String text,
    NamespaceContext prefixes,
    List<FilterNode> children) {

  /**
   * Reads the parameter {@code filter}, from its start to its end.
   *
   * @throws ConfigException bad-attribute: its type is not subtree
   */
  public static List<FilterNode> readFilter(XMLStreamReader xml)
      throws XMLStreamException, ConfigException {
    for (int i = 0; i < xml.getAttributeCount(); i++) {
      if (xml.getAttributeLocalName(i).equals("type")
          && !xml.getAttributeValue(i).strip().equals("subtree")) {
        throw new ConfigException(
            new ConfigError(
                ErrorType.PROTOCOL,
                ErrorTag.BAD_ATTRIBUTE,
                Optional.empty(),
                Optional.empty(),
                "filter: type is '"
                    + xml.getAttributeValue(i)
                    + "'; use subtree, because the server does not have the capability :xpath",
                Map.of("bad-attribute", "type", "bad-element", "filter")));
      }
    }
    return readChildren(xml);
  }

  /** Reads the elements inside the current one, and moves to its end. */
  public static List<FilterNode> readChildren(XMLStreamReader xml) throws XMLStreamException {
    var children = new ArrayList<FilterNode>();
    while (xml.next() != XMLStreamConstants.END_ELEMENT) {
      if (xml.isStartElement()) {
        children.add(read(xml));
      }
    }
    return List.copyOf(children);
  }

  private static FilterNode read(XMLStreamReader xml) throws XMLStreamException {
    String namespace = Xml.namespace(xml);
    String name = xml.getLocalName();
    boolean attributes = xml.getAttributeCount() > 0;
    var text = new StringBuilder();
    var children = new ArrayList<FilterNode>();
    while (xml.next() != XMLStreamConstants.END_ELEMENT) {
      if (xml.isStartElement()) {
        children.add(read(xml));
      } else if (xml.isCharacters()) {
        text.append(xml.getText());
      }
    }
    String content = text.toString().strip();
    return new FilterNode(
        namespace, name, attributes, content, Prefix.of(content, xml), List.copyOf(children));
  }

  /** Returns true for a selection node (section 6.2.4). */
  boolean isSelection() {
    return children.isEmpty() && text.isEmpty();
  }

  /** Returns true for a content match node (section 6.2.5). */
  boolean isContentMatch() {
    return children.isEmpty() && !text.isEmpty();
  }

  /** Returns true if it applies to nodes of a name. */
  boolean matches(String dataNamespace, String dataName) {
    return !attributes && names(dataNamespace, dataName);
  }

  /** Returns true if it has a name, even if its attributes keep it from matching. */
  boolean names(String dataNamespace, String dataName) {
    return name.equals(dataName) && (namespace.isEmpty() || namespace.equals(dataNamespace));
  }
}
