/**
 * Data as NETCONF shows it: the schema without choices, trees of normalized nodes, small trees of
 * the server's own, subtree filters (RFC 6241 section 6), and reading and writing XML as a stream.
 *
 * <p>Thread: any; readers and writers belong to the thread that creates them. The package knows no
 * session and no operation, and holds no document as a tree of XML.
 */
@NullMarked
package net.sluice.northbound.netconf.data;

import org.jspecify.annotations.NullMarked;
