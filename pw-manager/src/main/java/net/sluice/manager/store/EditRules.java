package net.sluice.manager.store;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.sluice.manager.api.ConfigError;
import net.sluice.manager.api.Edit;
import net.sluice.manager.api.EditRequest;
import net.sluice.manager.api.EditRequest.Precondition;
import net.sluice.yang.Paths;
import org.opendaylight.yangtools.yang.common.ErrorTag;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.NodeIdentifierWithPredicates;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.PathArgument;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;

/**
 * The conditions of RFC 6241 section 7.2 that a request must meet before it is applied. They are
 * judged against the configuration before the request.
 */
final class EditRules {

  /**
   * The result for a request.
   *
   * @param possible the edits that meet their conditions, in order
   * @param errors data-exists, data-missing, or bad-element for the key of an entry
   */
  record Judged(List<Edit> possible, List<ConfigError> errors) {}

  private final ContainerNode before;
  private final List<ConfigError> errors = new ArrayList<>();

  /** The paths at which a precondition is not met, and all paths above them. */
  private final Set<YangInstanceIdentifier> failed = new HashSet<>();

  private final Set<YangInstanceIdentifier> aboveFailed = new HashSet<>();

  private EditRules(ContainerNode before) {
    this.before = before;
  }

  static Judged judge(EditRequest request, ContainerNode before) {
    var rules = new EditRules(before);
    request.preconditions().forEach(rules::check);
    var possible = request.edits().stream().filter(rules::permits).toList();
    return new Judged(possible, List.copyOf(rules.errors));
  }

  private void check(Precondition condition) {
    boolean exists = exists(condition.path());
    if (condition.present() && !exists) {
      fail(condition.path(), ErrorTag.DATA_MISSING, " does not exist");
    } else if (!condition.present() && exists) {
      fail(condition.path(), ErrorTag.DATA_EXISTS, " already exists");
    } else {
      return;
    }
    failed.add(condition.path());
    for (var path = condition.path(); !path.isEmpty() && aboveFailed.add(path); ) {
      path = path.coerceParent();
    }
  }

  private boolean permits(Edit edit) {
    Optional<ErrorTag> tag = Optional.empty();
    String problem = "";
    switch (edit.operation()) {
      case CREATE -> {
        if (exists(edit.path())) {
          tag = Optional.of(ErrorTag.DATA_EXISTS);
          problem = " already exists";
        }
      }
      case DELETE, REMOVE -> {
        if (isKey(edit)) {
          tag = Optional.of(ErrorTag.BAD_ELEMENT);
          problem = " is the key of its entry; delete the entry instead";
        } else if (edit.operation() == Edit.Operation.DELETE && !exists(edit.path())) {
          tag = Optional.of(ErrorTag.DATA_MISSING);
          problem = " does not exist";
        }
      }
      case MERGE, REPLACE -> {}
    }
    if (tag.isPresent()) {
      fail(edit.path(), tag.get(), problem);
    }
    return tag.isEmpty() && !dependsOnFailure(edit);
  }

  /**
   * Returns true if a node on the path of an edit does not meet its precondition, or a node inside
   * of the content that the edit replaces or removes.
   */
  private boolean dependsOnFailure(Edit edit) {
    if (edit.operation() != Edit.Operation.MERGE && aboveFailed.contains(edit.path())) {
      return true;
    }
    for (var path = edit.path(); !failed.isEmpty() && !path.isEmpty(); path = path.coerceParent()) {
      if (failed.contains(path)) {
        return true;
      }
    }
    return false;
  }

  private boolean exists(YangInstanceIdentifier path) {
    return Nodes.find(before, path).isPresent();
  }

  private static boolean isKey(Edit edit) {
    List<PathArgument> steps = edit.path().getPathArguments();
    return steps.size() > 1
        && steps.get(steps.size() - 2) instanceof NodeIdentifierWithPredicates entry
        && entry.keySet().contains(steps.getLast().getNodeType());
  }

  private void fail(YangInstanceIdentifier path, ErrorTag tag, String problem) {
    errors.add(ConfigError.at(path, tag, Paths.text(path) + problem));
  }
}
