/**
 * The manager's thread: the one thread that changes anything in this module. The package knows
 * nothing of what the thread does.
 */
@NullMarked
package net.sluice.manager.thread;

import org.jspecify.annotations.NullMarked;
