/**
 * The NETCONF server (RFC 6241, 6242): sessions and operations on OpenDaylight's SSH transport.
 * Requests are read and answers written as streams; no document is ever held as a tree of XML.
 */
package net.sluice.northbound.netconf;
