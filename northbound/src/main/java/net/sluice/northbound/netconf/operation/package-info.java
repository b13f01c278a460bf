/**
 * The operations of requests: each is read to its end first, and run after that against the
 * services of the manager.
 *
 * <p>Thread: that of the session, which may wait. The package does not know how a session receives
 * requests or sends replies.
 */
@NullMarked
package net.sluice.northbound.netconf.operation;

import org.jspecify.annotations.NullMarked;
