/**
 * The commands besides {@code daemon}, and the text that they print.
 *
 * <p>Thread: main. Commands talk to the daemon over its status endpoint and over files only. They
 * change nothing, except {@code user}, and {@code doctor --install}. An option that may be missing
 * is an {@link java.util.Optional} field, because picocli sets the fields of commands.
 */
@NullMarked
package net.sluice.cli;

import org.jspecify.annotations.NullMarked;
