/** The commands of the program besides {@code daemon}, and the text that they print. */
package net.sluice.cli;
