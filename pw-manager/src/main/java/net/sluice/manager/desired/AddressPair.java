package net.sluice.manager.desired;

import java.net.InetAddress;

/** The addresses of two LCCEs. */
public record AddressPair(InetAddress local, InetAddress peer) {}
