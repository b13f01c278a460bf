/** The data plane that exists in memory only. */
package net.sluice.l2tp.simulated;
