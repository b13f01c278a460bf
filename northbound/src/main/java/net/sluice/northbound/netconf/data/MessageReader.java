package net.sluice.northbound.netconf.data;

import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import javax.xml.stream.util.StreamReaderDelegate;

/** Reads a message, limits its depth, and reports each failure as {@link XmlSyntaxException}. */
final class MessageReader extends StreamReaderDelegate {
  /** Maximum depth of elements. It bounds the recursion of those who read. */
  private static final int MAX_DEPTH = 100;

  private int depth;

  MessageReader(XMLStreamReader parser) {
    super(parser);
  }

  @Override
  public int next() throws XMLStreamException {
    int event = parse(super::next);
    if (event == XMLStreamConstants.START_ELEMENT && ++depth > MAX_DEPTH) {
      throw new XmlSyntaxException(
          "the elements are nested deeper than " + MAX_DEPTH + " levels", getLocation());
    }
    if (event == XMLStreamConstants.END_ELEMENT) {
      depth--;
    }
    return event;
  }

  @Override
  public int nextTag() throws XMLStreamException {
    throw new UnsupportedOperationException("not counted; use next");
  }

  @Override
  public String getElementText() throws XMLStreamException {
    var text = new StringBuilder();
    while (next() != XMLStreamConstants.END_ELEMENT) {
      if (isStartElement()) {
        throw new XmlSyntaxException("an element stands where only text is allowed", getLocation());
      }
      if (isCharacters()) {
        text.append(getText());
      }
    }
    return text.toString();
  }

  @FunctionalInterface
  private interface Step {
    int next() throws XMLStreamException;
  }

  private int parse(Step step) throws XMLStreamException {
    try {
      return step.next();
    } catch (XMLStreamException e) {
      throw XmlSyntaxException.of(e);
    } catch (RuntimeException e) {
      throw XmlSyntaxException.of(e, getLocation());
    }
  }
}
