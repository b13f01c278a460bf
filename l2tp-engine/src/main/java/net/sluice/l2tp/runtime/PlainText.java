package net.sluice.l2tp.runtime;

import java.lang.reflect.RecordComponent;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.sluice.l2tp.RemoteEndId;

/**
 * Writes values as one line of text, from which they can be read again. Equal values have the same
 * text: {@code Name[component=value, ...]} for a record, {@code -} for an empty Optional,
 * hexadecimal digits for octets.
 */
final class PlainText {
  private PlainText() {}

  /** Returns the text of a value. */
  static String of(Object value) {
    return switch (value) {
      case Optional<?> optional -> optional.map(PlainText::of).orElse("-");
      case OptionalInt optional -> optional.isPresent() ? "" + optional.getAsInt() : "-";
      case OptionalLong optional -> optional.isPresent() ? "" + optional.getAsLong() : "-";
      case String text -> quoted(text);
      case InetAddress address -> address.getHostAddress();
      case InetSocketAddress address ->
          address.getAddress().getHostAddress() + "/" + address.getPort();
      case ByteBuffer octets -> hex(octets);
      case RemoteEndId id -> HexFormat.of().formatHex(id.octets());
      case List<?> list -> joined(list.stream().map(PlainText::of));
      case Collection<?> set -> joined(set.stream().map(PlainText::of).sorted());
      case Map<?, ?> map ->
          joined(
              map.entrySet().stream()
                  .map(entry -> of(entry.getKey()) + ": " + of(entry.getValue()))
                  .sorted());
      case Record composed -> composed.getClass().getSimpleName() + components(composed);
      default -> value.toString(); // numbers, booleans, enums, durations
    };
  }

  /** Returns the octets from position to limit as hexadecimal digits. */
  static String hex(ByteBuffer octets) {
    byte[] copy = new byte[octets.remaining()];
    octets.get(octets.position(), copy);
    return HexFormat.of().formatHex(copy);
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }

  private static String joined(Stream<String> elements) {
    return elements.collect(Collectors.joining(", ", "[", "]"));
  }

  private static String components(Record composed) {
    return joined(
        Stream.of(composed.getClass().getRecordComponents())
            .map(component -> component.getName() + "=" + of(value(component, composed))));
  }

  private static Object value(RecordComponent component, Record composed) {
    try {
      var accessor = component.getAccessor();
      accessor.setAccessible(true); // the record may be in a class that is not public
      return accessor.invoke(composed);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
