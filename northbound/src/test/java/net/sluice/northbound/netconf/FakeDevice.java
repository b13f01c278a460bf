package net.sluice.northbound.netconf;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import net.sluice.funnel.TreeState;
import net.sluice.l2tp.InterfaceState;
import net.sluice.l2tp.signaling.SystemCounters;
import net.sluice.l2tp.signaling.TunnelCounters;
import net.sluice.manager.api.ActionService;
import net.sluice.manager.api.ConfigError;
import net.sluice.manager.api.ConfigException;
import net.sluice.manager.api.ConfigService;
import net.sluice.manager.api.Datastore;
import net.sluice.manager.api.Edit;
import net.sluice.manager.api.EditRequest;
import net.sluice.manager.api.StatusService;
import net.sluice.netlink.MacAddress;
import net.sluice.northbound.SampleFunnels;
import net.sluice.northbound.SampleSignaling;
import net.sluice.northbound.netconf.events.Subscription;
import net.sluice.yang.Schema;
import org.opendaylight.yangtools.yang.common.ErrorTag;
import org.opendaylight.yangtools.yang.common.ErrorType;
import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.MapEntryNode;
import org.opendaylight.yangtools.yang.data.spi.node.ImmutableNodes;
import org.opendaylight.yangtools.yang.data.tree.api.DataTree;
import org.opendaylight.yangtools.yang.data.tree.api.DataTreeConfiguration;
import org.opendaylight.yangtools.yang.data.tree.api.DataTreeModification;
import org.opendaylight.yangtools.yang.data.tree.api.DataValidationFailedException;
import org.opendaylight.yangtools.yang.data.tree.api.TreeType;
import org.opendaylight.yangtools.yang.data.tree.impl.ReferenceDataTreeFactory;
import org.opendaylight.yangtools.yang.model.api.SchemaContext;

/** Datastores in memory without checks, and state that tests set. */
public final class FakeDevice implements ConfigService, StatusService, ActionService {
  public static final QName OPER_STATUS =
      Schema.get().module("sluice-pseudowire").orElseThrow().qname("oper-status");

  private final Map<Datastore, DataTree> trees = new EnumMap<>(Datastore.class);
  private final Map<Datastore, Client> locks = new HashMap<>();

  /** The name of an entry whose state can not be read. */
  public static final String BROKEN = "zz-broken";

  /** The errors of every validation. */
  public final List<ConfigError> invalid = new ArrayList<>();

  public final AtomicInteger statesRead = new AtomicInteger();
  public final List<Client> closed = new ArrayList<>();
  public final List<Client> committed = new ArrayList<>();

  public final Map<String, TunnelStatus> tunnels = new ConcurrentHashMap<>();
  public final Map<String, PseudowireStatus> pseudowires = new ConcurrentHashMap<>();
  public final Map<String, PseudowireStatus> sessions = new ConcurrentHashMap<>();
  public final Set<Consumer<Event>> subscribers = new CopyOnWriteArraySet<>();

  /** The resets, as "tunnel t1". */
  public final List<String> resets = new CopyOnWriteArrayList<>();

  public FakeDevice() {
    for (Datastore datastore : Datastore.values()) {
      trees.put(datastore, tree());
    }
  }

  private static DataTree tree() {
    var configuration =
        DataTreeConfiguration.builder(TreeType.CONFIGURATION)
            .setMandatoryNodesValidation(false)
            .setUniqueIndexes(false)
            .build();
    return new ReferenceDataTreeFactory().create(configuration, Schema.get().context());
  }

  @Override
  public synchronized ContainerNode read(Datastore datastore) {
    return (ContainerNode)
        trees
            .get(datastore)
            .takeSnapshot()
            .readNode(YangInstanceIdentifier.of())
            .orElseGet(FakeDevice::empty);
  }

  private static ContainerNode empty() {
    return ImmutableNodes.newContainerBuilder()
        .withNodeIdentifier(YangInstanceIdentifier.NodeIdentifier.create(SchemaContext.NAME))
        .build();
  }

