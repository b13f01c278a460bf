/** Finds what makes large systems choke before it does. */
package net.sluice.doctor;
