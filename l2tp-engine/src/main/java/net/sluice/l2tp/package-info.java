/** The L2TPv3 engine: the profiles that it takes as input, and the data planes that it programs. */
package net.sluice.l2tp;
