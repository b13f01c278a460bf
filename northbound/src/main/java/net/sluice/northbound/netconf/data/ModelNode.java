package net.sluice.northbound.netconf.data;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import net.sluice.yang.LeafType;
import net.sluice.yang.Schema;
import org.jspecify.annotations.Nullable;
import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.NodeIdentifier;
import org.opendaylight.yangtools.yang.data.codec.xml.XmlCodec;
import org.opendaylight.yangtools.yang.data.codec.xml.XmlCodecFactory;
import org.opendaylight.yangtools.yang.model.api.ActionDefinition;
import org.opendaylight.yangtools.yang.model.api.ActionNodeContainer;
import org.opendaylight.yangtools.yang.model.api.CaseSchemaNode;
import org.opendaylight.yangtools.yang.model.api.ChoiceSchemaNode;
import org.opendaylight.yangtools.yang.model.api.ContainerLike;
import org.opendaylight.yangtools.yang.model.api.ContainerSchemaNode;
import org.opendaylight.yangtools.yang.model.api.DataNodeContainer;
import org.opendaylight.yangtools.yang.model.api.DataSchemaNode;
import org.opendaylight.yangtools.yang.model.api.LeafListSchemaNode;
import org.opendaylight.yangtools.yang.model.api.LeafSchemaNode;
import org.opendaylight.yangtools.yang.model.api.ListSchemaNode;
import org.opendaylight.yangtools.yang.model.api.TypedDataSchemaNode;
import org.opendaylight.yangtools.yang.model.util.SchemaInferenceStack;

/**
 * A data node of the schema as XML shows it. Choices and cases have no element in XML, so they are
 * folded into the nodes inside them. Immutable; Thread: any.
 */
public final class ModelNode {

  /** The kind of a node. */
  public enum Kind {
    CONTAINER,
    LIST,
    LEAF,
    LEAF_LIST,
    /** An anydata or anyxml, which no module of Sluice has. */
    ANY
  }

  /** A choice around a node, and the case that has the node. */
  public record Case(NodeIdentifier choice, QName name) {}

  /** An action of a node (RFC 7950 section 7.15), with the nodes of its parameters. */
  public record Action(String name, ModelNode input, ModelNode output) {}

  private record Name(String namespace, String local) {
    static Name of(QName qname) {
      return new Name(qname.getNamespace().toString(), qname.getLocalName());
    }
  }

  private final QName qname;
  private final NodeIdentifier id;
  private final Kind kind;
  private final boolean config;
  private final boolean userOrdered;
  private final List<QName> keys;
  private final List<Case> cases;

  /** Null for nodes without a value, as is the type. */
  private final @Nullable XmlCodec<Object> codec;

  private final @Nullable LeafType type;
  private final boolean secret;
  private final boolean mandatory;
  private final boolean implied;
  private final Map<Name, Action> actions = new LinkedHashMap<>();
  private final Map<Name, ModelNode> children = new LinkedHashMap<>();

  private ModelNode(
      DataSchemaNode schema,
      List<Case> cases,
      @Nullable LeafType type,
      @Nullable XmlCodec<Object> codec) {
    this.qname = schema.getQName();
    this.id = NodeIdentifier.create(qname);
    this.config = schema.effectiveConfig().orElse(true);
    this.cases = cases;
    this.codec = codec;
    this.type = type;
    this.keys = schema instanceof ListSchemaNode list ? list.getKeyDefinition() : List.of();
    this.userOrdered =
        (schema instanceof ListSchemaNode list && list.isUserOrdered())
            || (schema instanceof LeafListSchemaNode leafList && leafList.isUserOrdered());
    this.secret = type != null && type.isSecret();
    this.mandatory = schema instanceof LeafSchemaNode leaf && leaf.isMandatory();
    this.implied =
        schema instanceof ContainerSchemaNode container && !container.isPresenceContainer();
    this.kind =
        switch (schema) {
          case ListSchemaNode list -> Kind.LIST;
          case LeafSchemaNode leaf -> Kind.LEAF;
          case LeafListSchemaNode leafList -> Kind.LEAF_LIST;
          case DataNodeContainer container -> Kind.CONTAINER;
          default -> Kind.ANY;
        };
  }

  /** Returns the node above all top-level nodes. */
  public static ModelNode root(Schema schema) {
    var context = schema.context();
    var root = new ModelNode(context, List.of(), null, null);
    root.addChildren(
        schema,
        context,
        List.of(),
        SchemaInferenceStack.of(context),
        XmlCodecFactory.create(context));
    return root;
  }

