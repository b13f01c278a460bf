/**
 * The transports of NETCONF: they accept connections, authenticate users, and hand over channels.
 *
 * <p>Thread: event loops. Nothing here waits, and nothing reads or writes messages.
 */
@NullMarked
package net.sluice.northbound.netconf.transport;

import org.jspecify.annotations.NullMarked;
