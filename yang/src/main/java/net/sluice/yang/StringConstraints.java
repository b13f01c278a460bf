package net.sluice.yang;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.opendaylight.yangtools.yang.model.api.ConstraintMetaDefinition;
import org.opendaylight.yangtools.yang.model.api.type.LengthConstraint;
import org.opendaylight.yangtools.yang.model.api.type.ModifierKind;
import org.opendaylight.yangtools.yang.model.api.type.PatternConstraint;
import org.opendaylight.yangtools.yang.model.api.type.StringTypeDefinition;

/**
 * The length and the patterns of a string type, with those of its base types. yangtools returns and
 * checks the patterns of the outermost type only: it would accept "10.0.0.256" as an
 * ip-address-no-zone.
 */
final class StringConstraints {
  private record Compiled(Pattern pattern, boolean inverted, PatternConstraint constraint) {}

  private final Optional<LengthConstraint> length;
  private final List<Compiled> patterns = new ArrayList<>();

  StringConstraints(StringTypeDefinition type) {
    length = type.getLengthConstraint();
    for (StringTypeDefinition t = type; t != null; t = t.getBaseType()) {
      for (PatternConstraint pattern : t.getPatternConstraints()) {
        if (patterns.stream().noneMatch(known -> known.constraint.equals(pattern))) {
          patterns.add(
              new Compiled(
                  Pattern.compile(pattern.getJavaPatternString()), inverted(pattern), pattern));
        }
      }
    }
  }

  Optional<LengthConstraint> length() {
    return length;
  }

  List<PatternConstraint> patterns() {
    return patterns.stream().map(Compiled::constraint).toList();
  }

  /**
   * Returns the first constraint that a text violates. The length counts characters, not UTF-16
   * units.
   */
  Optional<ConstraintMetaDefinition> violated(String text) {
    if (length.isPresent()
        && !length.get().getAllowedRanges().contains(text.codePointCount(0, text.length()))) {
      return Optional.of(length.get());
    }
    for (Compiled compiled : patterns) {
      if (compiled.pattern.matcher(text).matches() == compiled.inverted) {
        return Optional.of(compiled.constraint);
      }
    }
    return Optional.empty();
  }

  static boolean inverted(PatternConstraint pattern) {
    return pattern.getModifier().filter(ModifierKind.INVERT_MATCH::equals).isPresent();
  }
}
