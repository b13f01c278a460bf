package net.sluice.l2tp;

import java.util.Optional;

/**
 * A session profile: what a session gets that a peer asks for and no pseudowire is configured for.
 *
 * @param name its name in the configuration
 * @param remoteEndId the Remote End ID that it is for; when empty it serves only where a peer
 *     profile names it
 * @param parameters what the session offers and asks for
 */
public record AcceptProfile(
    String name, Optional<RemoteEndId> remoteEndId, SessionParameters parameters) {}
