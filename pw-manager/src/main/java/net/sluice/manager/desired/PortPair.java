package net.sluice.manager.desired;

import java.net.InetAddress;

/** Both ends of a UDP socket. */
public record PortPair(LocalPort local, InetAddress peer, int peerPort) {}
