/**
 * Control messages and their form on the wire (RFC 3931 sections 3.2, 4.3 and 5).
 *
 * <p>Thread: l2tp-signaling; a codec and its parts belong to one control connection. The package
 * must not throw for any received octets, and must not know the state of a connection or session.
 */
@NullMarked
package net.sluice.l2tp.wire;

import org.jspecify.annotations.NullMarked;
