/**
 * The shares of clients in the memory and the processors of the process.
 *
 * <p>Thread: any. The package knows no protocol.
 */
@NullMarked
package net.sluice.northbound.load;

import org.jspecify.annotations.NullMarked;
