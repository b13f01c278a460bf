package net.sluice.northbound.netconf.data;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import javax.xml.stream.XMLStreamException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextLimitTest {
  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Each has more octets than the limit in place of the format. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "<a>%s</a>",
        "<a b='%s'/>",
        "<a><!--%s--></a>",
        "<a><?p %s?></a>",
        "<a><![CDATA[<b>%s<b>]]></a>",
      })
  void whateverTheParserCollectsHasALimit(String document) {
    String text = document.formatted("x".repeat(TextLimit.MAX));
    var refused =
        assertThrows(XMLStreamException.class, () -> Xml.finish(Xml.reader(stream(text))));
    assertTrue(refused.getMessage().contains("octets"), refused.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"<![CDATA[<b/>]]>", "x<!-- <b> -->", "<?p <b> ?>", "<![CDATA[]]>"})
  void partsThatAreOneTextHaveOneLimit(String part) {
    String text = "<a>" + part.repeat(TextLimit.MAX / part.length() + 1) + "</a>";
    assertThrows(XMLStreamException.class, () -> Xml.finish(Xml.reader(stream(text))));
  }

  @Test
  void aLongDocumentOfShortTextsIsRead() {
    String text = "<a>" + "<b c='d'>text</b>".repeat(200_000) + "</a>";
    assertDoesNotThrow(() -> Xml.finish(Xml.reader(stream(text))));
  }
}
