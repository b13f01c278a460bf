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

/** The problems of a request, collected so that the reply reports all of them. */
public final class RequestProblems {
  /** Maximum number of problems in a reply. */
  public static final int MAX = 100;

  private record Problem(PathStep step, ConfigError error) {
    /** Returns the error with its path, which is complete only after the request is read. */
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

  /** Adds a problem of a node, such as an invalid value. */
  void add(PathStep step, ErrorTag tag, String message) {
    add(step, tag, message, Map.of());
  }

  /** Adds a problem with an element: unknown, misplaced or missing. */
  void addElement(PathStep step, ErrorTag tag, String element, String message) {
    add(step, tag, message, Map.of("bad-element", element));
  }

  /** Adds an element of an unknown namespace. */
  void addNamespace(PathStep step, String element, String namespace, String message) {
    add(
        step,
        ErrorTag.UNKNOWN_NAMESPACE,
        message,
        Map.of("bad-element", element, "bad-namespace", namespace));
  }

  /** Adds a problem with an attribute. */
  void addAttribute(PathStep step, ErrorTag tag, String element, String attribute, String message) {
    add(step, tag, message, Map.of("bad-attribute", attribute, "bad-element", element));
  }

  /** Adds an error, at the path of a step. */
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
   * Refuses the request if it has problems.
   *
   * @throws ConfigException all of them, up to {@link #MAX}
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
