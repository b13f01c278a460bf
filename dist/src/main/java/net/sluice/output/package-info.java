/**
 * The text that leaves the process: on terminals and in the log. Names, addresses and reasons come
 * from peers, clients and files, so nothing here prints a control character of theirs.
 *
 * <p>Thread: any.
 */
@NullMarked
package net.sluice.output;

import org.jspecify.annotations.NullMarked;
