/**
 * Signaling as the manager sees it, and the sockets and the thread that the protocol core runs on.
 */
package net.sluice.l2tp.signaling;
