package net.sluice.l2tp;

/**
 * The wanted state of a pseudowire: a session and the settings of its interface.
 *
 * @param name its name in the configuration
 * @param tunnel name of its tunnel
 * @param session the session
 * @param settings the settings of the session's interface
 */
public record PseudowireProfile(
    String name, String tunnel, SessionProfile session, InterfaceSettings settings) {}
