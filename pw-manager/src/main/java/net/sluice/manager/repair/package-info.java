/**
 * Drift: changes that others make to the data plane, when they are repaired, and when a repair that
 * failed is tried again.
 *
 * <p>Thread: manager; events arrive on the data plane's thread and are only noted there. The
 * package must not decide what is wanted.
 */
@NullMarked
package net.sluice.manager.repair;

import org.jspecify.annotations.NullMarked;
