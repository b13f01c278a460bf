/**
 * Sessions: hello, requests in order, replies, timeouts and the end.
 *
 * <p>Thread: octets arrive on the event loop of the channel, requests are answered on one virtual
 * thread for each session. The package does not know which transport carries the octets.
 */
@NullMarked
package net.sluice.northbound.netconf.session;

import org.jspecify.annotations.NullMarked;
