package net.sluice.l2tp;

import java.util.Optional;

/**
 * A session profile: the parameters of a session that a peer requests and that belongs to no
 * configured pseudowire.
 *
 * @param name its name in the configuration
 * @param remoteEndId the Remote End ID that this profile applies to; if empty, only peer profiles
 *     that name this profile use it
 * @param parameters the parameters that the session offers and requests
 */
public record AcceptProfile(
    String name, Optional<RemoteEndId> remoteEndId, SessionParameters parameters) {}
