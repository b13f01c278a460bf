/**
 * The operational state: the last known state of every object, its problems and its events, and
 * their form as nodes of the YANG model.
 *
 * <p>Thread: the manager thread writes, any thread reads without waiting. The package must not
 * decide what happens next: it only stores what others report. Nothing in it outlives the process.
 */
@NullMarked
package net.sluice.manager.state;

import org.jspecify.annotations.NullMarked;
