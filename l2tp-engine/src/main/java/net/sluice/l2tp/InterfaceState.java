package net.sluice.l2tp;

/**
 * State and counters of a network interface.
 *
 * @param index interface index
 * @param settings its present settings
 * @param running true if it can carry frames: it is up, has a carrier and is not dormant
 * @param inPackets frames received from the peer
 * @param inOctets octets received from the peer
 * @param inErrors frames from the peer that were not accepted
 * @param outPackets frames sent to the peer
 * @param outOctets octets sent to the peer
 * @param outErrors frames that could not be sent
 */
public record InterfaceState(
    int index,
    InterfaceSettings settings,
    boolean running,
    long inPackets,
    long inOctets,
    long inErrors,
    long outPackets,
    long outOctets,
    long outErrors) {}
