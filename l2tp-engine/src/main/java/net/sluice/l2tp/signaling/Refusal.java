package net.sluice.l2tp.signaling;

import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * A datagram that was dropped, or a request of a peer that was refused. The object concerned did
 * not change its state.
 *
 * @param tunnel name of the tunnel concerned; empty if there is none
 * @param session name of the pseudowire or session concerned; empty if there is none
 * @param peer address and port of the sender; empty if the tunnel says it
 * @param text the reason in words
 * @param unreported number of the same refusals that were not reported since the one before,
 *     because of their rate
 */
public record Refusal(
    Reason reason,
    Optional<String> tunnel,
    Optional<String> session,
    Optional<InetSocketAddress> peer,
    String text,
    long unreported) {}
