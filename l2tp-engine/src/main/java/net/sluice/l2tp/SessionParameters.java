package net.sluice.l2tp;

import java.util.Optional;

/**
 * The parameters that a signaled session offers and requests.
 *
 * @param type pseudowire type; both ends must have the same (RFC 4719 section 2)
 * @param cookieOctets length of the random cookie that the peer must send: 0, 4 or 8
 * @param receiveCookie the cookie that the peer must send, instead of a random one; empty for
 *     random
 * @param sublayer the L2-specific sublayer to request
 * @param sequencing use of sequence numbers
 */
public record SessionParameters(
    PseudowireType type,
    int cookieOctets,
    Optional<Cookie> receiveCookie,
    Sublayer sublayer,
    Sequencing sequencing) {}
