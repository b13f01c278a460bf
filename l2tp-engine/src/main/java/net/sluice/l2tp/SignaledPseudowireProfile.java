package net.sluice.l2tp;

/**
 * A pseudowire whose session is signalled, as it shall be.
 *
 * @param name its name in the configuration
 * @param tunnel name of its tunnel
 * @param remoteEndId what names it at both ends; unique in the tunnel
 * @param initiate whether this end asks for the session; else it waits for the peer to ask
 * @param up whether it is administratively up; if not, its circuit is signalled as down
 * @param parameters what the session offers and asks for
 */
public record SignaledPseudowireProfile(
    String name,
    String tunnel,
    RemoteEndId remoteEndId,
    boolean initiate,
    boolean up,
    SessionParameters parameters) {}
