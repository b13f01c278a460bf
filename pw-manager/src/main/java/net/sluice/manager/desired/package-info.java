/**
 * The desired state: tunnels, pseudowires and funnels as the configuration requires them, with
 * inheritance applied, and the difference between two such states.
 *
 * <p>Thread: manager. Differences and their parts are immutable. The package must not look at the
 * data plane, and must not read YANG except for small parts such as attachments.
 */
@NullMarked
package net.sluice.manager.desired;

import org.jspecify.annotations.NullMarked;
