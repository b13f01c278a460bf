package net.sluice.northbound.netconf.request;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import net.sluice.manager.api.ConfigException;
import net.sluice.manager.api.Edit;
import net.sluice.manager.api.EditRequest;
import net.sluice.northbound.netconf.data.ModelNode;
import net.sluice.northbound.netconf.data.Xml;
import org.opendaylight.yangtools.yang.common.ErrorTag;
import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.NodeIdentifierWithPredicates;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.NodeWithValue;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.NormalizedNode;
import org.opendaylight.yangtools.yang.data.spi.node.ImmutableNodes;

/**
 * Reads the {@code config} element of a request against the schema (RFC 6241 section 7.2). A
 * subtree under one operation becomes one edit, however large. An element with another operation
 * becomes an edit of its own. All errors of the content are collected.
 */
public final class EditReader {

  /** The operation of an element; {@link #NONE} if it is only on the path to others. */
  public enum Operation {
    NONE,
    MERGE,
    REPLACE,
    CREATE,
    DELETE,
    REMOVE;

    /** Returns true if the request has the complete content of the element. */
    boolean isWhole() {
      return this == REPLACE || this == CREATE;
    }

    boolean isRemoval() {
      return this == DELETE || this == REMOVE;
    }

    /** Returns true if elements inside can have edits of their own. */
    boolean isOnPath() {
      return this == NONE || this == MERGE;
    }

    /** Returns the value of the attribute. */
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    Edit.Operation edit() {
      return Edit.Operation.valueOf(name());
    }
  }

  /** An edit whose path may be incomplete until the request is read. */
  private record Pending(Operation operation, PathStep step, Optional<NormalizedNode> node) {}

  /** A precondition whose path may be incomplete until the request is read. */
  private record Expected(PathStep step, boolean present) {}

  private final XMLStreamReader xml;
  private final ModelNode model;
  private final LeafReader leaves;
  private final RequestProblems problems = new RequestProblems();
  private final OperationAttribute attribute;
  private final List<Pending> edits = new ArrayList<>();
  private final List<Expected> expected = new ArrayList<>();

  private EditReader(XMLStreamReader xml, ModelNode model, boolean operations) {
    this.xml = xml;
    this.model = model;
    this.leaves = new LeafReader(xml, problems);
    this.attribute = new OperationAttribute(xml, problems, operations);
  }

  /**
   * Reads edits, from the start of {@code config} to its end.
   *
   * @param initial default-operation: NONE, MERGE or REPLACE
   * @throws XMLStreamException the XML is not well-formed
   * @throws ConfigException the schema does not allow the content
   */
  public static EditRequest read(XMLStreamReader xml, ModelNode model, Operation initial)
      throws XMLStreamException, ConfigException {
    var reader = new EditReader(xml, model, true);
    var root = PathStep.root(model);
    reader.attribute.refuseAll(root);
    var content = new Content();
    reader.readChildren(model, root, initial, content);
    reader.problems.check();
    return reader.result(root, initial, content);
  }

  /**
   * Reads a complete configuration, from the start of {@code config} to its end. Its elements can
   * have no operation.
   *
   * @throws XMLStreamException the XML is not well-formed
   * @throws ConfigException the schema does not allow the content
   */
  public static ContainerNode readConfiguration(XMLStreamReader xml, ModelNode model)
      throws XMLStreamException, ConfigException {
    var reader = new EditReader(xml, model, false);
    var root = PathStep.root(model);
    reader.attribute.refuseAll(root);
    var content = new Content();
    reader.readChildren(model, root, Operation.REPLACE, content);
    reader.problems.check();
    return content.into(ImmutableNodes.newContainerBuilder().withNodeIdentifier(model.id()));
  }

  private EditRequest result(PathStep root, Operation initial, Content content) {
    var all = new ArrayList<Edit>();
    for (ModelNode top : model.children()) {
      var node = content.node(top);
      var path = root.to(top).path();
      if (node.isPresent()) {
        all.add(new Edit(initial.edit(), path, node));
      } else if (initial == Operation.REPLACE && top.config()) {
        // The whole configuration is replaced, and the request has nothing of this node.
        all.add(new Edit(Edit.Operation.REMOVE, path, Optional.empty()));
      }
    }
    for (Pending edit : edits) {
      all.add(new Edit(edit.operation.edit(), edit.step.path(), edit.node));
    }
    return new EditRequest(
        all,
        expected.stream()
            .map(node -> new EditRequest.Precondition(node.step.path(), node.present))
            .toList());
  }

