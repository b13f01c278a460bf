package net.sluice.manager;

import java.util.Optional;
import net.sluice.manager.api.ConfigError;
import net.sluice.manager.api.ConfigException;
import net.sluice.manager.api.ConfigService;
import net.sluice.manager.api.Datastore;
import net.sluice.manager.api.Edit;
import net.sluice.manager.api.EditRequest;
import net.sluice.manager.store.Changes;
import net.sluice.manager.store.ConfigTree;
import net.sluice.manager.thread.ManagerThread;
import org.opendaylight.yangtools.yang.common.ErrorTag;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;

/**
 * The datastores as clients see them: locks, the candidate, and commits on the manager's thread.
 */
final class Datastores implements ConfigService {
  private final ManagerThread thread;
  private final ConfigTree tree;
  private final Locks locks;
  private final Committer committer;

  Datastores(ManagerThread thread, ConfigTree tree, Locks locks, Committer committer) {
    this.thread = thread;
    this.tree = tree;
    this.locks = locks;
    this.committer = committer;
  }

  @Override
  public ContainerNode read(Datastore datastore) {
    return datastore == Datastore.RUNNING ? tree.running() : tree.candidate();
  }

  @Override
  public void edit(
      Client client, EditRequest request, Edit.ErrorOption errorOption, Edit.TestOption testOption)
      throws ConfigException {
    thread.act(
        () -> {
          locks.requireFree(client, Datastore.CANDIDATE);
          if (testOption != Edit.TestOption.SET) {
            committer.prepare(tree.preview(request));
          }
          if (testOption != Edit.TestOption.TEST_ONLY) {
            tree.edit(request, errorOption);
          }
        });
  }

  @Override
  public void replaceCandidate(Client client, ContainerNode content) throws ConfigException {
    thread.act(
        () -> {
          locks.requireFree(client, Datastore.CANDIDATE);
          tree.replaceCandidate(content);
        });
  }

  @Override
  public void validate(Datastore datastore) throws ConfigException {
    if (datastore == Datastore.CANDIDATE) {
      thread.call(() -> committer.prepare(tree.changes()));
    }
    // Running was valid when it was committed, and nothing else changes it.
  }

  @Override
  public void validate(ContainerNode content) throws ConfigException {
    thread.call(() -> committer.prepare(Changes.between(tree.running(), content)));
  }

  @Override
  public boolean commit(Client client) throws ConfigException {
    return thread.call(
        () -> {
          locks.requireFree(client, Datastore.RUNNING);
          locks.requireFree(client, Datastore.CANDIDATE);
          return committer.commit(client);
        });
  }

  @Override
  public void discard(Client client) throws ConfigException {
    thread.act(
        () -> {
          locks.requireFree(client, Datastore.CANDIDATE);
          tree.discard();
        });
  }

  @Override
  public void lock(Client client, Datastore datastore) throws ConfigException {
    thread.act(
        () -> {
          locks.requireUnlocked(datastore);
          if (datastore == Datastore.CANDIDATE && !tree.changes().isEmpty()) {
            throw new ConfigException(
                ConfigError.protocol(
                        ErrorTag.LOCK_DENIED,
                        "the candidate has changes that are not committed: commit or discard them"
                            + " first")
                    .withInfo("session-id", "0"));
          }
          locks.lock(client, datastore);
        });
  }

  @Override
  public void unlock(Client client, Datastore datastore) throws ConfigException {
    thread.act(
        () -> {
          locks.unlock(client, datastore);
          if (datastore == Datastore.CANDIDATE) {
            tree.discard(); // RFC 6241 section 8.3.5.2
          }
        });
  }

  @Override
  public Optional<LockHolder> lockOf(Datastore datastore) {
    return locks.holder(datastore);
  }

  @Override
  public void closed(Client client) throws ConfigException {
    thread.act(
        () -> {
          if (locks.holds(client, Datastore.CANDIDATE)) {
            tree.discard();
          }
          locks.release(client);
        });
  }
}
