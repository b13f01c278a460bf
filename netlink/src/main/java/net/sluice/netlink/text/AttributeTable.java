package net.sluice.netlink.text;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Function;
import net.sluice.netlink.AttributeReader;
import net.sluice.netlink.MacAddress;
import net.sluice.netlink.MalformedMessageException;

/**
 * Names and formats of the attributes of one kind of message, for {@link MessageText}. The text of
 * an attribute that is not in the table is its number and its bytes.
 *
 * <p>Thread: any; only a builder belongs to one thread.
 */
public final class AttributeTable {
  private static final AttributeTable EMPTY = builder().build();

  private record Entry(String name, Format format) {}

  /** The format of a value; {@code kind} is the value of the attribute before it. */
  @FunctionalInterface
  private interface Format {
    String text(AttributeReader attribute, String kind);
  }

  private final Map<Integer, Entry> entries;

  private AttributeTable(Map<Integer, Entry> entries) {
    this.entries = Map.copyOf(entries);
  }

  /** Starts a table. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns the attributes as {@code name=value name={…}}, separated by blanks. */
  public String describe(AttributeReader attributes) {
    StringBuilder out = new StringBuilder();
    String kind = "";
    while (attributes.next()) {
      String separator = out.isEmpty() ? "" : " ";
      Entry entry = entries.get(attributes.type());
      if (entry == null) {
        out.append(separator).append(attributes.type()).append("=0x").append(hex(attributes));
        continue;
      }
      String value = value(entry, attributes, kind);
      out.append(separator).append(entry.name()).append(value.isEmpty() ? "" : "=" + value);
      kind = value;
    }
    return out.toString();
  }

  /**
   * Returns the text of a value. A value with an unexpected size is shown in hexadecimal, because
   * the description of a message must not fail where sending does not.
   */
  private static String value(Entry entry, AttributeReader attribute, String kind) {
    try {
      return entry.format().text(attribute, kind);
    } catch (MalformedMessageException e) {
      return "0x" + hex(attribute);
    }
  }

  private static String hex(AttributeReader attribute) {
    return HexFormat.of().formatHex(attribute.bytes());
  }

  private static String mac(AttributeReader attribute) {
    boolean ethernet = attribute.size() == MacAddress.LENGTH;
    return ethernet ? MacAddress.of(attribute.bytes()).toString() : "0x" + hex(attribute);
  }

  private static String address(AttributeReader attribute) {
    try {
      return InetAddress.getByAddress(attribute.bytes()).getHostAddress();
    } catch (UnknownHostException e) {
      return "0x" + hex(attribute);
    }
  }

  /** A builder of a table. */
  public static final class Builder {
    private final Map<Integer, Entry> entries = new HashMap<>();

    private Builder() {}

    /** Adds an unsigned 8-bit number. */
    public Builder u8(int type, String name) {
      return value(type, name, AttributeReader::u8);
    }

    /** Adds an unsigned 16-bit number. */
    public Builder u16(int type, String name) {
      return value(type, name, AttributeReader::u16);
    }

    /** Adds a 16-bit number in network byte order. */
    public Builder u16NetworkOrder(int type, String name) {
      return value(type, name, AttributeReader::u16NetworkOrder);
    }

    /** Adds an unsigned 32-bit number. */
    public Builder u32(int type, String name) {
      return value(type, name, AttributeReader::u32);
    }

    /** Adds an unsigned 64-bit number. */
    public Builder u64(int type, String name) {
      return value(type, name, attribute -> Long.toUnsignedString(attribute.u64()));
    }

    /** Adds a string. */
    public Builder string(int type, String name) {
      return value(type, name, AttributeReader::string);
    }

    /** Adds an attribute without a value. */
    public Builder flag(int type, String name) {
      return value(type, name, attribute -> "");
    }

    /** Adds bytes, shown in hexadecimal. */
    public Builder bytes(int type, String name) {
      return value(type, name, attribute -> "0x" + hex(attribute));
    }

    /** Adds an Ethernet address. */
    public Builder mac(int type, String name) {
      return value(type, name, AttributeTable::mac);
    }

    /** Adds an IPv4 or IPv6 address. */
    public Builder address(int type, String name) {
      return value(type, name, AttributeTable::address);
    }

    /** Adds an attribute that holds attributes. */
    public Builder nested(int type, String name, AttributeTable table) {
      return nested(type, name, 0, table);
    }

    /** Adds an attribute that holds a header and attributes. */
    Builder nested(int type, String name, int headerLength, AttributeTable table) {
      return put(type, name, (attribute, kind) -> braces(attribute.nested(headerLength), table));
    }

    /** Adds an attribute that holds attributes; the string before it selects their table. */
    Builder nestedByKind(int type, String name, Map<String, AttributeTable> tables) {
      return put(
          type,
          name,
          (attribute, kind) -> braces(attribute.nested(0), tables.getOrDefault(kind, EMPTY)));
    }

    /** Returns the table. */
    public AttributeTable build() {
      return new AttributeTable(entries);
    }

    private static String braces(AttributeReader nested, AttributeTable table) {
      return "{" + table.describe(nested) + "}";
    }

    /** Adds an attribute with a format of its own. */
    Builder value(int type, String name, Function<AttributeReader, Object> format) {
      return put(type, name, (attribute, kind) -> String.valueOf(format.apply(attribute)));
    }

    private Builder put(int type, String name, Format format) {
      entries.put(type, new Entry(name, format));
      return this;
    }
  }
}
