package net.sluice.manager;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import net.sluice.manager.desired.DesiredState;
import net.sluice.manager.resolve.Preparer;
import net.sluice.manager.resolve.Resolving;
import net.sluice.manager.store.Changes;
import net.sluice.manager.store.ConfigTree;
import net.sluice.manager.store.PersistedNumbers;
import net.sluice.yang.Schema;
import org.junit.jupiter.api.Test;

/** The configurations that the README shows. */
class ReadmeTest {
  private static final Pattern CONFIGURATION =
      Pattern.compile("```json\n(\\{\\s*\"sluice-.*?)```", Pattern.DOTALL);

  @Test
  void itsConfigurationsAreValid() throws Exception {
    String readme = Files.readString(Path.of("..", "README.md"));
    List<String> configurations =
        CONFIGURATION.matcher(readme).results().map(match -> match.group(1)).toList();
    assertEquals(4, configurations.size());
    for (String configuration : configurations) {
      ConfigTree tree = new ConfigTree(Schema.get(), Changes.EMPTY);
      tree.replaceCandidate(Configs.parse(configuration));
      new Preparer(new DesiredState(PersistedNumbers.NONE, Resolving.HOST)).prepare(tree.changes());
    }
  }
}
