package net.sluice.l2tp.wire;

/**
 * The control message header (RFC 3931 section 3.2.1), less the flags and the length, which the
 * codec sees to.
 *
 * @param version 3; 2 in an SCCRQ of a peer that knows version 2 as well or only, and in the
 *     StopCCN that tells the latter so
 * @param connectionId Control Connection ID of the receiver; 0 while it is not known
 * @param ns sequence number of this message, 0 to 65535
 * @param nr sequence number of the message expected next, 0 to 65535
 */
public record Header(int version, long connectionId, int ns, int nr) {}
