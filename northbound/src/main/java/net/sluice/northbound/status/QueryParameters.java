package net.sluice.northbound.status;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringEncoder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** The query parameters of a request. Each must be known to the resource and given at most once. */
final class QueryParameters {
  /** Number of entries in a page if the request gives no limit. */
  static final int DEFAULT_LIMIT = 100;

  /** Maximum limit that a request can give. The limit 0 asks for all entries. */
  static final int MAX_LIMIT = 10_000;

  private final Map<String, String> values = new LinkedHashMap<>();

  /**
   * @param given the parameters of the request
   * @param known the parameters of the resource
   * @throws RefusedException a parameter is unknown or given twice
   */
  QueryParameters(Map<String, List<String>> given, List<String> known) throws RefusedException {
    for (Map.Entry<String, List<String>> parameter : given.entrySet()) {
      String name = parameter.getKey();
      if (!known.contains(name)) {
        throw bad(
            "unknown parameter '%s'; this resource has %s"
                .formatted(name, known.isEmpty() ? "none" : String.join(", ", known)));
      }
      if (parameter.getValue().size() > 1) {
        throw bad("parameter '%s' is given more than once".formatted(name));
      }
      values.put(name, parameter.getValue().getFirst());
    }
  }

  /** Returns a parameter; empty if it is not given. */
  Optional<String> text(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /**
   * Returns the maximum number of entries in the answer.
   *
   * @throws RefusedException the limit is not valid
   */
  long limit() throws RefusedException {
    String limit = values.get("limit");
    if (limit == null) {
      return DEFAULT_LIMIT;
    }
    if (limit.equals("0") || limit.equals("all")) {
      return Long.MAX_VALUE;
    }
    return number("limit", limit, MAX_LIMIT);
  }

  /**
   * Returns a number that is not negative; 0 if it is not given.
   *
   * @throws RefusedException it is not such a number
   */
  long number(String name) throws RefusedException {
    String value = values.get(name);
    return value == null ? 0 : number(name, value, Long.MAX_VALUE);
  }

  /** Returns the test for names: one name, or a prefix and {@code *}. */
  Predicate<String> name() {
    String pattern = values.get("name");
    if (pattern == null) {
      return name -> true;
    }
    if (pattern.endsWith("*")) {
      String prefix = pattern.substring(0, pattern.length() - 1);
      return name -> name.startsWith(prefix);
    }
    return pattern::equals;
  }

  /**
   * Returns the state for which the request asks; empty if it asks for none.
   *
   * @param states all states
   * @throws RefusedException it is none of them
   */
  Optional<String> state(List<String> states) throws RefusedException {
    String state = values.get("state");
    if (state != null && !states.contains(state)) {
      throw bad(
          "parameter 'state' must be one of %s, not '%s'"
              .formatted(String.join(", ", states), state));
    }
    return Optional.ofNullable(state);
  }

  /** Returns the address of the same request for the entries after one. */
  String next(String path, String after) {
    QueryStringEncoder link = new QueryStringEncoder(path);
    values.forEach(
        (name, value) -> {
          if (!name.equals("after")) {
            link.addParam(name, value);
          }
        });
    link.addParam("after", after);
    return link.toString();
  }

  private static long number(String name, String value, long max) throws RefusedException {
    try {
      long number = Long.parseLong(value);
      if (number >= 0 && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Refused below.
    }
    throw bad("parameter '%s' must be a number from 0 to %d, not '%s'".formatted(name, max, value));
  }

  private static RefusedException bad(String message) {
    return new RefusedException(HttpResponseStatus.BAD_REQUEST, message);
  }
}
