package net.sluice.northbound.netconf.request;

import static java.util.Objects.requireNonNullElse;

import java.util.Optional;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import net.sluice.northbound.netconf.data.ModelNode;
import net.sluice.northbound.netconf.data.Xml;
import net.sluice.yang.InvalidValueException;
import org.opendaylight.yangtools.yang.common.ErrorTag;

/** Reads the value of a leaf from its element. */
final class LeafReader {
  private final XMLStreamReader xml;
  private final RequestProblems problems;

  LeafReader(XMLStreamReader xml, RequestProblems problems) {
    this.xml = xml;
    this.problems = problems;
  }

  /** Reads the current element to its end. Returns empty, with a problem, for an invalid value. */
  Optional<Object> read(ModelNode leaf, PathStep step) throws XMLStreamException {
    return text(leaf, step).flatMap(text -> parse(leaf, step, text));
  }

  /** Reads a leaf that is deleted, which may lack its value. An invalid value is a problem. */
  void check(ModelNode leaf, PathStep step) throws XMLStreamException {
    text(leaf, step).filter(text -> !text.isBlank()).ifPresent(text -> parse(leaf, step, text));
  }

  private Optional<String> text(ModelNode leaf, PathStep step) throws XMLStreamException {
    var text = new StringBuilder();
    boolean plain = true;
    while (xml.next() != XMLStreamConstants.END_ELEMENT) {
      if (xml.isCharacters()) {
        text.append(xml.getText());
      } else if (xml.isStartElement()) {
        plain = false;
        problems.addElement(
            step,
            ErrorTag.UNKNOWN_ELEMENT,
            xml.getLocalName(),
            leaf.name() + " has a value; it can not contain elements");
        Xml.skip(xml);
      }
    }
    return plain ? Optional.of(text.toString()) : Optional.empty();
  }

  private Optional<Object> parse(ModelNode leaf, PathStep step, String text) {
    try {
      return Optional.of(leaf.type().parse(text));
    } catch (InvalidValueException e) {
      problems.add(
          step, ErrorTag.INVALID_VALUE, requireNonNullElse(e.getMessage(), "invalid value"));
      return Optional.empty();
    }
  }
}
