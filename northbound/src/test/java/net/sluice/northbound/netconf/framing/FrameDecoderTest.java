package net.sluice.northbound.netconf.framing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameDecoderTest {
  private final List<String> messages = new ArrayList<>();
  private final AtomicLong memory = new AtomicLong();

  private FrameDecoder decoder(int limit, boolean chunks) {
    var decoder = new FrameDecoder(limit, memory::addAndGet);
    if (chunks) {
      decoder.useChunks();
    }
    return decoder;
  }

  private void feed(FrameDecoder decoder, String text) throws FramingException {
    feed(decoder, Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
  }

  private void feed(FrameDecoder decoder, ByteBuf octets) throws FramingException {
    for (var next = decoder.decode(octets); next != null; next = decoder.decode(octets)) {
      messages.add(text(next));
    }
  }

  private static String text(FrameDecoder.Message message) {
    return new String(message.bytes(), 0, message.length(), StandardCharsets.UTF_8);
  }

  @Property
  void findsMarkedMessagesInAnyFragmentation(
      @ForAll @Size(max = 5) List<@StringLength(max = 40) String> texts,
      @ForAll @IntRange(min = 1, max = 50) int cut)
      throws FramingException {
    messages.clear();
    var sent = texts.stream().map(text -> text.replace("]]>]]>", "").replace(']', 'x')).toList();
    var decoder = decoder(10_000, false);
    feedCut(decoder, String.join("]]>]]>", sent) + "]]>]]>", cut);
    assertEquals(sent.isEmpty() ? List.of("") : utf8(sent), messages);
  }

  @Property
  void findsChunkedMessagesInAnyFragmentation(
      @ForAll @Size(min = 1, max = 5)
          List<@Size(min = 1, max = 4) List<@StringLength(min = 1, max = 40) String>> sent,
      @ForAll @IntRange(min = 1, max = 50) int cut)
      throws FramingException {
    messages.clear();
    var octets = new StringBuilder();
    for (var chunks : sent) {
      for (String chunk : chunks) {
        int size = chunk.getBytes(StandardCharsets.UTF_8).length;
        octets.append("\n#").append(size).append('\n').append(chunk);
      }
      octets.append("\n##\n");
    }
    feedCut(decoder(10_000, true), octets.toString(), cut);
    assertEquals(
        sent.stream().flatMap(m -> utf8(List.of(String.join("", utf8(m)))).stream()).toList(),
        messages);
  }

  /** Converts text to UTF-8 and back, because half of a surrogate pair is not a character. */
  private static List<String> utf8(List<String> texts) {
    return texts.stream()
        .map(text -> new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
        .toList();
  }

  private void feedCut(FrameDecoder decoder, String text, int cut) throws FramingException {
    var octets = Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    while (octets.isReadable()) {
      feed(decoder, octets.readSlice(Math.min(cut, octets.readableBytes())));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a]", "a]]", "a]]>]", "a]>]]>x", "]]]", "a]]>]]]"})
  void findsTheMarkerAfterPartsOfIt(String text) throws FramingException {
    feed(decoder(100, false), text + "]]>]]>");
    assertEquals(List.of(text), messages);
  }

  @Test
  void changesTheFramingBetweenMessagesOfOneRead() throws FramingException {
    var decoder = decoder(100, false);
    var octets = Unpooled.copiedBuffer("hello]]>]]>\n#3\nrpc\n##\n", StandardCharsets.UTF_8);
    assertEquals("hello", text(decoder.decode(octets)));
    decoder.useChunks();
    assertEquals("rpc", text(decoder.decode(octets)));
  }

  @Test
  void anEmptyMessageTakesNoMemory() throws FramingException {
    var decoder = decoder(100_000, false);
    var octets = Unpooled.copiedBuffer("]]>]]>".repeat(2), StandardCharsets.UTF_8);
    assertEquals(0, decoder.decode(octets).bytes().length);
    assertEquals(0, decoder.decode(octets).bytes().length);
  }

  @Test
  void countsTheMemoryOfAMessageUntilItIsComplete() throws FramingException {
    var decoder = decoder(100_000, true);
    feed(decoder, "\n#50000\n" + "x".repeat(50_000));
    assertTrue(memory.get() >= 40_000, memory + " octets");
    feed(decoder, "\n##\n");
    assertEquals(0, memory.get());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "\nx",
        "\n#0\n",
        "\n#x\n",
        "\n#01\n",
        "\n#\n",
        "\n##\n",
        "\n#4294967296\n",
        "\n#99999999999999999999\n",
        "\n#-1\n",
        "\n#3\nrpcx",
        "\n#3\nrpc\n##x",
        "\n#3\nrpc\n#\n"
      })
  void refusesInvalidChunks(String octets) {
    var refused = assertThrows(FramingException.class, () -> feed(decoder(1 << 20, true), octets));
    assertTrue(refused.getMessage().contains("at octet"), refused.getMessage());
  }

  @Test
  void refusesMessagesAboveTheLimit() throws FramingException {
    feed(decoder(10, true), "\n#5\n12345\n#5\n67890\n##\n");
    assertEquals(List.of("1234567890"), messages);
    var chunks = assertThrows(FramingException.class, () -> feed(decoder(10, true), "\n#11\n1"));
    assertTrue(chunks.tooBig().isPresent());
    var sum =
        assertThrows(FramingException.class, () -> feed(decoder(10, true), "\n#5\n12345\n#6\n6"));
    assertTrue(sum.tooBig().isPresent());
    var marked =
        assertThrows(FramingException.class, () -> feed(decoder(10, false), "12345678901"));
    assertTrue(marked.tooBig().isPresent());
  }
}
