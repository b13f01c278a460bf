/**
 * Netlink messages as text, for dry runs and tests.
 *
 * <p>Thread: any; tables and formatters are immutable. The package only reads messages: it neither
 * writes nor sends them.
 */
@NullMarked
package net.sluice.netlink.text;

import org.jspecify.annotations.NullMarked;
