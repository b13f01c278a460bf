package net.sluice.northbound.netconf.session;

import java.time.Duration;

/**
 * The limits of a session.
 *
 * @param maxMessageBytes octets in a request
 * @param helloTimeout time that a client may take until its hello
 * @param idleTimeout time that a client may be silent; zero for any time
 */
public record SessionLimits(int maxMessageBytes, Duration helloTimeout, Duration idleTimeout) {}
