package net.sluice.northbound.netconf.request;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.sluice.manager.api.ConfigError;
import net.sluice.manager.api.ConfigException;
import org.opendaylight.yangtools.yang.common.ErrorTag;
import org.opendaylight.yangtools.yang.common.ErrorType;

/** Collects what is wrong with a request, so that the client hears of all of it at once. */
public final class RequestProblems {
  /** More of them help nobody. */
  public static final int MAX = 100;

  private record Problem(PathStep step, ConfigError error) {
    /** The error with the path, which is known in full only after reading. */
    ConfigError located() {
      return new ConfigError(
          error.type(),
          error.tag(),
          error.appTag(),
          Optional.of(step.path()),
          error.message(),
          error.info());
    }
  }

  private final List<Problem> problems = new ArrayList<>();
  private int dropped;

  /** An invalid value or the like at a node. */
  void add(PathStep step, ErrorTag tag, String message) {
    add(step, tag, message, Map.of());
  }

  /** A problem with an element that has no place in the schema, or is missing. */
  void addElement(PathStep step, ErrorTag tag, String element, String message) {
    add(step, tag, message, Map.of("bad-element", element));
  }

  /** A problem with an element of a foreign namespace. */
  void addNamespace(PathStep step, String element, String namespace, String message) {
    add(
        step,
        ErrorTag.UNKNOWN_NAMESPACE,
        message,
        Map.of("bad-element", element, "bad-namespace", namespace));
  }

  /** A problem with an attribute. */
  void addAttribute(PathStep step, ErrorTag tag, String element, String attribute, String message) {
    add(step, tag, message, Map.of("bad-attribute", attribute, "bad-element", element));
  }

  /** A problem that was found elsewhere. */
  void add(PathStep step, ConfigError error) {
    if (problems.size() < MAX) {
      problems.add(new Problem(step, error));
    } else {
      dropped++;
    }
  }

  private void add(PathStep step, ErrorTag tag, String message, Map<String, String> info) {
    add(
        step,
        new ConfigError(
            ErrorType.APPLICATION,
            tag,
            Optional.empty(),
            Optional.empty(),
            message,
            Map.copyOf(new HashMap<>(info))));
  }

  /**
   * Ends the request if there is anything wrong with it.
   *
   * @throws ConfigException all that is wrong
   */
  void check() throws ConfigException {
    if (problems.isEmpty()) {
      return;
    }
    var errors = new ArrayList<ConfigError>();
    problems.forEach(problem -> errors.add(problem.located()));
    if (dropped > 0) {
      errors.add(
          ConfigError.protocol(
              ErrorTag.OPERATION_FAILED, "and " + dropped + " more errors that are not listed"));
    }
    throw new ConfigException(errors);
  }
}
