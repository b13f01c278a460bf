package net.sluice.yang;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.common.QNameModule;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.NodeIdentifier;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.NodeIdentifierWithPredicates;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.NodeWithValue;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.PathArgument;
import org.opendaylight.yangtools.yang.model.api.ChoiceSchemaNode;
import org.opendaylight.yangtools.yang.model.api.DataNodeContainer;
import org.opendaylight.yangtools.yang.model.api.DataSchemaNode;

/** Converts data paths to text. Leaves out choices, which are not a part of data paths. */
public final class Paths {

  /**
   * A path in XML.
   *
   * @param text the path, each name with a prefix
   * @param namespaces the namespaces by prefix
   */
  public record XmlPath(String text, Map<String, String> namespaces) {}

  private Paths() {}

  /**
   * Returns a path as in RFC 7951 section 6.11: {@code
   * /sluice-pseudowire:pseudowires/pseudowire[name='x']/mtu}. The root is {@code /}.
   */
  public static String text(YangInstanceIdentifier path) {
    return new Formatter() {
      private @Nullable QNameModule current;

      @Override
      String node(QName name) {
        String text = key(name);
        current = name.getModule();
        return text;
      }

      @Override
      String key(QName name) {
        return name.getModule().equals(current)
            ? name.getLocalName()
            : Schema.get().module(name.getModule()).name() + ":" + name.getLocalName();
      }
    }.format(path);
  }

  /**
   * Returns a path as an error-path (RFC 6241 section 4.3), with the prefixes of the YANG modules.
   */
  public static XmlPath xml(YangInstanceIdentifier path) {
    var namespaces = new TreeMap<String, String>();
    String text =
        new Formatter() {
          @Override
          String node(QName name) {
            return key(name);
          }

          @Override
          String key(QName name) {
            YangModule module = Schema.get().module(name.getModule());
            namespaces.put(module.prefix(), module.namespace());
            return module.prefix() + ":" + name.getLocalName();
          }
        }.format(path);
    return new XmlPath(text, Map.copyOf(namespaces));
  }

  /**
   * Returns the position of a path in the tree. The order of these texts is the order in which a
   * configuration is shown: that of the schema, and of the keys in a list.
   */
  public static String position(YangInstanceIdentifier path) {
    var text = new StringBuilder();
    @Nullable Object schema = Schema.get().context();
    for (PathArgument argument : path.getPathArguments()) {
      switch (argument) {
        case NodeIdentifier id -> {
          text.append('\u0001').append((char) (index(schema, id.getNodeType()) + 2));
          schema = child(schema, id.getNodeType());
        }
        case NodeIdentifierWithPredicates entry ->
            entry.values().forEach(key -> text.append('\u0001').append(sortable(key)));
        case NodeWithValue<?> entry -> text.append('\u0001').append(sortable(entry.getValue()));
      }
    }
    return text.toString();
  }

  private static int index(@Nullable Object parent, QName name) {
    Collection<? extends DataSchemaNode> children =
        switch (parent) {
          case ChoiceSchemaNode choice ->
              choice.getCases().stream()
                  .flatMap(branch -> branch.getChildNodes().stream())
                  .toList();
          case DataNodeContainer container -> List.copyOf(container.getChildNodes());
          case null, default -> List.of();
        };
    int index = 0;
    for (DataSchemaNode child : children) {
      if (child.getQName().equals(name)) {
        break;
      }
      index++;
    }
    return index;
  }

  private static String sortable(Object key) {
    return key instanceof Number number
        ? String.format(Locale.ROOT, "%020d", number.longValue())
        : key.toString();
  }

  private abstract static class Formatter {
    abstract String node(QName name);

    abstract String key(QName name);

    String format(YangInstanceIdentifier path) {
      if (path.isEmpty()) {
        return "/";
      }
      var text = new StringBuilder();
      @Nullable Object schema = Schema.get().context();
      // The step of a list is left out if the step of an entry follows.
      @Nullable PathArgument pending = null;
      for (PathArgument argument : path.getPathArguments()) {
        if (argument instanceof NodeIdentifier) {
          if (pending != null) {
            append(text, pending);
          }
          schema = child(schema, argument.getNodeType());
        }
        pending = schema instanceof ChoiceSchemaNode ? null : argument;
      }
      if (pending != null) {
        append(text, pending);
      }
      return text.toString();
    }

    private void append(StringBuilder text, PathArgument argument) {
      text.append('/').append(node(argument.getNodeType()));
      switch (argument) {
        case NodeIdentifierWithPredicates entry ->
            entry.entrySet().forEach(key -> predicate(text, key(key.getKey()), key.getValue()));
        case NodeWithValue<?> entry -> predicate(text, ".", entry.getValue());
        case NodeIdentifier ignored -> {}
      }
    }
  }

  private static @Nullable DataSchemaNode child(@Nullable Object parent, QName name) {
    return switch (parent) {
      case ChoiceSchemaNode choice -> choice.findDataSchemaChild(name).orElse(null);
      case DataNodeContainer container -> container.dataChildByName(name);
      case null, default -> null;
    };
  }

  static void predicate(StringBuilder text, String name, Object value) {
    text.append('[').append(name).append('=').append(literal(value.toString())).append(']');
  }

  /** Returns an XPath expression for a text. Literals of XPath 1.0 have no escapes. */
  private static String literal(String text) {
    if (text.indexOf('\'') < 0) {
      return "'" + text + "'";
    }
    return text.indexOf('"') < 0
        ? '"' + text + '"'
        : "concat('" + text.replace("'", "',\"'\",'") + "')";
  }
}
