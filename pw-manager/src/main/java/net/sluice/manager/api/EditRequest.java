package net.sluice.manager.api;

import java.util.List;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;

/**
 * The edits of one edit-config (RFC 6241 section 7.2). All conditions are judged against the
 * configuration before the request: those of create and delete, and the preconditions. So a request
 * can delete one case of a choice and create another, in either order.
 *
 * @param edits the edits in the order in which they must be applied
 * @param preconditions the conditions that do not belong to an edit: nodes that are only on the
 *     path to edits, and operations inside of an element that is replaced or deleted
 */
public record EditRequest(List<Edit> edits, List<Precondition> preconditions) {

  /**
   * A condition that the configuration must meet before the request.
   *
   * @param present true if a node must exist at the path, false if none may exist
   */
  public record Precondition(YangInstanceIdentifier path, boolean present) {}

  public EditRequest {
    edits = List.copyOf(edits);
    preconditions = List.copyOf(preconditions);
  }

  /** Creates a request without further preconditions. */
  public EditRequest(List<Edit> edits) {
    this(edits, List.of());
  }
}
