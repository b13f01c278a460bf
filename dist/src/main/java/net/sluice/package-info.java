/** The program: command line, start and stop, and the wiring of everything else. */
package net.sluice;
