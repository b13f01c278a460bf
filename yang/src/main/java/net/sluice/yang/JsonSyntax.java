package net.sluice.yang;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.CharConversionException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The texts about JSON that can not be parsed. Those of the parser name its own options and
 * classes.
 */
public final class JsonSyntax {
  /** The reports of Jackson, with the text of Sluice for each. */
  private static final List<Map.Entry<Pattern, String>> TEXTS =
      List.of(
          text("Duplicate field '(.*)'", "the member $1 is here for the second time"),
          text("was expecting comma", "a comma is missing before this character"),
          text("was expecting a colon", "a colon is missing after the name"),
          text("expecting double-quote to start", "a name in double quotes is expected here"),
          text("Unrecognized token '([^']*)'", "$1 is not a value; texts stand in double quotes"),
          text("Unexpected close marker", "this bracket closes another one than the last opened"),
          text("[Ll]eading zero", "a number can not begin with zeros"),
          text("Invalid UTF-8", "the text is not UTF-8"),
          text("escape", "a backslash begins no escape that JSON has"),
          text("unquoted character \\(\\(CTRL-CHAR", "text can not have control characters"),
          text("Unexpected character \\('(.)'", "the character $1 can not stand here"),
          text("Trailing token", "there is more text after the end"));

  private JsonSyntax() {}

  /** Returns the reason as a sentence without the position; empty for a failure of input. */
  public static Optional<String> text(IOException cause) {
    return switch (cause) {
      case JsonEOFException ignored -> Optional.of("the text ends in the middle");
      case StreamConstraintsException ignored ->
          Optional.of("a name, value or nesting exceeds the limits of the reader");
      case JsonProcessingException syntax -> Optional.of(known(syntax.getOriginalMessage()));
      case CharConversionException ignored -> Optional.of("the text is not UTF-8");
      default -> Optional.empty();
    };
  }

  /** Returns the place of a failure: that of the parser if the failure has none. */
  static JsonLocation place(JsonProcessingException e, JsonParser parser) {
    // A limit that is exceeded has no location.
    return e.getLocation() == null ? parser.currentLocation() : e.getLocation();
  }

  /** Returns the text before the reason: the line and column, if they are known. */
  public static String place(JsonProcessingException e) {
    var at = e.getLocation();
    return at == null ? "" : "line " + at.getLineNr() + " column " + at.getColumnNr() + ": ";
  }

  private static String known(String message) {
    for (var known : TEXTS) {
      Matcher found = known.getKey().matcher(message);
      if (found.find()) {
        String own = known.getValue();
        return found.groupCount() == 0 ? own : own.replace("$1", found.group(1));
      }
    }
    return "this is not JSON";
  }

  private static Map.Entry<Pattern, String> text(String pattern, String text) {
    return Map.entry(Pattern.compile(pattern), text);
  }
}
