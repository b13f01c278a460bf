package net.sluice.l2tp.runtime;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import net.sluice.l2tp.Profiles;
import net.sluice.l2tp.RemoteEndId;

/** A reader for the text of {@link PlainText}. */
final class PlainTextReader {
  private final String text;
  private int at;

  private PlainTextReader(String text) {
    this.text = text;
  }

  /** Reads a value of a type. */
  static <T> T read(String text, Class<T> type) {
    PlainTextReader reader = new PlainTextReader(text);
    Object value = reader.value(type);
    if (reader.at != text.length()) {
      throw reader.unexpected();
    }
    return type.cast(value);
  }

  private IllegalArgumentException unexpected() {
    return new IllegalArgumentException("not expected: " + text.substring(at));
  }

  private boolean take(String expected) {
    boolean there = text.startsWith(expected, at);
    at += there ? expected.length() : 0;
    return there;
  }

  private void expect(String expected) {
    if (!take(expected)) {
      throw unexpected();
    }
  }

  private Object value(Type type) {
    if (type instanceof ParameterizedType generic) {
      return collection((Class<?>) generic.getRawType(), generic.getActualTypeArguments());
    }
    Class<?> plain = (Class<?>) type;
    if (plain == String.class) {
      return quoted();
    }
    return plain.isRecord() || plain.isInterface() ? composed(plain) : simple(plain, atom());
  }

  private Object collection(Class<?> type, Type... of) {
    if (type == Optional.class) {
      return take("-") ? Optional.empty() : Optional.of(value(of[0]));
    }
    if (type == Map.class) {
      Map<Object, Object> map = new LinkedHashMap<>();
      elements(
          () -> {
            Object key = value(of[0]);
            expect(": ");
            map.put(key, value(of[1]));
          });
      return map;
    }
    Collection<Object> values = type == Set.class ? new HashSet<>() : new ArrayList<>();
    elements(() -> values.add(value(of[0])));
    return values;
  }

  private void elements(Runnable element) {
    expect("[");
    for (boolean more = !take("]"); more; more = !take("]")) {
      element.run();
      take(", ");
    }
  }

  private Object composed(Class<?> type) {
    String name = text.substring(at, text.indexOf('[', at));
    at += name.length() + 1;
    Class<?> actual = type.isInterface() ? member(type, name) : type;
    RecordComponent[] components = actual.getRecordComponents();
    Object[] values = new Object[components.length];
    for (int i = 0; i < values.length; i++) {
      expect((i > 0 ? ", " : "") + components[i].getName() + "=");
      values[i] = value(components[i].getGenericType());
    }
    expect("]");
    try {
      Class<?>[] types =
          Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      return actual.getDeclaredConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  private static Class<?> member(Class<?> type, String name) {
    return Stream.of(type.getPermittedSubclasses())
        .filter(each -> each.getSimpleName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private String quoted() {
    expect("\"");
    StringBuilder read = new StringBuilder();
    for (char c = text.charAt(at++); c != '"'; c = text.charAt(at++)) {
      if (c == '\\') {
        c = text.charAt(at++);
        read.append(c == 'n' ? '\n' : c);
      } else {
        read.append(c);
      }
    }
    return read.toString();
  }

  private String atom() {
    int end = at;
    while (end < text.length() && text.charAt(end) != ',' && text.charAt(end) != ']') {
      end++;
    }
    String atom = text.substring(at, end);
    at = end;
    return atom;
  }

  private static Object simple(Class<?> type, String atom) {
    if (type == int.class) {
      return Integer.valueOf(atom);
    }
    if (type == long.class || type == Long.class) {
      return Long.valueOf(atom);
    }
    if (type == boolean.class) {
      return Boolean.valueOf(atom);
    }
    if (type == InetAddress.class) {
      return Profiles.ip(atom);
    }
    if (type == InetSocketAddress.class) {
      List<String> parts = List.of(atom.split("/", 2));
      return new InetSocketAddress(
          Profiles.ip(parts.getFirst()), Integer.parseInt(parts.getLast()));
    }
    if (type == Duration.class) {
      return Duration.parse(atom);
    }
    if (type == ByteBuffer.class) {
      return ByteBuffer.wrap(HexFormat.of().parseHex(atom));
    }
    if (type == RemoteEndId.class) {
      return RemoteEndId.of(HexFormat.of().parseHex(atom));
    }
    return Stream.of(type.getEnumConstants())
        .filter(each -> ((Enum<?>) each).name().equals(atom))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(type + ": " + atom));
  }
}
