package net.sluice.northbound.status;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringEncoder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** The query parameters of a request: each known to the resource, each given at most once. */
final class QueryParameters {
  /** Entries in a page unless the request says otherwise. */
  static final int DEFAULT_LIMIT = 100;

  /** Most entries that a page can be asked to have; everything at once is asked for with 0. */
  static final int MAX_LIMIT = 10_000;

  private final Map<String, String> values = new LinkedHashMap<>();

  /**
   * @param given the parameters in the request
   * @param known the parameters that the resource has
   * @throws RefusedException for an unknown one, or one given twice
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

  Optional<String> text(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /** Most entries to answer with. */
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

  /** A number from 0 on, or 0 when it isn't given. */
  long number(String name) throws RefusedException {
    String value = values.get(name);
    return value == null ? 0 : number(name, value, Long.MAX_VALUE);
  }

  /** A test for names: the one given, or those that begin with what stands before a final '*'. */
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

  /** One of the states given, if the request names one. */
  Optional<String> state(List<String> states) throws RefusedException {
    String state = values.get("state");
    if (state != null && !states.contains(state)) {
      throw bad(
          "parameter 'state' is one of %s, not '%s'".formatted(String.join(", ", states), state));
    }
    return Optional.ofNullable(state);
  }

  /** The address of the same request behind the given entry. */
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
      // Answered below.
    }
    throw bad("parameter '%s' is a number from 0 to %d, not '%s'".formatted(name, max, value));
  }

  private static RefusedException bad(String message) {
    return new RefusedException(HttpResponseStatus.BAD_REQUEST, message);
  }
}
