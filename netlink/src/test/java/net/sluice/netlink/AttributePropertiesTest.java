package net.sluice.netlink;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import net.sluice.netlink.rtnl.LinkDecoder;
import net.sluice.netlink.text.AttributeTable;
import net.sluice.netlink.text.MessageText;

/** Messages that were written are read again; any other bytes are read or rejected. */
class AttributePropertiesTest {
  private static final int TYPE = 4711;

  /** An attribute as a tree; a leaf has no children. */
  private record Node(int type, Object value) {}

  @Property
  void writtenAttributesAreReadAgain(@ForAll("nodes") @Size(max = 12) List<Node> nodes) {
    MessageWriter writer = MessageWriter.allocate(64 * 1024).start(TYPE, 1).rawU32(99);
    nodes.forEach(node -> write(writer, node));
    ByteBuffer messages = writer.messages();
    assertEquals(0, messages.limit() % 4);

    MessageReader reader = new MessageReader().wrap(messages);
    assertTrue(reader.next());
    assertEquals(TYPE, reader.type());
    assertEquals(99, reader.s32(Nl.NLMSG_HDRLEN));
    AttributeReader attributes = reader.attributes(4);
    nodes.forEach(node -> check(attributes, node));
    assertFalse(attributes.next());
    assertFalse(reader.next());
  }

  @Property
  void anyBytesAreReadOrRejected(@ForAll byte[] bytes) {
    walk(ByteBuffer.wrap(bytes));
  }

  @Property
  void aDamagedMessageIsReadOrRejected(
      @ForAll("nodes") @Size(min = 1, max = 6) List<Node> nodes,
      @ForAll int position,
      @ForAll byte damage) {
    MessageWriter writer = MessageWriter.allocate(64 * 1024).start(TYPE, 1);
    nodes.forEach(node -> write(writer, node));
    ByteBuffer messages = writer.messages();
    messages.put(Math.floorMod(position, messages.limit()), damage);
    walk(messages);
  }

  private static void walk(ByteBuffer messages) {
    MessageReader reader = new MessageReader().wrap(messages);
    try {
      while (reader.next()) {
        reader.command();
        AttributeTable.builder()
            .nested(1, "nested", AttributeTable.builder().build())
            .build()
            .describe(reader.attributes(4));
        Acknowledgement.error(reader);
        LinkDecoder.decode(reader);
        MessageText.rtnetlink().describe(reader);
      }
    } catch (MalformedMessageException e) {
      assertTrue(e.getMessage().startsWith("netlink "), e.getMessage());
    }
  }

  @Provide
  Arbitrary<List<Node>> nodes() {
    return node(2).list().ofMaxSize(12);
  }

  private static Arbitrary<Node> node(int depth) {
    Arbitrary<Object> values =
        Arbitraries.oneOf(
            Arbitraries.bytes().map(Object.class::cast),
            Arbitraries.shorts().map(Object.class::cast),
            Arbitraries.integers().map(Object.class::cast),
            Arbitraries.longs().map(Object.class::cast),
            Arbitraries.strings()
                .excludeChars('\0')
                .ofMaxLength(40)
                .filter(AttributePropertiesTest::isText)
                .map(Object.class::cast),
            Arbitraries.bytes().array(byte[].class).ofMaxSize(40).map(Object.class::cast));
    if (depth > 0) {
      values =
          Arbitraries.oneOf(values, node(depth - 1).list().ofMaxSize(4).map(Object.class::cast));
    }
    return Combinators.combine(Arbitraries.integers().between(1, Nl.NLA_TYPE_MASK), values)
        .as(Node::new);
  }

  /** A lone surrogate has no UTF-8 form. */
  private static boolean isText(String text) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }

  private static void write(MessageWriter writer, Node node) {
    switch (node.value()) {
      case Byte value -> writer.putU8(node.type(), value);
      case Short value -> writer.putU16(node.type(), value);
      case Integer value -> writer.putU32(node.type(), value);
      case Long value -> writer.putBytes(node.type(), bytes(value));
      case String value -> writer.putString(node.type(), value);
      case byte[] value -> writer.putBytes(node.type(), value);
      case List<?> children -> {
        int mark = writer.startNested(node.type());
        children.forEach(child -> write(writer, (Node) child));
        writer.endNested(mark);
      }
      default -> throw new IllegalStateException("no such node: " + node);
    }
  }

  private static byte[] bytes(long value) {
    return ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder()).putLong(value).array();
  }

  private static void check(AttributeReader attribute, Node node) {
    assertTrue(attribute.next());
    assertEquals(node.type(), attribute.type());
    switch (node.value()) {
      case Byte value -> assertEquals(value & 0xff, attribute.u8());
      case Short value -> assertEquals(value & 0xffff, attribute.u16());
      case Integer value -> assertEquals(Integer.toUnsignedLong(value), attribute.u32());
      case Long value -> assertEquals(value, attribute.u64());
      case String value -> assertEquals(value, attribute.string());
      case byte[] value -> assertArrayEquals(value, attribute.bytes());
      case List<?> children -> {
        AttributeReader nested = attribute.nested();
        children.forEach(child -> check(nested, (Node) child));
        assertFalse(nested.next());
      }
      default -> throw new IllegalStateException("no such node: " + node);
    }
  }
}
