package net.sluice.northbound.netconf.auth;

import java.util.Optional;

/** The rule for names of users. */
final class UserName {
  /** Maximum number of characters. */
  static final int MAX_LENGTH = 64;

  static final String RULE =
      "a name has 1 to "
          + MAX_LENGTH
          + " letters, digits and other printable characters, no spaces, no ':', '/', '\"' or '\\',"
          + " and does not begin with '-'";

  private UserName() {}

  /** Returns the problem of a name; empty if it is a name. */
  static Optional<String> problem(String name) {
    boolean right =
        !name.isEmpty()
            && name.codePointCount(0, name.length()) <= MAX_LENGTH
            && name.charAt(0) != '-'
            && name.codePoints().allMatch(UserName::isAllowed);
    return right
        ? Optional.empty()
        : Optional.of("'%s' is not the name of a user: %s".formatted(name, RULE));
  }

  private static boolean isAllowed(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.SPACE_SEPARATOR,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> ":/\"\\".indexOf(c) < 0;
    };
  }
}
