/**
 * The framing of NETCONF messages (RFC 6242 section 4), in both directions.
 *
 * <p>Thread: a {@code FrameDecoder} belongs to the event loop of its channel, a {@code
 * MessageOutput} to the thread that writes a message, one at a time. The package does not know the
 * content of messages.
 */
@NullMarked
package net.sluice.northbound.netconf.framing;

import org.jspecify.annotations.NullMarked;
