/**
 * Trees of funnels in the kernel, through rtnetlink and the table of {@code nft}.
 *
 * <p>Thread: manager for {@link net.sluice.funnel.kernel.KernelFunnels}, except reading the state
 * of a tree; events have the thread {@code funnel-events}. The package must not change interfaces
 * of others, and must not keep a copy of the kernel's state between changes.
 */
@NullMarked
package net.sluice.funnel.kernel;

import org.jspecify.annotations.NullMarked;
