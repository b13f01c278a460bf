/** The files that an operator writes: the bootstrap file and configurations; and their problems. */
package net.sluice.files;
