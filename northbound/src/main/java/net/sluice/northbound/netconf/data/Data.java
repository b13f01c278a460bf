package net.sluice.northbound.netconf.data;

import java.util.Optional;
import javax.xml.namespace.NamespaceContext;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.jspecify.annotations.Nullable;

/** A node of data that can be filtered and written, independent of its source. */
public sealed interface Data {
  String namespace();

  String name();

  /** A node with a value. */
  non-sealed interface Leaf extends Data {
    void writeValue(XMLStreamWriter xml) throws XMLStreamException;

    /** Returns the value as an object that equals the same value of the same type. */
    Object value();

    /** Returns the type. Leaves of the same type read a text in the same way. */
    Object type();

    /**
     * Returns the value of this type that a text stands for; empty if it stands for none.
     *
     * @param prefixes the namespaces of the prefixes in the text
     */
    Optional<Object> parse(String text, NamespaceContext prefixes);

    /** Returns true if the leaf is a key of its parent. */
    boolean isKey();
  }

  /** A node with children. */
  non-sealed interface Inner extends Data {
    /**
     * Visits the children that may match a filter. It may visit others as well.
     *
     * @param filter null for all children
     */
    void children(@Nullable SubtreeFilter filter, Visitor visitor) throws XMLStreamException;

    /** Visits the key leaves. */
    void keys(Visitor visitor) throws XMLStreamException;
  }

  /** Receives the children one by one. */
  @FunctionalInterface
  interface Visitor {
    void visit(Data child) throws XMLStreamException;
  }
}
