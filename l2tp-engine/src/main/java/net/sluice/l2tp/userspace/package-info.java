/** The data plane that carries frames itself, between TAP interfaces and sockets. */
package net.sluice.l2tp.userspace;