  private void addChildren(
      Schema schema,
      DataNodeContainer container,
      List<Case> inside,
      SchemaInferenceStack stack,
      XmlCodecFactory codecs) {
    for (DataSchemaNode node : container.getChildNodes()) {
      if (node instanceof ChoiceSchemaNode choice) {
        for (CaseSchemaNode branch : choice.getCases()) {
          var path = new ArrayList<>(inside);
          path.add(new Case(NodeIdentifier.create(choice.getQName()), branch.getQName()));
          addChildren(schema, branch, List.copyOf(path), stack, codecs);
        }
        continue;
      }
      stack.enterDataTree(node.getQName());
      var child = new ModelNode(node, inside, type(schema, node), codec(node, stack, codecs));
      children.put(new Name(child.namespace(), child.name()), child);
      if (node instanceof DataNodeContainer inner) {
        child.addChildren(schema, inner, List.of(), stack, codecs);
      }
      stack.exitToDataTree();
    }
    if (container instanceof ActionNodeContainer acting) {
      for (ActionDefinition action : acting.getActions()) {
        stack.enterSchemaTree(action.getQName());
        var input = parameters(schema, action.getInput(), stack, codecs);
        var output = parameters(schema, action.getOutput(), stack, codecs);
        stack.exit();
        actions.put(
            Name.of(action.getQName()),
            new Action(action.getQName().getLocalName(), input, output));
      }
    }
  }

  private static ModelNode parameters(
      Schema schema, ContainerLike parameters, SchemaInferenceStack stack, XmlCodecFactory codecs) {
    stack.enterSchemaTree(parameters.getQName());
    var node = new ModelNode(parameters, List.of(), null, null);
    node.addChildren(schema, parameters, List.of(), stack, codecs);
    stack.exit();
    return node;
  }

  private static @Nullable LeafType type(Schema schema, DataSchemaNode node) {
    return node instanceof TypedDataSchemaNode typed ? schema.leafType(typed) : null;
  }

  @SuppressWarnings("unchecked") // the codec accepts the values that it parses
  private static @Nullable XmlCodec<Object> codec(
      DataSchemaNode schema, SchemaInferenceStack stack, XmlCodecFactory codecs) {
    return schema instanceof TypedDataSchemaNode typed
        ? (XmlCodec<Object>) codecs.codecFor(typed, stack)
        : null;
  }

  public QName qname() {
    return qname;
  }

  public NodeIdentifier id() {
    return id;
  }

  public String namespace() {
    return qname.getNamespace().toString();
  }

  public String name() {
    return qname.getLocalName();
  }

  public Kind kind() {
    return kind;
  }

  public boolean isLeaf() {
    return kind == Kind.LEAF || kind == Kind.LEAF_LIST;
  }

  /** Returns true for configuration, false for state. */
  public boolean config() {
    return config;
  }

  /** Returns true for a mandatory leaf. */
  public boolean mandatory() {
    return mandatory;
  }

  /**
   * Returns true for a container without presence, which has no meaning of its own: it exists as
   * soon as there is something inside (RFC 7950 section 7.5.1).
   */
  public boolean isImplied() {
    return implied;
  }

  /** Returns true if the user determines the order of the entries. */
  public boolean userOrdered() {
    return userOrdered;
  }

  /** Returns true if its values are secrets, which are not shown as state. */
  boolean secret() {
    return secret;
  }

  /** Returns the keys of a list, in order; empty for a list of state without keys. */
  public List<QName> keys() {
    return keys;
  }

  /** Returns the choices between the parent and this node, outermost first. */
  public List<Case> cases() {
    return cases;
  }

  /**
   * Returns the codec that writes the values of a leaf or leaf-list.
   *
   * @throws NullPointerException for any other node
   */
  public XmlCodec<Object> codec() {
    return Objects.requireNonNull(codec, name());
  }

  /**
   * Returns the type that parses the values of a leaf or leaf-list.
   *
   * @throws NullPointerException for any other node
   */
  public LeafType type() {
    return Objects.requireNonNull(type, name());
  }

  /** Returns the child nodes in the order of the schema. */
  public Iterable<ModelNode> children() {
    return children.values();
  }

  /** Returns the child with a name. */
  public Optional<ModelNode> child(String namespace, String name) {
    return Optional.ofNullable(children.get(new Name(namespace, name)));
  }

  /** Returns the child with a name. */
  public Optional<ModelNode> child(QName name) {
    return child(name.getNamespace().toString(), name.getLocalName());
  }

  /** Returns the action with a name. */
  public Optional<Action> action(String namespace, String name) {
    return Optional.ofNullable(actions.get(new Name(namespace, name)));
  }

  /** Returns the actions of the node itself. */
  public Collection<Action> actions() {
    return actions.values();
  }

  /** Returns the children that have actions themselves or below them. */
  public Stream<ModelNode> actors() {
    return children.values().stream()
        .filter(child -> !child.actions.isEmpty() || child.actors().findAny().isPresent());
  }

  /** Returns the names of the children, in the order of the schema. */
  public List<String> names(boolean configOnly) {
    return children.values().stream()
        .filter(child -> child.config || !configOnly)
        .map(ModelNode::name)
        .toList();
  }

  /** Returns true if a child, or an action of the node, is in a namespace, or if it has neither. */
  public boolean has(String namespace) {
    return (children.isEmpty() && actions.isEmpty())
        || Stream.concat(children.keySet().stream(), actions.keySet().stream())
            .anyMatch(name -> name.namespace.equals(namespace));
  }

  /** Returns the namespaces of the children and actions with a name, whatever namespace it has. */
  public List<String> namespacesOf(String name) {
    return Stream.concat(children.keySet().stream(), actions.keySet().stream())
        .filter(known -> known.local.equals(name))
        .map(Name::namespace)
        .toList();
  }
}
