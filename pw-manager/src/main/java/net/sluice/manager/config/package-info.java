/**
 * Reads a configuration that conforms to the YANG model: finds entries and leaves, applies
 * inheritance from profiles, and collects problems.
 *
 * <p>Thread: any; {@link net.sluice.manager.config.Problems} belongs to its caller. The package
 * does not decide what a configuration means for the data plane, and must not depend on the desired
 * state.
 */
@NullMarked
package net.sluice.manager.config;

import org.jspecify.annotations.NullMarked;
