/**
 * The files that an operator writes, the bootstrap file and configurations, and the failure that
 * reports all their problems. Those of the meaning of a configuration come from the manager.
 *
 * <p>Thread: any. The package knows the format of the files; it starts nothing.
 */
@NullMarked
package net.sluice.files;

import org.jspecify.annotations.NullMarked;
