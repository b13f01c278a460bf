/** The sockets of tunnels, whoever reads them: the signaling, the kernel or the forwarder. */
package net.sluice.l2tp.socket;
