package net.sluice.northbound.netconf.request;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import net.sluice.manager.api.ConfigException;
import net.sluice.northbound.netconf.data.ModelNode;
import net.sluice.northbound.netconf.data.Xml;
import org.opendaylight.yangtools.yang.common.ErrorTag;
import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.NodeIdentifierWithPredicates;

/**
 * Reads the {@code action} element of a request (RFC 7950 section 7.15.2): the nodes from the top
 * to the target node, with the keys of the lists on the way, and in the target node the action with
 * its input. The input consists of leaves in all modules of Sluice.
 */
public final class ActionReader {

  /**
   * A request to run an action.
   *
   * @param node the target node
   * @param schemaPath names of the nodes from the top to the action, with slashes between them
   * @param action the action
   * @param input the values of the leaves of the input that the request has
   */
  public record Invocation(
      YangInstanceIdentifier node,
      String schemaPath,
      ModelNode.Action action,
      Map<QName, Object> input) {

    /** Returns the value of the only key of the target, which is a list entry. */
    public String key() {
      var entry = (NodeIdentifierWithPredicates) node.getLastPathArgument();
      return entry.asMap().values().iterator().next().toString();
    }

    /** Returns a leaf of the input. */
    public Optional<Object> input(QName leaf) {
      return Optional.ofNullable(input.get(leaf));
    }
  }

  private record Found(
      PathStep step, String schemaPath, ModelNode.Action action, Map<QName, Object> input) {}

  private final XMLStreamReader xml;
  private final RequestProblems problems = new RequestProblems();
  private final LeafReader leaves;
  private Optional<Found> found = Optional.empty();

  private ActionReader(XMLStreamReader xml) {
    this.xml = xml;
    this.leaves = new LeafReader(xml, problems);
  }

  /**
   * Reads an action, from the start of the element to its end.
   *
   * @throws XMLStreamException the XML is not well-formed
   * @throws ConfigException the schema does not allow the content
   */
  public static Invocation read(XMLStreamReader xml, ModelNode model)
      throws XMLStreamException, ConfigException {
    var reader = new ActionReader(xml);
    var root = PathStep.root(model);
    reader.readInside(model, root, "");
    reader.problems.check();
    var found = reader.found.orElseThrow();
    return new Invocation(
        found.step().path(), found.schemaPath(), found.action(), Map.copyOf(found.input()));
  }

  /** Reads the elements inside the current one: its keys, and the next node or the action. */
  private void readInside(ModelNode node, PathStep step, String path) throws XMLStreamException {
    var keys = new HashMap<QName, Object>();
    var given = new HashSet<QName>();
    boolean led = false;
    while (xml.next() != XMLStreamConstants.END_ELEMENT) {
      if (!xml.isStartElement()) {
        continue;
      }
      String name = xml.getLocalName();
      var child = node.child(Xml.namespace(xml), name);
      if (child.isPresent() && node.keys().contains(child.get().qname())) {
        var key = child.get();
        if (!given.add(key.qname())) {
          problems.addElement(step, ErrorTag.BAD_ELEMENT, name, name + " is given twice");
        }
        leaves.read(key, step).ifPresent(value -> keys.put(key.qname(), value));
      } else if (led) {
        problems.addElement(
            step,
            ErrorTag.BAD_ELEMENT,
            name,
            name + ": an action is about one node; send one rpc for each node");
        Xml.skip(xml);
      } else {
        led = true;
        readOn(node, child, step, path);
      }
    }
    identify(node, step, given, keys);
    if (!led) {
      String name = path.isEmpty() ? "action" : node.name();
      var next = next(node);
      problems.addElement(
          step,
          ErrorTag.MISSING_ELEMENT,
          next.isEmpty() ? name : next.first(),
          name
              + " lacks a node with an action"
              + (next.isEmpty() ? "" : ", such as " + String.join(", ", next)));
    }
  }

  private void readOn(ModelNode node, Optional<ModelNode> child, PathStep step, String path)
      throws XMLStreamException {
    String name = xml.getLocalName();
    String below = path.isEmpty() ? name : path + "/" + name;
    var action = node.action(Xml.namespace(xml), name);
    if (child.isPresent() && !child.get().isLeaf()) {
      var next = step.to(child.get());
      boolean list = child.get().kind() == ModelNode.Kind.LIST;
      readInside(child.get(), list ? next.entry() : next, below);
    } else if (action.isPresent()) {
      found = Optional.of(new Found(step, below, action.get(), readInput(action.get(), step)));
    } else {
      String where = path.isEmpty() ? "with actions" : "in " + path;
      problems.addUnknown(step, xml, node, where, List.copyOf(next(node)));
      Xml.skip(xml);
    }
  }

  private Map<QName, Object> readInput(ModelNode.Action action, PathStep step)
      throws XMLStreamException {
    var values = new HashMap<QName, Object>();
    var given = new HashSet<QName>();
    while (xml.next() != XMLStreamConstants.END_ELEMENT) {
      if (!xml.isStartElement()) {
        continue;
      }
      String name = xml.getLocalName();
      var leaf = action.input().child(Xml.namespace(xml), name).filter(ModelNode::isLeaf);
      if (leaf.isEmpty()) {
        var input = action.input();
        problems.addUnknown(step, xml, input, "in " + action.name(), input.names(false));
        Xml.skip(xml);
      } else if (!given.add(leaf.get().qname())) {
        problems.addElement(step, ErrorTag.BAD_ELEMENT, name, name + " is given twice");
        Xml.skip(xml);
      } else {
        leaves.read(leaf.get(), step).ifPresent(value -> values.put(leaf.get().qname(), value));
      }
    }
    for (ModelNode leaf : action.input().children()) {
      if (leaf.mandatory() && !given.contains(leaf.qname())) {
        problems.addElement(
            step,
            ErrorTag.MISSING_ELEMENT,
            leaf.name(),
            action.name() + " lacks its parameter " + leaf.name());
      }
    }
    return values;
  }

  /**
   * Completes the path to a list entry.
   *
   * @param given the keys that the request has
   * @param keys those with a valid value
   */
  private void identify(ModelNode node, PathStep step, Set<QName> given, Map<QName, Object> keys) {
    for (QName key : node.keys()) {
      if (!given.contains(key)) {
        problems.addElement(
            step,
            ErrorTag.MISSING_ELEMENT,
            key.getLocalName(),
            node.name() + " lacks its key " + key.getLocalName());
      }
    }
    if (node.kind() == ModelNode.Kind.LIST && keys.size() == node.keys().size()) {
      step.identify(NodeIdentifierWithPredicates.of(node.qname(), keys));
    }
  }

  /** Returns the names of the actions of a node and of its children with actions. */
  private static SortedSet<String> next(ModelNode node) {
    return Stream.concat(
            node.actions().stream().map(ModelNode.Action::name), node.actors().map(ModelNode::name))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
