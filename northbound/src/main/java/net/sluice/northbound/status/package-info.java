/**
 * The local JSON status endpoint: HTTP/1.1 on loopback, read-only, streamed.
 *
 * <p>Thread: one event loop moves octets, a virtual thread answers each request. The package keeps
 * no state of its own: each answer is read from the manager while it is written.
 */
@NullMarked
package net.sluice.northbound.status;

import org.jspecify.annotations.NullMarked;
