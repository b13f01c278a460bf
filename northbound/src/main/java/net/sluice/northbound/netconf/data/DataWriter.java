package net.sluice.northbound.netconf.data;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Writes data as a stream: all of it, or the nodes that a subtree filter selects (RFC 6241 section
 * 6). An element is opened when the first node inside it is written. So containers in which nothing
 * matches are not written, and nothing is collected in memory.
 */
public final class DataWriter {
  /** An inner node on the way to the current one. Its start is written when a node inside it is. */
  private static final class Open {
    final Data.Inner data;
    boolean written;

    Open(Data.Inner data) {
      this.data = data;
    }
  }

  private final XMLStreamWriter xml;
  private final Deque<Open> open = new ArrayDeque<>();
  private final Deque<String> namespaces = new ArrayDeque<>();

  /**
   * @param namespace the default namespace at the position of the writer
   */
  public DataWriter(XMLStreamWriter xml, String namespace) {
    this.xml = xml;
    namespaces.push(namespace);
  }

  /** Writes the children of a root. */
  public void write(Data.Inner root) throws XMLStreamException {
    root.children(null, this::writeAll);
  }

  /** Writes the parts of a root that the filters select. */
  public void write(Data.Inner root, Collection<FilterNode> filters) throws XMLStreamException {
    root.children(filters, child -> writeSelected(child, matching(filters, child)));
  }

  /** Writes a node with all of its content. */
  public void writeAll(Data data) throws XMLStreamException {
    switch (data) {
      case Data.Leaf leaf -> writeLeaf(leaf);
      case Data.Inner inner -> {
        start(inner);
        inner.children(null, this::writeAll);
        end();
      }
    }
  }

  /**
   * @param filters the filters whose name matches the node
   */
  private void writeSelected(Data data, List<FilterNode> filters) throws XMLStreamException {
    switch (data) {
      case Data.Leaf leaf -> {
        if (selects(leaf, filters)) {
          writeOpen();
          if (!leaf.isKey()) {
            writeLeaf(leaf);
          }
        }
      }
      case Data.Inner inner -> writeSelected(inner, filters);
    }
  }

  private static boolean selects(Data.Leaf leaf, List<FilterNode> filters) {
    return filters.stream()
        .anyMatch(
            filter ->
                filter.isSelection()
                    || (filter.isContentMatch() && FilterMatch.matchesValue(filter, leaf)));
  }

  private void writeSelected(Data.Inner inner, List<FilterNode> filters) throws XMLStreamException {
    var below = new ArrayList<FilterNode>();
    for (FilterNode filter : filters) {
      if (filter.isContentMatch() || !contentMatches(inner, filter)) {
        continue;
      }
      if (filter.children().stream().allMatch(FilterNode::isContentMatch)) {
        writeOpen();
        writeAll(inner); // a selection node, or one with content matches only
        return;
      }
      below.addAll(filter.children());
    }
    if (below.isEmpty()) {
      return;
    }
    open.addLast(new Open(inner));
    inner.children(below, child -> writeSelected(child, matching(below, child)));
    if (open.removeLast().written) {
      end();
    }
  }

  private static List<FilterNode> matching(Collection<FilterNode> filters, Data data) {
    return filters.stream()
        .filter(filter -> filter.matches(data.namespace(), data.name()))
        .toList();
  }

  private static boolean contentMatches(Data.Inner inner, FilterNode filter)
      throws XMLStreamException {
    for (FilterNode match : filter.children()) {
      if (match.isContentMatch()) {
        var found = new boolean[1];
        inner.children(List.of(match), child -> found[0] |= FilterMatch.matchesValue(match, child));
        if (!found[0]) {
          return false;
        }
      }
    }
    return true;
  }

  /** Writes the starts of the enclosing elements that are not written yet, each with its keys. */
  private void writeOpen() throws XMLStreamException {
    for (Open element : open) {
      if (!element.written) {
        element.written = true;
        start(element.data);
        element.data.keys(this::writeAll);
      }
    }
  }

  private void start(Data data) throws XMLStreamException {
    xml.writeStartElement(data.name());
    if (!data.namespace().equals(namespaces.element())) {
      xml.writeDefaultNamespace(data.namespace());
    }
    namespaces.push(data.namespace());
  }

  private void end() throws XMLStreamException {
    xml.writeEndElement();
    namespaces.pop();
  }

  private void writeLeaf(Data.Leaf leaf) throws XMLStreamException {
    start(leaf);
    leaf.writeValue(xml);
    end();
  }
}
