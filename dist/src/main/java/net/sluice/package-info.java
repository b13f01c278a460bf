/**
 * The entry of the program, and the daemon: creates all parts, and closes them in the reverse
 * order.
 *
 * <p>Thread: the main thread starts the daemon; the thread "stop" closes it after a signal. The
 * parts have their own threads. This package contains no logic of the parts, only their wiring.
 */
@NullMarked
package net.sluice;

import org.jspecify.annotations.NullMarked;
