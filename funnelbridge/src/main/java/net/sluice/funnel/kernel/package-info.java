/** Trees of funnels in the kernel, through rtnetlink. */
package net.sluice.funnel.kernel;
