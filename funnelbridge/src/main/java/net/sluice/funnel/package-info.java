/** Bridging of pseudowire interfaces. */
package net.sluice.funnel;
