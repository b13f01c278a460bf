package net.sluice.yang;

import static net.sluice.yang.YangModule.Conformance.IMPLEMENT;
import static net.sluice.yang.YangModule.Conformance.IMPORT;

import com.google.common.collect.ImmutableList;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import net.sluice.yang.YangModule.Conformance;
import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.common.QNameModule;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.NodeIdentifier;
import org.opendaylight.yangtools.yang.data.util.DataSchemaContextTree;
import org.opendaylight.yangtools.yang.ir.IRStatement;
import org.opendaylight.yangtools.yang.model.api.ActionDefinition;
import org.opendaylight.yangtools.yang.model.api.ActionNodeContainer;
import org.opendaylight.yangtools.yang.model.api.ChoiceSchemaNode;
import org.opendaylight.yangtools.yang.model.api.ContainerLike;
import org.opendaylight.yangtools.yang.model.api.DataNodeContainer;
import org.opendaylight.yangtools.yang.model.api.DataSchemaNode;
import org.opendaylight.yangtools.yang.model.api.EffectiveModelContext;
import org.opendaylight.yangtools.yang.model.api.EffectiveStatementEquivalent;
import org.opendaylight.yangtools.yang.model.api.NotificationDefinition;
import org.opendaylight.yangtools.yang.model.api.SchemaContext;
import org.opendaylight.yangtools.yang.model.api.TypeDefinition;
import org.opendaylight.yangtools.yang.model.api.TypedDataSchemaNode;
import org.opendaylight.yangtools.yang.model.api.source.SourceIdentifier;
import org.opendaylight.yangtools.yang.model.api.stmt.FeatureSet;
import org.opendaylight.yangtools.yang.model.api.stmt.SchemaNodeIdentifier.Absolute;
import org.opendaylight.yangtools.yang.model.api.type.LeafrefTypeDefinition;
import org.opendaylight.yangtools.yang.model.spi.source.StringYangTextSource;
import org.opendaylight.yangtools.yang.model.spi.source.YangIRSource;
import org.opendaylight.yangtools.yang.model.util.SchemaInferenceStack;
import org.opendaylight.yangtools.yang.parser.api.YangParserException;
import org.opendaylight.yangtools.yang.parser.api.YangParserFactory;
import org.opendaylight.yangtools.yang.parser.api.YangSyntaxErrorException;
import org.opendaylight.yangtools.yang.parser.rfc7950.repo.TextToIRTransformer;

/**
 * The schema of the device: the YANG modules of Sluice and those that NETCONF needs. Immutable. It
 * is built once per process, because parsing takes about a second on a cold JVM.
 *
 * <p>Thread: any.
 */
public final class Schema {
  /** The name of the root node of a configuration. */
  public static final NodeIdentifier ROOT = NodeIdentifier.create(SchemaContext.NAME);

  private static final String NETCONF_NAMESPACE = "urn:ietf:params:xml:ns:netconf:base:1.0";

  /**
   * All modules, with the revision of the text on the class path. The texts of Sluice's modules are
   * in the resources of this Maven module, the others in the model jars of OpenDaylight. RFC 5277
   * has no YANG text; its two modules are in the resources, too, because the usual ones lack
   * replayLogAgedTime.
   */
  private static final List<Source> SOURCES =
      List.of(
          new Source("sluice-funnelbridge", "2026-11-30", IMPLEMENT),
          new Source("sluice-l2tp", "2026-11-30", IMPLEMENT),
          new Source("sluice-pseudowire", "2026-11-30", IMPLEMENT),
          new Source("ietf-netconf", "2011-06-01", IMPLEMENT),
          new Source("ietf-netconf-monitoring", "2010-10-04", IMPLEMENT),
          new Source("ietf-yang-library", "2019-01-04", IMPLEMENT),
          new Source("ietf-datastores", "2018-02-14", IMPLEMENT),
          new Source("notifications", "2008-07-14", IMPLEMENT),
          new Source("nc-notifications", "2008-07-14", IMPLEMENT),
          new Source("ietf-netconf-notifications", "2012-02-06", IMPLEMENT),
          new Source("sluice-l2tp-types", "2026-11-30", IMPORT),
          new Source("ietf-inet-types", "2013-07-15", IMPORT),
          new Source("ietf-netconf-acm", "2018-02-14", IMPORT),
          new Source("ietf-yang-types", "2013-07-15", IMPORT));

