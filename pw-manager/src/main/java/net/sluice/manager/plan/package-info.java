/**
 * Plans: changes of tunnels and sessions as ordered steps of the data plane, with the steps that
 * take them back, and the runner that carries them out.
 *
 * <p>Thread: manager. The planner is pure. The package must not know where changes come from.
 */
@NullMarked
package net.sluice.manager.plan;

import org.jspecify.annotations.NullMarked;
