/** Trees of funnels in memory. */
package net.sluice.funnel.simulated;
