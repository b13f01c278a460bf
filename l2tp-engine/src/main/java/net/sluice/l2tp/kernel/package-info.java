/**
 * The data plane of the kernel: generic netlink {@code l2tp}, and rtnetlink for interfaces.
 *
 * <p>Thread: manager, except where a method says otherwise. The package must not dump tunnels or
 * sessions: it reads each by its id.
 */
@NullMarked
package net.sluice.l2tp.kernel;

import org.jspecify.annotations.NullMarked;
