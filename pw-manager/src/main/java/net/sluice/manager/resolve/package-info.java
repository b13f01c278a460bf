/**
 * Maps a change of the configuration to a difference of the desired state, and finds all problems
 * that prevent it.
 *
 * <p>Thread: manager. The package reads the desired state and must not change it: the caller
 * applies the difference after the commit.
 */
@NullMarked
package net.sluice.manager.resolve;

import org.jspecify.annotations.NullMarked;