  @Override
  public synchronized void edit(
      Client client, EditRequest request, Edit.ErrorOption errorOption, Edit.TestOption testOption)
      throws ConfigException {
    checkLock(client, Datastore.CANDIDATE);
    if (testOption != Edit.TestOption.SET && !invalid.isEmpty()) {
      throw new ConfigException(invalid);
    }
    var modification = trees.get(Datastore.CANDIDATE).takeSnapshot().newModification();
    var errors = new ArrayList<ConfigError>();
    for (EditRequest.Precondition condition : request.preconditions()) {
      if (modification.readNode(condition.path()).isPresent() != condition.present()) {
        errors.add(
            ConfigError.at(
                condition.path(),
                condition.present() ? ErrorTag.DATA_MISSING : ErrorTag.DATA_EXISTS,
                "precondition"));
      }
    }
    for (Edit edit : request.edits()) {
      apply(modification, edit).ifPresent(errors::add);
    }
    boolean applied = errors.isEmpty() || errorOption == Edit.ErrorOption.CONTINUE;
    if (applied && testOption != Edit.TestOption.TEST_ONLY) {
      commit(Datastore.CANDIDATE, modification);
    }
    if (!errors.isEmpty()) {
      throw new ConfigException(errors);
    }
  }

  private static Optional<ConfigError> apply(DataTreeModification tree, Edit edit) {
    boolean there = tree.readNode(edit.path()).isPresent();
    switch (edit.operation()) {
      case MERGE -> {
        makeParents(tree, edit.path());
        tree.merge(edit.path(), edit.node().orElseThrow());
      }
      case REPLACE -> {
        makeParents(tree, edit.path());
        tree.write(edit.path(), edit.node().orElseThrow());
      }
      case CREATE -> {
        if (there) {
          return Optional.of(ConfigError.at(edit.path(), ErrorTag.DATA_EXISTS, "exists"));
        }
        makeParents(tree, edit.path());
        tree.write(edit.path(), edit.node().orElseThrow());
      }
      case DELETE -> {
        if (!there) {
          return Optional.of(ConfigError.at(edit.path(), ErrorTag.DATA_MISSING, "is not there"));
        }
        tree.delete(edit.path());
      }
      case REMOVE -> tree.delete(edit.path());
    }
    return Optional.empty();
  }

  @SuppressWarnings("removal") // this yangtools has no other way to create parents
  private static void makeParents(DataTreeModification tree, YangInstanceIdentifier path) {
    var parent = path.coerceParent();
    if (!parent.isEmpty()) {
      tree.merge(
          YangInstanceIdentifier.of(parent.getPathArguments().getFirst()),
          org.opendaylight.yangtools.yang.data.impl.schema.ImmutableNodes.fromInstanceId(
              Schema.get().context(), parent));
    }
  }

