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
  private record Problem(PathStep step, ConfigError error) {
    /** Returns the error with its path, which is complete only after the request is read. */
    ConfigError located() {
      return error.withPath(step.path());
    }
  }

  private final List<Problem> problems = new ArrayList<>();
  private int found;

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
    found++;
    if (problems.size() < ConfigException.MAX_ERRORS) {
      problems.add(new Problem(step, error));
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
   * @throws ConfigException the problems in the order of the request
   */
  void check() throws ConfigException {
    if (problems.isEmpty()) {
      return;
    }
    throw new ConfigException(problems.stream().map(Problem::located).toList(), found);
  }
}
