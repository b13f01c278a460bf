/**
 * Trees of funnels in memory, for tests of other modules and for hosts without bridges.
 *
 * <p>Thread: any for {@link net.sluice.funnel.simulated.SimulatedFunnelPlane}, which locks. The
 * package carries out the same plans as the kernel's and must not plan by itself.
 */
@NullMarked
package net.sluice.funnel.simulated;

import org.jspecify.annotations.NullMarked;
