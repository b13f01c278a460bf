package net.sluice.manager.resolve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import net.sluice.manager.api.ConfigError;
import net.sluice.manager.config.ConfigReader;
import net.sluice.manager.config.EditedObjects;
import net.sluice.manager.desired.Delta;
import net.sluice.manager.desired.DesiredState;
import net.sluice.manager.desired.LocalHost;
import net.sluice.manager.store.Changes;
import net.sluice.manager.store.ConfigTree;
import net.sluice.manager.store.PersistedNumbers;
import net.sluice.yang.Paths;
import net.sluice.yang.Schema;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;

/** A running configuration, the state it means, and what a next one would change. */
public final class Resolving {
  public static final LocalHost HOST = new LocalHost("here", "Sluice test");

  public final DesiredState state;
  final ConfigTree tree = new ConfigTree(Schema.get(), Changes.EMPTY);
  final List<ConfigError> errors = new ArrayList<>();

  public Resolving() {
    this(new DesiredState(PersistedNumbers.NONE, HOST));
  }

  public Resolving(DesiredState state) {
    this.state = state;
  }

  /** Makes a configuration the running one. */
  public Delta configure(ContainerNode config) {
    Delta delta = resolve(config);
    assertEquals(List.of(), messages());
    tree.commit(tree.changes());
    state.apply(delta);
    return delta;
  }

  /** Works out what a configuration would change, and what is wrong with it. */
  public Delta resolve(ContainerNode config) {
    errors.clear();
    tree.replaceCandidate(config);
    return DesiredStateResolver.resolve(
        state, new ConfigReader(config), EditedObjects.of(tree.changes().units().keySet()), errors);
  }

  /** What is wrong, in words. */
  public List<String> messages() {
    return errors.stream().map(ConfigError::message).toList();
  }

  /** Where the first thing is wrong. */
  public String firstPath() {
    return Paths.text(errors.getFirst().path().orElseThrow());
  }
}