  /** The optional capabilities of RFC 6241 that the server supports. */
  private static final List<String> NETCONF_FEATURES =
      List.of("candidate", "rollback-on-error", "validate");

  private static final Set<String> DATA_NODES =
      Set.of("container", "list", "leaf", "leaf-list", "choice", "anydata", "anyxml");

  /** The extension of leaves that no client may read (RFC 8341 section 3.2.2). */
  private static final String SECRET = "default-deny-all";

  private final EffectiveModelContext context;
  private final DataSchemaContextTree tree;
  private final Layout layout;
  private final List<YangModule> modules;
  private final IdentityHashMap<TypedDataSchemaNode, LeafType> leafTypes = new IdentityHashMap<>();
  private final Map<QNameModule, YangModule> byId;
  private final Map<String, YangModule> byName;

  private Schema() throws IOException, YangParserException {
    Map<Source, String> texts = new LinkedHashMap<>();
    SOURCES.forEach(source -> texts.put(source, source.read()));
    context = parse(texts);
    tree = DataSchemaContextTree.from(context);
    collectLeafTypes(context, SchemaInferenceStack.of(context));
    for (NotificationDefinition notification : context.getNotifications()) {
      collectLeafTypes(
          notification, SchemaInferenceStack.of(context, Absolute.of(notification.getQName())));
    }
    modules =
        texts.entrySet().stream().map(text -> module(text.getKey(), text.getValue())).toList();
    byId = modules.stream().collect(Collectors.toMap(YangModule::id, Function.identity()));
    byName = modules.stream().collect(Collectors.toMap(YangModule::name, Function.identity()));
    layout = Layout.of(this);
  }

  /** Returns the schema of this process. */
  public static Schema get() {
    return Holder.INSTANCE;
  }

  /** Returns the compiled modules. */
  public EffectiveModelContext context() {
    return context;
  }

  /** Returns the tree that finds schema nodes by the steps of a data path. */
  public DataSchemaContextTree tree() {
    return tree;
  }

  /** Returns the data nodes in the form of JSON. */
  Layout layout() {
    return layout;
  }

  /** Returns all modules, those of Sluice first. */
  public List<YangModule> modules() {
    return modules;
  }

