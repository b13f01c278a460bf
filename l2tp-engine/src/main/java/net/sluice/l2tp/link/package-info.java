/**
 * The common parts of the data planes with real interfaces: the network interfaces of sessions, and
 * explanations of the kernel's refusals.
 *
 * <p>Thread: manager, except where a class says otherwise. The package must not know how a session
 * is created: the data planes do that.
 */
@NullMarked
package net.sluice.l2tp.link;

import org.jspecify.annotations.NullMarked;
