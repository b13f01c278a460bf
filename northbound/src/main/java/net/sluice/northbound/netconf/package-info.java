/**
 * The NETCONF server (RFC 6241, 6242): the entry point, which connects the packages below it.
 *
 * <p>Thread: any. Requests are read and replies written as streams; no document is held as a tree
 * of XML.
 */
@NullMarked
package net.sluice.northbound.netconf;

import org.jspecify.annotations.NullMarked;
