/**
 * The pseudowire manager: the wiring of its parts, and the implementations of the interfaces in
 * {@link net.sluice.manager.api}.
 *
 * <p>Thread: the manager's own, see {@link net.sluice.manager.thread}. The package must not build
 * messages of any protocol.
 */
@NullMarked
package net.sluice.manager;

import org.jspecify.annotations.NullMarked;
