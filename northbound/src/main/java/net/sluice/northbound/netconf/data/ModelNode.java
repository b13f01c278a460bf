package net.sluice.northbound.netconf.data;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.sluice.yang.LeafType;
import net.sluice.yang.Schema;
import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.NodeIdentifier;
import org.opendaylight.yangtools.yang.data.codec.xml.XmlCodec;
import org.opendaylight.yangtools.yang.data.codec.xml.XmlCodecFactory;
import org.opendaylight.yangtools.yang.model.api.ActionDefinition;
import org.opendaylight.yangtools.yang.model.api.ActionNodeContainer;
import org.opendaylight.yangtools.yang.model.api.CaseSchemaNode;
import org.opendaylight.yangtools.yang.model.api.ChoiceSchemaNode;
import org.opendaylight.yangtools.yang.model.api.ContainerLike;
import org.opendaylight.yangtools.yang.model.api.DataNodeContainer;
import org.opendaylight.yangtools.yang.model.api.DataSchemaNode;
import org.opendaylight.yangtools.yang.model.api.LeafListSchemaNode;
import org.opendaylight.yangtools.yang.model.api.LeafSchemaNode;
import org.opendaylight.yangtools.yang.model.api.ListSchemaNode;
import org.opendaylight.yangtools.yang.model.api.TypedDataSchemaNode;
import org.opendaylight.yangtools.yang.model.util.SchemaInferenceStack;

/**
 * A data node of the schema as XML shows it: choices and cases, which have no element, are folded
 * into the nodes inside them. Immutable.
 */
public final class ModelNode {

  /** What a node is. */
  public enum Kind {
    CONTAINER,
    LIST,
    LEAF,
    LEAF_LIST,
    /** anydata and anyxml, which no module of ours has. */
    ANY
  }

  /** A choice that a node stands in, and the case of it. */
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
  private final XmlCodec<Object> codec;
  private final LeafType type;
  private final boolean secret;
  private final boolean mandatory;
  private final Map<Name, Action> actions = new LinkedHashMap<>();
  private final Map<Name, ModelNode> children = new LinkedHashMap<>();

  private ModelNode(
      DataSchemaNode schema, List<Case> cases, LeafType type, XmlCodec<Object> codec) {
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
    this.kind =
        switch (schema) {
          case ListSchemaNode list -> Kind.LIST;
          case LeafSchemaNode leaf -> Kind.LEAF;
          case LeafListSchemaNode leafList -> Kind.LEAF_LIST;
          case DataNodeContainer container -> Kind.CONTAINER;
          default -> Kind.ANY;
        };
  }

  /** The node above all top-level nodes. */
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

  private static LeafType type(Schema schema, DataSchemaNode node) {
    return node instanceof TypedDataSchemaNode typed ? schema.leafType(typed) : null;
  }

  @SuppressWarnings("unchecked") // the codec takes the values that it has itself parsed
  private static XmlCodec<Object> codec(
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

  /** Whether it is configuration; else it is state. */
  public boolean config() {
    return config;
  }

  /** Whether it is a leaf that must be there. */
  public boolean mandatory() {
    return mandatory;
  }

  /** Whether the order of the entries is the user's. */
  public boolean userOrdered() {
    return userOrdered;
  }

  /** Whether its values are secrets, which nobody needs to see as state. */
  boolean secret() {
    return secret;
  }

  /** The keys of a list, in order; empty for a list of state without keys. */
  public List<QName> keys() {
    return keys;
  }

  /** The choices between the parent and this node, outermost first. */
  public List<Case> cases() {
    return cases;
  }

  /** Writes the values of a leaf. */
  public XmlCodec<Object> codec() {
    return codec;
  }

  /** Reads the values of a leaf. */
  public LeafType type() {
    return type;
  }

  /** The child nodes in the order of the schema. */
  public Iterable<ModelNode> children() {
    return children.values();
  }

  /** The child with this name. */
  public Optional<ModelNode> child(String namespace, String name) {
    return Optional.ofNullable(children.get(new Name(namespace, name)));
  }

  /** The child with this name. */
  public Optional<ModelNode> child(QName name) {
    return child(name.getNamespace().toString(), name.getLocalName());
  }

  /** The action with this name. */
  public Optional<Action> action(String namespace, String name) {
    return Optional.ofNullable(actions.get(new Name(namespace, name)));
  }

  /** Its actions. */
  public Collection<Action> actions() {
    return actions.values();
  }

  /** The children that have actions, or children of which the same is true. */
  public Stream<ModelNode> actors() {
    return children.values().stream()
        .filter(child -> !child.actions.isEmpty() || child.actors().findAny().isPresent());
  }

  /** The names of the children that belong to a namespace. */
  public Stream<String> names(String namespace) {
    return children.keySet().stream()
        .filter(name -> name.namespace.equals(namespace))
        .map(Name::local);
  }

  /** All child names, for messages. */
  public String listing(boolean configOnly) {
    return children.values().stream()
        .filter(child -> child.config || !configOnly)
        .map(ModelNode::name)
        .collect(Collectors.joining(", "));
  }

  /** The steps from the parent to this node: its choices, and itself. */
  Stream<YangInstanceIdentifier.PathArgument> steps() {
    return Stream.concat(cases.stream().map(Case::choice), Stream.of(id));
  }
}
