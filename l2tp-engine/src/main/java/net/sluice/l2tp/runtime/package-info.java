/**
 * The thread and the sockets of signaling: {@link net.sluice.l2tp.runtime.LcceLoop} runs the
 * protocol core, and can record it.
 *
 * <p>Thread: l2tp-signaling owns the protocol core and the sockets. The package must not know the
 * manager, and must not decide about the protocol.
 */
@NullMarked
package net.sluice.l2tp.runtime;

import org.jspecify.annotations.NullMarked;