  /** Reads the elements inside the current one, and moves to its end. */
  private void readChildren(ModelNode parent, PathStep step, Operation inherited, Content content)
      throws XMLStreamException {
    boolean text = false;
    while (xml.next() != XMLStreamConstants.END_ELEMENT) {
      if (xml.isStartElement()) {
        readChild(parent, step, inherited, content);
      } else if (xml.isCharacters() && !xml.isWhiteSpace() && !text) {
        text = true;
        problems.addElement(
            step, ErrorTag.BAD_ELEMENT, parent.name(), parent.name() + " can not contain text");
      }
    }
  }

  private void readChild(ModelNode parent, PathStep step, Operation inherited, Content content)
      throws XMLStreamException {
    var found = parent.child(Xml.namespace(xml), xml.getLocalName());
    if (found.isEmpty()) {
      unknown(parent, step);
      Xml.skip(xml);
      return;
    }
    var child = found.get();
    if (!child.config()) {
      problems.addElement(
          step.to(child),
          ErrorTag.UNKNOWN_ELEMENT,
          child.name(),
          child.name() + " is state: it can be read, but not configured");
      Xml.skip(xml);
      return;
    }
    if (parent.keys().contains(child.qname())) {
      readKey(child, step, inherited, content);
      return;
    }
    var place = place(child, step);
    var given = attribute.read(place);
    var operation = given.orElse(inherited);
    if (inherited.isRemoval() && !operation.isRemoval()) {
      refuseInside(place, operation);
    }
    if (given.filter(Operation::isRemoval).isEmpty()) {
      checkRival(child, place, content);
    }
    if (operation.isRemoval() || inherited.isRemoval()) {
      readRemoval(child, place, operation, inherited, content)
          .filter(target -> given.equals(Optional.of(Operation.DELETE)) && !inherited.isOnPath())
          .ifPresent(target -> expected.add(new Expected(target, true)));
      return;
    }
    if (inherited.isWhole() || operation == inherited) {
      var read = readNode(child, place, inherited, content);
      read.filter(node -> inherited != Operation.NONE)
          .ifPresent(node -> content.add(child, node.node));
      read.filter(node -> operation == Operation.CREATE && inherited == Operation.REPLACE)
          .ifPresent(node -> expected.add(new Expected(node.step, false)));
    } else {
      readEdit(child, place, operation, content);
    }
  }

  /** Returns the step to a child: of a list, to the entry that begins here. */
  private static PathStep place(ModelNode child, PathStep step) {
    var place = step.to(child);
    return child.kind() == ModelNode.Kind.LIST ? place.entry() : place;
  }

  /** Reads a key, which identifies its entry. It exists if the entry exists. */
  private void readKey(ModelNode key, PathStep entry, Operation inherited, Content content)
      throws XMLStreamException {
    var step = entry.to(key);
    var given = attribute.read(step);
    if (given.isPresent()) {
      boolean removal = given.get().isRemoval();
      if (inherited.isRemoval() && !removal) {
        refuseInside(step, given.get());
      } else if (removal && !inherited.isRemoval()) {
        attribute.refuse(step, key.name() + " is the key of its entry; delete the entry instead");
      } else if (given.get() == Operation.DELETE) {
        expected.add(new Expected(entry, true));
      } else if (given.get() == Operation.CREATE && inherited != Operation.CREATE) {
        expected.add(new Expected(entry, false));
      }
    }
    readLeaf(key, step, content).ifPresent(leaf -> content.add(key, leaf.node));
  }

  private void refuseInside(PathStep step, Operation operation) {
    attribute.refuse(
        step, operation.word() + " is not possible inside of an element that is deleted");
  }

  /** Reads an element with an operation of its own. */
  private void readEdit(ModelNode child, PathStep step, Operation operation, Content siblings)
      throws XMLStreamException {
    int place = edits.size(); // before the edits inside the element
    readNode(child, step, operation, siblings)
        .ifPresent(
            read -> edits.add(place, new Pending(operation, read.step, Optional.of(read.node))));
  }

  /** Checks that no node of another case of the same choice was read. */
  private void checkRival(ModelNode child, PathStep step, Content content) {
    content
        .rival(child)
        .ifPresent(
            other ->
                problems.addElement(
                    step,
                    ErrorTag.BAD_ELEMENT,
                    child.name(),
                    child.name() + " and " + other.name() + " exclude each other"));
  }

  private record Read(PathStep step, NormalizedNode node) {}

  private Optional<Read> readNode(
      ModelNode child, PathStep step, Operation operation, Content siblings)
      throws XMLStreamException {
    var read =
        switch (child.kind()) {
          case LEAF -> readLeaf(child, step, siblings);
          case LEAF_LIST -> readLeafListEntry(child, step, siblings);
          case CONTAINER -> readContainer(child, step, operation, siblings);
          case LIST -> readListEntry(child, step, operation, siblings);
          case ANY -> throw new IllegalStateException("no module of Sluice has " + child.qname());
        };
    if (operation == Operation.NONE && !child.isImplied()) {
      read.ifPresent(node -> expected.add(new Expected(node.step, true)));
    }
    return read;
  }

