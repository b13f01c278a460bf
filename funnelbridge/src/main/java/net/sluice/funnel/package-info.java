/** Funnels: any number of pseudowires bridged onto one uplink, through a tree of bridges. */
package net.sluice.funnel;
