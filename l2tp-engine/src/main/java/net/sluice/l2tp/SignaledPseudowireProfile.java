package net.sluice.l2tp;

/**
 * The wanted state of a pseudowire whose session is signaled.
 *
 * @param name its name in the configuration
 * @param tunnel name of its tunnel
 * @param remoteEndId id of the pseudowire at both ends; unique in the tunnel
 * @param initiate true if this end requests the session; otherwise it waits for a request of the
 *     peer
 * @param up true if it is administratively up; if false, its circuit is signaled as down
 * @param parameters the parameters that the session offers and requests
 */
public record SignaledPseudowireProfile(
    String name,
    String tunnel,
    RemoteEndId remoteEndId,
    boolean initiate,
    boolean up,
    SessionParameters parameters) {}
