package net.sluice.manager.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.data.api.schema.DataContainerNode;

/**
 * Values with inheritance: that of an instance, else of its named profile, else of the profile
 * "default". The built-in value is the caller's.
 *
 * @param levels who may have a value, nearest first
 */
public record Inherited(List<DataContainerNode> levels) {

  /** Those of these levels that there are. */
  @SafeVarargs
  public static Inherited of(Optional<? extends DataContainerNode>... levels) {
    List<DataContainerNode> there = new ArrayList<>(levels.length);
    for (Optional<? extends DataContainerNode> level : levels) {
      level.ifPresent(there::add);
    }
    return new Inherited(there);
  }

  /** The same, within a container. */
  public Inherited in(QName container) {
    return new Inherited(
        levels.stream().flatMap(level -> ConfigReader.child(level, container).stream()).toList());
  }

  /** The level that a value comes from. */
  public Optional<DataContainerNode> level(QName leaf) {
    return levels.stream().filter(level -> ConfigReader.value(level, leaf).isPresent()).findFirst();
  }

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

  /** A number; what an int can't hold is as good as the greatest one. */
  public int number(QName leaf, int builtIn) {
    return value(leaf)
        .map(value -> (int) Math.min(((Number) value).longValue(), Integer.MAX_VALUE))
        .orElse(builtIn);
  }

  public boolean bool(QName leaf, boolean builtIn) {
    return value(leaf).map(Boolean.class::cast).orElse(builtIn);
  }

  /** The values of a leaf-list, all of one level. */
  public List<String> texts(QName leafList) {
    return levels.stream()
        .map(level -> ConfigReader.texts(level, leafList))
        .filter(texts -> !texts.isEmpty())
        .findFirst()
        .orElse(List.of());
  }
}
