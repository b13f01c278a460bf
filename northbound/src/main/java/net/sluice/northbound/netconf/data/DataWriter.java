package net.sluice.northbound.netconf.data;

import java.util.ArrayDeque;
import java.util.Deque;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import net.sluice.northbound.load.Computing;

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
  private final Computing computing;
  private final Deque<Open> open = new ArrayDeque<>();
  private final Deque<String> namespaces = new ArrayDeque<>();

  /**
   * @param namespace the default namespace at the position of the writer
   * @param computing the computing that writes
   */
  public DataWriter(XMLStreamWriter xml, String namespace, Computing computing) {
    this.xml = xml;
    this.computing = computing;
    namespaces.push(namespace);
  }

  /** Writes the children of a root. */
  public void write(Data.Inner root) throws XMLStreamException {
    root.children(null, this::writeAll);
  }

  /** Writes the parts of a root that a filter selects. */
  public void write(Data.Inner root, SubtreeFilter filter) throws XMLStreamException {
    root.children(filter, child -> writeSelected(child, filter));
  }

  /** Writes a node with all of its content. */
  public void writeAll(Data data) throws XMLStreamException {
    computing.step();
    switch (data) {
      case Data.Leaf leaf -> writeLeaf(leaf);
      case Data.Inner inner -> {
        start(inner);
        inner.children(null, this::writeAll);
        end();
      }
    }
  }

  private void writeSelected(Data data, SubtreeFilter filter) throws XMLStreamException {
    computing.step();
    var siblings = filter.siblings(data);
    if (siblings.isEmpty()) {
      return;
    }
    switch (data) {
      case Data.Leaf leaf -> {
        if (siblings.get().selects(leaf)) {
          writeOpen();
          if (!leaf.isKey()) {
            writeLeaf(leaf);
          }
        }
      }
      case Data.Inner inner -> writeInside(inner, siblings.get().below(inner));
    }
  }

  private void writeInside(Data.Inner inner, SubtreeFilter below) throws XMLStreamException {
    if (below == SubtreeFilter.ALL) {
      writeOpen();
      writeAll(inner);
    } else if (!below.isEmpty()) {
      open.addLast(new Open(inner));
      inner.children(below, child -> writeSelected(child, below));
      if (open.removeLast().written) {
        end();
      }
    }
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
