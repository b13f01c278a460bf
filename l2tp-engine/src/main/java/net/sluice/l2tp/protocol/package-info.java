/**
 * The protocol core of RFC 3931: pure state, told of events and of the time, answering with
 * actions. No thread, socket, clock or random source of its own.
 */
package net.sluice.l2tp.protocol;