  private Optional<Read> readLeaf(ModelNode leaf, PathStep step, Content siblings)
      throws XMLStreamException {
    checkFirst(leaf, step, siblings);
    return leaves
        .read(leaf, step)
        .map(value -> new Read(step, ImmutableNodes.leafNode(leaf.qname(), value)));
  }

  private Optional<Read> readLeafListEntry(ModelNode list, PathStep step, Content siblings)
      throws XMLStreamException {
    return leaves
        .read(list, step)
        .map(
            value -> {
              var id = new NodeWithValue<>(list.qname(), value);
              checkFirstEntry(list, step.entry(id), id, siblings);
              return new Read(step.entry(id), ImmutableNodes.leafSetEntry(id));
            });
  }

  private Optional<Read> readContainer(
      ModelNode container, PathStep step, Operation operation, Content siblings)
      throws XMLStreamException {
    checkFirst(container, step, siblings);
    var content = new Content();
    readChildren(container, step, operation, content);
    return Optional.of(
        new Read(
            step,
            content.into(ImmutableNodes.newContainerBuilder().withNodeIdentifier(container.id()))));
  }

  private Optional<Read> readListEntry(
      ModelNode list, PathStep entry, Operation operation, Content siblings)
      throws XMLStreamException {
    var content = new Content();
    readChildren(list, entry, operation, content);
    return identify(list, entry, content, siblings)
        .map(
            id ->
                new Read(
                    entry,
                    content.into(ImmutableNodes.newMapEntryBuilder().withNodeIdentifier(id))));
  }

  /** Completes the path to a list entry from its keys. Returns empty if they are incomplete. */
  private Optional<NodeIdentifierWithPredicates> identify(
      ModelNode list, PathStep entry, Content content, Content siblings) {
    Map<QName, Object> keys = new LinkedHashMap<>();
    for (QName key : list.keys()) {
      var leaf = list.child(key).orElseThrow();
      content.node(leaf).ifPresent(node -> keys.put(key, node.body()));
      if (!keys.containsKey(key) && content.first(leaf)) {
        problems.addElement(
            entry,
            ErrorTag.MISSING_ELEMENT,
            leaf.name(),
            list.name() + " lacks its key " + leaf.name());
      }
    }
    if (keys.size() < list.keys().size()) {
      return Optional.empty();
    }
    var id = NodeIdentifierWithPredicates.of(list.qname(), keys);
    entry.identify(id);
    checkFirstEntry(list, entry, id, siblings);
    return Optional.of(id);
  }

  private void checkFirst(ModelNode child, PathStep step, Content siblings) {
    if (!siblings.first(child)) {
      problems.addElement(
          step, ErrorTag.BAD_ELEMENT, child.name(), child.name() + " is given twice");
    }
  }

  private void checkFirstEntry(
      ModelNode list, PathStep step, YangInstanceIdentifier.PathArgument id, Content siblings) {
    if (!siblings.firstEntry(list, id)) {
      problems.addElement(
          step, ErrorTag.BAD_ELEMENT, list.name(), "the same " + list.name() + " is given twice");
    }
  }

  /** Reads an element that is removed, or that is inside of one. Its content is only checked. */
  private Optional<PathStep> readRemoval(
      ModelNode child, PathStep step, Operation operation, Operation inherited, Content siblings)
      throws XMLStreamException {
    var target = readTarget(child, step, siblings);
    target
        .filter(path -> inherited.isOnPath())
        .ifPresent(path -> edits.add(new Pending(operation, path, Optional.empty())));
    return target;
  }

  private Optional<PathStep> readTarget(ModelNode child, PathStep step, Content siblings)
      throws XMLStreamException {
    switch (child.kind()) {
      case LIST -> {
        var content = new Content();
        readChildren(child, step, Operation.REMOVE, content);
        return identify(child, step, content, siblings).map(id -> step);
      }
      case LEAF_LIST -> {
        return readLeafListEntry(child, step, siblings).map(Read::step);
      }
      case LEAF -> {
        checkFirst(child, step, siblings);
        leaves.check(child, step);
        return Optional.of(step);
      }
      default -> {
        checkFirst(child, step, siblings);
        readChildren(child, step, Operation.REMOVE, new Content());
        return Optional.of(step);
      }
    }
  }

  private void unknown(ModelNode parent, PathStep step) {
    String where = parent == model ? "at the top of the configuration" : "in " + parent.name();
    problems.addUnknown(step, xml, parent, where, parent.names(true));
  }
}
