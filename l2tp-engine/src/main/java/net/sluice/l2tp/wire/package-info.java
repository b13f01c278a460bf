/** Control messages and their form on the wire (RFC 3931 sections 3.2, 4.3 and 5). */
package net.sluice.l2tp.wire;
