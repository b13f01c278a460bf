package net.sluice.l2tp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class RemoteEndIdTest {

  @Property
  void aNumberAndItsDecimalTextAreFormsOfEachOther(
      @ForAll @LongRange(max = 0xFFFF_FFFFL) long number) {
    RemoteEndId text = RemoteEndId.ofText(Long.toString(number));
    assertEquals(RemoteEndId.ofNumber(number), text.otherForms().get(0));
    assertEquals(text, RemoteEndId.ofNumber(number).otherForms().getLast());
  }

  @Test
  void fourDigitsAreTextFirstAndThenANumberOfFourOctets() {
    assertEquals(
        List.of(RemoteEndId.ofNumber(1234), RemoteEndId.ofText("825373492")),
        RemoteEndId.ofText("1234").otherForms());
  }

  @Test
  void textThatIsNotACanonicalNumberHasNoOtherForm() {
    for (String text : List.of("007", "+7", "4294967296", "99999999999", "customer-7", "")) {
      assertEquals(List.of(), RemoteEndId.ofText(text).otherForms(), text);
    }
  }
}
