/**
 * The contract between signaling, which runs the control protocol (RFC 3931), and the manager:
 * configuration goes in, reports and requests to the data plane come out.
 *
 * <p>Thread: any; all values are immutable. The package must not use the protocol core, a socket or
 * a clock.
 */
@NullMarked
package net.sluice.l2tp.signaling;

import org.jspecify.annotations.NullMarked;
