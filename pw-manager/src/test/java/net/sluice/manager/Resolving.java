package net.sluice.manager;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import net.sluice.manager.store.Changes;
import net.sluice.manager.store.ConfigTree;
import net.sluice.manager.store.PersistedNumbers;
import net.sluice.yang.Paths;
import net.sluice.yang.Schema;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;

/** A running configuration, the state it means, and what a next one would change. */
final class Resolving {
  static final LocalHost HOST = new LocalHost("here", "Sluice test");

  final DesiredState state;
  final ConfigTree tree = new ConfigTree(Schema.get(), Changes.EMPTY);
  final List<ConfigError> errors = new ArrayList<>();

  Resolving() {
    this(new DesiredState(PersistedNumbers.NONE, HOST));
  }

  Resolving(DesiredState state) {
    this.state = state;
  }

  /** Makes a configuration the running one. */
  Delta configure(ContainerNode config) {
    Delta delta = resolve(config);
    assertEquals(List.of(), messages());
    tree.commit(tree.changes());
    state.apply(delta);
    return delta;
  }

  /** Works out what a configuration would change, and what is wrong with it. */
  Delta resolve(ContainerNode config) {
    errors.clear();
    tree.replaceCandidate(config);
    return DesiredStateResolver.resolve(
        state, new ConfigReader(config), Edited.of(tree.changes().units().keySet()), errors);
  }

  /** What is wrong, in words. */
  List<String> messages() {
    return errors.stream().map(ConfigError::message).toList();
  }

  /** Where the first thing is wrong. */
  String firstPath() {
    return Paths.text(errors.getFirst().path().orElseThrow());
  }
}
