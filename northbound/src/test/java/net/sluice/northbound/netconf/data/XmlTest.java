package net.sluice.northbound.netconf.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import javax.xml.stream.XMLStreamException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class XmlTest {

  @Property(tries = 500)
  void textAndAttributesReachTheReaderAsTheyAre(@ForAll("xmlTexts") String text)
      throws XMLStreamException {
    var read = Xml.reader(new ByteArrayInputStream(written(text)));
    assertEquals(text, read.getAttributeValue(null, "a"));
    assertEquals(text, read.getAttributeValue("urn:n", "a"));
    assertEquals(text, read.getElementText());
  }

  @Provide
  Arbitrary<String> xmlTexts() {
    var special = Arbitraries.of('\r', '\n', '\t', '<', '>', '&', '"', '\'', ']', ' ');
    var any = Arbitraries.chars().filter(c -> c >= ' ' && Xml.isXml(c));
    return Arbitraries.oneOf(special, any).list().ofMaxSize(20).map(XmlTest::join);
  }

  private static String join(Iterable<Character> characters) {
    var text = new StringBuilder();
    characters.forEach(text::append);
    return text.toString();
  }

  @Test
  void replacesWhatXmlCanNotCarry() throws XMLStreamException {
    String text = "a\u0001b\uD800c\uFFFEd\uD83D\uDE00e\u0000";
    var read = Xml.reader(new ByteArrayInputStream(written(text)));
    assertEquals("a\uFFFDb\uFFFDc\uFFFDd\uD83D\uDE00e\uFFFD", read.getElementText());
  }

  @Test
  void writesNoEndOfMessage() throws XMLStreamException {
    assertFalse(new String(written("]]>]]>"), StandardCharsets.UTF_8).contains("]]>"));
  }

  private static byte[] written(String text) throws XMLStreamException {
    var bytes = new ByteArrayOutputStream();
    var xml = Xml.writer(bytes);
    xml.writeStartElement("x");
    xml.writeNamespace("n", "urn:n");
    xml.writeAttribute("a", text);
    xml.writeAttribute("n", "urn:n", "a", text);
    xml.writeCharacters(text);
    xml.writeEndElement();
    xml.close();
    return bytes.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<?xml version='1.1'?><x/>",
        "<?xml version=\"1.1\" encoding=\"UTF-8\"?>\n<x/>",
        "<?xml version='1.2'?><x/>",
        "<?xml version='2.0'?><x/>",
        "<!DOCTYPE x><x/>"
      })
  void refusesOtherVersionsOfXml(String text) {
    var bytes = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    assertThrows(XMLStreamException.class, () -> Xml.reader(bytes));
  }

  @Test
  void readsWithAndWithoutDeclaration() throws XMLStreamException {
    for (String text : new String[] {"<x/>", "<?xml version='1.0'?>\n<x/>"}) {
      var bytes = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
      assertEquals("x", Xml.reader(bytes).getLocalName());
    }
  }
}
