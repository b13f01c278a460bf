package net.sluice.northbound.netconf.request;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLStreamReader;
import net.sluice.manager.api.ConfigError;
import net.sluice.manager.api.ConfigException;
import net.sluice.northbound.netconf.data.ModelNode;
import net.sluice.northbound.netconf.data.Xml;
import net.sluice.yang.Suggestion;
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

  /**
   * Adds the current element, which the model does not have at this place.
   *
   * @param parent the node around it
   * @param where the place, for the message
   * @param known the names that the place can have
   */
  void addUnknown(
      PathStep step, XMLStreamReader xml, ModelNode parent, String where, List<String> known) {
    String name = xml.getLocalName();
    String namespace = Xml.namespace(xml);
    if (parent.has(namespace)) {
      addElement(
          step,
          ErrorTag.UNKNOWN_ELEMENT,
          name,
          "there is no " + name + " " + where + Suggestion.of(name, known));
      return;
    }
    String wrong =
        namespace.isEmpty()
            ? " has no namespace"
            : " has the namespace '" + namespace + "', which no node has there";
    String right =
        parent.namespacesOf(name).stream()
            .findFirst()
            .map(own -> "; write xmlns='" + own + "'")
            .orElseGet(() -> Suggestion.of(name, known));
    add(
        step,
        ErrorTag.UNKNOWN_NAMESPACE,
        name + " " + where + wrong + right,
        Map.of("bad-element", name, "bad-namespace", namespace));
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
