/**
 * The protocol core of RFC 3931: control connections and sessions of this host. Inputs and the time
 * go in, actions come out.
 *
 * <p>Thread: the one that owns the {@link net.sluice.l2tp.protocol.Lcce}; in Sluice it is
 * l2tp-signaling. The package must not use a thread, a socket, a clock or a source of random
 * numbers of its own, so that a recording replays.
 */
@NullMarked
package net.sluice.l2tp.protocol;

import org.jspecify.annotations.NullMarked;
