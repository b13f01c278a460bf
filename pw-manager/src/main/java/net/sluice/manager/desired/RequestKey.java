package net.sluice.manager.desired;

import java.net.InetAddress;
import java.util.Optional;
import net.sluice.l2tp.Encapsulation;

/**
 * What a request of a peer says about the dynamic tunnel that it opens (RFC 3931 section 5.4.3).
 * Two tunnels with the same key can not be distinguished.
 *
 * @param hostName Host Name that the peer must send; empty for any that no other tunnel names
 */
public record RequestKey(
    InetAddress local, InetAddress peer, Encapsulation encapsulation, Optional<String> hostName) {}
