/**
 * Checks a host for settings that make many pseudowires slow or lose frames.
 *
 * <p>Thread: any; nothing has state. A check reads files of the {@link net.sluice.doctor.Host}
 * only: it starts no program, loads no module and changes nothing. {@link
 * net.sluice.doctor.Installer} alone writes.
 */
@NullMarked
package net.sluice.doctor;

import org.jspecify.annotations.NullMarked;
