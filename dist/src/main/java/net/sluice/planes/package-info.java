/**
 * Opens the data plane and the funnel plane that a configuration selects.
 *
 * <p>Thread: the one that will use the plane, because sockets open in its network namespace. This
 * is the only package that knows all implementations of the planes.
 */
@NullMarked
package net.sluice.planes;

import org.jspecify.annotations.NullMarked;
