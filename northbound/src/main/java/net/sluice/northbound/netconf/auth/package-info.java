/**
 * Logins by SSH: the users file, password hashes, the host key, and the limit of failures.
 *
 * <p>Thread: any. Checks of passwords are slow and run on virtual threads, never on an event loop.
 * The package grants access to the server as a whole; it knows no rights of users.
 */
@NullMarked
package net.sluice.northbound.netconf.auth;

import org.jspecify.annotations.NullMarked;
