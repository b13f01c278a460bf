package net.sluice.manager.desired;

import net.sluice.l2tp.RemoteEndId;

/**
 * The name of a session towards the peer (RFC 3931 section 5.4.4, Remote End ID).
 *
 * @param tunnel name of the tunnel
 * @param id the Remote End ID
 */
public record RemoteEnd(String tunnel, RemoteEndId id) {}
