/**
 * The server as its clients see it: capabilities, open sessions, ietf-netconf-monitoring (RFC
 * 6022), ietf-yang-library (RFC 8525), and notifications about the server (RFC 6470).
 *
 * <p>Thread: any. The package keeps sessions and their counters. It keeps no copy of facts that
 * others own, such as locks: it asks them.
 */
@NullMarked
package net.sluice.northbound.netconf.monitoring;

import org.jspecify.annotations.NullMarked;
