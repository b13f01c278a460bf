package net.sluice.manager.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.data.api.schema.DataContainerNode;

/**
 * The values of a node with inheritance: the value of an instance, or else of the profile that it
 * names, or else of the profile "default". The caller gives the built-in value.
 *
 * @param levels the nodes that may have a value, nearest first
 */
public record Inherited(List<DataContainerNode> levels) {

  /** Returns the inheritance from the levels that are present, nearest first. */
  @SafeVarargs
  public static Inherited of(Optional<? extends DataContainerNode>... levels) {
    List<DataContainerNode> present = new ArrayList<>(levels.length);
    for (Optional<? extends DataContainerNode> level : levels) {
      level.ifPresent(present::add);
    }
    return new Inherited(present);
  }

  /** Returns the inheritance of the values inside a container. */
  public Inherited in(QName container) {
    return new Inherited(
        levels.stream().flatMap(level -> ConfigReader.child(level, container).stream()).toList());
  }

  /** Returns the nearest level that has a value for a leaf. */
  public Optional<DataContainerNode> level(QName leaf) {
    return levels.stream().filter(level -> ConfigReader.value(level, leaf).isPresent()).findFirst();
  }

  /** Returns the nearest value of a leaf; empty if no level has one. */
  public Optional<Object> value(QName leaf) {
    for (DataContainerNode level : levels) {
      Optional<Object> value = ConfigReader.value(level, leaf);
      if (value.isPresent()) {
        return value;
      }
    }
    return Optional.empty();
  }

  public Optional<String> text(QName leaf) {
    return value(leaf).map(Object::toString);
  }

  /** Returns a number. A value that an int can not hold is returned as the greatest int. */
  public int number(QName leaf, int builtIn) {
    return value(leaf)
        .map(value -> (int) Math.min(((Number) value).longValue(), Integer.MAX_VALUE))
        .orElse(builtIn);
  }

  public boolean bool(QName leaf, boolean builtIn) {
    return value(leaf).map(Boolean.class::cast).orElse(builtIn);
  }

  /** Returns the values of a leaf-list from the nearest level that has any. */
  public List<String> texts(QName leafList) {
    return levels.stream()
        .map(level -> ConfigReader.texts(level, leafList))
        .filter(texts -> !texts.isEmpty())
        .findFirst()
        .orElse(List.of());
  }
}
