package net.sluice.manager.store;

import java.util.List;
import net.sluice.manager.api.ConfigError;
import net.sluice.manager.api.ConfigException;
import net.sluice.manager.api.Edit;
import net.sluice.yang.Paths;
import org.opendaylight.yangtools.yang.common.ErrorTag;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.NodeIdentifierWithPredicates;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.PathArgument;

/** The conditions of RFC 6241 section 7.2 that an edit must meet before it is applied. */
final class EditRules {
  private EditRules() {}

  /**
   * Checks an edit.
   *
   * @param exists true if a node exists at the path of the edit
   * @throws ConfigException data-exists, data-missing, or bad-element for the key of an entry
   */
  static void check(Edit edit, boolean exists) throws ConfigException {
    switch (edit.operation()) {
      case CREATE -> {
        if (exists) {
          throw refused(edit, ErrorTag.DATA_EXISTS, " already exists");
        }
      }
      case DELETE, REMOVE -> {
        if (edit.operation() == Edit.Operation.DELETE && !exists) {
          throw refused(edit, ErrorTag.DATA_MISSING, " does not exist");
        }
        if (isKey(edit)) {
          throw refused(
              edit, ErrorTag.BAD_ELEMENT, " is the key of its entry; delete the entry instead");
        }
      }
      case MERGE, REPLACE -> {}
    }
  }

  private static boolean isKey(Edit edit) {
    List<PathArgument> steps = edit.path().getPathArguments();
    return steps.size() > 1
        && steps.get(steps.size() - 2) instanceof NodeIdentifierWithPredicates entry
        && entry.keySet().contains(steps.getLast().getNodeType());
  }

  private static ConfigException refused(Edit edit, ErrorTag tag, String problem) {
    return new ConfigException(ConfigError.at(edit.path(), tag, Paths.text(edit.path()) + problem));
  }
}