  private void commit(Datastore datastore, DataTreeModification modification) {
    var tree = trees.get(datastore);
    try {
      modification.ready();
      tree.validate(modification);
      tree.commit(tree.prepare(modification));
    } catch (DataValidationFailedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public synchronized void replaceCandidate(Client client, ContainerNode content)
      throws ConfigException {
    checkLock(client, Datastore.CANDIDATE);
    replace(Datastore.CANDIDATE, content);
  }

  private void replace(Datastore datastore, ContainerNode content) {
    var modification = trees.get(datastore).takeSnapshot().newModification();
    modification.write(YangInstanceIdentifier.of(), content);
    commit(datastore, modification);
  }

  @Override
  public synchronized void validate(Datastore datastore) throws ConfigException {
    checkValid();
  }

  @Override
  public synchronized void validate(ContainerNode content) throws ConfigException {
    checkValid();
  }

  private void checkValid() throws ConfigException {
    if (!invalid.isEmpty()) {
      throw new ConfigException(invalid);
    }
  }

  @Override
  public synchronized boolean commit(Client client) throws ConfigException {
    checkLock(client, Datastore.RUNNING);
    checkValid();
    committed.add(client);
    boolean changes = !read(Datastore.RUNNING).equals(read(Datastore.CANDIDATE));
    replace(Datastore.RUNNING, read(Datastore.CANDIDATE));
    return changes;
  }

  @Override
  public synchronized void discard(Client client) throws ConfigException {
    checkLock(client, Datastore.CANDIDATE);
    replace(Datastore.CANDIDATE, read(Datastore.RUNNING));
  }

  @Override
  public synchronized void lock(Client client, Datastore datastore) throws ConfigException {
    var holder = locks.get(datastore);
    if (holder != null) {
      throw new ConfigException(
          new ConfigError(
              ErrorType.PROTOCOL,
              ErrorTag.LOCK_DENIED,
              Optional.empty(),
              Optional.empty(),
              "locked",
              Map.of("session-id", Long.toString(holder.sessionId()))));
    }
    locks.put(datastore, client);
  }

  @Override
  public synchronized void unlock(Client client, Datastore datastore) throws ConfigException {
    if (!client.equals(locks.get(datastore))) {
      throw new ConfigException(
          ConfigError.protocol(ErrorTag.OPERATION_FAILED, "not locked by this session"));
    }
    locks.remove(datastore);
  }

  @Override
  public synchronized Optional<LockHolder> lockOf(Datastore datastore) {
    return Optional.ofNullable(locks.get(datastore))
        .map(client -> new LockHolder(client, SampleSignaling.THEN));
  }

  @Override
  public synchronized void closed(Client client) {
    locks.values().removeIf(client::equals);
    closed.add(client);
  }

  private void checkLock(Client client, Datastore datastore) throws ConfigException {
    var holder = locks.get(datastore);
    if (holder != null && !holder.equals(client)) {
      throw new ConfigException(ConfigError.protocol(ErrorTag.IN_USE, "locked by another session"));
    }
  }

  @Override
  public ContainerNode operationalRoot() {
    return read(Datastore.RUNNING);
  }

  @Override
  public MapEntryNode withState(MapEntryNode entry) {
    statesRead.incrementAndGet();
    if (entry.name().values().contains(BROKEN)) {
      throw new IllegalStateException("no state of " + BROKEN);
    }
    if (!entry.name().getNodeType().getLocalName().equals("pseudowire")) {
      return entry;
    }
    return ImmutableNodes.newMapEntryBuilder()
        .withNodeIdentifier(entry.name())
        .withValue(new ArrayList<>(entry.body()))
        .withChild(ImmutableNodes.leafNode(OPER_STATUS, "up"))
        .build();
  }

  @Override
  public SystemStatus system() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Health health() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Stream<TunnelStatus> tunnels(String after) {
    return tunnels.values().stream();
  }

  @Override
  public Optional<TunnelStatus> tunnel(String name) {
    return Optional.ofNullable(tunnels.get(name));
  }

  @Override
  public Stream<PseudowireStatus> pseudowires(String after) {
    return pseudowires.values().stream();
  }

  @Override
  public Optional<PseudowireStatus> pseudowire(String name) {
    return Optional.ofNullable(pseudowires.get(name));
  }

  @Override
  public Optional<PseudowireStatus> session(long sessionId) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Stream<PseudowireStatus> sessions(String after) {
    return sessions.values().stream();
  }

  @Override
  public Optional<PseudowireStatus> session(String name) {
    return Optional.ofNullable(sessions.get(name));
  }

  @Override
  public Stream<FunnelStatus> funnels(String after) {
    throw new UnsupportedOperationException();
  }

  /** Returns a funnel for every name except "nobody". */
  @Override
  public Optional<FunnelStatus> funnel(String name) {
    return name.equals("nobody")
        ? Optional.empty()
        : Optional.of(SampleFunnels.funnel(name, 0, 4, true));
  }

  @Override
  public Optional<TreeState> tree(String funnel) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<Located> locate(String funnel, MacAddress address, OptionalInt vlan) {
    return funnel(funnel).flatMap(found -> SampleFunnels.locate(found, address, vlan));
  }

  @Override
  public Optional<TunnelCounters> counters(String tunnel) {
    throw new UnsupportedOperationException();
  }

  @Override
  public SystemCounters counters() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Subscription subscribe(Consumer<Event> subscriber) {
    subscribers.add(subscriber);
    return () -> subscribers.remove(subscriber);
  }

  @Override
  public Map<String, InterfaceState> interfaces(Collection<String> names) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Stream<Event> events(long afterSequence) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<Event> events(Subject subject, String name) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void resetTunnel(String name) throws ConfigException {
    reset("tunnel", name);
  }

  @Override
  public void resetPseudowire(String name) throws ConfigException {
    reset("pseudowire", name);
  }

  @Override
  public void resetSession(String name) throws ConfigException {
    reset("session", name);
  }

  /** Resets every object except "nobody". */
  private void reset(String subject, String name) throws ConfigException {
    if (name.equals("nobody")) {
      throw new ConfigException(
          ConfigError.protocol(
              ErrorTag.DATA_MISSING, "there is no %s '%s'".formatted(subject, name)));
    }
    resets.add(subject + " " + name);
  }
}
