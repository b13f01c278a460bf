package net.sluice.manager.api;

import java.util.Optional;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;
import org.opendaylight.yangtools.yang.data.api.schema.NormalizedNode;

/**
 * One operation of an edit (RFC 6241 section 7.2).
 *
 * @param operation what to do
 * @param path the node to do it to
 * @param node the content; empty for {@link Operation#DELETE} and {@link Operation#REMOVE}
 */
public record Edit(
    Operation operation, YangInstanceIdentifier path, Optional<NormalizedNode> node) {

  /** The operations of RFC 6241 section 7.2; "none" leaves no edit behind. */
  public enum Operation {
    MERGE,
    REPLACE,
    CREATE,
    DELETE,
    REMOVE
  }

  /** What to do when one edit of several fails (RFC 6241 section 7.2, error-option). */
  public enum ErrorOption {
    /** Nothing of the request is applied: stop-on-error and rollback-on-error. */
    ROLLBACK,
    /** What can be applied is. */
    CONTINUE
  }
}