  /** Returns the module with this name. There is one revision of each. */
  public Optional<YangModule> module(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /**
   * Returns the module with this namespace and revision.
   *
   * @throws IllegalArgumentException if the schema has no such module
   */
  public YangModule module(QNameModule id) {
    YangModule module = byId.get(id);
    if (module == null) {
      throw new IllegalArgumentException("no module has the namespace " + id.namespace());
    }
    return module;
  }

  /**
   * Returns the type of a leaf or leaf-list of the data tree, of a notification or of an action.
   *
   * @throws IllegalArgumentException if the leaf is not from this schema
   */
  public LeafType leafType(TypedDataSchemaNode leaf) {
    LeafType type = leafTypes.get(leaf);
    if (type == null) {
      throw new IllegalArgumentException(leaf.getQName() + " is no leaf of this schema");
    }
    return type;
  }

  private void collectLeafTypes(DataNodeContainer parent, SchemaInferenceStack stack) {
    for (DataSchemaNode child : parent.getChildNodes()) {
      if (child instanceof ChoiceSchemaNode choice) {
        choice.getCases().forEach(branch -> collectLeafTypes(branch, stack));
        continue;
      }
      stack.enterDataTree(child.getQName());
      if (child instanceof TypedDataSchemaNode leaf) {
        TypeDefinition<?> type =
            leaf.getType() instanceof LeafrefTypeDefinition leafref
                ? stack.resolveLeafref(leafref)
                : leaf.getType();
        leafTypes.put(leaf, new LeafType(leaf.getQName().getLocalName(), type, isSecret(leaf)));
      } else if (child instanceof DataNodeContainer container) {
        collectLeafTypes(container, stack);
      }
      stack.exitToDataTree();
    }
    if (parent instanceof ActionNodeContainer acting) {
      acting.getActions().forEach(action -> collectLeafTypes(action, stack));
    }
  }

  private void collectLeafTypes(ActionDefinition action, SchemaInferenceStack stack) {
    stack.enterSchemaTree(action.getQName());
    for (ContainerLike parameters : List.of(action.getInput(), action.getOutput())) {
      stack.enterSchemaTree(parameters.getQName());
      collectLeafTypes(parameters, stack);
      stack.exit();
    }
    stack.exit();
  }

  /** yangtools keeps extensions that it does not know among the declared statements only. */
  private static boolean isSecret(TypedDataSchemaNode leaf) {
    return leaf instanceof EffectiveStatementEquivalent<?> statement
        && statement.asEffectiveStatement().getDeclared().declaredSubstatements().stream()
            .map(below -> below.statementDefinition().getStatementName().getLocalName())
            .anyMatch(SECRET::equals);
  }

  private static EffectiveModelContext parse(Map<Source, String> texts)
      throws IOException, YangParserException {
    var parser =
        ServiceLoader.load(YangParserFactory.class).findFirst().orElseThrow().createParser();
    parser.setSupportedFeatures(
        FeatureSet.of(
            NETCONF_FEATURES.stream()
                .map(feature -> QName.create(NETCONF_NAMESPACE, "2011-06-01", feature))
                .toArray(QName[]::new)));
    var failures = new ArrayList<String>();
    for (var entry : texts.entrySet()) {
      Source source = entry.getKey();
      try {
        var text =
            new StringYangTextSource(
                new SourceIdentifier(source.name(), source.revision()), entry.getValue());
        parser.addSource(source.conformance() == IMPORT ? withoutData(text) : text);
      } catch (YangSyntaxErrorException e) {
        failures.add(source.file() + ": " + e.getMessage());
      }
    }
    if (!failures.isEmpty()) {
      throw new IllegalStateException("YANG syntax: " + String.join("; ", failures));
    }
    return parser.buildEffectiveModel();
  }

  /**
   * Returns a module without its data nodes. A module that is only imported has none on the device
   * (RFC 7950 section 5.6.5), but yangtools would add them.
   */
  private static YangIRSource withoutData(StringYangTextSource text)
      throws IOException, YangSyntaxErrorException {
    YangIRSource source = TextToIRTransformer.transformText(text);
    IRStatement module = source.statement();
    var kept = ImmutableList.<IRStatement>builder();
    module.statements().stream()
        .filter(statement -> !DATA_NODES.contains(statement.keyword().identifier()))
        .forEach(kept::add);
    return new YangIRSource(
        source.sourceId(),
        IRStatement.of(
            module.keyword(),
            module.argument(),
            module.startLine(),
            module.startColumn(),
            kept.build()),
        source.symbolicName());
  }

  private YangModule module(Source source, String text) {
    var module = context.findModules(source.name()).iterator().next();
    List<String> features = source.name().equals("ietf-netconf") ? NETCONF_FEATURES : List.of();
    return new YangModule(
        module.getQNameModule(),
        source.name(),
        module.getPrefix(),
        source.conformance(),
        features,
        text);
  }

  private record Source(String name, String revision, Conformance conformance) {
    String file() {
      return name + "@" + revision + ".yang";
    }

    String read() {
      try (var stream = Schema.class.getResourceAsStream("/META-INF/yang/" + file())) {
        if (stream == null) {
          throw new FileNotFoundException(file() + " is not on the class path");
        }
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static final class Holder {
    static final Schema INSTANCE = create();

    private static Schema create() {
      try {
        return new Schema();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (YangParserException e) {
        throw new IllegalStateException("the YANG modules do not compile: " + e.getMessage(), e);
      }
    }
  }
}
