/**
 * Plans: from a wanted tree and the present interfaces to the steps between them. Everything here
 * is a pure function of its arguments.
 *
 * <p>Thread: any; a planner is used for one plan. The package must not read or change the host.
 */
@NullMarked
package net.sluice.funnel.plan;

import org.jspecify.annotations.NullMarked;
