package net.sluice.northbound.netconf.request;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import net.sluice.manager.api.ConfigError;
import net.sluice.manager.api.ConfigException;
import net.sluice.northbound.netconf.data.Xml;
import net.sluice.yang.Suggestion;
import org.jspecify.annotations.Nullable;
import org.opendaylight.yangtools.yang.common.ErrorTag;
import org.opendaylight.yangtools.yang.common.ErrorType;

/**
 * Reads the parameters of an operation: elements of the operation's own namespace, in any order.
 *
 * <p>Elements without a namespace are accepted as well: ncclient sends {@code config} as its user
 * wrote it, often without one. Elements in the namespace of NETCONF are accepted in all operations:
 * ncclient sends {@code filter} in that one.
 */
public final class RpcParameters {

  /** Reads one parameter, from the start of its element to its end. */
  @FunctionalInterface
  public interface Reader {
    void read() throws XMLStreamException, ConfigException;
  }

  /** The value of a parameter; empty until it is read. */
  public static final class Slot<T> {
    private @Nullable T value;

    /** Sets the value. */
    public void set(T newValue) {
      value = newValue;
    }

    /** Returns the value, or another one if the request does not have it. */
    public T or(T other) {
      return value == null ? other : value;
    }

    /** Returns the value; empty if the request does not have it. */
    public Optional<T> get() {
      return Optional.ofNullable(value);
    }

    /**
     * Returns the value of a mandatory parameter.
     *
     * @throws ConfigException missing-element: the request does not have it
     */
    public T require(String operation, String name) throws ConfigException {
      if (value == null) {
        throw missing(operation, name);
      }
      return value;
    }
  }

  private RpcParameters() {}

  /**
   * Reads the elements inside the current one, and moves to its end.
   *
   * @param known the readers by name of the element
   */
  public static void read(XMLStreamReader xml, Map<String, Reader> known)
      throws XMLStreamException, ConfigException {
    String operation = xml.getLocalName();
    String namespace = Xml.namespace(xml);
    var seen = new TreeSet<String>();
    while (xml.next() != XMLStreamConstants.END_ELEMENT) {
      if (!xml.isStartElement()) {
        continue;
      }
      String name = xml.getLocalName();
      if (!Xml.in(xml, namespace) && !Xml.in(xml, Xml.BASE)) {
        throw foreign(operation, namespace, xml);
      }
      var reader = known.get(name);
      if (reader == null) {
        throw element(
            ErrorTag.UNKNOWN_ELEMENT,
            name,
            operation
                + " has no parameter "
                + name
                + Suggestion.of(name, new TreeSet<>(known.keySet())));
      }
      if (!seen.add(name)) {
        throw element(ErrorTag.BAD_ELEMENT, name, name + " is given twice");
      }
      reader.read();
    }
  }

  private static ConfigException foreign(String operation, String namespace, XMLStreamReader xml) {
    String name = xml.getLocalName();
    return new ConfigException(
        ConfigError.protocol(
                ErrorTag.UNKNOWN_NAMESPACE,
                "%s of %s is in namespace '%s'; parameters are in %s"
                    .formatted(
                        name,
                        operation,
                        Xml.namespace(xml),
                        namespace.isEmpty() ? Xml.BASE : namespace))
            .withInfo("bad-element", name)
            .withInfo("bad-namespace", Xml.namespace(xml)));
  }

  /**
   * Reads the one element inside the current one, and moves to its end.
   *
   * @param known the readers by name of the element
   * @throws ConfigException bad-element: there is more than one
   */
  public static void readChoice(XMLStreamReader xml, Map<String, Reader> known)
      throws XMLStreamException, ConfigException {
    String parameter = xml.getLocalName();
    var chosen = new Slot<String>();
    var readers = new HashMap<String, Reader>();
    known.forEach(
        (name, reader) ->
            readers.put(
                name,
                () -> {
                  if (chosen.get().isPresent()) {
                    throw element(
                        ErrorTag.BAD_ELEMENT,
                        name,
                        parameter
                            + " has "
                            + chosen.or("")
                            + " and "
                            + name
                            + "; it must have one");
                  }
                  chosen.set(name);
                  reader.read();
                }));
    read(xml, readers);
  }

  /**
   * Reads an element with text, and moves to its end. Returns the text without white space around.
   */
  public static String text(XMLStreamReader xml) throws XMLStreamException, ConfigException {
    String name = xml.getLocalName();
    var text = new StringBuilder();
    while (xml.next() != XMLStreamConstants.END_ELEMENT) {
      if (xml.isStartElement()) {
        throw element(
            ErrorTag.BAD_ELEMENT,
            xml.getLocalName(),
            name + " has a value; it can not contain elements");
      }
      if (xml.isCharacters()) {
        text.append(xml.getText());
      }
    }
    return text.toString().strip();
  }

  /** Returns a refusal of a request without a mandatory element. */
  public static ConfigException missing(String operation, String name) {
    return element(ErrorTag.MISSING_ELEMENT, name, operation + " lacks " + name);
  }

  /** Returns a refusal because of one element of the request. */
  public static ConfigException element(ErrorTag tag, String name, String message) {
    return new ConfigException(
        new ConfigError(
            ErrorType.PROTOCOL,
            tag,
            Optional.empty(),
            Optional.empty(),
            message,
            Map.of("bad-element", name)));
  }

  /** Returns a refusal of an operation or option that the server does not support. */
  public static ConfigException unsupported(String message) {
    return new ConfigException(ConfigError.protocol(ErrorTag.OPERATION_NOT_SUPPORTED, message));
  }
}
