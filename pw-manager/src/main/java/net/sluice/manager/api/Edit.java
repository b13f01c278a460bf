package net.sluice.manager.api;

import java.util.Optional;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;
import org.opendaylight.yangtools.yang.data.api.schema.NormalizedNode;

/**
 * One operation of an edit (RFC 6241 section 7.2).
 *
 * @param operation the operation
 * @param path the node that the operation applies to
 * @param node the content; empty for {@link Operation#DELETE} and {@link Operation#REMOVE}
 */
public record Edit(
    Operation operation, YangInstanceIdentifier path, Optional<NormalizedNode> node) {

  /** The operations of RFC 6241 section 7.2. The operation "none" results in no edit. */
  public enum Operation {
    MERGE,
    REPLACE,
    CREATE,
    DELETE,
    REMOVE
  }

  /** The reaction to the failure of one edit of several (RFC 6241 section 7.2, error-option). */
  public enum ErrorOption {
    /** No edit of the request is applied: stop-on-error and rollback-on-error. */
    ROLLBACK,
    /** The other edits of the request are applied: continue-on-error. */
    CONTINUE
  }
}
