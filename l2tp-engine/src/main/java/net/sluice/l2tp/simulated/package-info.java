/**
 * The simulated data plane, which exists in memory only.
 *
 * <p>Thread: any; {@link net.sluice.l2tp.simulated.SimulatedDataPlane} guards all state with its
 * lock. The package must not accept a step that the kernel refuses.
 */
@NullMarked
package net.sluice.l2tp.simulated;

import org.jspecify.annotations.NullMarked;
