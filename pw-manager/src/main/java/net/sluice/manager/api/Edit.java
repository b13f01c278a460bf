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

  /** The check before an edit (RFC 6241 section 8.6.4.1, test-option). */
  public enum TestOption {
    /** The edit is applied without a check. */
    SET,
    /** The candidate that would result is checked, and the edit is applied if it is valid. */
    TEST_THEN_SET,
    /** The candidate that would result is checked. Nothing changes. */
    TEST_ONLY
  }
}
