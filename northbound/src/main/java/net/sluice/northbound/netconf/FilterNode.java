package net.sluice.northbound.netconf;

import java.util.ArrayList;
import java.util.List;
import javax.xml.namespace.NamespaceContext;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * An element of a subtree filter (RFC 6241 section 6.2).
 *
 * @param namespace empty for any
 * @param attributes whether it has attributes: no data of ours does, so that it matches nothing
 * @param text the content to match, without the white space around it; empty for none
 * @param prefixes the namespace of the prefix that the text may begin with
 */
record FilterNode(
    String namespace,
    String name,
    boolean attributes,
    String text,
    NamespaceContext prefixes,
    List<FilterNode> children) {

  /** Reads the elements inside the current element, and moves to its end. */
  static List<FilterNode> readChildren(XMLStreamReader xml) throws XMLStreamException {
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

  boolean isSelection() {
    return children.isEmpty() && text.isEmpty();
  }

  boolean isContentMatch() {
    return children.isEmpty() && !text.isEmpty();
  }

  /** Whether it is about nodes of this name. */
  boolean matches(String dataNamespace, String dataName) {
    return !attributes
        && name.equals(dataName)
        && (namespace.isEmpty() || namespace.equals(dataNamespace));
  }

  /** Whether its content matches a node. */
  boolean matchesValue(Data data) {
    return matches(data.namespace(), data.name())
        && data instanceof Data.Leaf leaf
        && leaf.is(text, prefixes);
  }
}
