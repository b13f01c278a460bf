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
 * Names and formats of the attributes of one kind of message, for {@link MessageText}. An attribute
 * that is not in the table is shown as its number and its bytes.
 */
public final class AttributeTable {
  private static final AttributeTable EMPTY = builder().build();

  private record Entry(String name, Format format) {}

  /**
   * Shows the value of an attribute; {@code kind} is the last string before it at the same level.
   */
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

  /** The attributes as {@code name=value name={…}}, separated by blanks. */
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
   * A value of an unexpected size is shown as it is: describing must not fail where sending would
   * not.
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

  /** Collects the entries of a table. */
  public static final class Builder {
    private final Map<Integer, Entry> entries = new HashMap<>();

    private Builder() {}

    /** An unsigned 8-bit number. */
    public Builder u8(int type, String name) {
      return value(type, name, AttributeReader::u8);
    }

    /** An unsigned 16-bit number. */
    public Builder u16(int type, String name) {
      return value(type, name, AttributeReader::u16);
    }

    /** A 16-bit number in network byte order. */
    public Builder u16NetworkOrder(int type, String name) {
      return value(type, name, AttributeReader::u16NetworkOrder);
    }

    /** An unsigned 32-bit number. */
    public Builder u32(int type, String name) {
      return value(type, name, AttributeReader::u32);
    }

    /** An unsigned 64-bit number. */
    public Builder u64(int type, String name) {
      return value(type, name, attribute -> Long.toUnsignedString(attribute.u64()));
    }

    /** A string. */
    public Builder string(int type, String name) {
      return value(type, name, AttributeReader::string);
    }

    /** An attribute without a value. */
    public Builder flag(int type, String name) {
      return value(type, name, attribute -> "");
    }

    /** Bytes in hexadecimal. */
    public Builder bytes(int type, String name) {
      return value(type, name, attribute -> "0x" + hex(attribute));
    }

    /** An Ethernet address. */
    public Builder mac(int type, String name) {
      return value(type, name, AttributeTable::mac);
    }

    /** An IPv4 or IPv6 address. */
    public Builder address(int type, String name) {
      return value(type, name, AttributeTable::address);
    }

    /** Attributes within the attribute. */
    public Builder nested(int type, String name, AttributeTable table) {
      return nested(type, name, 0, table);
    }

    /** Attributes within the attribute, behind a header. */
    Builder nested(int type, String name, int headerLength, AttributeTable table) {
      return put(type, name, (attribute, kind) -> braces(attribute.nested(headerLength), table));
    }

    /** Attributes within the attribute, whose meaning hangs on the string before it. */
    Builder nestedByKind(int type, String name, Map<String, AttributeTable> tables) {
      return put(
          type,
          name,
          (attribute, kind) -> braces(attribute.nested(0), tables.getOrDefault(kind, EMPTY)));
    }

    /** Ends the table. */
    public AttributeTable build() {
      return new AttributeTable(entries);
    }

    private static String braces(AttributeReader nested, AttributeTable table) {
      return "{" + table.describe(nested) + "}";
    }

    /** An attribute of a form of its own. */
    Builder value(int type, String name, Function<AttributeReader, Object> format) {
      return put(type, name, (attribute, kind) -> String.valueOf(format.apply(attribute)));
    }

    private Builder put(int type, String name, Format format) {
      entries.put(type, new Entry(name, format));
      return this;
    }
  }
}
