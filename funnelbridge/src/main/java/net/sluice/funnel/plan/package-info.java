/** From a tree and what is there to the steps between: pure. */
package net.sluice.funnel.plan;
