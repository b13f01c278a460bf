package net.sluice.northbound.netconf.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.namespace.NamespaceContext;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.jspecify.annotations.Nullable;

/** A small tree of data in one namespace, built by the server itself: state or a notification. */
public final class XmlElement implements Data.Inner {
  private final String namespace;
  private final String name;
  private final List<Data> children = new ArrayList<>();

  public XmlElement(String namespace, String name) {
    this.namespace = namespace;
    this.name = name;
  }

  /** Adds a key leaf. */
  public XmlElement key(String leaf, Object value) {
    children.add(new Value(namespace, leaf, value.toString(), true));
    return this;
  }

  /** Adds a leaf. */
  public XmlElement leaf(String leaf, Object value) {
    children.add(new Value(namespace, leaf, value.toString(), false));
    return this;
  }

  /** Adds a key leaf whose value is an identity of another module. */
  public XmlElement identityKey(String leaf, String prefix, String module, String identity) {
    children.add(new Identity(namespace, leaf, new Prefix(prefix, module), identity));
    return this;
  }

  /** Adds a child. */
  public XmlElement add(XmlElement child) {
    children.add(child);
    return this;
  }

  /** Adds and returns a child. */
  public XmlElement child(String childName) {
    var child = new XmlElement(namespace, childName);
    children.add(child);
    return child;
  }

  @Override
  public String namespace() {
    return namespace;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void children(@Nullable SubtreeFilter filter, Data.Visitor visitor)
      throws XMLStreamException {
    for (Data child : children) {
      visitor.visit(child);
    }
  }

  @Override
  public void keys(Data.Visitor visitor) throws XMLStreamException {
    for (Data child : children) {
      if (child instanceof Data.Leaf leaf && leaf.isKey()) {
        visitor.visit(leaf);
      }
    }
  }

  private record Value(String namespace, String name, String value, boolean isKey)
      implements Data.Leaf {
    @Override
    public void writeValue(XMLStreamWriter xml) throws XMLStreamException {
      xml.writeCharacters(value);
    }

    @Override
    public Object type() {
      return Value.class;
    }

    @Override
    public Optional<Object> parse(String text, NamespaceContext prefixes) {
      return Optional.of(text);
    }
  }

  private record QualifiedName(String namespace, String name) {}

  private record Identity(String namespace, String name, Prefix prefix, String identity)
      implements Data.Leaf {
    @Override
    public boolean isKey() {
      return true;
    }

    @Override
    public void writeValue(XMLStreamWriter xml) throws XMLStreamException {
      xml.writeNamespace(prefix.prefix(), prefix.namespace());
      xml.writeCharacters(prefix.prefix() + ":" + identity);
    }

    @Override
    public Object value() {
      return new QualifiedName(prefix.namespace(), identity);
    }

    @Override
    public Object type() {
      return Identity.class;
    }

    @Override
    public Optional<Object> parse(String text, NamespaceContext prefixes) {
      int colon = text.indexOf(':');
      return colon < 1
          ? Optional.empty()
          : Optional.of(
              new QualifiedName(
                  prefixes.getNamespaceURI(text.substring(0, colon)), text.substring(colon + 1)));
    }
  }
}
