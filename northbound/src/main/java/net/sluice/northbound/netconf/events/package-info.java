/**
 * Notifications (RFC 5277): the stream, its log for replay, the subscriptions of sessions, and the
 * notifications about tunnels, pseudowires and sessions of peers.
 *
 * <p>Thread: the manager's and those of sessions publish, and never wait; each subscription sends
 * on a virtual thread of its own.
 */
@NullMarked
package net.sluice.northbound.netconf.events;

import org.jspecify.annotations.NullMarked;
