package net.sluice.northbound.netconf.data;

import java.util.Collection;
import javax.xml.namespace.NamespaceContext;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** An instance of data that can be filtered and written, wherever it comes from. */
public sealed interface Data {
  String namespace();

  String name();

  /** Something with a value. */
  non-sealed interface Leaf extends Data {
    void writeValue(XMLStreamWriter xml) throws XMLStreamException;

    /**
     * Whether the value is the one that this text stands for.
     *
     * @param prefixes the namespaces of the prefixes in the text
     */
    boolean is(String text, NamespaceContext prefixes);

    /** Whether it identifies its parent among its siblings. */
    boolean isKey();
  }

  /** Something with children. */
  non-sealed interface Inner extends Data {
    /**
     * Visits the children that may match one of the filters, and perhaps others.
     *
     * @param filters null for all children
     */
    void children(Collection<FilterNode> filters, Visitor visitor) throws XMLStreamException;

    /** Visits the leaves that identify it among its siblings. */
    void keys(Visitor visitor) throws XMLStreamException;
  }

  /** Takes the children one by one. */
  @FunctionalInterface
  interface Visitor {
    void visit(Data child) throws XMLStreamException;
  }
}
