/**
 * The trees of funnels outside of plans: the start, changes by other programs, and sessions that
 * peers opened.
 *
 * <p>Thread: manager, except for methods that are marked otherwise. The package must not create or
 * remove the interfaces of pseudowires; the data plane attaches them to the trees.
 */
@NullMarked
package net.sluice.manager.funnels;

import org.jspecify.annotations.NullMarked;
