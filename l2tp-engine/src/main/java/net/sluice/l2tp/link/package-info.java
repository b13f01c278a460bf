/**
 * What the data planes with real interfaces have in common: the interfaces of sessions, and the
 * words for what the kernel refuses.
 */
package net.sluice.l2tp.link;
