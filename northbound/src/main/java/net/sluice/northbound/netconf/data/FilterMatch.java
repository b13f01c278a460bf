package net.sluice.northbound.netconf.data;

import java.util.List;
import javax.xml.stream.XMLStreamException;

/** Matching of filters and data (RFC 6241 section 6.2). */
public final class FilterMatch {
  private FilterMatch() {}

  /** Returns true if a filter selects any part of a node. */
  public static boolean selects(FilterNode filter, Data data) throws XMLStreamException {
    return switch (data) {
      case Data.Leaf leaf ->
          filter.isContentMatch()
              ? matchesValue(filter, leaf)
              : filter.isSelection() && matches(filter, leaf);
      case Data.Inner inner ->
          matches(filter, inner)
              && !filter.isContentMatch()
              && (filter.children().isEmpty() || selectsInside(filter, inner));
    };
  }

  private static boolean selectsInside(FilterNode filter, Data.Inner inner)
      throws XMLStreamException {
    boolean any = false;
    for (FilterNode child : filter.children()) {
      var found = new boolean[1];
      inner.children(List.of(child), data -> found[0] |= selects(child, data));
      if (child.isContentMatch() && !found[0]) {
        return false;
      }
      any |= found[0];
    }
    return any;
  }

  /** Returns true if the content of a filter matches a node. */
  static boolean matchesValue(FilterNode filter, Data data) {
    return matches(filter, data)
        && data instanceof Data.Leaf leaf
        && leaf.is(filter.text(), filter.prefixes());
  }

  private static boolean matches(FilterNode filter, Data data) {
    return filter.matches(data.namespace(), data.name());
  }
}
